package vector

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// standard is the usual order of the twelve leads.
var standard = []string{"I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"}

// A label is the name of a lead somewhere on the page.
type label struct {
	name string
	word
}

// labelsOf picks the names of leads among words; what follows a name on its
// line may only be a gain or a speed.
func labelsOf(words []word) []label {
	const most = 120 // more on one page are a table
	var out []label
	for _, w := range words {
		if n, ok := leadName(w.text); ok {
			out = append(out, label{n, w})
			continue
		}
		if first, rest, ok := strings.Cut(strings.TrimSpace(w.text), " "); ok && strings.Contains(rest, "mm") {
			if n, ok := leadName(first); ok {
				out = append(out, label{n, w})
			}
		}
	}
	if len(out) > most {
		return nil
	}
	return out
}

// beside is how far, in mm, a name may stand before the curve it names.
const beside = 40.0

// match gives the labels that name curves when names stand offset mm below
// the level of their row (negative: above): for each curve its labels, from
// left to right.
func match(rows [][]*curve, labels []label, offset, tolerance float64) map[*curve][]label {
	out := map[*curve][]label{}
	for _, l := range labels {
		best, near := -1, tolerance
		for i, r := range rows {
			if d := math.Abs(l.y - meanBase(r) - offset); d <= near {
				best, near = i, d
			}
		}
		if best < 0 {
			continue
		}
		if c := inRow(rows[best], l.x); c != nil {
			out[c] = append(out[c], l)
		}
	}
	for _, ls := range out {
		slices.SortStableFunc(ls, func(a, b label) int { return cmp.Compare(a.x, b.x) })
	}
	return out
}

// inRow finds the curve of a row that a name beginning at x belongs to: the
// one over or under which it stands, unless the next begins within 3 mm; else
// the next to the right.
func inRow(row []*curve, x float64) *curve {
	for i, c := range row {
		if x < c.x0()-beside {
			return nil
		}
		if x < c.x0() {
			return c
		}
		if x < c.x1() {
			if i+1 < len(row) && x > row[i+1].x0()-3 {
				return row[i+1]
			}
			return c
		}
	}
	return nil
}

// nameFromText gives curves the names printed beside them. A curve under which
// several names stand is cut: a row drawn in one stroke. It returns the rows
// anew.
func nameFromText(rows [][]*curve, spacing float64, labels []label) [][]*curve {
	reach, tolerance := 0.75*spacing, max(2, 0.2*spacing)
	if spacing == 0 {
		reach, tolerance = 40, 8
	}
	// All names of a page stand at the same height above or below their rows;
	// the height that names most curves is it, the smallest of equals.
	best, most := 0.0, 0.0
	for _, l := range labels {
		for _, r := range rows {
			d := l.y - meanBase(r)
			if math.Abs(d) > reach {
				continue
			}
			curves, more := 0, 0
			for _, ls := range match(rows, labels, d, tolerance) {
				curves++
				more += len(distinct(ls)) - 1
			}
			named := float64(curves) + 0.9*float64(more) - 0.5*math.Abs(d)/reach
			if named > most {
				best, most = d, named
			}
		}
	}
	if most == 0 {
		return rows
	}
	named := match(rows, labels, best, tolerance)
	for i, r := range rows {
		var out []*curve
		for _, c := range r {
			out = append(out, c.divide(distinct(named[c]))...)
		}
		rows[i] = out
	}
	return rows
}

// distinct leaves out labels that repeat a name or stand closer to the one
// before than a lead is long.
func distinct(ls []label) []label {
	const shortest = 15.0 // mm
	var out []label
	for _, l := range ls {
		if n := len(out); n > 0 && (out[n-1].name == l.name || l.x-out[n-1].x < shortest) {
			continue
		}
		out = append(out, l)
	}
	return out
}

// divide names a curve, cutting it where it shows several leads. Each begins
// as far before its name as the first does.
func (c *curve) divide(ls []label) []*curve {
	if len(ls) == 0 {
		return []*curve{c}
	}
	var out []*curve
	from := 0
	for k, l := range ls {
		to := len(c.points)
		if k+1 < len(ls) {
			x := max(ls[k+1].x-max(0, ls[0].x-c.x0()), l.x)
			to = c.seam(x)
		}
		if to-from < fewestPoints/2 {
			continue
		}
		piece := &curve{points: c.points[from:to], gaps: within(c.gaps, from, to), row: c.row, name: l.name, from: "text"}
		piece.base = level(piece.points)
		out = append(out, piece)
		from = to
	}
	if len(out) == 0 {
		c.name, c.from = ls[0].name, "text"
		return []*curve{c}
	}
	return out
}

// seam is the index of the point at which a new lead begins near x: where two
// strokes meet, if they do within 3 mm, else the nearest point.
func (c *curve) seam(x float64) int {
	best, near := -1, 3.0
	for _, j := range c.joints {
		if d := math.Abs(c.points[j][0] - x); d < near {
			best, near = j+1, d
		}
	}
	if best < 0 {
		best, _ = slices.BinarySearchFunc(c.points, x, func(p [2]float64, x float64) int { return cmp.Compare(p[0], x) })
		if best > 0 && best < len(c.points) && x-c.points[best-1][0] < c.points[best][0]-x {
			best--
		}
	}
	return min(best, len(c.points))
}

// joinPieces puts curves without a name to the named one that ends where they
// begin: a writer that starts a new stroke with the next sample.
func joinPieces(row []*curve) []*curve {
	const bridge = 1.0 // mm
	var out []*curve
	for _, c := range row {
		if n := len(out); n > 0 && c.name == "" && out[n-1].name != "" {
			a := out[n-1]
			if gap := c.x0() - a.x1(); gap >= 0 && gap < bridge && math.Abs(c.points[0][1]-a.points[len(a.points)-1][1]) < 10 {
				for _, g := range c.gaps {
					a.gaps = append(a.gaps, g+len(a.points))
				}
				a.points = append(slices.Clip(a.points), c.points...)
				continue
			}
		}
		out = append(out, c)
	}
	return out
}

// nameByOrder names the curves of a page without any name after its shape, in
// the usual order down the columns. It says whether it knew the shape.
func nameByOrder(curves []*curve, columns int) bool {
	var plain []*curve
	for _, c := range curves {
		if c.name != "" {
			return false
		}
		if !c.rhythm {
			plain = append(plain, c)
		}
	}
	n := len(plain)
	if n != 12 && !(n == 6 && columns == 1) || columns == 0 || n%columns != 0 {
		return false
	}
	switch columns {
	case 1, 2, 4:
	default:
		return false
	}
	slices.SortStableFunc(plain, func(a, b *curve) int {
		return cmp.Or(cmp.Compare(a.column, b.column), cmp.Compare(a.row, b.row))
	})
	for i, c := range plain {
		if c.column != i/(n/columns) {
			return false
		}
	}
	for i, c := range plain {
		c.name, c.from = standard[i], "order"
	}
	return true
}

// nameStrips names rhythm strips without a name after the lead whose curve
// they repeat.
func nameStrips(curves []*curve) {
	for _, s := range curves {
		if !s.rhythm || s.name != "" {
			continue
		}
		best, least := "", 0.15
		for _, c := range curves {
			if c.rhythm || c.name == "" {
				continue
			}
			if r := difference(s, c); r < least {
				best, least = c.name, r
			}
		}
		if best != "" {
			s.name, s.from = best, "strip"
		}
	}
}

// shareLevels gives the short curve of a lead the zero line of the strip that
// repeats it: a longer curve shows its isoelectric line better, and the two are
// one signal.
func shareLevels(curves []*curve) {
	for _, s := range curves {
		for _, c := range curves {
			if !s.rhythm || c.rhythm || s.name != c.name || c.pulse != nil || difference(s, c) > 0.15 {
				continue
			}
			sum, n := 0.0, 0
			for x := max(s.x0(), c.x0()); x < min(s.x1(), c.x1()) && n < 3000; x += 0.1 {
				sum += heightAt(c.points, x) - heightAt(s.points, x)
				n++
			}
			zero := s.base
			if s.pulse != nil {
				zero = s.pulse.foot
			}
			c.base = zero + sum/float64(max(n, 1))
		}
	}
}

// difference says how much of curve c is not in strip s at the same place of
// the row, in parts of c's own variation: 0 for the same curve, about 1 for
// another. Up to 3 mm along x are allowed between them; 30 cm are compared.
func difference(s, c *curve) float64 {
	const step = 0.1 // mm
	least := 1.0
	from, to := max(s.x0()+3, c.x0()), min(s.x1()-3, c.x1())
	if to-from < 10 {
		from, to = max(s.x0(), c.x0()), min(s.x1(), c.x1())
	}
	n := int(min(to-from, 300) / step)
	if n < 50 {
		return 1
	}
	var sc, scc float64
	y := make([]float64, n)
	for i := range n {
		y[i] = heightAt(c.points, from+step*float64(i))
		sc += y[i]
		scc += y[i] * y[i]
	}
	spread := scc - sc*sc/float64(n)
	if spread <= 0 {
		return 1
	}
	for shift := -3.0; shift <= 3.0; shift += step {
		var sd, sdd float64
		for i := range n {
			d := heightAt(s.points, from+step*float64(i)+shift) - y[i]
			sd += d
			sdd += d * d
		}
		least = min(least, math.Sqrt(max(0, sdd-sd*sd/float64(n))/spread))
	}
	return least
}

// heightAt is the y of a polyline at x; beyond its ends it stays level.
func heightAt(points [][2]float64, x float64) float64 {
	i, _ := slices.BinarySearchFunc(points, x, func(p [2]float64, x float64) int { return cmp.Compare(p[0], x) })
	if i == 0 {
		return points[0][1]
	}
	if i == len(points) {
		return points[i-1][1]
	}
	a, b := points[i-1], points[i]
	if b[0] == a[0] {
		return b[1]
	}
	return a[1] + (x-a[0])/(b[0]-a[0])*(b[1]-a[1])
}

// layoutName says how many rows and columns the leads fill and how many rhythm
// strips follow.
func layoutName(leads []Lead) string {
	rows, columns, strips := map[int]bool{}, 0, 0
	for _, l := range leads {
		if l.Rhythm {
			strips++
			continue
		}
		rows[l.Row] = true
		columns = max(columns, l.Column+1)
	}
	s := fmt.Sprintf("%dx%d", len(rows), columns)
	if len(rows) == 0 {
		return fmt.Sprintf("%dx1", strips)
	}
	if strips > 0 {
		s += fmt.Sprintf("+%dR", strips)
	}
	return s
}
