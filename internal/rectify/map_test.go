package rectify

import (
	"math"
	"testing"
)

func bent(x, y float64) (px, py float64) {
	return 8*x + 0.3*y + 4*math.Sin(y/40) + 20, -0.2*x + 7.5*y + 3*math.Cos(x/50) + 10
}

func TestMapFollowsASmoothFunctionBothWays(t *testing.T) {
	m := FromFunc(bent, 3, -7, 2.5, 100, 70)
	for _, p := range [][2]float64{{10, 10}, {100.3, 77.7}, {3, -7}, {250, 165}, {4, 160}} {
		px, py := m.ToPixel(p[0], p[1])
		wx, wy := bent(p[0], p[1])
		// Catmull-Rom error is of order step^3 f'''/24 < 0.002 px here.
		if math.Hypot(px-wx, py-wy) > 0.005 {
			t.Errorf("%v: pixel %.4f %.4f, want %.4f %.4f", p, px, py, wx, wy)
		}
		x, y, ok := m.ToMM(px, py)
		if !ok || math.Hypot(x-p[0], y-p[1]) > 1e-4 {
			t.Errorf("%v: back to %.5f %.5f %v", p, x, y, ok)
		}
	}
}

func TestMapContinuesLinearly(t *testing.T) {
	m := Affine([2][3]float64{{8, 0.1, 5}, {-0.1, 7, 3}}, 0, 0, 100, 50)
	for _, p := range [][2]float64{{-20, -10}, {130, 60}, {50, 80}, {99.9, 49.9}} {
		px, py := m.ToPixel(p[0], p[1])
		if math.Abs(px-(8*p[0]+0.1*p[1]+5)) > 1e-9 || math.Abs(py-(-0.1*p[0]+7*p[1]+3)) > 1e-9 {
			t.Errorf("%v: %.6f %.6f", p, px, py)
		}
	}
}

func TestTurnedKeepsPixels(t *testing.T) {
	m := FromFunc(bent, 3, -7, 2.5, 30, 20)
	for q := range 4 {
		r := m.Turned(q)
		x, y := 33.0, 12.0
		px, py := m.ToPixel(x, y)
		for range q {
			x, y = -y, x
		}
		qx, qy := r.ToPixel(x, y)
		if math.Hypot(px-qx, py-qy) > 1e-9 {
			t.Errorf("%d quarters: %.6f %.6f, want %.6f %.6f", q, qx, qy, px, py)
		}
	}
}

func TestRebasedMovesByBoldLines(t *testing.T) {
	m := FromFunc(bent, -63.5, 12, 2.5, 30, 20)
	r := m.Rebased()
	if dx, dy := r.X0-m.X0, r.Y0-m.Y0; dx != 60 || dy != -15 {
		t.Errorf("moved by %g, %g; want 60, -15", dx, dy)
	}
	px, py := m.ToPixel(-40, 30)
	if qx, qy := r.ToPixel(20, 15); math.Hypot(px-qx, py-qy) > 1e-9 {
		t.Errorf("%.6f %.6f, want %.6f %.6f", qx, qy, px, py)
	}
}

// A square seen from an angle, one that is sheared and one that is turned.
func TestStretch(t *testing.T) {
	for _, c := range []struct {
		a, b, c, d, want, askew float64
	}{
		{8, 0, 0, 8, 1, 0}, {8, 0, 0, 6, 4. / 3, 0}, {6, 6, -6, 6, 1, 45}, {8, 8 * 0.5, 0, 8, 1.640388, 0}, {0, -8, 8, 0, 1, 0}, {-8, 4, -4, -8, 1, 26.565051},
	} {
		m := &Map{NX: 3, NY: 3, Step: 5, PX: make([]float64, 9), PY: make([]float64, 9)}
		for k := range m.PX {
			x, y := 5*float64(k%3), 5*float64(k/3)
			m.PX[k], m.PY[k] = c.a*x+c.b*y, c.c*x+c.d*y
		}
		if got := m.stretch(); math.Abs(got-c.want) > 1e-5 {
			t.Errorf("%v: stretch %.6f, want %.6f", c, got, c.want)
		}
		if got := m.aslant(); math.Abs(got-c.askew) > 1e-5 {
			t.Errorf("%v: %.6f degrees askew, want %.6f", c, got, c.askew)
		}
	}
}
