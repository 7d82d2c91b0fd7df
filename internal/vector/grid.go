package vector

import (
	"cmp"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// mmPerPoint is the length of a typographic point on paper.
const mmPerPoint = 25.4 / 72

// pageExact is how near the grid must come to millimetres for the page to be
// one printed in its own size: a point is then 1/72 inch exactly (ISO 32000-1,
// 8.3.2.3), and what the grid differs by is the rounding of its places.
const pageExact = 0.001

// scale is the length of a point in millimetres of ECG paper, across and down.
type scale struct {
	mm   [2]float64
	from string // "grid" or "page"
}

// A rule is the place of a straight line across one axis, in points.
type rule struct {
	at, length float64
	style      style
}

// style tells strokes of different pens apart.
type style struct {
	rgb   [3]uint8
	width float64
}

// findGrid measures the grid among the paths. It is not there if ok is false.
func findGrid(v *page.Vector) (s scale, ok bool) {
	across, down := rules(v)
	x, okX := unitOf(across)
	y, okY := unitOf(down)
	switch {
	case okX && okY:
		return scale{[2]float64{x, y}, "grid"}, true
	case okX:
		return scale{[2]float64{x, x}, "grid"}, true
	case okY:
		return scale{[2]float64{y, y}, "grid"}, true
	}
	return scale{}, false
}

// Lines shorter than shortRule are no part of a grid of lines, and dots larger
// than dotSize no part of a grid of dots; in points.
const (
	shortRule = 5.0
	dotSize   = 1.5
)

// rules collects upright lines (places across) and level lines (places down):
// strokes of straight pieces, thin filled bars, and dots, which count for both.
func rules(v *page.Vector) (across, down []rule) {
	const straight = 0.02
	for _, p := range v.Paths {
		st := style{p.RGB, p.Width}
		if len(p.Points) == 0 || len(p.Points) > 16 {
			continue // a curve, or letters as outlines
		}
		lo, hi := p.Points[0], p.Points[0]
		for _, q := range p.Points {
			lo = [2]float64{min(lo[0], q[0]), min(lo[1], q[1])}
			hi = [2]float64{max(hi[0], q[0]), max(hi[1], q[1])}
		}
		w, h := hi[0]-lo[0], hi[1]-lo[1]
		switch {
		case w < dotSize && h < dotSize:
			across = append(across, rule{(lo[0] + hi[0]) / 2, dotSize, st})
			down = append(down, rule{(lo[1] + hi[1]) / 2, dotSize, st})
		case p.Filled && !p.Stroked:
			if w < dotSize && h > shortRule {
				across = append(across, rule{(lo[0] + hi[0]) / 2, h, st})
			} else if h < dotSize && w > shortRule {
				down = append(down, rule{(lo[1] + hi[1]) / 2, w, st})
			}
		case p.Stroked:
			n := len(p.Points)
			if !p.Closed {
				n--
			}
			for i := range n {
				a, b := p.Points[i], p.Points[(i+1)%len(p.Points)]
				dx, dy := math.Abs(a[0]-b[0]), math.Abs(a[1]-b[1])
				if dx < straight && dy > shortRule {
					across = append(across, rule{a[0], dy, st})
				} else if dy < straight && dx > shortRule {
					down = append(down, rule{a[1], dx, st})
				}
			}
		}
	}
	return across, down
}

// unitOf finds the pitch of lines that stand at equal steps and says how many
// millimetres a point is.
func unitOf(lines []rule) (mm float64, ok bool) {
	fine, ok := pitchOf(places(lines))
	if !ok {
		return 0, false
	}
	// Which part of the paper is that step? On paper printed in its own size
	// the step itself says so.
	size := fine * mmPerPoint
	for _, unit := range []float64{1, 5} {
		if math.Abs(size/unit-1) < pageExact {
			return mmPerPoint, true
		}
		if size > unit*0.88 && size < unit*1.12 {
			return unit / fine, true
		}
	}
	// On a page scaled to fit, five fine steps make one bold one.
	byStyle := map[style][]rule{}
	for _, l := range lines {
		byStyle[l.style] = append(byStyle[l.style], l)
	}
	for _, group := range byStyle {
		if bold, ok := pitchOf(places(group)); ok && math.Abs(bold/fine-5) < 0.05 {
			return 1 / fine, true
		}
	}
	return 0, false
}

// places gives the distinct places of lines, in order. Lines within sameRule
// points of each other are one.
func places(lines []rule) []float64 {
	const sameRule = 0.05
	at := make([]float64, len(lines))
	for i, l := range lines {
		at[i] = l.at
	}
	slices.Sort(at)
	return slices.CompactFunc(at, func(a, b float64) bool { return math.Abs(b-a) < sameRule })
}

// pitchOf finds the step of places most of which stand at whole multiples of
// it, with few left out: a fine grid may leave out every fifth line to the
// bold one, and frames stand anywhere.
func pitchOf(at []float64) (pitch float64, ok bool) {
	const (
		fewest   = 8    // lines that make a grid
		most     = 5000 // lines that a page can hold apart
		finest   = 0.8  // of a point, a quarter of a millimetre
		onLines  = 0.8  // part of the places on the lattice
		lattice  = 0.65 // part of the lattice that has a line
		nearness = 0.06 // of the pitch
	)
	if len(at) < fewest || len(at) > most {
		return 0, false
	}
	steps := make([]float64, 0, len(at)-1)
	for i := 1; i < len(at); i++ {
		if d := at[i] - at[i-1]; d > finest {
			steps = append(steps, d)
		}
	}
	slices.SortFunc(steps, func(a, b float64) int { return cmp.Compare(b, a) })
	var tried []float64
	for _, s := range steps {
		if slices.ContainsFunc(tried, func(t float64) bool { return math.Abs(t-s) < 0.01*s }) {
			continue
		}
		if tried = append(tried, s); len(tried) > 64 {
			break
		}
		p, phase := s, 0.0
		for range 4 { // from the largest group of lines that fit, to all
			phase = bestPhase(at, p, nearness)
			p, phase = fitLattice(at, p, phase, nearness)
		}
		if !(math.Abs(p-s) < 0.05*s) {
			continue
		}
		on, hit := 0, map[int]bool{}
		lo, hi := math.MaxInt, math.MinInt
		for _, v := range at {
			k := math.Round((v - phase) / p)
			if math.Abs(v-phase-k*p) < nearness*p {
				on++
				hit[int(k)] = true
				lo, hi = min(lo, int(k)), max(hi, int(k))
			}
		}
		if len(hit) >= fewest && float64(on) >= onLines*float64(len(at)) && float64(len(hit)) >= lattice*float64(hi-lo+1) {
			return p, true
		}
	}
	// A grid in several fields that do not line up has one step all the same.
	if len(steps) < fewest {
		return 0, false
	}
	middle := steps[len(steps)/2]
	sum, n := 0.0, 0
	for _, s := range steps {
		if math.Abs(s-middle) < 0.02*middle {
			sum += s
			n++
		}
	}
	return sum / float64(n), float64(n) >= onLines*float64(len(steps))
}

// bestPhase is the place of the line through which most others of the same
// lattice go; with a pitch that is not yet exact, counted over near lines.
func bestPhase(at []float64, p, nearness float64) float64 {
	best, most := at[0], -1
	for i := 0; i < len(at); i += max(1, len(at)/64) {
		n := 0
		for _, v := range at {
			d := (v - at[i]) / p
			if math.Abs(d-math.Round(d)) < nearness {
				n++
			}
		}
		if n > most {
			best, most = at[i], n
		}
	}
	return best
}

// fitLattice fits at = phase + k p by least squares to the places near it.
func fitLattice(at []float64, p, phase, nearness float64) (pitch, offset float64) {
	var n, sk, skk, sv, skv float64
	for _, v := range at {
		k := math.Round((v - phase) / p)
		if math.Abs(v-phase-k*p) > nearness*p {
			continue
		}
		n++
		sk += k
		skk += k * k
		sv += v - phase
		skv += k * (v - phase)
	}
	det := n*skk - sk*sk
	if n < 2 || det == 0 {
		return p, phase
	}
	return (n*skv - sk*sv) / det, phase + (sv*skk-sk*skv)/det
}
