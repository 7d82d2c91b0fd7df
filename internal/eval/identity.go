package eval

import (
	"math"
	"strconv"
	"strings"
)

// minIdentity is the shortest common time, in s, that tells leads apart.
const minIdentity = 0.5

// rightLead tells whether prediction y of lead k looks more like the truth's
// lead k than like any other that is printed, and is not upside down. Leads
// that are printed at another time are compared as if they began together: a
// reader that takes one column for another has both wrong.
func rightLead(truth [12][]float64, y []float64, k int, fs float64) bool {
	own := resemblance(truth[k], y, fs)
	if !(own > 0) {
		return false
	}
	for j := range truth {
		// Leads can be all but equal to each other on a page; a thousandth
		// decides nothing.
		if j != k && math.Abs(resemblance(truth[j], y, fs)) > own+1e-3 {
			return false
		}
	}
	return true
}

// resemblance is the correlation of greatest size, within the usual lags, of
// what is printed of x and read in y: where they lie if they overlap for half
// a second, else with their beginnings together. 0 if there is too little.
func resemblance(x, y []float64, fs float64) float64 {
	need := minIdentity * fs
	shift, common := 0, 0
	for i := range x {
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			common++
		}
	}
	if float64(common) < need {
		a, b := firstFinite(x), firstFinite(y)
		if a < 0 || b < 0 {
			return 0
		}
		shift = b - a
	}
	best := 0.0
	reach := int(maxLag * fs)
	for l := -reach; l <= reach; l++ {
		var sx, sy, sxx, syy, sxy, n float64
		for i, a := range x {
			j := i + shift + l
			if j < 0 || j >= len(y) || math.IsNaN(a) || math.IsNaN(y[j]) {
				continue
			}
			b := y[j]
			sx, sy, sxx, syy, sxy, n = sx+a, sy+b, sxx+a*a, syy+b*b, sxy+a*b, n+1
		}
		vx, vy := sxx-sx*sx/n, syy-sy*sy/n
		if n < need || !(vx > 1e-12 && vy > 1e-12) {
			continue
		}
		if c := (sxy - sx*sy/n) / math.Sqrt(vx*vy); math.Abs(c) > math.Abs(best) {
			best = c
		}
	}
	return best
}

func firstFinite(v []float64) int {
	for i, x := range v {
		if !math.IsNaN(x) {
			return i
		}
	}
	return -1
}

// sameLayout compares two layouts like "3x4+1R:II" by their first word; the
// lead of a rhythm strip counts only if both name it.
func sameLayout(a, b string) bool {
	first := func(s string) (grid, strip string) {
		f := strings.Fields(s)
		if len(f) == 0 {
			return "", ""
		}
		grid, strip, _ = strings.Cut(f[0], ":")
		return strings.ToLower(grid), strings.ToLower(strip)
	}
	ga, sa := first(a)
	gb, sb := first(b)
	return ga != "" && ga == gb && (sa == sb || sa == "" || sb == "")
}

// layoutRows is the number of rows of a layout like "3x4+1R", 0 if unknown.
func layoutRows(layout string) int {
	rows, _, ok := strings.Cut(layout, "x")
	n, err := strconv.Atoi(rows)
	if !ok || err != nil || n < 1 || n > 12 {
		return 0
	}
	return n
}

// layoutLeads is the number of leads in the grid of a layout like "3x4+1R", 0
// if it is not known, or spread over pages.
func layoutLeads(layout string) int {
	rows, rest, ok := strings.Cut(layout, "x")
	if !ok || strings.Contains(rest, "pages") {
		return 0
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(rest)
	}
	columns, err := strconv.Atoi(rest[:end])
	n, err2 := strconv.Atoi(rows)
	if err != nil || err2 != nil {
		return 0
	}
	return n * columns
}
