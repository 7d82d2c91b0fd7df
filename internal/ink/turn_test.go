package ink

import "testing"

// A turned sheet holds at (-y, x) what the sheet held at (x, y).
func TestTurned(t *testing.T) {
	s := &Sheet{W: 5, H: 3, X0: 2, Y0: -1, Rho: 4, Noise: 0.1, Dark: make([]float32, 15), Grid: make([]float32, 15), Valid: make([]bool, 15)}
	for k := range s.Dark {
		s.Dark[k], s.Grid[k], s.Valid[k] = float32(k), float32(100+k), k%2 == 0
	}
	for quarters := -1; quarters <= 5; quarters++ {
		o := s.Turned(quarters)
		for j := range s.H {
			for i := range s.W {
				x, y := s.MM(float64(i), float64(j))
				for range (quarters + 4) % 4 {
					x, y = -y, x
				}
				u, v := o.At(x, y)
				k, q := j*s.W+i, int(v+0.5)*o.W+int(u+0.5)
				if o.Dark[q] != s.Dark[k] || o.Grid[q] != s.Grid[k] || o.Valid[q] != s.Valid[k] {
					t.Fatalf("%d quarters: sample %d, %d is at %.2f, %.2f, which holds %v", quarters, i, j, u, v, o.Dark[q])
				}
			}
		}
		if o.Noise != s.Noise || o.Rho != s.Rho {
			t.Errorf("%d quarters: noise %v, %v samples a mm", quarters, o.Noise, o.Rho)
		}
	}
}
