package wear

import "testing"

// TestNotesBearAnyWords writes what the hand has no letters for.
func TestNotesBearAnyWords(t *testing.T) {
	for _, text := range [][]string{{"hello"}, {""}, {"  "}, {"A b", "C"}} {
		w := Wear{Labels: []Label{{Kind: "note", AtMM: [2]float64{40, 30}, SizeMM: [2]float64{30, 20}, Text: text}}}
		s := page(6)
		if err := w.Apply(s, 3); err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		drawn(s, 4)
	}
}
