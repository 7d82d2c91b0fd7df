package layout

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
)

// clutter is the evidence of a page full of lines: rows with gaps, bars and
// names everywhere.
func clutter(rows, gaps, bars, words int) *evidence {
	rng := rand.New(rand.NewPCG(1, 2))
	e := &evidence{rs: &runs{s: &ink.Sheet{W: 1, H: 1, Rho: 1, Valid: []bool{true}}}}
	for i := range rows {
		r := Row{X0: 10, X1: 270, Begin: 10, End: 270, LogOdds: 2, Path: []float64{float64(20 + 15*i)}}
		e.all = append(e.all, r)
		var gs []gap
		for k := range gaps {
			x := 15 + 250*float64(k)/float64(gaps)
			gs = append(gs, gap{x, x + 1 + 4*rng.Float64(), false})
		}
		e.gaps = append(e.gaps, gs)
		for range bars {
			x := 10 + 260*rng.Float64()
			e.bars = append(e.bars, Bar{X: x, Left: x, Right: x, Y0: float64(15 + 15*i), Y1: float64(25 + 15*i), Row: i})
		}
	}
	for range words {
		x, y := 10+250*rng.Float64(), 15+float64(15*rows)*rng.Float64()
		w := Word{Text: chest[rng.IntN(6)], X0: x, X1: x + 5, Y0: y, Y1: y + 3, Score: 0.9}
		w.odds = w.weight()
		e.words = append(e.words, w)
	}
	e.changes = e.rs.changes(e.all)
	return e
}

// A page full of lines costs more than others, but not without bound.
func BenchmarkArrangeClutter(b *testing.B) {
	for b.Loop() {
		if len(arrange(context.Background(), clutter(12, 21, 200, 30), nil)) == 0 {
			b.Fatal("no arrangement")
		}
	}
}

// The strip below six rows begins where these have ended: no arrangement may
// have columns of negative width.
func TestStripBesideItsColumns(t *testing.T) {
	e := clutter(7, 0, 0, 0)
	for i := range e.all {
		e.all[i].Begin, e.all[i].End, e.all[i].X1 = 10, 130, 130
	}
	last := &e.all[6]
	last.X0, last.Begin, last.End, last.X1 = 145, 145, 270, 270
	for _, a := range arrange(context.Background(), e, nil) {
		if a.width <= 0 || a.pitch <= 0 {
			t.Fatalf("columns %g mm wide, %g mm apart", a.width, a.pitch)
		}
		sub := e.choose(a.rows).split(a.strips)
		if y := e.all[0].middle(sub.end, sub.start); y != y {
			t.Fatal("no height")
		}
	}
}

func TestArrangeStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if arrange(ctx, clutter(12, 21, 200, 30), nil) != nil {
		t.Error("went on")
	}
}
