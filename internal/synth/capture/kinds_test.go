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
	for _, kind := range Kinds() {
		for seed := range uint64(50) {
			strength := float64(seed) / 49
			c, err := Draw(kind, strength, newRand(seed))
			if err != nil {
				t.Fatal(err)
			}
			again, err := Draw(kind, strength, newRand(seed))
			if err != nil || again != c {
				t.Fatalf("%s: drawn again, it is %+v after %+v (%v)", kind, again, c, err)
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
	if _, err := Draw("scorched", 0.5, newRand(1)); err == nil {
		t.Error("an unknown kind was drawn")
	}
	if _, err := Draw("blur", 1.5, newRand(1)); err == nil {
		t.Error("a strength of 1.5 was taken")
	}
}

func TestCapturesAreData(t *testing.T) {
	for _, kind := range Kinds() {
		c, err := Draw(kind, 0.7, newRand(8))
		if err != nil {
			t.Fatal(err)
		}
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
	if got := (Capture{LocalPx: 21}).Merge(Capture{Threshold: 9}); got.LocalPx != 0 || got.Threshold != 9 {
		t.Errorf("a threshold after a local one: %+v", got)
	}
}
