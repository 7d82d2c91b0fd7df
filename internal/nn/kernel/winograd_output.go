package kernel

// multiplyTiles computes blocks of output channels, from block on, of count tiles of
// the group that begins with tile first.
func (c *Winograd) multiplyTiles(m memory, block, first, from, count int) {
	step, blocks := c.part*Block, min(c.blocks, c.out.Blocks()-block)
	for i := range c.products {
		out, in := m.products[i*c.partPlane:], m.planes[i*c.plane+from*Block:]
		for b := 0; b < blocks; {
			b += c.product(out[b*step:], in, &c.products[i], block+b, blocks-b, count)
		}
	}
	for b := range blocks {
		at := c.place(first + from)
		for t := range count {
			c.gather(m, m.products[b*step+t*Block:], block+b, at)
			at = c.next(at)
		}
	}
}

// product multiplies tiles with the weights of one plane for a block of output
// channels, or two if there are so many, in parts of the sums that are short enough
// for the first cache. It returns the number of blocks.
func (c *Winograd) product(out, in []float32, p *product, block, blocks, count int) int {
	weights, pair := c.weights(c.call.weights, p, block), blocks > 1 && c.k.multiplyPair != nil
	// To the second block, and to what is read after both.
	second, next := c.panel, p.size
	if c.together > 1 {
		second, next = p.size, 2*p.size
	}
	for from := 0; from < len(p.taps); from += c.split {
		to := min(from+c.split, len(p.taps))
		begin, end := from*p.quads*4*Block, to*p.quads*4*Block
		if !pair {
			c.k.multiply(out, in, weights[begin:], p.taps[from:to], p.quads, count, from > 0)
			continue
		}
		if to == len(p.taps) {
			end = next
		}
		c.k.multiplyPair(out, in, weights[begin:], p.taps[from:to], p.quads, count, from > 0, c.part*Block, second, end-begin)
	}
	if pair {
		return 2
	}
	return 1
}

// gather transforms the products of the tile at p back. Of a tile that reaches
// beyond the output it writes what lies within.
func (c *Winograd) gather(m memory, products []float32, block int, p place) {
	s, size := &c.call, c.form.size
	dst, at := s.dst, (p.n*c.out.Blocks()+block)*c.out.plane()+(p.y*c.out.W+p.x)*Block
	if c.pooled != nil {
		dst, at = m.rows, ((block*c.pooled.rows+p.y%c.pooled.rows)*c.out.W+p.x)*Block
	}
	bias, add := s.bias[block*Block:][:Block], s.add
	if add != nil {
		add = add[at:]
	}
	rows, columns := min(size, c.out.H-p.y), min(size, c.out.W-p.x)
	if rows == size && columns == size {
		c.form.gather(dst[at:], products, bias, add, c.partPlane, c.out.W*Block, s.floor)
		return
	}
	if add != nil {
		for i := range rows {
			copy(m.edge[i*size*Block:][:columns*Block], add[i*c.out.W*Block:])
		}
		add = m.edge
	}
	c.form.gather(m.edge, products, bias, add, c.partPlane, size*Block, s.floor)
	for i := range rows {
		copy(dst[at+i*c.out.W*Block:][:columns*Block], m.edge[i*size*Block:])
	}
}
