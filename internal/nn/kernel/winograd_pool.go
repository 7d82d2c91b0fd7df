package kernel

import "errors"

// pooled is a pooling done on the rows of an output while they are in the second
// cache, so that the output is never written as a whole.
type pooled struct {
	p *Pool
	// bands are the jobs of a sample, of band rows of the pooled output each; those
	// rows of the output that two of them read are computed twice.
	bands, band int
	step        int // rows of tiles at a time
	// The last rows of the output are in memory, by their number modulo rows: a
	// multiple of the size of tiles.
	rows int
	taps [][][]int // of each region, for windows that begin at each row in memory
}

// pooledRows and pooledJobs are the least number of pooled rows of a job, and of
// jobs.
const pooledRows, pooledJobs = 8, 8

// MaxPool makes Forward write the greatest of windows of its output in place of
// the output, and tells whether it does: convolutions of 7x7 do unless that would
// leave processors without work. p.In is the shape of the output.
func (c *Winograd) MaxPool(p PoolParams) (bool, error) {
	pool, err := NewPool(c.k, p)
	if err != nil {
		return false, err
	}
	if p.In != c.out || p.Average {
		return false, errors.New("kernel: a convolution pools the greatest of its own output")
	}
	d := &pooled{p: pool}
	d.bands = max(1, min(pool.out.H/pooledRows, (pooledJobs+c.in.N-1)/c.in.N))
	d.band = (pool.out.H + d.bands - 1) / d.bands
	d.bands = (pool.out.H + d.band - 1) / d.band
	if !c.form.few || c.in.N*d.bands < pooledJobs {
		return false, nil
	}
	d.step = max(1, min(c.group/c.tilesX, c.tilesY))
	c.group = min(c.group, d.step*c.tilesX)
	c.part, c.plane, c.partPlane = c.group, (c.group|1)*Block, (c.blocks*c.group|1)*Block
	// A window that lacks its last row needs all others beside the new rows.
	d.rows = (p.KH - 1 + (d.step+1)*c.form.size - 1) / c.form.size * c.form.size
	for _, r := range pool.regions {
		var all [][]int
		for first := range d.rows {
			var taps []int
			for y := r.y.lo; y < r.y.hi; y++ {
				for x := range r.x.hi - r.x.lo {
					taps = append(taps, ((first+y-r.y.lo)%d.rows*c.out.W+x)*Block)
				}
			}
			all = append(all, taps)
		}
		d.taps = append(d.taps, all)
	}
	c.pooled, c.pooledJob, c.free = d, c.doPooled, newPlaces(c.in.N*d.bands)
	return true, nil
}

// pooledSize is the number of floats of the rows of the output in memory.
func (c *Winograd) pooledSize() int {
	if c.pooled == nil {
		return 0
	}
	return c.out.Blocks() * c.pooled.rows * c.out.W * Block
}

// doPooled computes the rows of the output that a band of pooled rows reads, and
// these as soon as they can be.
func (c *Winograd) doPooled(i int) {
	d := c.pooled
	n, next := i/d.bands, i%d.bands*d.band
	end := min(next+d.band, d.p.out.H)
	m := c.take()
	begin, _ := d.reads(next)
	_, last := d.reads(end - 1)
	stop := last/c.form.size + 1
	for row := begin / c.form.size; next < end; row += d.step {
		first, tiles := (n*c.tilesY+row)*c.tilesX, min(d.step, stop-row)*c.tilesX
		for t := 0; t < tiles; t += c.group {
			c.doGroup(m, first+t, min(c.group, tiles-t))
		}
		for ; next < end; next++ {
			if _, last := d.reads(next); last >= (row+d.step)*c.form.size {
				break
			}
			c.poolRow(m, n, next)
		}
	}
	c.free.put(m.place)
}

// reads gives the first and the last row of the output that pooled row y reads.
func (d *pooled) reads(y int) (first, last int) {
	p := &d.p.p
	first = y*p.StrideH - p.PadH
	return max(0, first), min(first+p.KH, p.In.H) - 1
}

// poolRow pools the windows of a row.
func (c *Winograd) poolRow(m memory, n, y int) {
	d := c.pooled
	p, out := d.p, d.p.out
	first, _ := d.reads(y)
	for j := range p.regions {
		r := &p.regions[j]
		if y < r.y.first || y >= r.y.first+r.y.count {
			continue
		}
		column := r.x.first*p.p.StrideW - p.p.PadW + r.x.lo
		for block := range out.Blocks() {
			to := c.call.dst[(n*out.Blocks()+block)*out.plane()+(y*out.W+r.x.first)*Block:]
			from := m.rows[(block*d.rows*c.out.W+column)*Block:]
			c.k.poolMax(to, from, d.taps[j][first%d.rows], r.x.count, p.p.StrideW*Block)
		}
	}
}
