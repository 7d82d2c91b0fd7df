package paper

import (
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// TestGridsLieInTheirAreas looks for lines where the sheet says that they are,
// and for none elsewhere.
func TestGridsLieInTheirAreas(t *testing.T) {
	const k = 10.0
	for name, change := range map[string]func(*Grid){
		"all":     func(*Grid) {},
		"inset":   func(g *Grid) { g.InsetMM = 6 },
		"margins": func(g *Grid) { g.MarginMM = [4]float64{3, 30, 5, 12} },
		"bands":   func(g *Grid) { g.BandMM = 12 },
		"scaled":  func(g *Grid) { g.Scale = [2]float64{1.01, 0.99} },
		"dotted":  func(g *Grid) { g.Kind = GridDotted },
		"aligned": func(g *Grid) { g.Aligned = true },
		"starred": func(g *Grid) { g.Kind, g.ShiftMM = GridStarred, [2]float64{0.4, 0.7} },
	} {
		g, _ := GridOf("black")
		change(g)
		p := Page{Layout: Layout{Rows: 3, Cols: 1, Leads: []string{"I", "II", "III"}}, RowSec: 2, PaperMM: [2]float64{90, 110},
			Grid: g, NoNames: true, Footer: "-", Pulse: PulseNone}
		s := printed(t, p, silent(p))
		c := whole(s, k)
		_, bold := g.Spacing()
		near := func(at, shift, every float64) float64 { return math.Abs(math.Remainder(at-shift, every)) }
		lines, missed := 0, 0
		for y := range c.Rect.Dy() {
			for x := range c.Rect.Dx() {
				mx, my := (float64(x)+0.5)/k, (float64(y)+0.5)/k
				inside, touched := false, false // by a pixel more
				for _, a := range s.GridAreas {
					inside = inside || a.Grown(-1/k).Meets(raster.Box{mx, my, mx, my})
					touched = touched || a.Grown(1/k).Meets(raster.Box{mx, my, mx, my})
				}
				ink := c.Row(y)[3*x] < 0.99
				if ink && !touched {
					t.Fatalf("%s: a line at %g, %g mm, outside of %v", name, mx, my, s.GridAreas)
				}
				if inside && min(near(mx, s.Grid.ShiftMM[0], bold[0]), near(my, s.Grid.ShiftMM[1], bold[1])) < 0.06 {
					if lines++; !ink {
						missed++
					}
				}
			}
		}
		if lines < 1000 || missed > 0 {
			t.Errorf("%s: of %d places on thick lines %d have no ink", name, lines, missed)
		}
	}
}
