package capture

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

func newRand(seed uint64) *rand.Rand { return chance.Stream(seed, 5) }

func TestKindsAreInRange(t *testing.T) {
	var all Capture
	for _, k := range Kinds() {
		kind := k.Name
		for seed := range uint64(50) {
			strength := float64(seed) / 49
			var c, again Capture
			k.Add(&c, strength, newRand(seed), [2]float64{})
			k.Add(&again, strength, newRand(seed), [2]float64{})
			if again != c {
				t.Fatalf("%s: drawn again, it is %+v after %+v", kind, again, c)
			}
			if err := c.Check(); err != nil || c == (Capture{}) {
				t.Fatalf("%s at %g: %+v: %v", kind, strength, c, err)
			}
			all = all.Merge(c)
			if err := all.Check(); err != nil {
				t.Fatalf("%s at %g, merged: %v", kind, strength, err)
			}
		}
	}
}

func TestCapturesAreData(t *testing.T) {
	for _, k := range Kinds() {
		kind := k.Name
		var c Capture
		k.Add(&c, 0.7, newRand(8), [2]float64{})
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var again Capture
		if err := json.Unmarshal(text, &again); err != nil || c != again {
			t.Errorf("%s: %s became %+v (%v)", kind, text, again, err)
		}
	}
}

func TestMergeKnowsAllFields(t *testing.T) {
	// A field that Merge forgets is lost here.
	var o Capture
	v := reflect.ValueOf(&o).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.Float64:
			f.SetFloat(0.5)
		case reflect.Int:
			f.SetInt(3)
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Array:
			f.Index(0).SetFloat(2)
		}
	}
	if got := (Capture{}).Merge(o); got != o {
		t.Errorf("merged with nothing: %+v, want %+v", got, o)
	}
	if got := o.Merge(Capture{}); got != o {
		t.Errorf("nothing merged: %+v, want %+v", got, o)
	}
	// What comes later is whole: nothing of the earlier of its kind remains.
	for _, c := range []struct{ first, then, want Capture }{
		{Capture{LocalPx: 21, LocalBias: 4}, Capture{Threshold: 9}, Capture{Threshold: 9}},
		{Capture{Threshold: 128, Dither: true}, Capture{Threshold: 90}, Capture{Threshold: 90}},
		{Capture{PixelatePx: 3, PixelateSmooth: true}, Capture{PixelatePx: 5}, Capture{PixelatePx: 5}},
		{Capture{MotionPx: 3, MotionDeg: 90}, Capture{MotionPx: 6}, Capture{MotionPx: 6}},
		{Capture{JPEGQuality: 50, JPEGAgain: 60}, Capture{JPEGQuality: 90}, Capture{JPEGQuality: 90}},
		{Capture{BlurPx: 1}, Capture{Noise: 2}, Capture{BlurPx: 1, Noise: 2}},
	} {
		if got := c.first.Merge(c.then); got != c.want {
			t.Errorf("%+v, then %+v: %+v, want %+v", c.first, c.then, got, c.want)
		}
	}
}
