package nn

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// plain64 is a plain tensor in float64.
type plain64 struct {
	s kernel.Shape
	v []float64
}

func new64(s kernel.Shape) plain64 { return plain64{s, make([]float64, plainSize(s))} }

func (t plain64) at(n, c, y, x int) *float64 {
	return &t.v[((n*t.s.C+c)*t.s.H+y)*t.s.W+x]
}

// each calls f for every number, in plain order.
func (t plain64) each(f func(n, c, y, x int, v *float64)) {
	for i := range t.v {
		x, r := i%t.s.W, i/t.s.W
		y, r := r%t.s.H, r/t.s.H
		f(r/t.s.C, r%t.s.C, y, x, &t.v[i])
	}
}

// values64 are parameters in float64.
type values64 map[*Param][]float64

// reference computes a graph in float64, layer by layer in the plainest way.
// It is the truth against which the layers are tested.
func reference(nodes []node, inputs map[int]plain64, train bool, params values64) []plain64 {
	all := make([]plain64, len(nodes))
	for i, n := range nodes {
		if n.op == nil {
			all[i] = inputs[i]
			continue
		}
		var x []plain64
		for _, in := range n.in {
			x = append(x, all[in])
		}
		all[i] = refLayer(n, x, train, params)
	}
	return all
}

func refLayer(n node, x []plain64, train bool, params values64) plain64 {
	y := new64(n.shape)
	switch o := n.op.(type) {
	case *conv:
		refConv(o, y, x[0], params)
	case *norm:
		refNorm(o, y, x[0], train, params)
	case *activation:
		for i, v := range x[0].v {
			s := 1 / (1 + math.Exp(-v))
			switch {
			case o.relu:
				y.v[i] = max(v, 0)
			case o.fromX:
				y.v[i] = v * s
			default:
				y.v[i] = s
			}
		}
	case *pool:
		refPool(o.params, y, x[0])
	case *resample:
		refResample(o, y, x[0])
	case *panels:
		y.each(func(n, c, h, w int, v *float64) {
			for i := range o.n {
				*v += *x[0].at(n*o.n+i, c, h, w) / float64(o.n)
			}
		})
	case *sum:
		for i := range y.v {
			y.v[i] = x[0].v[i] + x[1].v[i]
		}
	case *product:
		for i := range y.v {
			y.v[i] = x[0].v[i] * x[1].v[i]
		}
	case *concat:
		y.each(func(n, c, h, w int, v *float64) {
			i := 0
			for ; c >= x[i].s.C; i++ {
				c -= x[i].s.C
			}
			*v = *x[i].at(n, c, h, w)
		})
	case *reshape:
		copy(y.v, x[0].v)
	case *cut:
		for i := range y.v {
			y.v[i] = x[0].v[i/o.to.W*o.from.W+i%o.to.W]
		}
	default:
		refOther(n.op, y, x, train)
	}
	return y
}

func refConv(o *conv, y, x plain64, params values64) {
	p, w := o.params, params[o.w]
	sh, sw, dh, dw := max(1, p.StrideH), max(1, p.StrideW), max(1, p.DilH), max(1, p.DilW)
	if o.bias != nil {
		y.each(func(_, c, _, _ int, v *float64) { *v = params[o.bias][c] })
	}
	// small and large are the ends of the plain convolution.
	small := y.s
	if p.Transposed {
		small = x.s
	}
	for n := range y.s.N {
		for in := range x.s.C {
			for out := range y.s.C {
				for i := range small.H * small.W * p.KH * p.KW {
					k := i % (p.KH * p.KW)
					sy, sx := i/(p.KH*p.KW)/small.W, i/(p.KH*p.KW)%small.W
					ly, lx := sy*sh+k/p.KW*dh-p.PadH, sx*sw+k%p.KW*dw-p.PadW
					if p.Transposed {
						if ly >= 0 && ly < y.s.H && lx >= 0 && lx < y.s.W {
							*y.at(n, out, ly, lx) += *x.at(n, in, sy, sx) * w[(in*y.s.C+out)*p.KH*p.KW+k]
						}
						continue
					}
					if ly >= 0 && ly < x.s.H && lx >= 0 && lx < x.s.W {
						*y.at(n, out, sy, sx) += *x.at(n, in, ly, lx) * w[(out*x.s.C+in)*p.KH*p.KW+k]
					}
				}
			}
		}
	}
}

func refNorm(o *norm, y, x plain64, train bool, params values64) {
	parts := x.s.N / o.part.N
	set := func(n, c int) int { return n/o.part.N*x.s.C + c/o.group }
	mean, variance := make([]float64, parts*x.s.C), make([]float64, parts*x.s.C)
	count := float64(o.part.N * x.s.H * x.s.W * o.group)
	x.each(func(n, c, _, _ int, v *float64) { mean[set(n, c)] += *v / count })
	x.each(func(n, c, _, _ int, v *float64) {
		d := *v - mean[set(n, c)]
		variance[set(n, c)] += d * d / count
	})
	y.each(func(n, c, h, w int, v *float64) {
		m, s := mean[set(n, c)], variance[set(n, c)]
		if o.mean != nil && (!train || o.frozen) {
			m, s = params[o.mean][c], params[o.variance][c]
		}
		*v = (*x.at(n, c, h, w)-m)/math.Sqrt(s+1e-5)*params[o.weight][c] + params[o.bias][c]
	})
}

func refPool(p kernel.PoolParams, y, x plain64) {
	sh, sw := p.StrideH, p.StrideW
	if sh == 0 {
		sh = p.KH
	}
	if sw == 0 {
		sw = p.KW
	}
	y.each(func(n, c, h, w int, v *float64) {
		count, sum, most := 0.0, 0.0, math.Inf(-1)
		for k := range p.KH * p.KW {
			iy, ix := h*sh+k/p.KW-p.PadH, w*sw+k%p.KW-p.PadW
			if iy >= 0 && iy < x.s.H && ix >= 0 && ix < x.s.W {
				count++
				sum += *x.at(n, c, iy, ix)
				most = max(most, *x.at(n, c, iy, ix))
			}
		}
		if p.CountPad {
			count = float64(p.KH * p.KW)
		}
		if *v = most; p.Average {
			*v = sum / count
		}
	})
}

func refResample(o *resample, y, x plain64) {
	if _, ok := o.r.(*kernel.Nearest); ok {
		y.each(func(n, c, h, w int, v *float64) { *v = *x.at(n, c, h*x.s.H/y.s.H, w*x.s.W/y.s.W) })
		return
	}
	axis := func(i, from, to int) (lo, hi int, share float64) {
		at := max(0, (float64(i)+0.5)*float64(from)/float64(to)-0.5)
		lo = min(int(at), from-1)
		return lo, min(lo+1, from-1), at - float64(lo)
	}
	y.each(func(n, c, h, w int, v *float64) {
		y0, y1, fy := axis(h, x.s.H, y.s.H)
		x0, x1, fx := axis(w, x.s.W, y.s.W)
		*v = (1-fy)*((1-fx)**x.at(n, c, y0, x0)+fx**x.at(n, c, y0, x1)) +
			fy*((1-fx)**x.at(n, c, y1, x0)+fx**x.at(n, c, y1, x1))
	})
}

// refOther has the layers of softmax.go and what has none of its own.
func refOther(o op, y plain64, x []plain64, train bool) {
	switch o := o.(type) {
	case *softmax:
		refSoftmax(o, y, x[0])
	case *weighted:
		x[0].each(func(n, c, h, w int, v *float64) { *y.at(n, c, 0, 0) += *v * *x[1].at(n, 0, h, w) })
	case *expected:
		x[0].each(func(n, c, h, w int, v *float64) { *y.at(n, c, 0, w) += *v * float64(h) })
	case *constant:
		plain := make([]float32, len(y.v))
		if err := y.s.Unpack(plain, o.value); err != nil {
			panic(err)
		}
		copy(y.v, to64(plain))
	case *dropout:
		y.each(func(n, c, h, w int, v *float64) { *v = *x[0].at(n, c, h, w) * refKept(o, n, c, h, w, train) })
	default:
		panic("no reference for this layer")
	}
}

// refKept is the factor of dropout at step 0.
func refKept(o *dropout, n, c, h, w int, train bool) float64 {
	if !train {
		return 1
	}
	s := o.shape
	at := ((n*s.Blocks()+c/16)*s.H*s.W+h*s.W+w)*16 + c%16
	if o.unit > 1 {
		at = (n*s.Blocks()+c/16)*16 + c%16
	}
	if uint32(mix64(mix64(o.seed^mix64(0))+uint64(at))>>32) < o.limit {
		return 0
	}
	return float64(o.factor)
}

func refSoftmax(o *softmax, y, x plain64) {
	row := func(n, c, h, w int) [4]int {
		switch o.axis {
		case Channels:
			return [4]int{n, 0, h, w}
		case Rows:
			return [4]int{n, c, 0, w}
		case Columns:
			return [4]int{n, c, h, 0}
		}
		return [4]int{n, c, 0, 0}
	}
	sums := map[[4]int]float64{}
	x.each(func(n, c, h, w int, v *float64) { sums[row(n, c, h, w)] += math.Exp(*v) })
	y.each(func(n, c, h, w int, v *float64) { *v = math.Exp(*x.at(n, c, h, w)) / sums[row(n, c, h, w)] })
}
