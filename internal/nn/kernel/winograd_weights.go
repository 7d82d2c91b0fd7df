package kernel

// winograd tells whether Winograd's method can do the convolution.
func (p ConvParams) winograd() bool {
	one := func(v int) bool { return v == 0 || v == 1 }
	return !p.Transposed && p.KH == 3 && p.KW == 3 && p.PadH == 1 && p.PadW == 1 &&
		one(p.StrideH) && one(p.StrideW) && one(p.DilH) && one(p.DilW)
}

// panels is the number of floats of all transformed weights.
func (c *Winograd) panels() int {
	return c.planes() * c.in.Blocks() * c.out.Blocks() * Block * Block
}

// WeightsSize is the number of plain weights, [out][in][3][3].
func (c *Winograd) WeightsSize() int { return c.out.C * c.in.C * 9 }

// PackedSize is the number of floats that [Winograd.Pack] writes: 4 times as
// many as the weights with tiles of 4x4, 1.8 times with 2x2.
func (c *Winograd) PackedSize() int { return c.panels() + c.out.Vector() }

// weights4 and weights2 give the sums of three weights in a row that become
// the planes of a row of the input, for tiles of 4 and of 2 pixels.
func weights4(a, b, c float64) [6]float64 {
	return [6]float64{a / 4, -(a + b + c) / 6, -(a - b + c) / 6,
		(a + 2*b + 4*c) / 24, (a - 2*b + 4*c) / 24, c}
}

func weights2(a, b, c float64) [6]float64 {
	return [6]float64{a, (a + b + c) / 2, (a - b + c) / 2, c}
}

// Pack transforms plain weights, in float64, and brings them and the bias of
// every output channel (nil for none) into the order that Forward reads:
// [output block][plane][input channel][16].
func (c *Winograd) Pack(dst, w, bias []float32) error {
	if err := lengths(length{"packed weights", len(dst), c.PackedSize()}, length{"weights", len(w), c.WeightsSize()}); err != nil {
		return err
	}
	if bias != nil {
		if err := lengths(length{"bias", len(bias), c.out.C}); err != nil {
			return err
		}
	}
	clear(dst)
	copy(dst[c.panels():], bias)
	sums := weights4
	if c.form.size == 2 {
		sums = weights2
	}
	across, panel := c.form.across, c.in.Blocks()*Block*Block
	for o := range c.out.C {
		rows := dst[o/Block*c.planes()*panel+o%Block:]
		for i := range c.in.C {
			g := w[(o*c.in.C+i)*9:][:9]
			var columns [3][6]float64
			for x := range columns {
				columns[x] = sums(float64(g[x]), float64(g[3+x]), float64(g[6+x]))
			}
			for y := range across {
				row := sums(columns[0][y], columns[1][y], columns[2][y])
				for x, v := range row[:across] {
					rows[(y*across+x)*panel+i*Block] = float32(v)
				}
			}
		}
	}
	return nil
}
