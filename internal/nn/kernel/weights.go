package kernel

// weights is the size of the plain weights [small][large][kh][kw]: from
// large to small channels in the plain convolution.
type weights struct{ small, large, kh, kw int }

func (w weights) size() int { return w.small * w.large * w.kh * w.kw }

// WeightsSize is the number of plain weights: [out][in][kh][kw], or
// [in][out][kh][kw] of a transposed convolution, as in PyTorch.
func (c *Conv) WeightsSize() int { return c.weights.size() }

// PackedSize is the number of floats that [Conv.Pack] writes.
func (c *Conv) PackedSize() int { return c.fwd.packed() }

// Pack brings plain weights and the bias of every output channel (nil for
// none) into the order that Forward reads.
func (c *Conv) Pack(dst, w, bias []float32) error {
	return c.pack(c.fwd, !c.transposed, dst, w, bias)
}

// PackedGradSize is the number of floats that [Conv.PackGrad] writes.
func (c *Conv) PackedGradSize() int { return c.bwd.packed() }

// PackGrad brings plain weights into the order that GradData reads.
func (c *Conv) PackGrad(dst, w []float32) error {
	return c.pack(c.bwd, c.transposed, dst, w, nil)
}

func (c *Conv) pack(r *corr, toSmall bool, dst, w, bias []float32) error {
	if err := lengths(length{"packed weights", len(dst), r.packed()}, length{"weights", len(w), c.weights.size()}); err != nil {
		return err
	}
	if bias != nil {
		if err := lengths(length{"bias", len(bias), r.dst.C}); err != nil {
			return err
		}
	}
	at := 0
	for i := range r.passes {
		at = c.weights.packPass(r, &r.passes[i], toSmall, dst, at, w)
	}
	clear(dst[at:])
	copy(dst[at:], bias)
	return nil
}

// packPass writes the weights of one pass, [dst block][src block] and then
// rows of 16 in the order of pass.row, from dst[at] on and returns where they
// end.
func (w weights) packPass(r *corr, p *pass, toSmall bool, dst []float32, at int, plain []float32) int {
	size := p.panel / r.src.src.Blocks()
	for block := range r.dst.Blocks() {
		for from := range r.src.src.Blocks() {
			rows := dst[at:][:size]
			at += size
			if p.used < p.run {
				clear(rows)
			}
			for y, ty := range p.y.taps {
				for x, tx := range p.x.taps {
					for lane := range r.src.lane {
						row := rows[p.row(y, x, lane)*Block:][:Block]
						w.packRow(row, plain, toSmall, block*Block, from*Block+lane, ty.index*w.kw+tx.index)
					}
				}
			}
		}
	}
	return at
}

// packRow writes the weights of tap t from channel i to 16 channels from o
// on; zeros for channels that are padding.
func (w weights) packRow(row, plain []float32, toSmall bool, o, i, t int) {
	taps := w.kh * w.kw
	outs, ins, first, step := w.small, w.large, (o*w.large+i)*taps+t, w.large*taps
	if !toSmall {
		outs, ins, first, step = w.large, w.small, (i*w.large+o)*taps+t, taps
	}
	count := min(len(row), outs-o)
	if i >= ins {
		count = 0
	}
	for j := range count {
		row[j] = plain[first+j*step]
	}
	clear(row[count:])
}
