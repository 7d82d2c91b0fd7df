package kernel

// windowSize is the size of the largest input of a tile.
const windowSize = 9

// spreadTiles transforms a block of input channels of tiles from to the one before
// to of the group that begins with tile first.
func (c *Winograd) spreadTiles(m memory, block, first, from, to int) {
	plane := c.in.plane()
	for t := from; t < to; t++ {
		n, y, x := c.place(first + t)
		dst := m.planes[(block*c.group+t)*Block:]
		if c.form.few {
			c.form.spread[0](dst, c.call.joined[c.joined.at(n, y, x):], c.joined.width*Block, c.plane)
			continue
		}
		c.spread(dst, c.call.src[(n*c.in.Blocks()+block)*plane:][:plane], m.products, y, x)
	}
}

// spread transforms the input of the tile at pixel (x, y) of the output.
func (c *Winograd) spread(to, plane, window []float32, y, x int) {
	stride, across := 1, c.form.points
	if len(c.form.spread) > 1 {
		stride, across = 2, 2*c.form.points-1
	}
	y, x = stride*y-1, stride*x-1
	in, row := window, across*Block
	if y >= 0 && x >= 0 && y+across <= c.in.H && x+across <= c.in.W {
		in, row = plane[(y*c.in.W+x)*Block:], c.in.W*Block
	} else {
		c.window(window[:across*across*Block], plane, y, x, across)
	}
	for i, f := range c.form.spread {
		q := halves[i]
		f(to[i*c.in.Blocks()*c.group*Block:], in[q[0]*row+q[1]*Block:], row, c.plane)
	}
}

// window copies the input of a tile at the border, with zeros outside.
func (c *Winograd) window(dst, plane []float32, y, x, across int) {
	clear(dst)
	left, right := max(0, -x), min(across, c.in.W-x)
	for i := max(0, -y); i < min(across, c.in.H-y) && left < right; i++ {
		copy(dst[(i*across+left)*Block:(i*across+right)*Block], plane[((y+i)*c.in.W+x+left)*Block:])
	}
}

// joined is an input of few channels of which 2x2 pixels are one of 16
// numbers, with zeros around: the phases of halves, each with all channels. Before
// the first pixel are 2 rows and columns.
type joined struct {
	in            Shape
	height, width int
}

func newJoined(in Shape, height, width int) joined { return joined{in, height, width} }

func (j joined) size() int { return j.in.N * j.height * j.width * Block }

// at is where the window of the tile at pixel (x, y) of the output of sample n
// begins.
func (j joined) at(n, y, x int) int { return ((n*j.height+y)*j.width + x) * Block }

// jobs is the number of jobs that join the pixels of an input: one a row.
func (j joined) jobs() int { return j.in.N * j.height }

func (c *Winograd) doJoin(i int) {
	j, in := c.joined, c.in
	n, row := i/j.height, i%j.height
	to := c.call.joined[j.at(n, row, 0):][:j.width*Block]
	clear(to)
	plane := c.call.src[n*in.sample():][:in.sample()]
	for q, half := range halves {
		// Windows begin 3 pixels before: at the odd ones.
		y := 2*(row-2) + 1 - half[0]
		if y < 0 || y >= in.H {
			continue
		}
		from := plane[y*in.W*Block:][:in.W*Block]
		for x := 1 - half[1]; x < in.W; x += 2 {
			copy(to[(x/2+2)*Block+q*in.C:][:in.C], from[x*Block:])
		}
	}
}
