package ink

import (
	"context"
	"math"
	"testing"
)

// A marker's stroke hides the paper; a curve drawn with a fat pen, short marks
// and what lies at the rim of the seen grid stay.
func TestMarkersHideThePaper(t *testing.T) {
	for _, c := range []struct {
		name           string
		x0, y0, x1, y1 float64 // middle line
		pen            float64
		hidden         bool
	}{
		{"marker", 30, 12, 60, 15, 1.8, true},
		{"bar", 40, 14, 55, 14, 4, true},
		{"fat pen", 30, 12, 60, 15, 0.8, false},
		{"steep fat pen", 45, 9, 46, 20, 0.8, false},
		{"letter", 45, 14, 48, 14, 1.8, false},
		{"table", 30, 7, 60, 7, 2, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			const rho = 8.0
			p, m := drawing(3, 0, true)
			long := math.Hypot(c.x1-c.x0, c.y1-c.y0)
			for k := range p.Width * p.Height {
				x, y := (float64(k%p.Width)-0.3)/rho-c.x0, (float64(k/p.Width)-0.4)/rho-c.y0
				along := (x*(c.x1-c.x0) + y*(c.y1-c.y0)) / long
				d := math.Hypot(x-(c.x1-c.x0)/long*min(max(along, 0), long), y-(c.y1-c.y0)/long*min(max(along, 0), long))
				if d < c.pen/2 {
					p.Pix[3*k], p.Pix[3*k+1], p.Pix[3*k+2] = 20, 20, 20
				}
			}
			s, err := Sample(context.Background(), p, m, Options{})
			if err != nil {
				t.Fatal(err)
			}
			at := func(x, y float64) int {
				i, j := s.At(x, y)
				return int(math.Round(j))*s.W + int(math.Round(i))
			}
			k := at((c.x0+c.x1)/2, (c.y0+c.y1)/2)
			if s.Valid[k] == c.hidden || (s.Ink(k) < 0.1) != c.hidden {
				t.Errorf("valid %v, ink %.2f", s.Valid[k], s.Ink(k))
			}
			for x := 20.0; x < 80; x += 0.5 {
				if k := at(x, sine(x)); !s.Valid[k] || s.Ink(k) < 0.5 {
					t.Fatalf("the curve at %.1f mm is gone", x)
				}
			}
		})
	}
}
