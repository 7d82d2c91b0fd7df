package light

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

func TestKindsAreInRange(t *testing.T) {
	var all Setting
	for _, k := range Kinds() {
		kind := k.Name
		for seed := range uint64(40) {
			strength := float64(seed) / 39
			var o, again Setting
			k.Add(&o, strength, chance.Stream(seed, 1), [2]float64{})
			k.Add(&again, strength, chance.Stream(seed, 1), [2]float64{})
			if !reflect.DeepEqual(o, again) {
				t.Fatalf("%s: drawn again, it is %+v after %+v", kind, again, o)
			}
			if reflect.DeepEqual(o, Setting{}) {
				t.Fatalf("%s at %g: nothing", kind, strength)
			}
			if seed%10 == 0 {
				all = all.Merge(o)
				if len(all.Light.Shadows) > 8 {
					all.Light.Shadows, all.Light.Glares = nil, nil
				}
			}
			for _, s := range []Setting{o, all} {
				for _, err := range []error{s.Light.Check(), s.Table.Check(), s.Screen.Check()} {
					if err != nil {
						t.Fatalf("%s at %g: %v", kind, strength, err)
					}
				}
			}
		}
	}
}

func TestSettingsAreData(t *testing.T) {
	for _, k := range Kinds() {
		kind := k.Name
		var o Setting
		k.Add(&o, 0.7, chance.Stream(8, 1), [2]float64{})
		text, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		var again Setting
		if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(o, again) {
			t.Errorf("%s: %s became %+v (%v)", kind, text, again, err)
		}
	}
}

func TestMerge(t *testing.T) {
	a := Light{Shade: 0.3, ShadeDeg: 40, Glares: []Glare{{Size: 0.1}}}
	b := Light{Relief: 0.5, RakeDeg: 10, LampDeg: 30, Lamps: []Lamp{{Height: 1}}, Ambient: 0.2, AmbientK: 7000, Vignette: 0.2, Kelvin: 5000,
		Shadows: []Shadow{{Of: ShadowHand}}, Glares: []Glare{{Size: 0.2}}, Sheet: SheetShade{Dark: 0.1}}
	m := a.Merge(b)
	if m.Shade != 0.3 || m.ShadeDeg != 40 || len(m.Glares) != 2 || len(m.Shadows) != 1 || len(a.Glares) != 1 {
		t.Errorf("merged: %+v", m)
	}
	// All of b is there.
	b.Shade, b.ShadeDeg, b.Glares = m.Shade, m.ShadeDeg, m.Glares
	if !reflect.DeepEqual(m, b) {
		t.Errorf("merged: %+v, want %+v", m, b)
	}
	s := Setting{Table: Table{Kind: TableWood}}.Merge(Setting{Screen: Screen{Pixels: ScreenStripes}}).Merge(Setting{Table: Table{Set: true}})
	if s.Table != (Table{Set: true}) || !s.Screen.On() {
		t.Errorf("settings merged: %+v", s)
	}
}
