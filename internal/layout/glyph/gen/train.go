package main

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

// A pass runs one network forwards and backwards. It sums up derivatives over
// the samples of a part of a batch.
type pass struct {
	g          *charnet.Net // derivatives
	l1, l2, l3 []float32
	d1, d2, d3 []float32
	out, d     []float32
}

func newPass(s charnet.Shape) *pass {
	n1 := s.Rows / 2 * (s.Cols / 2) * s.C1
	mk := func(n int) []float32 { return make([]float32, n) }
	return &pass{charnet.NewNet(s), mk(n1), mk(s.Flat()), mk(s.Hidden), mk(n1), mk(s.Flat()), mk(s.Hidden), mk(s.Outs), mk(s.Outs)}
}

// rows calls f for each row of taps of a k by k window with stride 2 at (x,
// y) of a layer of h by w: the number of its first tap, its first place in
// the layer, and how many there are.
func rows(x, y, k, h, w int, f func(tap, at, count int)) {
	x0, x1 := max(2*x-k/2, 0), min(2*x-k/2+k, w)
	for dy := range k {
		if sy := 2*y + dy - k/2; sy >= 0 && sy < h {
			f(dy*k+x0-(2*x-k/2), sy*w+x0, x1-x0)
		}
	}
}

func rectify(v []float32) {
	for k := range v {
		v[k] = max(v[k], 0)
	}
}

// forward computes all layers; p.out holds raw outputs.
func (p *pass) forward(n *charnet.Net, in []float32) {
	p.conv(n, 0, in, n.Rows, n.Cols, 1, charnet.K1, p.l1)
	p.conv(n, 1, p.l1, n.Rows/2, n.Cols/2, n.C1, charnet.K2, p.l2)
	copy(p.l3, n.B[2])
	for k, v := range p.l2 {
		if v != 0 {
			axpy(p.l3, n.W[2][k*n.Hidden:][:n.Hidden], v)
		}
	}
	rectify(p.l3)
	copy(p.out, n.B[3])
	gather(p.out, p.l3, n.W[3])
}

func (p *pass) conv(n *charnet.Net, l int, in []float32, h, w, maps, k int, out []float32) {
	outs := len(n.B[l])
	for y := range h / 2 {
		for x := range w / 2 {
			acc := out[(y*(w/2)+x)*outs:][:outs]
			copy(acc, n.B[l])
			rows(x, y, k, h, w, func(tap, at, c int) { gather(acc, in[at*maps:(at+c)*maps], n.W[l][tap*maps*outs:]) })
			rectify(acc)
		}
	}
}

// back adds the derivatives that belong to those of the outputs, p.d.
func (p *pass) back(n *charnet.Net, in []float32) {
	q := p.g
	axpy(q.B[3], p.d, 1)
	clear(p.d3)
	fold(q.W[3], n.W[3], p.d, p.l3, p.d3)
	axpy(q.B[2], p.d3, 1)
	clear(p.d2)
	fold(q.W[2], n.W[2], p.d3, p.l2, p.d2)
	clear(p.d1)
	p.backConv(n, 1, p.l1, p.d1, p.d2, n.Rows/2, n.Cols/2, n.C1, charnet.K2)
	p.backConv(n, 0, in, nil, p.d1, n.Rows, n.Cols, 1, charnet.K1)
}

// backConv does so for a convolution: d are the derivatives of its outputs,
// din, unless nil, receives those of its inputs.
func (p *pass) backConv(n *charnet.Net, l int, in, din, d []float32, h, w, maps, k int) {
	outs := len(n.B[l])
	for y := range h / 2 {
		for x := range w / 2 {
			e := d[(y*(w/2)+x)*outs:][:outs]
			if zero(e) {
				continue
			}
			axpy(p.g.B[l], e, 1)
			rows(x, y, k, h, w, func(tap, at, c int) {
				q, r, v := p.g.W[l][tap*maps*outs:], n.W[l][tap*maps*outs:], in[at*maps:(at+c)*maps]
				if din != nil {
					fold(q, r, e, v, din[at*maps:])
					return
				}
				for i, a := range v {
					if a != 0 {
						axpy(q[i*outs:][:outs], e, a)
					}
				}
			})
		}
	}
}

func zero(v []float32) bool {
	for _, x := range v {
		if x != 0 {
			return false
		}
	}
	return true
}

// crossEntropy sets p.d to the derivatives of the cross entropy of the first
// classes outputs and returns the loss and whether the class came out best.
func (p *pass) crossEntropy(class, classes int) (loss float64, right bool) {
	clear(p.d)
	copy(p.d, p.out[:classes])
	lp := p.d[:classes]
	charnet.LogSoftmax(lp)
	top := 0
	for c, v := range lp {
		if v > lp[top] {
			top = c
		}
	}
	loss = -float64(lp[class])
	for c, v := range lp {
		lp[c] = float32(math.Exp(float64(v)))
	}
	lp[class]--
	return loss, top == class
}

// scoutPass sums up the scout's derivatives.
type scoutPass struct {
	g      charnet.Scout
	halved charnet.HalfWindow
	loss   float64
}

// learn adds the derivatives of the cross entropy for one window.
func (p *scoutPass) learn(s *charnet.Scout, win *charnet.Window, text bool) {
	win.Halve(&p.halved)
	h := s.B1
	for k, v := range p.halved {
		if v != 0 {
			axpy(h[:], s.W1[k][:], v)
		}
	}
	rectify(h[:])
	y := float64(s.B2[0])
	for c, v := range h {
		y += float64(v * s.W2[c])
	}
	e := float32(1 / (1 + math.Exp(-y)))
	if text {
		e--
		p.loss += math.Log1p(math.Exp(-y))
	} else {
		p.loss += math.Log1p(math.Exp(y))
	}
	var dh [charnet.ScoutHid]float32
	p.g.B2[0] += e
	for c, v := range h {
		if v > 0 {
			p.g.W2[c] += v * e
			dh[c] = s.W2[c] * e
		}
	}
	axpy(p.g.B1[:], dh[:], 1)
	for k, v := range p.halved {
		if v != 0 {
			axpy(p.g.W1[k][:], dh[:], v)
		}
	}
}

// adam is the optimiser of Kingma and Ba (2015) with their constants.
type adam struct {
	m, v [][]float32
	t    int
}

// step changes the weights w against the mean derivatives g.
func (a *adam) step(w, g [][]float32, rate float64) {
	if a.m == nil {
		for _, l := range w {
			a.m, a.v = append(a.m, make([]float32, len(l))), append(a.v, make([]float32, len(l)))
		}
	}
	a.t++
	const b1, b2 = 0.9, 0.999
	f1, f2 := 1-math.Pow(b1, float64(a.t)), 1-math.Pow(b2, float64(a.t))
	lr := float32(rate * math.Sqrt(f2) / f1)
	for l := range w {
		wr, gr, mr, vr := w[l], g[l], a.m[l], a.v[l]
		for k, d := range gr {
			mr[k] += (1 - b1) * (d - mr[k])
			vr[k] += (1 - b2) * (d*d - vr[k])
			wr[k] -= lr * mr[k] / (float32(math.Sqrt(float64(vr[k]))) + 1e-8)
		}
	}
}

// start draws first weights for rectified layers after He et al. (2015).
func start(r *rand.Rand) *charnet.Nets {
	n := charnet.NewNets()
	fill := func(w []float32, fan int) {
		for k := range w {
			w[k] = float32(r.NormFloat64() * math.Sqrt(2/float64(fan)))
		}
	}
	for k := range n.Scout.W1 {
		fill(n.Scout.W1[k][:], len(n.Scout.W1))
	}
	fill(n.Scout.W2[:], charnet.ScoutHid)
	for _, q := range []*charnet.Net{n.Reader, n.Namer} {
		for l, in := range q.Ins() {
			fill(q.W[l], in)
		}
	}
	return n
}
