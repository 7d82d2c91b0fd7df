package kernel

// multiplyTiles computes blocks of output channels that are in memory together,
// from block on, of count tiles of the group that begins with tile first.
func (c *Winograd) multiplyTiles(m memory, block, first, from, count int) {
	step := c.part * Block
	for i := range c.products {
		p := &c.products[i]
		for b := range c.together {
			c.product(m.products[i*c.partPlane+b*step:], m.planes[i*c.plane+from*Block:], c.weights(c.call.weights, p, block+b), p, count)
		}
	}
	for b := range c.together {
		at := c.place(first + from)
		for t := range count {
			c.gather(m, m.products[b*step+t*Block:], block+b, at)
			at = c.next(at)
		}
	}
}

// product multiplies tiles with the weights of one plane, in parts of the sums
// that are short enough for the first cache.
func (c *Winograd) product(out, in, weights []float32, p *product, count int) {
	for from := 0; from < len(p.taps); from += c.split {
		to := min(from+c.split, len(p.taps))
		c.k.multiply(out, in, weights[from*p.quads*4*Block:], p.taps[from:to], p.quads, count, from > 0)
	}
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
