package layout

import (
	"math"
	"slices"
)

// A Bar is a column separator candidate: an upright stroke across a row, or
// one of a pair of ticks above and below its curve.
type Bar struct {
	// X is its middle, Y0 and Y1 its upper and lower end, Left and Right the
	// sides of its ink, page millimetres.
	X, Y0, Y1   float64
	Left, Right float64
	// Row is the row it stands at.
	Row int
}

// Height is the length of the stroke in millimetres.
func (b Bar) Height() float64 { return b.Y1 - b.Y0 }

// findBars lists the upright strokes near the rows: narrow groups of
// neighbouring columns whose ink starts and ends at the same heights. The
// limbs of a QRS complex start and end higher or lower from column to column.
func findBars(rs *runs, rows []Row) []Bar {
	const (
		tall  = 2.0  // mm: shortest stroke
		wide  = 1.3  // mm: widest stroke
		even  = 0.30 // mm: how far the ends of its columns may differ
		reach = 9.0  // mm from the row's line
	)
	rho := rs.s.Rho
	type group struct {
		c0, c1 int
		runs   []run
	}
	var open []group
	var out []Bar
	closeGroup := func(g group) {
		if float64(g.c1-g.c0+1) > wide*rho+2*rs.stroke {
			return
		}
		// The core: columns at least 0.8 as tall as the tallest.
		tallest := 0
		for _, r := range g.runs {
			tallest = max(tallest, r.height())
		}
		var top, bottom []float64
		for _, r := range g.runs {
			if float64(r.height()) >= 0.8*float64(tallest) {
				top, bottom = append(top, float64(r.r0)), append(bottom, float64(r.r1))
			}
		}
		if len(top)*2 < len(g.runs) || len(g.runs) < 2 {
			return
		}
		t, b := slices.Max(top)-slices.Min(top), slices.Max(bottom)-slices.Min(bottom)
		if t > even*rho+1 || b > even*rho+1 {
			return
		}
		slices.Sort(top)
		slices.Sort(bottom)
		bar := Bar{X: rs.s.X0 + (float64(g.c0+g.c1)/2)/rho, Left: rs.s.X0 + (float64(g.c0)-0.5)/rho, Right: rs.s.X0 + (float64(g.c1)+0.5)/rho,
			Y0: rs.s.Y0 + top[len(top)/2]/rho, Y1: rs.s.Y0 + bottom[len(bottom)/2]/rho}
		for i := range rows {
			y := rows[i].YAt(bar.X)
			if bar.X < rows[i].X0-5 || bar.X > rows[i].X1+5 || bar.Y1 < y-reach || bar.Y0 > y+reach {
				continue
			}
			one := bar
			one.Row = i
			out = append(out, one)
		}
	}
	for c, col := range rs.col {
		var next []group
		for _, r := range col {
			if float64(r.height()) < tall*rho {
				continue
			}
			hit := -1
			for i := range open {
				last := open[i].runs[len(open[i].runs)-1]
				if open[i].c1 == c-1 && r.r0 < last.r1 && last.r0 < r.r1 {
					hit = i
					break
				}
			}
			if hit < 0 {
				next = append(next, group{c0: c, c1: c, runs: []run{r}})
				continue
			}
			g := open[hit]
			g.c1 = c
			g.runs = append(g.runs, r)
			next = append(next, g)
			open = slices.Delete(open, hit, hit+1)
		}
		for _, g := range open {
			closeGroup(g)
		}
		open = next
	}
	for _, g := range open {
		closeGroup(g)
	}
	return out
}

// near tells whether two numbers differ by at most tol.
func near(a, b, tol float64) bool { return math.Abs(a-b) <= tol }
