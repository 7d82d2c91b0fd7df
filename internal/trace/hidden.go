package trace

import "math"

// hidden finds the columns near the ends of a track in which a separator or
// the edge of a calibration pulse stands.
func (t *track) hidden(f *field) []bool {
	out := make([]bool, f.W)
	dark := func(c int, from, to float64) bool {
		n, s := 0, 0
		for r := max(0, int(t.cy+from*f.Rho)); r < min(f.H, int(t.cy+to*f.Rho)); r++ {
			n++
			if f.ink[r*f.W+c] > 0.35 {
				s++
			}
		}
		return n > 0 && s*10 > n*8
	}
	mark := func(end int, wide, from, to float64) {
		m := int(math.Round(wide * f.Rho))
		for c := max(0, end-m); c <= min(f.W-1, end+m); c++ {
			if dark(c, from, to) {
				for q := max(0, c-1); q <= min(f.W-1, c+1); q++ {
					out[q] = true
				}
			}
		}
	}
	mark(t.c0, 0.5, -2.2, 2.2)
	mark(t.c1-1, 0.5, -2.2, 2.2)
	mark(t.c0, 0.35, -8, -2)
	return out
}
