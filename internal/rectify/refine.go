package rectify

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// refine measures the millimetre lines once more where the map was made from
// wider lines (5, 5/2, 5/3, 5/4 mm): the map itself foretells phase and
// carrier at every node, so no unwrapping is needed. It changes the map only
// if the residuals agree with each other, that is, if there are such lines.
func (g *ground) refine(l *light) {
	s := pair{at: g.at}
	s.a, s.b = g.carriers(g.at)
	if 1/max(s.a.norm(), s.b.norm()) < 2.2 {
		return
	}
	period := 0.5 * (1/s.a.norm() + 1/s.b.norm())
	w, depth := colour(l, s)
	full, high := carrierPlane(l, w, depth, period)
	var f [2]*field
	var ok [2]bool
	par.Each(l.workers, 2, func(c int) {
		f[c] = newField(l.w, l.h, period)
		ok[c] = f[c].remeasure(g, c, newDemodulator(high, l.w, l.h, f[c].half))
	})
	if !ok[0] || !ok[1] {
		return
	}
	g.kept, g.wide = g.merit(), g.unit
	g.adopt(l, f)
	g.unit, g.off = [2]float64{1, 1}, [2]float64{}
	g.weight, g.depth, g.full = w, depth, full
}

// remeasure fills a field of millimetre lines from the map's family c.
func (f *field) remeasure(g *ground, c int, d *demodulator) bool {
	var re, im float64
	seen, n := 0, 0
	at := make([]float64, len(f.q))
	for o := range f.q {
		x, y := float64(o%f.nx)*f.step, float64(o/f.nx)*f.step
		if !g.isValid(x, y) {
			continue
		}
		seen++
		u, k := g.line[c].at(x, y)
		k = k.scale(g.unit[c])
		s := d.at(int(x), int(y), k)
		if s.q < 0.06 {
			continue
		}
		f.phase[o], f.k[o], f.q[o] = s.phase, k, s.q
		at[o] = (u + g.off[c]) * g.unit[c]
		sn, cs := math.Sincos(2 * math.Pi * (s.phase - at[o]))
		re, im = re+cs, im+sn
		n++
	}
	if n < seen/2 || n < 20 || math.Hypot(re, im) < 0.8*float64(n) {
		return false
	}
	// A common shift is the origin's: the wide lines had none of their own.
	shift := math.Atan2(im, re) / (2 * math.Pi)
	for o, q := range f.q {
		if q == 0 {
			continue
		}
		e := f.phase[o] - at[o] - shift
		e -= math.Round(e)
		f.phase[o] = at[o] + shift + e
		if math.Abs(e) > 0.25 {
			f.q[o] = 0
		}
	}
	return true
}
