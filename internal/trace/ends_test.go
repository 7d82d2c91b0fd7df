package trace

import (
	"context"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
)

// bar darkens a rectangle of page millimetres.
func bar(s *ink.Sheet, x0, x1, y0, y1 float64) {
	c0, r0 := s.At(x0, y0)
	c1, r1 := s.At(x1, y1)
	for r := int(math.Ceil(r0)); r < int(math.Ceil(r1)); r++ {
		for c := int(math.Ceil(c0)); c < int(math.Ceil(c1)); c++ {
			s.Dark[r*s.W+c] = 1
		}
	}
}

// TestReadFollowsBeatsUnderMarks hides the last half millimetre of two curves
// in the middle of a beat, by separators in one piece and in two and by the frame
// of a picture. What is hidden goes on as the other beats went, says that it was
// not seen, and is as far off as it says.
func TestReadFollowsBeatsUnderMarks(t *testing.T) {
	upper := func(x float64) float64 { return beatsAt(x, 20, 12) }
	lower := func(x float64) float64 { return beatsAt(x, 42, 10) }
	// Beats have their R wave at 7+20n mm, and an S wave 1.1 mm later, in which both
	// windows end.
	const end = 68.1
	const middle = 37.5
	windows := []Window{{X0: middle, X1: end, Y0: 20.5}, {X0: middle, X1: end, Y0: 42.5}, {X0: 5, X1: middle, Y0: 20.5}, {X0: 5, X1: middle, Y0: 42.5}}
	for _, c := range []struct {
		name string
		draw func(s *ink.Sheet, x, rest float64)
	}{
		{name: "separator", draw: func(s *ink.Sheet, x, rest float64) { bar(s, x-0.4, x+0.4, rest-8, rest+3) }},
		{name: "two pieces", draw: func(s *ink.Sheet, x, rest float64) {
			bar(s, x-0.4, x+0.4, rest-8, rest-3.5)
			bar(s, x-0.4, x+0.4, rest+1.2, rest+6)
		}},
		{name: "frame", draw: func(s *ink.Sheet, x, _ float64) { bar(s, x-0.4, x+0.4, 0, 60) }},
	} {
		s := sheetWith(upper, lower)
		for _, x := range []float64{middle, end} {
			c.draw(s, x, 20)
			c.draw(s, x, 42)
		}
		got, err := Read(context.Background(), s, windows, nil, Options{Step: testStep})
		if err != nil {
			t.Fatal(err)
		}
		for w, f := range []func(float64) float64{upper, lower} {
			n, far := 0, 0.0
			for k, y := range got[w].Y {
				x := got[w].X0 + float64(k)*testStep
				if x < end-0.4 {
					continue
				}
				e := math.Abs(y - f(x))
				far = max(far, e)
				if e > 4*got[w].Sigma[k]+0.1 {
					t.Errorf("%s, curve %d, %.2f mm: %.2f mm off, states %.2f", c.name, w, x, e, got[w].Sigma[k])
				}
				if got[w].Bridged[k] {
					n++
				}
			}
			if far > 1 {
				t.Errorf("%s, curve %d: up to %.2f mm off under the mark", c.name, w, far)
			}
			if n == 0 {
				t.Errorf("%s, curve %d: nothing is said to be bridged", c.name, w)
			}
		}
	}
}

// TestAlikeNeedsBeats wants no forecast where there is nothing to compare
// with.
func TestAlikeNeedsBeats(t *testing.T) {
	s := sheetWith()
	f := newField(s, 1)
	u := newTrack(f, Window{X0: 5, X1: 15, Y0: 20}, testStep)
	for k := range u.y {
		u.y[k] = 160
		u.hidden[k] = k > 110
	}
	if _, ok := u.alike(f, 110, u.n, nil); ok {
		t.Error("a forecast from 5 mm of a curve")
	}
	u.hidden[60] = true
	if _, ok := u.alike(f, 110, u.n, nil); ok {
		t.Error("a forecast across a gap")
	}
}

// TestAlikeLooksAtOtherCurves hides a whole beat of one curve of which its own
// sides say nothing; the curve below shows where it is, and of which of two
// kinds.
func TestAlikeLooksAtOtherCurves(t *testing.T) {
	s := sheetWith()
	f := newField(s, 1)
	beat := func(x, at, high float64) float64 { return -high * math.Exp(-(x-at)*(x-at)/0.18) }
	own := func(x float64) float64 {
		return 160 + testRho*(beat(x, 12, 9)+beat(x, 27, -6)+beat(x, 41, 9)+beat(x, 60, -6))
	}
	below := func(x float64) float64 {
		return 320 + testRho*(beat(x, 12, 4)+beat(x, 27, 8)+beat(x, 41, 4)+beat(x, 60, 8))
	}
	u := newTrack(f, Window{X0: 5, X1: 75, Y0: 20}, testStep)
	v := newTrack(f, Window{X0: 5, X1: 75, Y0: 40}, testStep)
	for k := range u.y {
		x := 5 + float64(k)*testStep
		u.y[k], v.y[k] = own(x), below(x)
	}
	a, b := u.knotAt(58.5), u.knotAt(61.5)
	for k := a + 1; k < b; k++ {
		u.y[k], u.hidden[k] = 160, true
	}
	p, ok := u.alike(f, a, b, []*track{v})
	if !ok {
		t.Fatal("no forecast")
	}
	for j, y := range p.y {
		x := 5 + float64(a+1+j)*testStep
		if e := math.Abs(y-own(x)) / testRho; e > 0.25 {
			t.Errorf("%.2f mm: %.2f mm off", x, e)
		}
	}
}

// knotAt is the knot at a page position.
func (t *track) knotAt(x float64) int { return int(math.Round((x - t.X0) / testStep)) }
