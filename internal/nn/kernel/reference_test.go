package kernel

// The slow reference: loops over plain tensors in float64.

type reference struct {
	p    ConvParams
	out  Shape
	w    func(o, i, ky, kx int) int // index of the weight from i to o
	taps func(oy, ox, ky, kx int) (iy, ix int, ok bool)
}

func newReference(p ConvParams, out Shape) reference {
	sh, sw, dh, dw := max(1, p.StrideH), max(1, p.StrideW), max(1, p.DilH), max(1, p.DilW)
	r := reference{p: p, out: out}
	in := p.In
	if p.Transposed {
		r.w = func(o, i, ky, kx int) int { return ((i*out.C+o)*p.KH+ky)*p.KW + kx }
		r.taps = func(oy, ox, ky, kx int) (int, int, bool) {
			y, x := oy+p.PadH-ky*dh, ox+p.PadW-kx*dw
			ok := y >= 0 && x >= 0 && y%sh == 0 && x%sw == 0 && y/sh < in.H && x/sw < in.W
			return y / sh, x / sw, ok
		}
		return r
	}
	r.w = func(o, i, ky, kx int) int { return ((o*in.C+i)*p.KH+ky)*p.KW + kx }
	r.taps = func(oy, ox, ky, kx int) (int, int, bool) {
		y, x := oy*sh+ky*dh-p.PadH, ox*sw+kx*dw-p.PadW
		return y, x, y >= 0 && x >= 0 && y < in.H && x < in.W
	}
	return r
}

// visit calls f with the indices of output, input and weight of every
// product.
func (r reference) visit(f func(out, in, w int)) {
	in, out := r.p.In, r.out
	for oy := range out.H {
		for ox := range out.W {
			for ky := range r.p.KH {
				for kx := range r.p.KW {
					iy, ix, ok := r.taps(oy, ox, ky, kx)
					if !ok {
						continue
					}
					for n := range out.N {
						for o := range out.C {
							for i := range in.C {
								f(((n*out.C+o)*out.H+oy)*out.W+ox, ((n*in.C+i)*in.H+iy)*in.W+ix, r.w(o, i, ky, kx))
							}
						}
					}
				}
			}
		}
	}
}

func (r reference) forward(in, w, bias []float64) []float64 {
	out := make([]float64, r.out.N*r.out.C*r.out.H*r.out.W)
	for i := range out {
		if bias != nil {
			out[i] = bias[i/(r.out.H*r.out.W)%r.out.C]
		}
	}
	r.visit(func(o, i, k int) { out[o] += in[i] * w[k] })
	return out
}

// gradients are those of the sum of g times the output.
func (r reference) gradients(in, w, g []float64) (din, dw []float64) {
	din, dw = make([]float64, len(in)), make([]float64, len(w))
	r.visit(func(o, i, k int) {
		din[i] += g[o] * w[k]
		dw[k] += g[o] * in[i]
	})
	return din, dw
}

func double(s []float32) []float64 {
	d := make([]float64, len(s))
	for i, v := range s {
		d[i] = float64(v)
	}
	return d
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// slope is the central difference of f as x[i] moves.
func slope(f func() float64, x []float64, i int) float64 {
	const h = 1e-3
	old := x[i]
	x[i] = old + h
	up := f()
	x[i] = old - h
	down := f()
	x[i] = old
	return (up - down) / (2 * h)
}
