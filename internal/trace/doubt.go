package trace

import "math"

// doubt widens the standard deviation of curves that still run along the ink of
// another one for centimetres, after all that was tried: they have lost their
// own. The true curve then is most likely somewhere about its resting line, so
// the distance from there is how far it may be off.
func (q *fitter) doubt(d *reading) {
	ys := make([][]float64, len(q.tracks))
	for i, t := range q.tracks {
		ys[i] = t.drawn(q.f.Rho)
	}
	for _, r := range d.rivalries(ys) {
		t := q.tracks[r.loser]
		k0, k1 := t.knots(r.c0, r.c1)
		for k := k0; k < k1; k++ {
			t.sigma[k] = max(t.sigma[k], math.Abs(t.y[k]-t.cy))
		}
	}
}

// drawn are the middle rows of the curve by column from track.c0, as heights
// are those of a path.
func (t *track) drawn(rho float64) []float64 {
	path := make([]point, t.n)
	for k := range path {
		path[k] = point{t.cx + float64(k)*t.dx, t.y[k]}
	}
	return t.heights(path, rho)
}
