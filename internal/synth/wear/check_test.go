package wear

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// all is a wear that has everything.
func all(t testing.TB) Wear {
	var w Wear
	for i, k := range Kinds() {
		w = Merge(w, one(t, k.Name, 0.9, uint64(i)))
	}
	w.Copy = Copy{Level: 0.7, Soft: 0.1, BlurMM: 0.1, Uneven: 0.1, Dirt: 10, EdgeMM: 2, Loss: 0.1}
	w.Fax.Noise, w.Bleed.Gain, w.Creases.Seed = 0.1, 0.1, 7
	w.Thermal = Thermal{0.1, 0.1, 10, 0.1, 20, 0.1}
	w.Yellow = Yellow{0.1, 0.1, 10, 0.1}
	w.Staples[0].LongMM = 11
	return w
}

func TestFieldsOutOfRangeAreRefused(t *testing.T) {
	w := all(t)
	if err := w.Check(); err != nil {
		t.Fatal(err)
	}
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i), path+"."+v.Type().Field(i).Name)
			}
		case reflect.Slice, reflect.Array:
			for i := range min(v.Len(), 2) {
				walk(v.Index(i), path)
			}
		case reflect.Float64:
			was := v.Float()
			for _, bad := range []float64{math.NaN(), math.Inf(1), -1e9, 1e9} {
				v.SetFloat(bad)
				if w.Check() == nil {
					t.Errorf("%s may be %g", path, bad)
				}
			}
			v.SetFloat(was)
		case reflect.Int:
			was := v.Int()
			for _, bad := range []int64{-1, 1 << 40} {
				v.SetInt(bad)
				if w.Check() == nil {
					t.Errorf("%s may be %d", path, bad)
				}
			}
			v.SetInt(was)
		case reflect.String:
			was := v.String()
			v.SetString("nonsense")
			if w.Check() == nil && path != ".Writings.Text" {
				t.Errorf("%s may be nonsense", path)
			}
			v.SetString(was)
		}
	}
	walk(reflect.ValueOf(&w).Elem(), "")
}

func TestDrawsAreInRange(t *testing.T) {
	for _, k := range Kinds() {
		for seed := range uint64(60) {
			for _, size := range [][2]float64{{297, 210}, {90, 60}, {1200, 80}} {
				var w Wear
				k.Add(&w, float64(seed)/59, chance.Stream(seed, 1), size)
				if err := w.Check(); err != nil {
					t.Fatalf("%s: %v", k.Name, err)
				}
			}
		}
	}
}

func TestWearSurvivesJSON(t *testing.T) {
	w := all(t)
	data, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	var back Wear
	if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(w, back) {
		t.Errorf("came back different (%v)", err)
	}
	if data, _ := json.Marshal(Wear{}); string(data) != "{}" {
		t.Errorf("nothing is written as %s", data)
	}
}

func TestMergeKeepsBoth(t *testing.T) {
	a := Wear{Sun: Sun{Depth: 0.2}, Bleed: Bleed{SpreadMM: 0.1}, Folds: []Fold{{AtMM: 1}}}
	b := Wear{Sun: Sun{Depth: 0.3}, Folds: []Fold{{AtMM: 2}, {AtMM: 3}}}
	m := Merge(a, b)
	if m.Sun.Depth != 0.3 || m.Bleed.SpreadMM != 0.1 || len(m.Folds) != 3 || m.Folds[2].AtMM != 3 {
		t.Errorf("merged to %+v", m)
	}
	if got := Merge(Wear{}, all(t)); !reflect.DeepEqual(got, all(t)) {
		t.Error("nothing and all is not all")
	}
}
