package rectify

import (
	"cmp"
	"math"
	"slices"
)

// Shapes of what may be a pulse, as shares of its height: what cameras make of
// 10 by 5 mm when they look from the side.
const (
	narrowPulse, broadPulse = 0.3, 0.8
	leastJoined             = 0.85 // of the columns of the top that show ink
	mostFilled              = 0.12 // of the inside that does
	mostClosed              = 0.4  // of the columns between the feet
	mostSheared             = 0.15 // difference of top and foot, and of the edges
)

// A mark is what has the shape of a calibration pulse: the corners where the
// middles of its strokes meet, in working pixels.
type mark struct{ tl, tr, bl, br vec }

// across and down are the sides of the mark.
func (m *mark) across() vec { return m.tr.sub(m.tl).add(m.br.sub(m.bl)).scale(0.5) }
func (m *mark) down() vec   { return m.bl.sub(m.tl).add(m.br.sub(m.tr)).scale(0.5) }

func (m *mark) corners() [4]vec { return [4]vec{m.tl, m.tr, m.bl, m.br} }

// foot is the middle of the open side.
func (m *mark) foot() vec { return m.bl.add(m.br).scale(0.5) }

// alike tells whether two marks have the same sides within a share of their
// height.
func (m *mark) alike(o *mark, slack float64) bool {
	h := max(m.down().norm(), o.down().norm())
	return m.across().sub(o.across()).norm() < slack*h && m.down().sub(o.down()).norm() < slack*h
}

// marks lists what looks like a calibration pulse seen from anywhere: two
// strokes side by side, alike, joined on top and open below.
func (k *inked) marks() []mark {
	list := k.strokes()
	slices.SortStableFunc(list, func(p, q stroke) int { return cmp.Compare(p.top.x, q.top.x) })
	var out []mark
	for i := range list {
		l := &list[i]
		h := l.height()
		for j := i + 1; j < len(list); j++ {
			r := &list[j]
			d := r.top.x - l.top.x
			if d > 1.1*h {
				break
			}
			if math.Abs(r.top.y-l.top.y) > mostTilt*d+0.1*h || math.Abs(r.height()-h) > 0.25*h ||
				math.Abs(l.tilt()-r.tilt()) > mostSheared || d < 0.8*narrowPulse*h {
				continue
			}
			if m, ok := k.mark(l, r); ok {
				out = append(out, m)
			}
		}
	}
	return out
}

// mark looks whether two strokes are the edges of a pulse.
func (k *inked) mark(l, r *stroke) (m mark, ok bool) {
	h := (l.height() + r.height()) / 2
	// The top, between the edges.
	slack := max(3, 0.06*h)
	top, joined := k.level(l.top, r.top, slack)
	if joined < leastJoined {
		return m, false
	}
	m.tl, m.tr = top.meets(l), top.meets(r)
	// Each foot goes on outside; where none shows the other's line counts, or
	// the stroke ends with half of its pen below the foot.
	side := m.tr.sub(m.tl)
	m.bl, m.br = l.bottom, r.bottom
	fl, left := k.footing(m.bl.sub(side.scale(0.3)), m.bl.sub(side.scale(0.09)), slack, top.slope)
	fr, right := k.footing(m.br.add(side.scale(0.09)), m.br.add(side.scale(0.3)), slack, top.slope)
	switch {
	case left && right:
		m.bl, m.br = fl.meets(l), fr.meets(r)
	case left:
		m.bl, m.br = fl.meets(l), fl.meets(r)
	case right:
		m.bl, m.br = fr.meets(l), fr.meets(r)
	default:
		m.bl.y -= (l.width - 1) / 2
		m.br.y -= (r.width - 1) / 2
	}
	// A cell of a table and a bar of a chart are closed below.
	if _, _, closed := k.darkest(m.bl.add(side.scale(0.15)), m.br.sub(side.scale(0.15)), slack); closed > mostClosed {
		return m, false
	}
	a, b := m.across(), m.down()
	ratio := a.norm() / b.norm()
	if ratio < narrowPulse || ratio > broadPulse || b.norm() < leastPulse {
		return m, false
	}
	if m.tr.sub(m.tl).sub(m.br.sub(m.bl)).norm() > mostSheared*b.norm() {
		return m, false
	}
	ok = k.free(&m, 0.2, 0.8, 0.2, 0.8) < mostFilled && k.free(&m, 0.2, 0.8, 0.8, 1.1) < 3*mostFilled &&
		k.free(&m, 0, 1, -0.25, -0.12) < mostFilled
	return m.even(), ok
}

// even is the parallelogram of the mark's mean sides. Filters round a pulse off
// and make its edges lean towards each other; its width is that at half of its
// height, its upright the middle between both.
func (m *mark) even() mark {
	c := m.tl.add(m.tr).add(m.bl).add(m.br).scale(0.25)
	a, b := m.across().scale(0.5), m.down().scale(0.5)
	return mark{tl: c.sub(a).sub(b), tr: c.add(a).sub(b), bl: c.sub(a).add(b), br: c.add(a).add(b)}
}

// free is the share of ink in a part of a mark: shares of its width from left
// to right, and of its height from top to foot.
func (k *inked) free(m *mark, x0, x1, y0, y1 float64) float64 {
	const n = 12
	var ink, all float64
	for i := range n {
		for j := range n {
			s, t := x0+(x1-x0)*(float64(i)+0.5)/n, y0+(y1-y0)*(float64(j)+0.5)/n
			p := m.tl.scale((1 - s) * (1 - t)).add(m.tr.scale(s * (1 - t))).add(m.bl.scale((1 - s) * t)).add(m.br.scale(s * t))
			all++
			if k.ink(int(p.x+0.5), int(p.y+0.5)) {
				ink++
			}
		}
	}
	return ink / all
}

// A level is a nearly level line: y = at + slope x.
type level struct{ at, slope float64 }

// meets is where the line crosses that of a stroke.
func (l level) meets(s *stroke) vec {
	// x = x0 + t (y - y0), y = at + slope x
	t := s.tilt()
	y := (l.at + l.slope*(s.top.x-t*s.top.y)) / (1 - l.slope*t)
	return vec{s.x(y), y}
}

// footing is the line of known slope through the ink beside the foot of an edge.
func (k *inked) footing(p, q vec, slack, slope float64) (l level, ok bool) {
	xs, ys, inked := k.darkest(p, q, slack)
	if len(xs) < 2 || inked < 0.6 {
		return l, false
	}
	for i := range ys {
		ys[i] -= slope * xs[i]
	}
	return level{at: median(ys), slope: slope}, true
}

// darkest lists the darkest ink of each column within so many pixels above and
// below of the way from p to q, and in which share of the columns there is ink.
func (k *inked) darkest(p, q vec, slack float64) (xs, ys []float64, inked float64) {
	x0, x1 := int(math.Ceil(p.x)), int(q.x)
	for x := x0; x <= x1; x++ {
		mid := p.y + (q.y-p.y)*(float64(x)-p.x)/(q.x-p.x)
		best, at := float32(0), 0
		for y := int(mid - slack); y <= int(mid+slack)+1; y++ {
			if k.ink(x, y) && k.at(x, y) > best {
				best, at = k.at(x, y), y
			}
		}
		if best > 0 {
			xs, ys = append(xs, float64(x)), append(ys, k.ridge(x, at))
		}
	}
	return xs, ys, float64(len(xs)) / float64(max(1, x1-x0+1))
}

// level fits a line to the darkest ink along the middle part of the way from p
// to q, and tells in which share of the columns there is ink.
func (k *inked) level(p, q vec, slack float64) (l level, inked float64) {
	side := q.sub(p)
	xs, ys, inked := k.darkest(p.add(side.scale(0.15)), p.add(side.scale(0.85)), slack)
	if len(xs) < 3 {
		return l, 0
	}
	// Twice, the second time without what lies far off.
	for range 2 {
		l.slope, l.at, _ = line(xs, ys)
		var u, v []float64
		for i := range xs {
			if math.Abs(ys[i]-l.at-l.slope*xs[i]) < 1.5 {
				u, v = append(u, xs[i]), append(v, ys[i])
			}
		}
		if len(u) < 3 {
			return l, 0
		}
		xs, ys = u, v
	}
	return l, inked
}

// ridge is the middle of a level line of ink at a darkest pixel: the centre of
// the darkness about it.
func (k *inked) ridge(x, y int) float64 {
	var s, t float64
	for d := -3; d <= 3; d++ {
		if v := float64(k.at(x, y+d)); v > 0 && (d == 0 || k.ink(x, y+d) || v > 0.3*float64(k.at(x, y))) {
			s += v
			t += v * float64(d)
		}
	}
	if s == 0 {
		return float64(y)
	}
	return float64(y) + t/s
}
