package layout

import (
	"math"
	"slices"
)

// A tip is the end of a drawn curve, measured to a fraction of a sample.
type tip struct {
	x     float64 // page position of the curve's outermost point, mm
	sigma float64 // its standard deviation, mm
	ok    bool
}

// Settings of the tips, in millimetres.
const (
	tipBand   = 0.45 // half height of the band along the curve in which ink counts
	tipInside = 1.3  // length of the curve that is looked at, and that must be rather level
	tipClear  = 1.2  // length beyond the end that must be free of ink,
	tipRest   = 0.12 // but for this share of a line's
	tipInk    = 0.9  // ink of a line before it was blurred, at least
	tipSigma  = 0.03 // standard deviation on clear paper,
	tipGrid   = 0.15 // what a printed line adds to it, for full darkness
	tipSteep  = 0.1  // a slope of more than a half
	tipBeside = 0.15 // and a tall stroke across the end: the edge of a pulse, a separator, a letter
	tipCap    = 0.9  // of half a line's width that the ends of lines reach beyond their last point: 1 if square, pi/4 if round
)

// tip measures where a curve ends near column c, its outermost column with
// ink above the threshold; dir is the direction outwards. The darkest
// ink of each column, summed and divided by that of a column of the full line,
// is the length of the line whatever the blur.
func (rs *runs) tip(c int, last run, dir int) tip {
	s := rs.s
	rho := s.Rho
	in := int(tipInside * rho)
	out := int(tipClear * rho)
	band := tipBand * rho
	// Follow the curve inwards from its end.
	ys := make([]float64, 0, in+1)
	ys = append(ys, float64(last.y))
	beside := false
	for k := 1; k <= in; k++ {
		q := c - dir*k
		if q < 0 || q >= len(rs.col) {
			return tip{}
		}
		found := false
		for _, r := range rs.col[q] {
			if r.lattice {
				continue
			}
			if float64(r.height()) > 2.5*rs.stroke+1 {
				beside = beside || float64(k) < 0.45*rho && r.r0 <= last.r1 && last.r0 <= r.r1
				continue
			}
			if r.r0 <= last.r1 && last.r0 <= r.r1 {
				last, found = r, true
				ys = append(ys, float64(r.y))
				break
			}
		}
		if !found {
			ys = append(ys, ys[len(ys)-1]) // under the edge of a pulse, say
		}
	}
	rise := (slices.Max(ys) - slices.Min(ys)) / (tipInside * rho)
	if rise > 1 {
		return tip{}
	}
	sum := 0.0 // of the last column asked for
	peak := func(q int, y float64) (float64, bool) {
		if q < 0 || q >= s.W {
			return 0, false
		}
		t := 0.0
		sum = 0
		for r := int(math.Ceil(y - band)); r <= int(math.Floor(y+band)); r++ {
			if r < 0 || r >= s.H || !s.Valid[r*s.W+q] {
				return 0, false
			}
			v := float64(s.Ink(r*s.W + q))
			sum += v
			t = max(t, v)
		}
		return t, true
	}
	var full, sums []float64
	for k := int(0.35 * rho); k <= in; k++ {
		v, ok := peak(c-dir*k, ys[k])
		if !ok {
			return tip{}
		}
		full, sums = append(full, v), append(sums, sum)
	}
	slices.Sort(full)
	slices.Sort(sums)
	line := full[len(full)/2]
	if line <= 0 {
		return tip{}
	}
	// Beyond the end the paper must be free.
	level := (ys[0] + ys[1]) / 2
	var rest []float64
	for k := int(0.5 * rho); k <= out; k++ {
		v, ok := peak(c+dir*k, level)
		if !ok {
			return tip{}
		}
		rest = append(rest, v)
	}
	slices.Sort(rest)
	if rest[len(rest)*3/4] > tipRest*line {
		return tip{}
	}
	base := min(max(rest[len(rest)/2], 0), tipRest*line)
	grid := 0.0
	length := 0.0 // of the line beyond the outer side of column c - dir*ref, in columns
	ref := int(0.5 * rho)
	for k := -int(0.5 * rho); k <= ref; k++ {
		y := level
		if k >= 0 {
			y = ys[k]
		}
		v, ok := peak(c-dir*k, y)
		if !ok {
			return tip{}
		}
		if math.Abs(float64(k)) < 0.3*rho {
			grid = max(grid, rs.gridAt(c-dir*k, y, band))
		}
		length += min(max((v-base)/(line-base), 0), 1)
	}
	edge := float64(c-dir*ref) + float64(dir)*(length-0.5)
	width := sums[len(sums)/3] / max(tipInk, line) // of the line, in samples; a letter may add to some columns
	x := edge - float64(dir)*tipCap*width/2
	sigma := tipSigma + tipGrid*grid
	if rise > 0.5 {
		sigma += tipSteep
	}
	if beside {
		sigma += tipBeside
	}
	return tip{s.X0 + x/rho, sigma, true}
}

// tips lists where curves of a row begin (dir -1) or end (dir 1).
func (rs *runs) tips(row *Row, dir int) []tip {
	const (
		beyond = 3.0  // mm outside the row's own extent
		near   = 6.0  // mm from its path
		gap    = 0.35 // mm without ink that makes an end
	)
	s := rs.s
	i0, _ := s.At(row.X0-beyond, 0)
	i1, _ := s.At(row.X1+beyond, 0)
	reach := int(gap*s.Rho) + 1
	var out []tip
	for c := max(0, int(i0)); c <= min(s.W-1, int(i1)); c++ {
		x, _ := s.MM(float64(c), 0)
		y := (row.YAt(x) - s.Y0) * s.Rho
		for _, r := range rs.col[c] {
			if r.lattice || math.Abs(float64(r.y)-y) > near*s.Rho || float64(r.height()) > 2.5*rs.stroke+1 || float64(r.wide) < pieceWide*s.Rho {
				continue
			}
			if rs.goesOn(c, dir, reach, r) {
				continue
			}
			if t := rs.tip(c, r, dir); t.ok {
				out = append(out, t)
			}
		}
	}
	return out
}

// goesOn tells whether a run has a neighbour within reach columns.
func (rs *runs) goesOn(c, dir, reach int, r run) bool {
	for k := 1; k <= reach; k++ {
		q := c + dir*k
		if q < 0 || q >= len(rs.col) {
			return true
		}
		for _, o := range rs.col[q] {
			if o.r0 <= r.r1+1 && r.r0 <= o.r1+1 {
				return true
			}
		}
	}
	return false
}

// gridAt is the mean darkness of the printed grid in a column, about row y.
func (rs *runs) gridAt(c int, y, band float64) float64 {
	t, n := 0.0, 0
	for r := max(0, int(math.Ceil(y-band))); r <= min(rs.s.H-1, int(y+band)); r++ {
		t += float64(rs.s.Grid[r*rs.s.W+c])
		n++
	}
	return t / float64(max(n, 1))
}
