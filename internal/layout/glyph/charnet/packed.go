package charnet

// Packed is a Net laid out for use: the outputs of a layer in blocks of
// eight, whose sums stay in registers. It is not changed by use.
type Packed struct {
	Shape
	w [4][][][8]float32 // by layer, block of outputs, input
	b [4][]float32
}

// Pack lays out the weights of a network.
func (n *Net) Pack() *Packed {
	p := &Packed{Shape: n.Shape, b: n.B}
	for l, in := range n.Ins() {
		outs := len(n.B[l])
		p.w[l] = make([][][8]float32, outs/8)
		for b := range p.w[l] {
			p.w[l][b] = make([][8]float32, in)
			for k := range in {
				copy(p.w[l][b][k][:], n.W[l][k*outs+8*b:])
			}
		}
	}
	return p
}

// Work holds the inner layers of one run of a network; it can be used again,
// by one goroutine at a time.
type Work struct {
	l1, l2, l3 []float32
	at         []int32
}

func (ws *Work) fit(s Shape) {
	if n := s.Rows / 2 * (s.Cols / 2) * s.C1; len(ws.l1) != n {
		ws.l1 = make([]float32, n)
	}
	if n := s.Flat(); len(ws.l2) != n {
		ws.l2, ws.at = make([]float32, n), make([]int32, n)
	}
	if len(ws.l3) != s.Hidden {
		ws.l3 = make([]float32, s.Hidden)
	}
}

// Run computes the raw outputs for a window.
func (p *Packed) Run(in []float32, ws *Work, out []float32) {
	ws.fit(p.Shape)
	p.conv(0, in, p.Rows, p.Cols, 1, K1, ws.l1)
	p.conv(1, ws.l1, p.Rows/2, p.Cols/2, p.C1, K2, ws.l2)
	// Most numbers of the second layer are 0.
	n := 0
	for k, v := range ws.l2 {
		if v != 0 {
			ws.at[n], ws.l2[n] = int32(k), v
			n++
		}
	}
	for b, w := range p.w[2] {
		acc := *(*[8]float32)(p.b[2][8*b:])
		gatherAt(&acc, ws.l2[:n], ws.at[:n], w)
		rectify(ws.l3[8*b:], &acc)
	}
	for b, w := range p.w[3] {
		acc := (*[8]float32)(out[8*b:])
		*acc = *(*[8]float32)(p.b[3][8*b:])
		gather(acc, ws.l3, w)
	}
}

// conv computes a k by k convolution with stride 2 of a layer of maps maps of
// rows by cols.
func (p *Packed) conv(l int, in []float32, rows, cols, maps, k int, out []float32) {
	outs := len(p.b[l])
	for y := range rows / 2 {
		y0, y1 := max(2*y-k/2, 0), min(2*y-k/2+k, rows)
		for x := range cols / 2 {
			x0, x1 := max(2*x-k/2, 0), min(2*x-k/2+k, cols)
			for b, w := range p.w[l] {
				acc := *(*[8]float32)(p.b[l][8*b:])
				for sy := y0; sy < y1; sy++ {
					tap := (sy-2*y+k/2)*k + x0 - 2*x + k/2
					gather(&acc, in[(sy*cols+x0)*maps:(sy*cols+x1)*maps], w[tap*maps:])
				}
				rectify(out[(y*(cols/2)+x)*outs+8*b:], &acc)
			}
		}
	}
}

func rectify(out []float32, acc *[8]float32) {
	o := (*[8]float32)(out)
	for c, v := range acc {
		o[c] = max(v, 0)
	}
}

// gather adds to eight sums the rows of w times the numbers of in.
func gather(acc *[8]float32, in []float32, w [][8]float32) {
	a0, a1, a2, a3, a4, a5, a6, a7 := acc[0], acc[1], acc[2], acc[3], acc[4], acc[5], acc[6], acc[7]
	w = w[:len(in)]
	for k, v := range in {
		if v == 0 {
			continue
		}
		r := &w[k]
		a0 += v * r[0]
		a1 += v * r[1]
		a2 += v * r[2]
		a3 += v * r[3]
		a4 += v * r[4]
		a5 += v * r[5]
		a6 += v * r[6]
		a7 += v * r[7]
	}
	acc[0], acc[1], acc[2], acc[3], acc[4], acc[5], acc[6], acc[7] = a0, a1, a2, a3, a4, a5, a6, a7
}

// gatherAt is gather where the numbers belong to the rows of w named by at.
func gatherAt(acc *[8]float32, in []float32, at []int32, w [][8]float32) {
	a0, a1, a2, a3, a4, a5, a6, a7 := acc[0], acc[1], acc[2], acc[3], acc[4], acc[5], acc[6], acc[7]
	at = at[:len(in)]
	for k, v := range in {
		r := &w[at[k]]
		a0 += v * r[0]
		a1 += v * r[1]
		a2 += v * r[2]
		a3 += v * r[3]
		a4 += v * r[4]
		a5 += v * r[5]
		a6 += v * r[6]
		a7 += v * r[7]
	}
	acc[0], acc[1], acc[2], acc[3], acc[4], acc[5], acc[6], acc[7] = a0, a1, a2, a3, a4, a5, a6, a7
}
