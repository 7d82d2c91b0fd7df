package rectify

import (
	"math"
)

// viewParams is the number of parameters of a view.
const viewParams = 7

// A view is the perspective that leads from working pixels to millimetres of a
// flat sheet,
//
//	X = (g0 u + g1 v) / (1 + g4 u + g5 v), Y = (g2 u + g3 v) / (1 + g4 u + g5 v),
//
// (u, v) being the pixel from an origin that stands for (0, 0), in units of
// about half a picture: any homography that keeps the origin (Hartley and
// Zisserman, Multiple View Geometry, 2.3).
type view struct {
	origin vec
	unit   float64
	g      [viewParams]float64
}

// mm is the place on the sheet of a pixel.
func (v *view) mm(p vec) vec {
	p = p.sub(v.origin).scale(1 / v.unit)
	w := 1 + v.g[4]*p.x + v.g[5]*p.y
	return vec{(v.g[0]*p.x + v.g[1]*p.y) / w, (v.g[2]*p.x + v.g[3]*p.y) / w}
}

// pixel is where a place of the sheet is seen.
func (v *view) pixel(q vec) vec {
	g := &v.g
	a, b := g[0]-q.x*g[4], g[1]-q.x*g[5]
	c, d := g[2]-q.y*g[4], g[3]-q.y*g[5]
	det := a*d - b*c
	return vec{(q.x*d - q.y*b) / det, (a*q.y - c*q.x) / det}.scale(v.unit).add(v.origin)
}

// faces tells whether a pixel lies well on this side of the horizon.
func (v *view) faces(p vec) bool {
	p = p.sub(v.origin).scale(1 / v.unit)
	return 1+v.g[4]*p.x+v.g[5]*p.y > 0.2
}

// viewOf is the view from straight above in which a mark has its usual size.
func viewOf(origin vec, unit float64, across, down vec) *view {
	a, b := across.scale(1/pulseWidth), down.scale(1/pulseHeight)
	i := invert2([4]float64{a.x, b.x, a.y, b.y})
	v := &view{origin: origin, unit: unit}
	for k, g := range i {
		v.g[k] = g * unit
	}
	return v
}

// What evidence is uncertain by, in millimetres where nothing else is said.
const (
	cornerSigma = 0.07 // of a pulse: strokes lie on whole dots
	cornerPixel = 0.3  // and more in coarse pictures, in working pixels
	bendShare   = 0.01 // and paper is not flat: share of the height
	// Pulses of one page are equally wide, but a low-pass or a lost sample
	// make that other than 5 mm: 4.6 to 5.2 on pages seen. Their height stands.
	widthSigma = 0.04
)

// A stance is what is known beforehand of how a page was seen, as standard
// deviations: the change of the scale over half a picture, how far from upright
// the sides stand to each other, in radians, and the logarithm of the ratio of
// the scales.
type stance struct{ tilt, skew, ratio float64 }

// Photos are taken from about above; scanners and programs see a page flat, with
// square pixels (drives run up to half a hundredth off).
func fromAside() stance { return stance{tilt: 0.3, skew: 0.15, ratio: 0.15} }
func fromAbove() stance { return stance{tilt: 1e-4, skew: 1e-4, ratio: 0.005} }

// An evidence is what a page shows of its perspective.
type evidence struct {
	marks    []mark
	weight   []float64 // of each mark
	levels   []bundle  // places at one height of the sheet each
	uprights []bundle  // places at one distance across each
	spans    []span
	stance   stance
}

// A bundle is a straight line of the sheet along one of its sides.
type bundle struct {
	places []vec
	sigma  float64 // mm, of each place
}

// A span says how far two places are apart across.
type span struct {
	from, to  vec
	mm, sigma float64
}

// residuals are the differences between evidence and view, over their sigma;
// their squares are weighed.
func (e *evidence) residuals(v *view, out []float64) []float64 {
	out = out[:0]
	width := pulseWidth * math.Exp(v.g[6])
	for i := range e.marks {
		m := &e.marks[i]
		p := [4]vec{v.mm(m.tl), v.mm(m.tr), v.mm(m.bl), v.mm(m.br)}
		mid := p[0].add(p[1]).add(p[2]).add(p[3]).scale(0.25)
		w := math.Sqrt(e.weight[i]) / markSigma(m)
		for k, q := range p {
			want := vec{(float64(k%2) - 0.5) * width, (float64(k/2) - 0.5) * pulseHeight}
			d := q.sub(mid).sub(want)
			out = append(out, d.x*w, d.y*w)
		}
	}
	for _, b := range e.levels {
		out = b.residuals(out, func(p vec) float64 { return v.mm(p).y })
	}
	for _, b := range e.uprights {
		out = b.residuals(out, func(p vec) float64 { return v.mm(p).x })
	}
	for _, s := range e.spans {
		out = append(out, (v.mm(s.to).x-v.mm(s.from).x-s.mm)/s.sigma)
	}
	return append(out, v.prior(e.stance)...)
}

// prior are the residuals against a stance.
func (v *view) prior(s stance) []float64 {
	// Columns of the inverse of the map at the origin: millimetres a pixel.
	g := &v.g
	a, b := vec{g[0], g[2]}, vec{g[1], g[3]}
	return []float64{g[4] / s.tilt, g[5] / s.tilt,
		a.dot(b) / (a.norm() * b.norm()) / s.skew, math.Log(a.norm()/b.norm()) / s.ratio, g[6] / widthSigma}
}

// residuals are those of a line: each place against the mean.
func (b *bundle) residuals(out []float64, at func(vec) float64) []float64 {
	var mean float64
	for _, p := range b.places {
		mean += at(p) / float64(len(b.places))
	}
	for _, p := range b.places {
		out = append(out, (at(p)-mean)/b.sigma)
	}
	return out
}

// markSigma is the standard deviation of a corner, in millimetres.
func markSigma(m *mark) float64 {
	pitch := m.down().norm() / pulseHeight
	return math.Sqrt(cornerSigma*cornerSigma + cornerPixel*cornerPixel/(pitch*pitch) + bendShare*bendShare*pulseHeight*pulseHeight)
}

// fit improves a view by least squares (Gauss and Newton, damped as Marquardt
// did), and returns the inverse of
// the normal matrix with the sum of squares.
func (e *evidence) fit(v *view) (cov [viewParams][viewParams]float64, cost float64) {
	r := e.residuals(v, nil)
	cost = squares(r)
	damp := 1e-6
	var a [viewParams][viewParams]float64
	var spare []float64
	for range 60 {
		var b [viewParams]float64
		a, b = e.normal(v, r)
		w := *v
		d, ok := solveView(a, b, damp)
		if !ok {
			break
		}
		for i := range w.g {
			w.g[i] -= d[i]
		}
		spare = e.residuals(&w, spare)
		c := squares(spare)
		if !(c < cost) {
			if damp *= 10; damp > 1e6 {
				break
			}
			continue
		}
		gain := cost - c
		*v, cost = w, c
		r, spare = spare, r
		damp = max(damp/10, 1e-9)
		if gain < 1e-6*(1+cost) {
			break
		}
	}
	a, _ = e.normal(v, r)
	for i := range cov {
		var unit [viewParams]float64
		unit[i] = 1
		cov[i], _ = solveView(a, unit, 1e-9)
	}
	return cov, cost
}

// normal is the normal matrix and gradient at a view with residuals r.
func (e *evidence) normal(v *view, r []float64) (a [viewParams][viewParams]float64, b [viewParams]float64) {
	var jac [viewParams][]float64
	for i := range jac {
		w := *v
		step := 1e-5 * max(1, math.Abs(v.g[i]))
		w.g[i] += step
		jac[i] = e.residuals(&w, nil)
		for k := range jac[i] {
			jac[i][k] = (jac[i][k] - r[k]) / step
		}
	}
	for i := range jac {
		for k, d := range jac[i] {
			b[i] += d * r[k]
		}
		for j := range jac {
			for k, d := range jac[i] {
				a[i][j] += d * jac[j][k]
			}
		}
	}
	return a, b
}

func squares(r []float64) (s float64) {
	for _, v := range r {
		s += v * v
	}
	if math.IsNaN(s) {
		return math.Inf(1)
	}
	return s
}

// solveView solves (a + damp diag a) x = b for a positive definite a.
func solveView(a [viewParams][viewParams]float64, b [viewParams]float64, damp float64) (x [viewParams]float64, ok bool) {
	for i := range a {
		a[i][i] *= 1 + damp
	}
	for i := range a {
		if !(a[i][i] > 0) {
			return x, false
		}
		for j := i + 1; j < viewParams; j++ {
			f := a[j][i] / a[i][i]
			for k := i; k < viewParams; k++ {
				a[j][k] -= f * a[i][k]
			}
			b[j] -= f * b[i]
		}
	}
	for i := viewParams - 1; i >= 0; i-- {
		s := b[i]
		for k := i + 1; k < viewParams; k++ {
			s -= a[i][k] * x[k]
		}
		x[i] = s / a[i][i]
	}
	return x, true
}

// sigma is the standard deviation of the sheet's place of a pixel, in
// millimetres, the origin held, for a covariance of the view.
func (v *view) sigma(p vec, cov *[viewParams][viewParams]float64) float64 {
	return v.spreadOf(cov, func(w *view) vec { return w.mm(p) })
}

// between is that of the distance across of two pixels.
func (v *view) between(p, q vec, cov *[viewParams][viewParams]float64) float64 {
	return v.spreadOf(cov, func(w *view) vec { return vec{w.mm(q).x - w.mm(p).x, 0} })
}

func (v *view) spreadOf(cov *[viewParams][viewParams]float64, at func(*view) vec) float64 {
	var jac [viewParams]vec
	q := at(v)
	for i := range jac {
		w := *v
		step := 1e-5 * max(1, math.Abs(v.g[i]))
		w.g[i] += step
		jac[i] = at(&w).sub(q).scale(1 / step)
	}
	var s float64
	for i := range jac {
		for j := range jac {
			s += cov[i][j] * jac[i].dot(jac[j])
		}
	}
	return math.Sqrt(max(0, s))
}
