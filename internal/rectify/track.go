package rectify

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// track grows, fits and judges the two families from one seed. It returns nil
// when too little of the page follows.
func track(l *light, s pair) *ground {
	period := 0.5 * (1/s.a.norm() + 1/s.b.norm())
	g := &ground{at: s.at}
	var high []float32
	g.weight, g.depth, _ = colour(l, s)
	g.full, high = carrierPlane(l, g.weight, g.depth, period)
	var f [2]*field
	var solved [2]int
	var strays [2]float64
	for c := range f {
		f[c] = newField(l.w, l.h, period)
	}
	par.Each(l.workers, 2, func(c int) {
		solved[c] = f[c].grow(high, l.w, l.h, s.at, [2]vec{s.a, s.b}[c])
		var given int
		given, strays[c] = f[c].agree()
		solved[c] -= given
	})
	g.strays = max(strays[0], strays[1])
	if min(solved[0], solved[1]) < 12 {
		return nil
	}
	g.parts = 1 + islands(f, high, l.w, l.h, l.workers)
	g.adopt(l, f)
	g.judge(l)
	return g
}

// adopt fits both fields and takes them over.
func (g *ground) adopt(l *light, f [2]*field) {
	var fit [2][]float64
	par.Each(l.workers, 2, func(c int) { fit[c] = f[c].smooth(0.5) })
	for c := range f {
		g.line[c] = &surface{f[c].nx, f[c].ny, f[c].step, fit[c]}
	}
	g.valid = validNodes(f, fit)
	g.sigma = spread(f, fit)
}

// spread is the robust standard deviation of the measured phases about the
// fit, in lines.
func spread(f [2]*field, fit [2][]float64) float64 {
	var res []float64
	for c := range f {
		for i, q := range f[c].q {
			if q > 0 {
				res = append(res, math.Abs(f[c].phase[i]-fit[c][i]))
			}
		}
	}
	if len(res) == 0 {
		return 1
	}
	slices.Sort(res)
	return 1.48 * res[len(res)/2]
}

// validNodes are those where both families are solved nearby and the fit
// agrees with what was measured.
func validNodes(f [2]*field, fit [2][]float64) []bool {
	var good [2][]bool
	for c := range f {
		ok := make([]bool, len(fit[c]))
		for i := range ok {
			ok[i] = f[c].q[i] > 0 && math.Abs(f[c].phase[i]-fit[c][i]) < 0.2
		}
		good[c] = dilate(ok, f[c].nx, f[c].ny)
	}
	for i := range good[0] {
		good[0][i] = good[0][i] && good[1][i]
	}
	return good[0]
}

// dilate sets the nodes that have three set ones among their neighbours.
func dilate(v []bool, nx, ny int) []bool {
	out := make([]bool, len(v))
	for j := range ny {
		for i := range nx {
			c := 0
			for b := max(0, j-1); b <= min(ny-1, j+1); b++ {
				for a := max(0, i-1); a <= min(nx-1, i+1); a++ {
					if v[b*nx+a] {
						c++
					}
				}
			}
			out[j*nx+i] = v[j*nx+i] || c >= 3
		}
	}
	return out
}

// judge decides what the tracked lines are worth in millimetres and moves the
// origin to a bold crossing near the upper left of the seen area.
func (g *ground) judge(l *light) {
	var f [2]fold
	par.Each(l.workers, 2, func(c int) {
		f[c] = foldPlane(g.full, l.w, l.h, g.line[c], g.valid)
		g.lines[c] = f[c].judge()
	})
	_, gx := g.line[0].at(g.at.x, g.at.y)
	_, gy := g.line[1].at(g.at.x, g.at.y)
	g.unit, g.sure = decide(g.lines, 1/gx.norm(), 1/gy.norm())
	par.Each(l.workers, 2, func(c int) {
		n := int(math.Round(5 / g.unit[c]))
		g.size[c] = float64(g.lines[c].count) * g.unit[c]
		g.off[c] = -f[c].bold(n)
		g.slips[c], g.blocks[c] = slips(g.full, l.w, l.h, g.line[c], g.valid, g.off[c], n)
		lo := math.Inf(1)
		for n, ok := range g.valid {
			if ok {
				lo = min(lo, (g.line[c].v[n]+g.off[c])*g.unit[c])
			}
		}
		if !math.IsInf(lo, 1) {
			g.off[c] -= 5 * math.Ceil(lo/5-0.1) / g.unit[c]
		}
	})
}

// merit is the seen area, worth more when bold lines or the like confirm the
// unit, and little when the sheet has no likely size or the fit is poor.
func (g *ground) merit() float64 {
	v := g.share()
	for _, s := range g.sure {
		if s > 2 {
			v *= 1.8
		} else {
			v *= 0.6
		}
	}
	v *= 1 - 0.07*max(0, max(g.unit[0], g.unit[1])-1) // finer lines measure better
	lo, hi := min(g.size[0], g.size[1]), max(g.size[0], g.size[1])
	if hi > 450 || hi < 50 || lo < 15 {
		v *= 0.2
	}
	return v * 0.04 / max(0.04, g.sigma) * max(0.1, 1-5*g.slip())
}

// slip is the larger share of blocks that are out of step.
func (g *ground) slip() float64 {
	var s float64
	for i := range g.slips {
		if g.blocks[i] > 6 {
			s = max(s, g.slips[i])
		}
	}
	return s
}

// recolour takes the colour of the millimetre lines at the seed where they
// stand out more than the lines that were followed.
func (g *ground) recolour(l *light) {
	if g.unit == [2]float64{1, 1} {
		return
	}
	_, a := g.line[0].at(g.at.x, g.at.y)
	_, b := g.line[1].at(g.at.x, g.at.y)
	_, _, gain := colour(l, pair{at: g.at, a: a, b: b})
	thin := pair{at: g.at, a: a.scale(g.unit[0]), b: b.scale(g.unit[1])}
	if max(thin.a.norm(), thin.b.norm()) > 0.45 {
		return // too fine for this scale
	}
	if w, d, other := colour(l, thin); other > gain {
		g.weight, g.depth = w, d
	}
}
