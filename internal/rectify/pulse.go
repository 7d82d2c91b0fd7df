package rectify

import (
	"cmp"
	"math"
	"slices"
)

// The usual calibration pulse: 1 mV for 0.2 s at 10 mm/mV and 25 mm/s.
const (
	pulseHeight, pulseWidth = 10.0, 5.0 // mm
	usualRow                = 250.0     // mm: ten seconds
)

// Settings of the search for pulses.
const (
	inkDepth   = 0.3  // darkness against the surroundings that counts as ink
	leastPulse = 20.0 // px: lower ones measure too badly
	pulseSlack = 0.12 // relative, of the ratio of width and height
	pulseAlike = 0.04 // relative, of the heights of one page
)

// blots is the ink of a page at working scale, turned upright.
type blots struct {
	w, h   int
	dark   []float32 // darkness against the surroundings
	skew   float64   // radians clockwise by which the page was turned
	cx, cy float64   // about this pixel
}

// newBlots finds the skew at which the ink of the page lies in the sharpest
// rows, up to six degrees, and turns it back.
func newBlots(l *light) *blots {
	b := &blots{w: l.w, h: l.h, cx: float64(l.w-1) / 2, cy: float64(l.h-1) / 2}
	var list []vec
	every := max(1, l.w*l.h/2_000_000)
	for y := range l.h {
		for x, v := range l.ch[0][y*l.w:][:l.w] {
			if v < -inkDepth && (x+y)%every == 0 {
				list = append(list, vec{float64(x) - b.cx, float64(y) - b.cy})
			}
		}
	}
	// More ink than any page of curves has is no ink.
	if len(list)*every > l.w*l.h/4 {
		list = nil
	}
	const limit, coarse = 6.0, 0.25 // degrees
	best := math.Inf(-1)
	try := func(deg float64) {
		if v := sharpness(list, deg*math.Pi/180, l.h); v > best {
			best, b.skew = v, deg
		}
	}
	for i := range int(2*limit/coarse) + 1 {
		try(-limit + coarse*float64(i))
	}
	mid := b.skew
	for i := -5; i <= 5; i++ {
		try(mid + float64(i)*coarse/6)
	}
	b.skew *= math.Pi / 180
	b.dark = make([]float32, l.w*l.h)
	if list == nil {
		return b
	}
	s, c := math.Sincos(b.skew)
	if math.Abs(b.skew)*float64(l.w) < 1 {
		s, c, b.skew = 0, 1, 0
	}
	in := &plane{w: l.w, h: l.h, factor: 1, v: l.ch[0]}
	for y := range b.h {
		for x := range b.w {
			u, v := float64(x)-b.cx, float64(y)-b.cy
			if d, ok := in.at(c*u-s*v+b.cx, s*u+c*v+b.cy); ok {
				b.dark[y*b.w+x] = -d
			}
		}
	}
	return b
}

// sharpness is the sum of squares of the ink in rows turned by an angle.
func sharpness(list []vec, angle float64, h int) float64 {
	rows := make([]float64, 2*h)
	s, c := math.Sincos(angle)
	for _, p := range list {
		if k := int(c*p.y - s*p.x + float64(h)); k >= 0 && k < len(rows) {
			rows[k]++
		}
	}
	var sum float64
	for i := 1; i < len(rows); i++ {
		d := rows[i] - rows[i-1]
		sum += d * d
	}
	return sum
}

func (b *blots) ink(x, y int) bool {
	return x >= 0 && y >= 0 && x < b.w && y < b.h && b.dark[y*b.w+x] > inkDepth
}

// share is the part of the page that is ink.
func (b *blots) share() float64 {
	n := 0
	for _, v := range b.dark {
		if v > inkDepth {
			n++
		}
	}
	return float64(n) / float64(max(1, len(b.dark)))
}

// An edge is a straight vertical stroke, rows y0 to y1 inclusive.
type edge struct {
	x, width float64
	y0, y1   int
}

// edges lists the vertical strokes at least leastPulse long.
func (b *blots) edges() []edge {
	type run struct{ y0, y1 int }
	var open, out []edge
	for x := range b.w {
		var runs []run
		for y := 0; y < b.h; y++ {
			if !b.ink(x, y) {
				continue
			}
			y0 := y
			for y+1 < b.h && (b.ink(x, y+1) || b.ink(x, y+2)) {
				y++
			}
			if y-y0 >= leastPulse {
				runs = append(runs, run{y0, y})
			}
		}
		var next []edge
		for _, r := range runs {
			e := edge{x: float64(x), width: 1, y0: r.y0, y1: r.y1}
			for i, o := range open {
				if o.width > 0 && min(o.y1, r.y1)-max(o.y0, r.y0) > (r.y1-r.y0)*3/4 {
					// The longest run of a stroke gives its ends, the mean
					// column its place.
					if o.y1-o.y0 > r.y1-r.y0 {
						e.y0, e.y1 = o.y0, o.y1
					}
					e.x, e.width = (o.x*o.width+float64(x))/(o.width+1), o.width+1
					open[i].width = 0 // taken
					break
				}
			}
			next = append(next, e)
		}
		for _, o := range open {
			if o.width > 0 {
				out = append(out, o)
			}
		}
		open = next
	}
	out = append(out, open...)
	return slices.DeleteFunc(out, func(e edge) bool { return e.width > 0.16*float64(e.y1-e.y0) })
}

// A pulse is a calibration pulse in working pixels: the middles of its edges
// and the lower borders of its top and of its foot.
type pulse struct{ x0, x1, top, foot float64 }

func (q *pulse) height() float64 { return q.foot - q.top }

// pulses lists what has the shape of a calibration pulse: two edges of one
// height, half as far apart, joined on top and open below.
func (b *blots) pulses() []pulse {
	es := b.edges()
	slices.SortStableFunc(es, func(p, q edge) int { return cmp.Compare(p.x, q.x) })
	var out []pulse
	for i, l := range es {
		h := float64(l.y1 - l.y0)
		for _, r := range es[i+1:] {
			d := r.x - l.x
			if d > 0.75*h {
				break
			}
			if math.Abs(float64(l.y0-r.y0)) > max(2, 0.06*h) || math.Abs(float64(l.y1-r.y1)) > max(3, 0.12*h) {
				continue
			}
			if q, ok := b.pulse(l, r); ok {
				out = append(out, q)
			}
		}
	}
	return out
}

// pulse looks whether two edges belong to a pulse.
func (b *blots) pulse(l, r edge) (q pulse, ok bool) {
	h := float64(min(l.y1, r.y1) - max(l.y0, r.y0))
	slack := int(max(2, 0.05*h))
	x0, x1 := int(l.x+l.width/2)+1, int(r.x-r.width/2)
	y0, y1 := max(l.y0, r.y0), min(l.y1, r.y1)
	if x1-x0 < 4 {
		return q, false
	}
	// Joined on top.
	n := 0
	for x := x0; x <= x1; x++ {
		if b.inkIn(x, x, y0-slack, y0+slack) {
			n++
		}
	}
	if float64(n) < 0.9*float64(x1-x0+1) {
		return q, false
	}
	// Empty and open below, and free above.
	inside, below := 0, 0
	for x := x0 + 1; x < x1; x++ {
		if b.inkIn(x, x, y0+int(0.25*h), y1-int(0.15*h)) {
			inside++
		}
		if b.inkIn(x, x, y1-int(0.15*h), y1+slack) {
			below++
		}
	}
	if inside > (x1-x0)/6 || below > (x1-x0)/3 {
		return q, false
	}
	if b.inkIn(x0, x1, y0-int(0.2*h), y0-slack-2) {
		return q, false
	}
	// Stroke for stroke, from one lower edge to the other.
	var top []float64
	for x := x0 + 1; x < x1; x++ {
		for y := y0 - slack; y <= y0+slack; y++ {
			if b.ink(x, y) {
				top = append(top, b.lower(x, y))
				break
			}
		}
	}
	foot := [2]float64{b.lower(int(l.x+0.5), l.y1), b.lower(int(r.x+0.5), r.y1)}
	q = pulse{x0: l.x, x1: r.x, top: median(top), foot: min(foot[0], foot[1])}
	if math.Abs(foot[0]-foot[1]) < 1.5 {
		q.foot = (foot[0] + foot[1]) / 2
	}
	ratio := (q.x1 - q.x0) / q.height() * pulseHeight / pulseWidth
	return q, q.height() > leastPulse && math.Abs(ratio-1) < pulseSlack
}

// inkIn tells whether there is ink in an area, borders included.
func (b *blots) inkIn(x0, x1, y0, y1 int) bool {
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1; x++ {
			if b.ink(x, y) {
				return true
			}
		}
	}
	return false
}

// lower is the lower border of the ink around (x, y), where it has half its
// darkness.
func (b *blots) lower(x, y int) float64 {
	at := func(y int) float64 {
		if y < 0 || y >= b.h {
			return 0
		}
		return float64(b.dark[y*b.w+x])
	}
	peak := at(y)
	for at(y+1) > inkDepth/2 || at(y+2) > inkDepth {
		y++
		peak = max(peak, at(y))
	}
	for y > 0 && at(y) < peak/2 {
		y--
	}
	return float64(y) + max(0, min(1, (at(y)-peak/2)/max(1e-6, at(y)-at(y+1))))
}

// scale is the number of working pixels a millimetre that the pulses give.
func (b *blots) scale(found []pulse) (across, down float64, ok bool) {
	// The largest group of one height.
	var group []pulse
	for _, q := range found {
		var g []pulse
		for _, o := range found {
			if math.Abs(o.height()-q.height()) < pulseAlike*q.height() {
				g = append(g, o)
			}
		}
		if len(g) > len(group) {
			group = g
		}
	}
	if len(group) == 0 {
		return 0, 0, false
	}
	// Strokes may lie on whole pixels: the mean is better than the median.
	var rows []float64
	for i := range group {
		down += group[i].height() / pulseHeight / float64(len(group))
		rows = append(rows, b.reach(group[i]))
	}
	// A row of ten seconds is a longer measure than a pulse.
	row := median(rows)
	long := row / down / usualRow
	switch {
	case math.Abs(long-1) < 0.005:
		return row / usualRow, down, true
	case len(group) > 1 && row > 50*down, math.Abs(long-1) < 0.03:
		return down, down, true
	}
	return 0, 0, false
}

// reach is how far ink goes from a pulse along its row, to the farther side,
// in working pixels.
func (b *blots) reach(q pulse) float64 {
	y0, y1 := max(0, int(q.top-0.3*q.height())), min(b.h-1, int(q.foot+0.3*q.height()))
	far := func(x, dir int) float64 {
		last, gap := x, 0
		for ; x >= 0 && x < b.w && gap < int(2*q.height()); x += dir {
			gap++
			if b.inkIn(x, x, y0, y1) {
				last, gap = x, 0
			}
		}
		return float64(last)
	}
	return max(far(int(q.x1), 1)-q.x1, q.x0-far(int(q.x0), -1))
}
