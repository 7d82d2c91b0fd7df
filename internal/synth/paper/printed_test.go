package paper

import (
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// What a border cuts off is not in the record of the page.
func TestPrintedLeavesOutWhatIsCut(t *testing.T) {
	s, err := heart.Heart{Seed: 4}.Signal(10)
	if err != nil {
		t.Fatal(err)
	}
	const border = 5.0 // mm
	for _, flat := range []bool{false, true} {
		sheet, err := Page{Layout: Layout{Rows: 12, Cols: 1}, ClipMM: border, ClipFlat: flat}.Print(s)
		if err != nil {
			t.Fatal(err)
		}
		cut := 0
		for _, lead := range []string{"II", "V2", "V5"} {
			var g *Segment
			for i := range sheet.Segments {
				if sheet.Segments[i].Lead == lead {
					g = &sheet.Segments[i]
				}
			}
			for k, v := range sheet.Printed(lead) {
				beyond := math.Abs(g.MV[k]*g.MMPerMV) > border
				if beyond {
					cut++
				}
				if math.IsNaN(v) != beyond {
					t.Fatalf("flat %v, %s, sample %d of %.1f mm: %g in the record", flat, lead, k, g.MV[k]*g.MMPerMV, v)
				}
			}
		}
		if cut == 0 {
			t.Fatal("nothing was cut: the test sees nothing")
		}
	}
}
