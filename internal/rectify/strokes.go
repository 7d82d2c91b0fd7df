package rectify

import (
	"cmp"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// Settings of the search for strokes, in working pixels where nothing else is
// said.
const (
	noiseBlock  = 32   // side of the squares in which the noise is measured
	noiseFactor = 4.5  // standard deviations of noise that count as ink
	leastDark   = 0.08 // and the least and most darkness for it
	mostDark    = 0.3
	leastStroke = 16.0 // length
	mostTilt    = 0.4  // of a stroke against the upright, as a tangent
	widestRun   = 12   // of a stroke, across
)

// inked is the ink of a page at working scale: darkness against the
// surroundings, a little smoothed, with what counts as ink by place.
type inked struct {
	w, h  int
	dark  []float32
	limit []float32 // by block
	bw    int
}

// newInked smooths the darkness of a page with (1 2 1)/4 each way: strokes one
// pixel wide that lie between two columns get an even darkness, and the noise
// falls to 3/8. What is ink depends on the noise about it: paper, screens and
// tables differ a lot, and so do pens.
func newInked(l *light) *inked {
	k := &inked{w: l.w, h: l.h, dark: make([]float32, l.w*l.h), bw: (l.w + noiseBlock - 1) / noiseBlock}
	v := l.ch[0]
	par.Strips(l.workers, l.h, func(y0, y1 int) {
		row := make([]float32, l.w)
		for y := y0; y < y1; y++ {
			up, mid, down := v[max(y-1, 0)*l.w:][:l.w], v[y*l.w:][:l.w], v[min(y+1, l.h-1)*l.w:][:l.w]
			for x := range row {
				row[x] = -(up[x] + 2*mid[x] + down[x]) / 16
			}
			out := k.dark[y*l.w:][:l.w]
			for x := range out {
				out[x] = row[max(x-1, 0)] + 2*row[x] + row[min(x+1, l.w-1)]
			}
		}
	})
	bh := (l.h + noiseBlock - 1) / noiseBlock
	k.limit = make([]float32, k.bw*bh)
	par.Strips(l.workers, bh, func(b0, b1 int) {
		list := make([]float32, 0, noiseBlock*noiseBlock)
		for by := b0; by < b1; by++ {
			for bx := range k.bw {
				k.limit[by*k.bw+bx] = min(max(noiseFactor*k.noise(bx, by, list), leastDark), mostDark)
			}
		}
	})
	return k
}

// noise is the standard deviation of the paper in a block, from the median
// deviation from the median, which ink of up to a quarter hardly moves.
func (k *inked) noise(bx, by int, list []float32) float32 {
	list = list[:0]
	for y := by * noiseBlock; y < min(k.h, (by+1)*noiseBlock); y += 2 {
		for x := bx * noiseBlock; x < min(k.w, (bx+1)*noiseBlock); x += 2 {
			list = append(list, k.dark[y*k.w+x])
		}
	}
	slices.Sort(list)
	mid := list[len(list)/2]
	for i, v := range list {
		list[i] = max(v-mid, mid-v)
	}
	slices.Sort(list)
	return 1.4826 * list[len(list)/2]
}

func (k *inked) at(x, y int) float32 {
	if x < 0 || y < 0 || x >= k.w || y >= k.h {
		return 0
	}
	return k.dark[y*k.w+x]
}

// ink tells whether there is ink at a pixel.
func (k *inked) ink(x, y int) bool {
	if x < 0 || y < 0 || x >= k.w || y >= k.h {
		return false
	}
	return k.dark[y*k.w+x] > k.limit[y/noiseBlock*k.bw+x/noiseBlock]
}

// A stroke is a straight line of ink from top to bottom: its middle, and its
// mean width across.
type stroke struct {
	top, bottom vec
	width       float64
}

func (s *stroke) height() float64 { return s.bottom.y - s.top.y }

// tilt is how far the stroke goes to the right a pixel down.
func (s *stroke) tilt() float64 { return (s.bottom.x - s.top.x) / s.height() }

// x is the place of the stroke's line at a height.
func (s *stroke) x(y float64) float64 { return s.top.x + s.tilt()*(y-s.top.y) }

// A chain is a stroke that grows downwards: runs of ink, row by row.
type chain struct {
	a, b       int // last run
	first      int // first and last row
	last       int
	mid, width []float64 // by run
	ys         []float64
}

// strokes lists the upright strokes: chains of narrow runs of ink, each
// overlapping the one above it, along a straight line. They end where the ink
// turns aside.
func (k *inked) strokes() []stroke {
	var open []*chain
	var out []stroke
	end := func(c *chain) {
		if s, ok := c.stroke(); ok {
			out = append(out, s)
		}
	}
	for y := range k.h {
		runs := k.runs(y)
		used := make([]bool, len(runs))
		i := 0
		var next []*chain
		for _, c := range open {
			for i > 0 && runs[min(i, len(runs)-1)][1] >= c.a-1 {
				i--
			}
			for i < len(runs) && runs[i][1] < c.a-1 {
				i++
			}
			if i < len(runs) && runs[i][0] <= c.b+1 && !used[i] && c.takes(runs[i]) {
				c.add(y, runs[i])
				used[i] = true
				next = append(next, c)
				continue
			}
			// A wide run ends the stroke; a missing one is bridged once.
			if c.last >= y-1 && (i >= len(runs) || runs[i][0] > c.b+1) {
				next = append(next, c)
				continue
			}
			end(c)
		}
		for j, r := range runs {
			if !used[j] && r[1]-r[0] < widestRun {
				c := &chain{first: y}
				c.add(y, r)
				next = append(next, c)
			}
		}
		slices.SortStableFunc(next, func(p, q *chain) int { return cmp.Compare(p.a, q.a) })
		open = next
	}
	for _, c := range open {
		end(c)
	}
	return out
}

// runs lists the runs of ink of a row, ends included.
func (k *inked) runs(y int) (out [][2]int) {
	row := k.dark[y*k.w:][:k.w]
	limit := k.limit[y/noiseBlock*k.bw:][:k.bw]
	for x := 0; x < k.w; x++ {
		if row[x] <= limit[x/noiseBlock] {
			continue
		}
		x0 := x
		for x+1 < k.w && row[x+1] > limit[(x+1)/noiseBlock] {
			x++
		}
		out = append(out, [2]int{x0, x})
	}
	return out
}

// takes tells whether a run goes on with the stroke.
func (c *chain) takes(r [2]int) bool {
	w := float64(r[1] - r[0] + 1)
	var mean float64
	for _, v := range c.width[max(0, len(c.width)-8):] {
		mean += v
	}
	mean /= float64(min(8, len(c.width)))
	return w <= widestRun && w <= mean*2+1.5
}

func (c *chain) add(y int, r [2]int) {
	c.a, c.b, c.last = r[0], r[1], y
	c.mid = append(c.mid, float64(r[0]+r[1])/2)
	c.width = append(c.width, float64(r[1]-r[0]+1))
	c.ys = append(c.ys, float64(y))
}

// stroke is the line through the chain, if it is straight.
func (c *chain) stroke() (s stroke, ok bool) {
	n := len(c.mid)
	if float64(n) < leastStroke {
		return s, false
	}
	// The ends turn aside: the middle three quarters make the line.
	skip := n / 8
	slope, at, rms := line(c.ys[skip:n-skip], c.mid[skip:n-skip])
	if math.Abs(slope) > mostTilt || rms > 0.4+0.008*float64(n) {
		return s, false
	}
	y0, y1 := c.ys[0], c.ys[n-1]
	s = stroke{top: vec{at + slope*y0, y0}, bottom: vec{at + slope*y1, y1}, width: median(slices.Clone(c.width))}
	return s, s.width < 0.2*s.height()
}

// line is the line of least squares v = at + slope*t, and its residual.
func line(t, v []float64) (slope, at, rms float64) {
	var n, st, sv, stt, stv float64
	for i := range t {
		n++
		st += t[i]
		sv += v[i]
	}
	mt, mv := st/n, sv/n
	for i := range t {
		stt += (t[i] - mt) * (t[i] - mt)
		stv += (t[i] - mt) * (v[i] - mv)
	}
	if stt > 0 {
		slope = stv / stt
	}
	at = mv - slope*mt
	for i := range t {
		d := v[i] - at - slope*t[i]
		rms += d * d
	}
	return slope, at, math.Sqrt(rms / n)
}
