package rectify

import (
	"math"
	"testing"
)

func TestCovers(t *testing.T) {
	hide := func(m *Map, x0, y0, x1, y1 float64) {
		for k := range m.Seen {
			if x, y := m.pos(k); x >= x0 && x <= x1 && y >= y0 && y <= y1 {
				m.Seen[k] = false
			}
		}
	}
	at := func(m *Map, x, y float64) bool {
		for _, c := range m.Covers() {
			if math.Hypot(c[0]-x, c[1]-y) < m.Step {
				return true
			}
		}
		return false
	}
	m := Affine([2][3]float64{{8, 0, 0}, {0, 8, 0}}, 0, 0, 120, 80)
	hide(m, 0, 0, 120, 10)              // a margin without grid
	hide(m, 20, 40, 110, 40+1.2*m.Step) // a curve that hides nodes
	hide(m, 40, 50, 60, 65)             // a sticker
	for _, c := range []struct {
		x, y float64
		want bool
	}{{50, 57, true}, {41, 51, true}, {60, 5, false}, {100, 41, false}, {90, 65, false}} {
		if got := at(m, c.x, c.y); got != c.want {
			t.Errorf("covered at %v, %v: %v, want %v", c.x, c.y, got, c.want)
		}
	}
}
