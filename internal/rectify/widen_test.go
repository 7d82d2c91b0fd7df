package rectify

import (
	"math"
	"testing"
)

// A map that ends within the grid is followed to the end of the paper; where the
// paper ends with the map it stays as it is.
func TestMapIsWidenedWhereTheGridGoesOn(t *testing.T) {
	at := turnedPaper(6, 0.5)
	const w, h = 900, 780
	p := paper{w: w, h: h, fine: 1, bold: 5, fineDepth: 45, boldDepth: 80, noise: 3, at: at,
		inside: func(_, y float64) bool { return y < 115 }}.draw()
	s := &search{p: p, workers: 1, debug: func(string, ...any) {}}
	if err := s.run(t.Context()); err != nil || s.best == nil {
		t.Fatalf("no grid: %v", err)
	}
	whole := s.best.settler
	const cut = 14 // rows of nodes: 35 mm
	m := whole.m.clone()
	m.NY -= cut
	n := m.NX * m.NY
	m.PX, m.PY, m.Seen, m.Sigma = m.PX[:n], m.PY[:n], m.Seen[:n], m.Sigma[:n]
	part := newSettler(m, whole.f.g, 0, 1, s.debug)
	part.depth, part.ink = whole.depth, whole.ink
	part.pass()
	if err := part.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := part.m
	_, y1 := got.NX, got.Y0+float64(got.NY-1)*got.Step
	if y1 < 115 || y1 > 165 {
		t.Errorf("the map ends at %.0f mm, the paper at 115", y1)
	}
	seen := 0.0
	for k, ok := range got.Seen {
		if _, y := got.pos(k); ok {
			seen = max(seen, y)
		}
	}
	if seen < 105 {
		t.Errorf("the grid was followed to %.0f mm", seen)
	}
	errs, _ := mapErrors(got, at, w, h, 5)
	if e := meanOf(errs); e > 0.05 || len(errs) < 300 {
		t.Errorf("%.3f mm off at %d places", e, len(errs))
	}
	if again := got.widen(w, h); again != nil {
		t.Errorf("beyond the paper it is widened to %d x %d nodes", again.NX, again.NY)
	}
}

// Nodes are added on the sides at which the grid was seen, and those there stay.
func TestWiden(t *testing.T) {
	m := FromFunc(func(x, y float64) (float64, float64) { return 4*x + 100, 4*y + 80 }, 0, 0, 2.5, 20, 16)
	for k := range m.Seen {
		m.Seen[k] = k%m.NX > 4 && k/m.NX < 12 // right and upper edge
	}
	if m.widen(105+19*10, 400) == nil {
		t.Fatal("not widened upwards")
	}
	got := m.widen(1000, 400)
	if got == nil || got.NX != m.NX+wider || got.NY != m.NY+wider || got.X0 != m.X0 || got.Y0 != m.Y0-2.5*wider {
		t.Fatalf("widened to %+v", got)
	}
	for k := range got.PX {
		x, y := got.pos(k)
		if math.Hypot(got.PX[k]-4*x-100, got.PY[k]-4*y-80) > 0.2 {
			t.Fatalf("node %d at %g, %g mm is at pixel %.2f, %.2f", k, x, y, got.PX[k], got.PY[k])
		}
	}
	if m.widen(105+19*10, 0) != nil {
		t.Error("widened beyond the picture")
	}
}
