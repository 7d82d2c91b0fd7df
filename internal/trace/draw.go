package trace

import "math"

// A touch is what one curve does to one sample of the sheet: its coverage and
// the derivative of that with respect to the heights about two feet, one on a
// rising and one on a falling stretch.
type touch struct {
	k            int32   // sample of the sheet
	c            float32 // coverage
	d            float32 // distance to the nearer foot; negative with two feet in play
	footA, footB float32 // position along the curve, in knots from the chunk's k0; footB < 0 if none
	gA, gB       float32 // dc/dy at the foot
	cap          bool    // lies beyond an end of the curve
	text         bool    // belongs to a name
}

// A chunk is a stretch of columns of one drawn curve, redrawn as a whole.
type chunk struct {
	c0, c1  int // columns, half open
	k0, k1  int // knots that may touch them, half open
	touches []touch
	fresh   bool    // drawn since the sums were made
	stale   float64 // how far its knots may have moved since it was drawn, in samples
}

// chunkColumns is the width of a chunk.
const chunkColumns = 48

// near is what draw knows of a sample: squared distance and position of the
// nearest point on rising and on falling stretches.
type near struct{ dUp, dDown, up, down float32 }

// A drawer holds the buffer that drawing needs; one for each goroutine at work.
type drawer struct {
	buf   []near   // by column and row of a chunk
	rows  int      // of the chunk
	spans [][2]int // rows of each column that buf holds, half open
}

// chunks cuts the columns that a track can touch, at multiples of
// chunkColumns, so that the chunks of all tracks line up.
func (t *track) chunks(f *field, reach float64) []chunk {
	c0, c1 := max(0, t.c0-int(reach)-1), min(f.W, t.c1+int(reach)+2)
	var out []chunk
	for c := c0; c < c1; {
		e := min(c1, (c/chunkColumns+1)*chunkColumns)
		out = append(out, t.chunk(c, e, reach))
		c = e
	}
	return out
}

// chunk is the stretch of a track over the columns c0 to c1.
func (t *track) chunk(c0, c1 int, reach float64) chunk {
	k0 := int(math.Floor((float64(c0)-reach-1-t.cx)/t.dx)) - 1
	k1 := int(math.Ceil((float64(c1)+reach+1-t.cx)/t.dx)) + 2
	return chunk{c0: c0, c1: c1, k0: min(max(k0, 0), t.n), k1: min(max(k1, 0), t.n), stale: math.Inf(1)}
}

const far = 1e9

// draw lists the samples that a curve touches in a chunk.
func (d *drawer) draw(f *field, t *track, p *pen, q *chunk) {
	q.touches = q.touches[:0]
	q.stale = 0
	if q.k1-q.k0 < 2 {
		return
	}
	y := t.y[q.k0:q.k1]
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range y {
		lo, hi = min(lo, v), max(hi, v)
	}
	reach := p.reach
	r0, r1 := max(0, int(lo-float64(reach))), min(f.H, int(hi+float64(reach))+2)
	w := q.c1 - q.c0
	if r1 <= r0 {
		return
	}
	d.prepare(w, r1-r0)
	d.approach(t, q, reach, r0)
	first, last := 0.01-float32(q.k0), float32(t.n-1-q.k0)-0.01
	foot := func(pos float32, r, c int) (nx, ny float32) { // vector from sample to foot
		k := min(int(pos), len(y)-2)
		v := y[k] + (float64(pos)-float64(k))*(y[k+1]-y[k])
		return float32(t.cx + (float64(q.k0)+float64(pos))*t.dx - float64(c)), float32(v - float64(r))
	}
	for c := q.c0; c < q.c1; c++ {
		span := d.spans[c-q.c0]
		for r := r0 + span[0]; r < r0+span[1]; r++ {
			n := &d.buf[(c-q.c0)*d.rows+r-r0]
			if min(n.dUp, n.dDown) > reach*reach || !f.seen[r*f.W+c] {
				continue
			}
			a, b, da, db := n.up, n.down, n.dUp, n.dDown
			if db < da {
				a, b, da, db = b, a, db, da
			}
			if t.hidden[q.k0+int(a+0.5)] {
				continue
			}
			da = float32(math.Sqrt(float64(da)))
			ca, sa := p.at(da)
			ax, ay := foot(a, r, c)
			s := touch{k: int32(r*f.W + c), c: ca, d: da, footA: a, footB: -1, cap: a < first || a > last, text: f.text[c*f.H+r]}
			if da > 1e-4 {
				s.gA = sa * ay / da
			}
			if b >= 0 && db < reach*reach {
				// Inside a peak both limbs count, as far as the sample lies
				// between the feet.
				db = float32(math.Sqrt(float64(db)))
				bx, by := foot(b, r, c)
				cos := (ax*bx + ay*by) / max(da*db, 1e-6)
				if g := min(max(-1.25*cos, 0), 1); g > 0 {
					cb, sb := p.at(db)
					s.c += g * cb
					s.footB = b
					s.gB = g * sb * by / max(db, 1e-4)
					s.d = -da
				}
			}
			q.touches = append(q.touches, s)
		}
	}
}

// prepare makes room for a chunk of w columns and so many rows.
func (d *drawer) prepare(w, rows int) {
	d.rows = rows
	if n := w * rows; cap(d.buf) < n {
		d.buf = make([]near, n)
	} else {
		d.buf = d.buf[:n]
	}
	if cap(d.spans) < w {
		d.spans = make([][2]int, w)
	}
	d.spans = d.spans[:w]
	for c := range d.spans {
		d.spans[c] = [2]int{rows, 0}
	}
}

// widen takes rows lo to hi of column c into its span.
func (d *drawer) widen(c, lo, hi int) {
	s := &d.spans[c]
	if s[0] >= s[1] {
		s[0], s[1] = lo, lo
	}
	col := d.buf[c*d.rows:]
	for r := lo; r < s[0]; r++ {
		col[r] = near{far, far, -1, -1}
	}
	for r := s[1]; r < hi; r++ {
		col[r] = near{far, far, -1, -1}
	}
	s[0], s[1] = min(s[0], lo), max(s[1], hi)
}

// approach finds the nearest points of the curve for the samples of a chunk.
func (d *drawer) approach(t *track, q *chunk, reach float32, r0 int) {
	w := q.c1 - q.c0
	dx := float32(t.dx)
	for k := q.k0; k+1 < q.k1; k++ {
		xa := float32(t.cx + float64(k)*t.dx - float64(q.c0))
		ca, cb := max(0, int(xa-reach)), min(w-1, int(xa+dx+reach)+1)
		ya, yb := float32(t.y[k]-float64(r0)), float32(t.y[k+1]-float64(r0))
		dy := yb - ya
		top, bottom := min(ya, yb), max(ya, yb)
		inv := 1 / (dx*dx + dy*dy)
		rising := dy < 0
		pos := float32(k - q.k0)
		for c := ca; c <= cb; c++ {
			px := float32(c) - xa
			// Rows that lie within reach of the stretch at this column.
			h := max(-px, px-dx, 0)
			if h >= reach {
				continue
			}
			tall := float32(math.Sqrt(float64(reach*reach - h*h)))
			lo, hi := max(0, int(top-tall)), min(d.rows, int(bottom+tall)+2)
			if hi <= lo {
				continue
			}
			d.widen(c, lo, hi)
			col := d.buf[c*d.rows+lo : c*d.rows+hi]
			py := float32(lo) - ya
			along, per := px*dx*inv, dy*inv
			for r := range col {
				u := along + py*per
				if u < 0 { // the built-in min and max look for NaN
					u = 0
				} else if u > 1 {
					u = 1
				}
				ex, ey := px-u*dx, py-u*dy
				e := ex*ex + ey*ey
				n := &col[r]
				if rising {
					if e < n.dUp {
						n.dUp, n.up = e, pos+u
					}
				} else if e < n.dDown {
					n.dDown, n.down = e, pos+u
				}
				py++
			}
		}
	}
}
