package kernel

// unit is a run of numbers of a plane that are multiplied with as many rows of
// weights: where it begins, and which phase and channel each number has.
type unit struct {
	at    int
	lanes []lane
}

// lane is a number of the input of one channel; the channels that fill up a
// block are those from the number of channels on.
type lane struct{ y, x, channel int }

// product is what one plane needs: the units that are not zero.
type product struct {
	units []unit
	taps  []int // where they begin, or one for all that lie side by side
	quads int   // fours of numbers of a tap
	// Its weights of a block of output channels are size numbers; of those of the
	// planes before it there are begin.
	begin, size int
}

// units lists the numbers of a pixel of the input.
func (c *Winograd) units() (all []unit, size int) {
	phases := halves
	if len(c.form.maps) == 1 {
		phases = halves[:1]
	}
	if c.form.few {
		var lanes []lane
		for _, q := range phases {
			for i := range c.in.C {
				lanes = append(lanes, lane{q[0], q[1], i})
			}
		}
		for at := 0; at < len(lanes); at += 4 {
			all = append(all, unit{at, lanes[at : at+4]})
		}
		return all, 4
	}
	for i, q := range phases {
		for b := range c.in.Blocks() {
			u := unit{at: (i*c.in.Blocks() + b) * c.group * Block}
			for j := range Block {
				u.lanes = append(u.lanes, lane{q[0], q[1], b*Block + j})
			}
			all = append(all, u)
		}
	}
	return all, Block
}

// plan lays out the products of every plane.
func (c *Winograd) plan() {
	all, size := c.units()
	for i := range c.planes() {
		p := product{begin: c.panel, quads: size / 4}
		for _, u := range all {
			for _, l := range u.lanes {
				if c.form.maps[l.y][i/c.form.points] != nil && c.form.maps[l.x][i%c.form.points] != nil {
					p.units, p.taps = append(p.units, u), append(p.taps, u.at)
					c.panel += size * Block
					break
				}
			}
		}
		p.size = c.panel - p.begin
		// Few numbers leave no time for taps.
		if n := len(p.units); c.form.few && p.taps[n-1]-p.taps[0] == (n-1)*size {
			p.taps, p.quads = p.taps[:1], n*p.quads
		}
		c.products = append(c.products, p)
	}
	parts := (len(all)*size + splitLength - 1) / splitLength
	c.split = (len(all) + parts - 1) / parts
}

// panels is the number of floats of all transformed weights.
func (c *Winograd) panels() int { return c.panel * c.out.Blocks() }

// weights gives those of a plane for a block of output channels, of all, and what
// follows. They are in
// the order in which they are read, so that the next can be asked for.
func (c *Winograd) weights(all []float32, p *product, block int) []float32 {
	first := block / c.together * c.together
	return all[first*c.panel+c.together*p.begin+(block-first)*p.size:]
}

// WeightsSize is the number of plain weights, [out][in][kh][kw].
func (c *Winograd) WeightsSize() int { return c.out.C * c.in.C * c.kernel * c.kernel }

// PackedSize is the number of floats that [Winograd.Pack] writes: 4 times as
// many as the weights with tiles of 4x4, 1.8 times with 2x2; with stride 2, 9
// times and, for 7x7, 4 times.
func (c *Winograd) PackedSize() int { return c.panels() + c.out.Vector() }

// Pack transforms plain weights, in float64, and brings them and the bias of
// every output channel (nil for none) into the order that Forward reads:
// [output block][plane][number of the input][16], or planes first where the products
// of all blocks are in memory together.
func (c *Winograd) Pack(run Runner, dst, w, bias []float32) error {
	if err := lengths(length{"packed weights", len(dst), c.PackedSize()}, length{"weights", len(w), c.WeightsSize()}); err != nil {
		return err
	}
	if bias != nil {
		if err := lengths(length{"bias", len(bias), c.out.C}); err != nil {
			return err
		}
	}
	last := dst[c.panels():]
	clear(last[copy(last, bias):])
	c.call.dst, c.call.src = dst, w
	run.each(c.out.Blocks(), c.packJob)
	c.call.dst, c.call.src = nil, nil
	return nil
}

// doPack brings the weights of a block of output channels into form. They are read
// once for every plane, and stay in the cache until then.
func (c *Winograd) doPack(b int) {
	c.packBlock(b, c.call.src[b*Block*c.in.C*c.kernel*c.kernel:], min(Block, c.out.C-b*Block))
}

// packBlock writes the weights of block b of output channels, which has n.
func (c *Winograd) packBlock(b int, w []float32, n int) {
	for i := range c.products {
		p := &c.products[i]
		dst := c.weights(c.call.dst, p, b)
		clear(dst[:p.size])
		y, x := i/c.form.points, i%c.form.points
		for u, unit := range p.units {
			for j, l := range unit.lanes {
				my, mx := c.form.maps[l.y][y], c.form.maps[l.x][x]
				if l.channel < c.in.C && my != nil && mx != nil {
					c.packLane(dst[(u*len(unit.lanes)+j)*Block:][:n], w[l.channel*c.kernel*c.kernel:], my, mx)
				}
			}
		}
	}
}

// packLane writes the weights from one number of the input to the output
// channels of a block.
func (c *Winograd) packLane(dst, w []float32, my, mx []float64) {
	size := c.kernel * c.kernel
	var both [7 * 7]float64
	for y, fy := range my {
		for x, fx := range mx {
			both[y*c.kernel+x] = fy * fx
		}
	}
	for o := range dst {
		sum := 0.0
		for t, v := range w[o*c.in.C*size:][:size] {
			sum += both[t] * float64(v)
		}
		dst[o] = float32(sum)
	}
}
