package trace

import "math"

// centre moves each point of a path to the centre of the ink along the path's
// normal, where the path is not steep: the centre of two limbs is not a limb.
func (t *track) centre(f *field, path []point) []point {
	const wide = 3
	reach := 0.4 * f.Rho
	out := make([]point, len(path))
	for i := range path {
		out[i] = path[i]
		a, b := path[max(0, i-wide)], path[min(len(path)-1, i+wide)]
		l := math.Hypot(b.x-a.x, b.y-a.y)
		if l == 0 || math.Abs(b.y-a.y) > 2*(b.x-a.x) {
			continue
		}
		nx, ny := -(b.y-a.y)/l, (b.x-a.x)/l
		var s, sd float64
		for d := -reach; d <= reach+1e-9; d += 0.5 {
			if v := float64(f.inkAt(path[i].x+d*nx, path[i].y+d*ny)); v > 0.15 {
				s += v
				sd += v * d
			}
		}
		if s > 0.5 {
			d := sd / s
			out[i] = point{path[i].x + d*nx, path[i].y + d*ny}
		}
	}
	// Average over three points and keep x increasing.
	for i := range path {
		path[i] = out[i]
		if i == 0 || i+1 == len(out) || math.Abs(out[i+1].y-out[i-1].y) > 1.2 {
			continue
		}
		path[i] = point{(out[i-1].x + out[i].x + out[i+1].x) / 3, (out[i-1].y + out[i].y + out[i+1].y) / 3}
	}
	for i := 1; i < len(path); i++ {
		path[i].x = max(path[i].x, path[i-1].x+1e-4)
	}
	return path
}

// inkAt is the bilinear ink at a position.
func (f *field) inkAt(x, y float64) float32 {
	if x < 0 || y < 0 || x > float64(f.W-2) || y > float64(f.H-2) {
		return 0
	}
	i, j := int(x), int(y)
	u, v := float32(x-float64(i)), float32(y-float64(j))
	k := j*f.W + i
	return (1-v)*((1-u)*f.ink[k]+u*f.ink[k+1]) + v*((1-u)*f.ink[k+f.W]+u*f.ink[k+f.W+1])
}

// place puts the knots k0 to k1 onto a path.
func (t *track) place(path []point, k0, k1 int) {
	if len(path) < 2 {
		for k := k0; k < k1; k++ {
			t.y[k] = t.cy
		}
		return
	}
	i := 0
	for k := k0; k < k1; k++ {
		x := t.cx + float64(k)*t.dx
		for i+2 < len(path) && path[i+1].x < x {
			i++
		}
		a, b := path[i], path[i+1]
		u := min(max((x-a.x)/max(b.x-a.x, 1e-6), 0), 1)
		t.y[k] = a.y + u*(b.y-a.y)
	}
	// A turning point between two knots belongs to the nearer one.
	for i := 2; i+2 < len(path); i++ {
		q := path[i]
		if (q.y-path[i-2].y)*(q.y-path[i+2].y) < 2 {
			continue
		}
		if k := int(math.Round((q.x - t.cx) / t.dx)); k > k0 && k < k1-1 && math.Abs(q.y-t.cy) > math.Abs(t.y[k]-t.cy) {
			t.y[k] = q.y
		}
	}
}
