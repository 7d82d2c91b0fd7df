package trace

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
)

// TestPathRunsOnceThroughAColumn leads paths over ink and prizes at random,
// prizes so large that a wrong way back would go round in circles for them.
func TestPathRunsOnceThroughAColumn(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 8))
		s := &ink.Sheet{W: 60, H: 80, Rho: testRho}
		n := s.W * s.H
		s.Dark, s.Grid, s.Valid = make([]float32, n), make([]float32, n), make([]bool, n)
		prize, owner := make([]uint8, n), make([]uint8, n)
		for k := range s.Dark {
			s.Valid[k] = true
			if rng.Float64() < 0.5 {
				s.Dark[k] = 1
			}
			if rng.Float64() < 0.3 {
				prize[k] = 255
			}
		}
		f := newField(s, 1)
		u := newTrack(f, Window{X0: 0, X1: 59. / testRho, Y0: 40 / testRho}, testStep)
		u.amp = 1
		d := newReading(f, []*track{u}, 1)
		fee := u.whole(d.fees[0])
		fee.prize, fee.unit, fee.owner, fee.me = prize, 0.05, owner, 1
		path := new(router).path(f, u, d.open[0], fee)
		if len(path) < u.c1-u.c0 {
			t.Fatalf("seed %d: %d points over %d columns", seed, len(path), u.c1-u.c0)
		}
		type cell struct{ c, r int }
		seen := map[cell]bool{}
		for i, p := range path {
			q := cell{int(math.Round(p.x)), int(p.y)}
			if seen[q] {
				t.Fatalf("seed %d: passes column %d, row %d twice", seed, q.c, q.r)
			}
			seen[q] = true
			if i > 0 && p.x <= path[i-1].x {
				t.Fatalf("seed %d: goes back from %v to %v", seed, path[i-1], p)
			}
		}
	}
}

// TestPathClimbsThinLines leads a path over a wave whose sides a pen of less than
// a sample shares between columns: it is cheaper to follow than to cut off.
func TestPathClimbsThinLines(t *testing.T) {
	const rest, top, half = 100.0, 30.0, 1.6
	s := &ink.Sheet{W: 60, H: 130, Rho: 4}
	n := s.W * s.H
	s.Dark, s.Grid, s.Valid = make([]float32, n), make([]float32, n), make([]bool, n)
	height := func(x float64) float64 { return rest - (rest-top)*max(0, 1-math.Abs(x-30.5)/half) }
	const fine, pen = 16, 0.7
	for k := range s.Dark {
		s.Valid[k] = true
		covered := 0
		for i := range fine * fine {
			x := float64(k%s.W) - 0.5 + (float64(i%fine)+0.5)/fine
			y := float64(k/s.W) - 0.5 + (float64(i/fine)+0.5)/fine
			across := math.Abs(y-height(x)) / math.Hypot(1, (rest-top)/half)
			if math.Abs(x-30.5) > half {
				across = math.Abs(y - rest)
			}
			if across < pen/2 {
				covered++
			}
		}
		s.Dark[k] = float32(covered) / (fine * fine)
	}
	f := newField(s, 1)
	u := newTrack(f, Window{X0: 0, X1: 59. / 4, Y0: rest / 4}, testStep)
	u.measureInk(f)
	d := newReading(f, []*track{u}, 1)
	highest := func() float64 {
		best := math.Inf(1)
		for _, p := range new(router).path(f, u, d.open[0], u.whole(d.fees[0])) {
			best = min(best, p.y)
		}
		return best
	}
	if f.thin = false; highest() < rest-10 {
		t.Fatal("the path climbs without it: the test tests nothing")
	}
	if f.thin = true; highest() > top+10 {
		t.Errorf("the path turns at row %.0f of a wave from %.0f to %.0f", highest(), rest, top)
	}
}
