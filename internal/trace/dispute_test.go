package trace

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
)

// Two windows whose paths share the lower row's ink: the upper one must be led
// back to its own curve.
func TestDisputePartsPaths(t *testing.T) {
	const rho = 8.0
	a := &track{c0: 0, c1: 800, cy: 100}
	b := &track{c0: 0, c1: 800, cy: 180}
	flat := func(y float64) []point {
		var p []point
		for c := range 800 {
			p = append(p, point{float64(c), y})
		}
		return p
	}
	ya, yb := a.heights(flat(181), rho), b.heights(flat(180), rho)
	got := common(a, b, ya, yb, rho)
	if len(got) != 1 || got[0] != (stretch{0, 800}) {
		t.Fatalf("common stretches: %v", got)
	}
	// A crossing is no dispute.
	cross := flat(100)
	for i := range cross {
		cross[i].y = 140 + 0.4*float64(i-400)
	}
	if got := common(a, b, a.heights(cross, rho), yb, rho); len(got) != 0 {
		t.Errorf("a crossing is disputed: %v", got)
	}
	// Steep columns have no height.
	steep := append(flat(100), point{10, 140})
	if y := a.heights(steep, rho); !math.IsNaN(y[10]) || y[11] != 100 {
		t.Errorf("heights %v %v", y[10], y[11])
	}
}

// Paths that run together along one row for some beats and along another for
// the next: each row belongs to its own track.
func TestDivideChangesTheOwner(t *testing.T) {
	const rho = 8.0
	a, b := &track{c0: 0, c1: 800, cy: 100}, &track{c0: 0, c1: 800, cy: 180}
	y := make([]float64, 800)
	for c := range y {
		y[c] = 101
		if c >= 300 {
			y[c] = 178
		}
		if c > 500 && c < 510 {
			y[c] = 120 // a wave, not a change
		}
	}
	got := divide(a, b, y, stretch{0, 800}, disputeLong*rho*80)
	want := []share{{stretch{0, 300}, false}, {stretch{300, 800}, true}}
	if !slices.Equal(got, want) {
		t.Errorf("shares %v, want %v", got, want)
	}
}

// Ink that three paths share is won by the nearest, whatever the order of the
// pairs.
func TestRivalriesEndWithTheNearest(t *testing.T) {
	d := &reading{f: &field{Sheet: &ink.Sheet{Rho: 8}}}
	var ys [][]float64
	for _, cy := range []float64{100, 180, 260} {
		d.tracks = append(d.tracks, &track{c0: 0, c1: 400, cy: cy})
		ys = append(ys, slices.Repeat([]float64{101}, 400))
	}
	all := d.rivalries(ys)
	if n := len(all); n != 3 || all[n-1].winner != 0 || all[0].winner != 1 {
		t.Errorf("rivalries %+v", all)
	}
}

// Beside the ends of windows a short common way is no crossing.
func TestCommonAtTheEnds(t *testing.T) {
	const rho = 8.0
	a, b := &track{c0: 0, c1: 800, cy: 100}, &track{c0: 0, c1: 800, cy: 180}
	ya, yb := slices.Repeat([]float64{100}, 800), slices.Repeat([]float64{180}, 800)
	for c := range 20 {
		ya[c], ya[400+c] = 180, 180
	}
	if got := common(a, b, ya, yb, rho); !slices.Equal(got, []stretch{{0, 20}}) {
		t.Errorf("common stretches %v", got)
	}
}

// tallAt beats in the way of a chest lead, rising above and falling below its
// row at y by half more than the distance of the rows of the page below.
func tallAt(x, y float64) float64 {
	u := math.Mod(x+3, 14) - 7
	bell := func(at, wide float64) float64 { return math.Exp(-(u - at) * (u - at) / (wide * wide)) }
	return y - 12*bell(-0.6, 0.35) + 15*bell(0, 0.35) - 12*bell(0.6, 0.35)
}

// Two rows of tall beats beside one that hardly moves: it is cheaper to follow
// the quiet one, but each has its own ink.
func TestReadKeepsTallRowsApart(t *testing.T) {
	rows := []func(x float64) float64{
		func(x float64) float64 { return beatsAt(x, 14, 1) },
		func(x float64) float64 { return tallAt(x, 26) },
		func(x float64) float64 { return tallAt(x+0.7, 38) },
	}
	var windows []Window
	for i := range rows {
		windows = append(windows, Window{X0: 5, X1: 75, Y0: 14 + 12*float64(i)})
	}
	got, err := Read(context.Background(), sheetOf(0.55, 0.4, rows...), windows, nil, Options{Step: testStep})
	if err != nil {
		t.Fatal(err)
	}
	for w, f := range rows {
		var off []float64
		for k, y := range got[w].Y {
			off = append(off, math.Abs(y-f(got[w].X0+float64(k)*testStep)))
		}
		slices.Sort(off)
		if most := off[len(off)*9/10]; most > 1 {
			t.Errorf("row %d: nine in ten samples within %.2f mm", w, most)
		}
	}
}

// A curve that still runs along another's ink is not known better than it is
// far from its own row.
func TestDoubtOnForeignInk(t *testing.T) {
	f := &field{Sheet: &ink.Sheet{Rho: 8, W: 800, H: 400}}
	q := &fitter{f: f}
	for _, cy := range []float64{100, 180} {
		u := &track{c0: 0, c1: 800, cy: cy, n: 800, dx: 1}
		u.y, u.sigma = slices.Repeat([]float64{180}, 800), slices.Repeat([]float64{0.1}, 800)
		q.tracks = append(q.tracks, u)
	}
	q.doubt(&reading{f: f, tracks: q.tracks})
	if s := q.tracks[0].sigma[400]; s != 80 {
		t.Errorf("sigma %v of a curve 80 rows from its own", s)
	}
	if s := q.tracks[1].sigma[400]; s != 0.1 {
		t.Errorf("sigma %v of the owner", s)
	}
}
