package main

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

// Layer sizes of charnet, as seen by the backward pass.
const (
	side = charnet.Side
	n1   = side / 2
	n2   = side / 4
	k1   = 5
	k2   = 3
	c1   = 8
	c2   = 24
)

// grads holds the sums of derivatives of one part of a batch, and the layers
// of the sample in work.
type grads struct {
	n         charnet.Nets
	l1, d1    [n1 * n1 * c1]float32
	l2, d2    [n2 * n2 * c2]float32
	l3, d3    [charnet.Hidden]float32
	out, d    [charnet.Outs]float32
	halved    charnet.HalfWindow
	loss      float64
	scoutLoss float64
	count     int
	right     int
}

// rows calls f for each row of taps of a k by k window with stride 2 at (x,
// y) of a layer from a square of n: the number of its first tap, its first
// place in the square, and how many there are.
func rows(x, y, k, n int, f func(tap, at, count int)) {
	x0, x1 := max(2*x-k/2, 0), min(2*x-k/2+k, n)
	for dy := range k {
		if sy := 2*y + dy - k/2; sy >= 0 && sy < n {
			f(dy*k+x0-(2*x-k/2), sy*n+x0, x1-x0)
		}
	}
}

func rectify(v []float32) {
	for k := range v {
		v[k] = max(v[k], 0)
	}
}

// forward computes all layers; out holds raw outputs.
func (g *grads) forward(r *charnet.Reader, win *charnet.Window) {
	for y := range n1 {
		for x := range n1 {
			acc := r.B1
			rows(x, y, k1, side, func(tap, at, n int) { gather8(&acc, win[at:at+n], r.W1[tap:]) })
			for c, v := range acc {
				g.l1[(y*n1+x)*c1+c] = max(v, 0)
			}
		}
	}
	for y := range n2 {
		for x := range n2 {
			acc := r.B2
			rows(x, y, k2, n1, func(tap, at, n int) { gather24(&acc, g.l1[at*c1:(at+n)*c1], r.W2[tap*c1:]) })
			for c, v := range acc {
				g.l2[(y*n2+x)*c2+c] = max(v, 0)
			}
		}
	}
	g.l3 = r.B3
	for k, v := range g.l2 {
		if v != 0 {
			axpy(g.l3[:], r.W3[k][:], v)
		}
	}
	rectify(g.l3[:])
	g.out = r.B4
	for k, v := range g.l3 {
		if v != 0 {
			axpy(g.out[:], r.W4[k][:], v)
		}
	}
}

// learn adds the derivatives of the losses of one sample: cross entropy of
// the class, squared error of the offsets where there is a character, and
// cross entropy of the scout.
func (g *grads) learn(nets *charnet.Nets, s *sample) {
	g.forward(&nets.Reader, &s.win)
	top := 0
	for c := range charnet.Classes {
		if g.out[c] > g.out[top] {
			top = c
		}
	}
	if top == s.class {
		g.right++
	}
	lp := g.out
	charnet.LogSoftmax(&lp)
	g.loss -= float64(lp[s.class])
	g.count++
	clear(g.d[:])
	for c := range charnet.Classes {
		g.d[c] = float32(math.Exp(float64(lp[c])))
	}
	g.d[s.class]--
	if s.class > 0 {
		for i := range 3 {
			e := g.out[charnet.Classes+i] - s.off[i]
			g.d[charnet.Classes+i] = 2 * min(max(e, -0.5), 0.5)
		}
	}
	g.back(&nets.Reader, s)

	s.win.Halve(&g.halved)
	g.scout(&nets.Scout, s.class > 0)
}

// back adds the derivatives for the outputs' derivatives g.d.
func (g *grads) back(r *charnet.Reader, s *sample) {
	q := &g.n.Reader
	axpy(q.B4[:], g.d[:], 1)
	for k, v := range g.l3 {
		g.d3[k] = 0
		if v != 0 {
			g.d3[k] = fold(q.W4[k][:], r.W4[k][:], g.d[:], v)
		}
	}
	axpy(q.B3[:], g.d3[:], 1)
	for k, v := range g.l2 {
		g.d2[k] = 0
		if v != 0 {
			g.d2[k] = fold(q.W3[k][:], r.W3[k][:], g.d3[:], v)
		}
	}
	clear(g.d1[:])
	for y := range n2 {
		for x := range n2 {
			e := (*[c2]float32)(g.d2[(y*n2+x)*c2:])
			axpy(q.B2[:], e[:], 1)
			rows(x, y, k2, n1, func(tap, at, n int) {
				fold24(q.W2[tap*c1:], r.W2[tap*c1:], e, g.l1[at*c1:(at+n)*c1], g.d1[at*c1:])
			})
		}
	}
	for y := range n1 {
		for x := range n1 {
			e := (*[c1]float32)(g.d1[(y*n1+x)*c1:])
			if *e != [c1]float32{} {
				axpy(q.B1[:], e[:], 1)
				rows(x, y, k1, side, func(tap, at, n int) { scatter8(q.W1[tap:], e, s.win[at:at+n]) })
			}
		}
	}
}

// scout adds the derivatives of the scout's loss on the halved window.
func (g *grads) scout(s *charnet.Scout, text bool) {
	q := &g.n.Scout
	h := s.B1
	for k, v := range g.halved {
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
		g.scoutLoss += math.Log1p(math.Exp(-y))
	} else {
		g.scoutLoss += math.Log1p(math.Exp(y))
	}
	var dh [charnet.ScoutHid]float32
	q.B2[0] += e
	for c, v := range h {
		if v > 0 {
			q.W2[c] += v * e
			dh[c] = s.W2[c] * e
		}
	}
	axpy(q.B1[:], dh[:], 1)
	for k, v := range g.halved {
		if v != 0 {
			axpy(q.W1[k][:], dh[:], v)
		}
	}
}

// adam is the optimiser of Kingma and Ba (2015) with their constants.
type adam struct {
	m, v charnet.Nets
	t    int
}

func (a *adam) step(nets, grad *charnet.Nets, rate float64) {
	a.t++
	const b1, b2 = 0.9, 0.999
	f1, f2 := 1-math.Pow(b1, float64(a.t)), 1-math.Pow(b2, float64(a.t))
	lr := float32(rate * math.Sqrt(f2) / f1)
	w, g, m, v := nets.Layers(), grad.Layers(), a.m.Layers(), a.v.Layers()
	for l := range w {
		for row := range w[l] {
			wr, gr, mr, vr := w[l][row], g[l][row], m[l][row], v[l][row]
			for k, d := range gr {
				mr[k] += (1 - b1) * (d - mr[k])
				vr[k] += (1 - b2) * (d*d - vr[k])
				wr[k] -= lr * mr[k] / (float32(math.Sqrt(float64(vr[k]))) + 1e-8)
			}
		}
	}
}

// start draws first weights for rectified layers after He et al. (2015).
func start(r *rand.Rand) *charnet.Nets {
	n := new(charnet.Nets)
	for l, rows := range n.Layers() {
		if l%2 == 1 {
			continue // biases
		}
		fan := float64(len(rows))
		if l == 2 {
			fan = charnet.ScoutHid
		}
		for _, row := range rows {
			for k := range row {
				row[k] = float32(r.NormFloat64() * math.Sqrt(2/fan))
			}
		}
	}
	return n
}
