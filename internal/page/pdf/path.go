package pdf

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// flatness is how far a chord may lie from its curve, in points: a
// two-hundredth of a millimetre.
const flatness = 0.014

// outline is the current path, in points on the page.
type outline struct {
	parts []part
	start [2]float64 // of the current part
	now   [2]float64 // current point, in user space
	open  bool       // there is a current point
	count int        // points so far
}

type part struct {
	points [][2]float64
	closed bool
}

func (o *outline) move(m matrix, x, y float64) {
	o.now, o.start, o.open = [2]float64{x, y}, [2]float64{x, y}, true
	o.parts = append(o.parts, part{points: [][2]float64{m.apply(x, y)}})
	o.count++
}

func (o *outline) line(m matrix, x, y float64) {
	if !o.open {
		o.move(m, x, y)
		return
	}
	o.now = [2]float64{x, y}
	o.add(m.apply(x, y))
}

// add puts a point behind the current part; after a closed one a new part
// begins at its start (section 8.5.2.1, operator h).
func (o *outline) add(p [2]float64) {
	last := &o.parts[len(o.parts)-1]
	if last.closed {
		o.parts = append(o.parts, part{points: [][2]float64{last.points[0]}})
		last = &o.parts[len(o.parts)-1]
		o.count++
	}
	last.points = append(last.points, p)
	o.count++
}

// curve flattens a cubic Bezier curve. Cut into n equal steps of its parameter
// a curve lies within max|B”| / (8 n²) of its chords, and |B”| is at most six
// times the larger second difference of its four points.
func (o *outline) curve(m matrix, x1, y1, x2, y2, x3, y3 float64) {
	if !o.open {
		o.move(m, x1, y1)
	}
	p0, p1, p2, p3 := m.apply(o.now[0], o.now[1]), m.apply(x1, y1), m.apply(x2, y2), m.apply(x3, y3)
	bend := max(math.Hypot(p0[0]-2*p1[0]+p2[0], p0[1]-2*p1[1]+p2[1]),
		math.Hypot(p1[0]-2*p2[0]+p3[0], p1[1]-2*p2[1]+p3[1]))
	n := 1
	if s := math.Sqrt(6 * bend / (8 * flatness)); s > 1 {
		n = int(min(math.Ceil(s), 256))
	}
	for i := 1; i < n; i++ {
		t := float64(i) / float64(n)
		u := 1 - t
		a, b, c, d := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
		o.add([2]float64{a*p0[0] + b*p1[0] + c*p2[0] + d*p3[0], a*p0[1] + b*p1[1] + c*p2[1] + d*p3[1]})
	}
	o.add(p3)
	o.now = [2]float64{x3, y3}
}

func (o *outline) close() {
	if o.open && len(o.parts) > 0 {
		o.parts[len(o.parts)-1].closed = true
		o.now = o.start
	}
}

func (o *outline) rectangle(m matrix, x, y, w, h float64) {
	o.move(m, x, y)
	o.line(m, x+w, y)
	o.line(m, x+w, y+h)
	o.line(m, x, y+h)
	o.close()
}

// box is the smallest rectangle around the path.
func (o *outline) box() rect {
	var all rect
	for i, p := range o.parts {
		b := bounds(p.points)
		if i == 0 {
			all = b
			continue
		}
		all = rect{min(all[0], b[0]), min(all[1], b[1]), max(all[2], b[2]), max(all[3], b[3])}
	}
	return all
}

// paintPath gives the current path to the page, cut to what the clip lets
// show.
func (m *machine) paintPath(stroked, filled bool) {
	s := &m.state
	stroked, filled = stroked && !s.hidden[0], filled && !s.hidden[1]
	if !stroked && !filled {
		return
	}
	width := s.width * s.ctm.scale()
	rgb := s.fill.rgb
	if stroked {
		rgb = s.stroke.rgb
	}
	for _, p := range m.path.parts {
		if len(p.points) < 2 && !p.closed {
			continue // a lone move paints nothing
		}
		made := page.Path{Points: p.points, Closed: p.closed, Stroked: stroked, Filled: filled, RGB: rgb}
		if stroked {
			made.Width = width
		}
		clip := s.clip
		if stroked {
			clip = clip.grow(width / 2) // half a line shows on either side of its path
		}
		b := bounds(p.points)
		switch {
		case clip.holds(b):
			m.out.Paths = append(m.out.Paths, made)
		case b[0] > clip[2] || b[2] < clip[0] || b[1] > clip[3] || b[3] < clip[1]:
		case filled:
			made.Points = clipArea(p.points, clip)
			if len(made.Points) > 2 {
				m.out.Paths = append(m.out.Paths, made)
			}
		default:
			points := p.points
			if p.closed {
				points = append(points[:len(points):len(points)], points[0])
			}
			made.Closed = false
			for _, piece := range clipLine(points, clip) {
				made.Points = piece
				m.out.Paths = append(m.out.Paths, made)
			}
		}
	}
}

// clipLine gives the pieces of a line that lie in a rectangle; each segment is
// cut by the method of Liang and Barsky (ACM TOG 3, 1984).
func clipLine(points [][2]float64, r rect) [][][2]float64 {
	var out [][][2]float64
	var piece [][2]float64
	flush := func() {
		if len(piece) > 1 {
			out = append(out, piece)
		}
		piece = nil
	}
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		t0, t1, ok := 0.0, 1.0, true
		for k := range 2 {
			d := b[k] - a[k]
			lo, hi := r[k]-a[k], r[k+2]-a[k]
			if d == 0 {
				ok = ok && lo <= 0 && hi >= 0
				continue
			}
			u, v := lo/d, hi/d
			if u > v {
				u, v = v, u
			}
			t0, t1 = max(t0, u), min(t1, v)
		}
		if !ok || t0 > t1 {
			flush()
			continue
		}
		at := func(t float64) [2]float64 {
			switch t {
			case 0:
				return a
			case 1:
				return b
			}
			return [2]float64{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
		}
		if len(piece) == 0 || t0 > 0 {
			flush()
			piece = append(piece, at(t0))
		}
		piece = append(piece, at(t1))
		if t1 < 1 {
			flush()
		}
	}
	flush()
	return out
}

// clipArea cuts a filled outline to a rectangle, one side after the other, by
// the method of Sutherland and Hodgman (CACM 17, 1974).
func clipArea(points [][2]float64, r rect) [][2]float64 {
	for side := range 4 {
		k, limit := side&1, r[side]
		inside := func(p [2]float64) bool {
			if side < 2 {
				return p[k] >= limit
			}
			return p[k] <= limit
		}
		var out [][2]float64
		for i, b := range points {
			a := points[(i+len(points)-1)%len(points)]
			if inside(a) != inside(b) {
				t := (limit - a[k]) / (b[k] - a[k])
				p := [2]float64{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
				p[k] = limit
				out = append(out, p)
			}
			if inside(b) {
				out = append(out, b)
			}
		}
		points = out
	}
	return points
}
