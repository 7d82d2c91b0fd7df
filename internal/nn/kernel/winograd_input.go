package kernel

// windowSize is the size of the largest input of a tile.
const windowSize = 9

// spreadTiles transforms a block of input channels of tiles from to the one before
// to of the group that begins with tile first.
func (c *Winograd) spreadTiles(m memory, block, first, from, to int) {
	plane := c.in.plane()
	at := c.place(first + from)
	for t := from; t < to; t, at = t+1, c.next(at) {
		dst := m.planes[(block*c.group+t)*Block:]
		if c.form.few {
			c.form.spread[0](dst, c.call.joined[c.joined.at(at.n, at.y, at.x):], c.joined.width*Block, c.plane)
			continue
		}
		c.spread(dst, c.call.src[(at.n*c.in.Blocks()+block)*plane:][:plane], m.products, at.y, at.x)
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
	plain         bool // the input is not in blocks
}

func newJoined(in Shape, height, width int) joined {
	return joined{in: in, height: height, width: width}
}

func (j joined) size() int { return j.in.N * j.height * j.width * Block }

// sourceSize is the number of floats of an input as Forward takes it.
func (j joined) sourceSize(in Shape) int {
	if j.plain {
		return in.N * in.C * in.H * in.W
	}
	return in.Size()
}

// at is where the window of the tile at pixel (x, y) of the output of sample n
// begins.
func (j joined) at(n, y, x int) int { return ((n*j.height+y)*j.width + x) * Block }

// jobs is the number of jobs that join the pixels of an input: one a row.
func (j joined) jobs() int { return j.in.N * j.height }

// TakePlain makes Forward take plain [N][C][H][W] numbers instead of blocks, and
// tells whether it does: convolutions of 7x7 do, which read few of the numbers of
// a block.
func (c *Winograd) TakePlain() bool {
	c.joined.plain = c.form.few
	return c.form.few
}

func (c *Winograd) doJoin(i int) {
	j, in := c.joined, c.in
	n, row := i/j.height, i%j.height
	to := c.call.joined[j.at(n, row, 0):][:j.width*Block]
	clear(to)
	for q, half := range halves {
		// Windows begin 3 pixels before: at the odd ones.
		y, x := 2*(row-2)+1-half[0], 1-half[1]
		if y < 0 || y >= in.H {
			continue
		}
		at := to[(x/2+2)*Block+q*in.C:]
		if !j.plain {
			joinBlocks(at, c.call.src[n*in.sample()+(y*in.W+x)*Block:][:max(0, in.W-x)*Block], in.C)
			continue
		}
		for channel := range in.C {
			joinPlain(at[channel:], c.call.src[((n*in.C+channel)*in.H+y)*in.W+x:][:max(0, in.W-x)])
		}
	}
}

// joinBlocks copies the channels of every other pixel of a row to one block each.
func joinBlocks(to, from []float32, channels int) {
	for ; len(from) > 0; to, from = to[min(Block, len(to)):], from[min(2*Block, len(from)):] {
		copy(to[:channels], from)
	}
}

// joinPlain is joinBlocks for one channel of plain numbers.
func joinPlain(to, from []float32) {
	at := 0
	for i := 0; i < len(from) && uint(at) < uint(len(to)); i += 2 {
		to[at] = from[i]
		at += Block
	}
}
