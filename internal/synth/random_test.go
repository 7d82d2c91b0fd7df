package synth

import (
	"reflect"
	"testing"
)

// TestRandomSpecsAreInRange plans pages of many seeds and renders a few of
// each look small.
func TestRandomSpecsAreInRange(t *testing.T) {
	layouts := map[string]bool{}
	for _, look := range Looks() {
		for seed := range uint64(60) {
			s, err := RandomSpec(look, seed)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Scene(); err != nil {
				t.Fatalf("%s %d: %v", look, seed, err)
			}
			layouts[s.Page.Layout.String()] = true
			again, _ := RandomSpec(look, seed)
			if !reflect.DeepEqual(s, again) {
				t.Fatalf("%s %d: two specifications of one seed", look, seed)
			}
		}
		for seed := range uint64(2) {
			s, _ := RandomSpec(look, seed)
			s.Page.DPI = 60
			if c := s.Damage.Pose.Camera; c != nil {
				c.WidthPx, c.HeightPx = 800, 600
			}
			_, truth, err := Render(s)
			if err != nil {
				t.Fatalf("%s %d: %v", look, seed, err)
			}
			if len(truth.Labels) == 0 {
				t.Errorf("%s %d: no labels", look, seed)
			}
		}
	}
	if len(layouts) < 10 {
		t.Errorf("only the layouts %v", layouts)
	}
	if _, err := RandomSpec("fresco", 1); err == nil {
		t.Error("an unknown look has a specification")
	}
}
