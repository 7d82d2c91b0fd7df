package signal

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/layout"
)

// Evidence for the name of a rhythm strip, as log likelihoods.
const (
	// perDoubling weighs how little of the strip the short lead leaves
	// unexplained, by its logarithm. On the development pages a lead printed
	// twice leaves less than 0.01 unless one printing was misread, the most
	// similar other lead of the same heart 0.02 to 0.3. What is less than
	// leastLeft is chance.
	perDoubling = 2.0
	leastLeft   = 0.0003
	repeated    = 3.0 // against two strips of one lead
	// A name read beside the strip is right with the odds of its reading, and else
	// any of about eight others; a name of bars is one of the other two.
	otherNames = 2.0 // log 8
	otherBars  = 0.7 // log 2
)

// readWeight is the log likelihood that a name was read beside a strip which shows
// that lead, against one which shows another.
func readWeight(c *layout.Cell) float64 {
	if strings.Trim(c.Lead, "I") == "" {
		return c.NameOdds + otherBars
	}
	return c.NameOdds + otherNames
}

// A row taken for a rhythm strip that shows nothing of any lead, beside one
// that does, is no curve of this heart: the edge of a sheet, a line of text.
const (
	manyLeads = 6
	familiar  = 0.7 // share explained from which a strip is surely known
	strange   = 0.3 // and up to which it shows nothing of a lead
)

// usualStrip is how often a lead is printed as a rhythm strip (log, own
// estimate from the makers' usual pages: II, then V1, then V5).
func usualStrip(name string) float64 {
	switch name {
	case "II":
		return 0
	case "V1":
		return -1
	case "V5":
		return -1.5
	}
	return -3
}

// nameStrips names the rhythm strips by all evidence together: the name read
// beside them, the short lead that shows the same over the same seconds, and
// what is usual. atOnce says that all columns show the first seconds of the strips.
func nameStrips(parts []part, atOnce bool) {
	taken := map[string]bool{}
	known := false // some strip shows what a short lead shows
	for i := range parts {
		p := &parts[i]
		if !p.cell.Strip {
			continue
		}
		read, readOdds := p.cell.Lead, readWeight(&p.cell)
		type candidate struct {
			name  string
			score float64
			like  float64
		}
		var all []candidate
		top := 0.0
		for j := range parts {
			q := &parts[j]
			if q.cell.Strip || q.cell.Lead == "" {
				continue
			}
			first := q.start
			if atOnce {
				first = 0
			}
			c := 0.0
			for lag := -6; lag <= 6; lag += 2 {
				c = max(c, sameness(q, p, first+lag))
			}
			top = max(top, c)
			s := usualStrip(q.cell.Lead) - perDoubling*math.Log(max(1-c, leastLeft))
			if q.cell.Lead == read {
				s += readOdds
			}
			if taken[q.cell.Lead] {
				s -= repeated
			}
			all = append(all, candidate{q.cell.Lead, s, c})
		}
		best := candidate{score: math.Inf(-1)}
		for _, c := range all {
			if c.score > best.score {
				best = c
			}
		}
		switch {
		case best.name == "" && read != "":
		case best.name == "":
			p.cell.Lead, p.cell.NameFrom = "II", layout.NameFromOrder
		case best.name == read:
			p.cell.NameFrom = layout.NameFromText
		default:
			p.cell.Lead, p.cell.NameFrom = best.name, layout.NameFromOrder
			if best.like > top-0.02 && top > 0.7 {
				p.cell.NameFrom = layout.NameFromStrip
			}
		}
		taken[p.cell.Lead] = true
		p.likest = top
		if len(all) >= manyLeads && top > familiar {
			known = true
		}
	}
	for i := range parts {
		p := &parts[i]
		p.strange = known && p.cell.Strip && p.likest < strange
	}
	for i := range parts { // a lead alone on its page
		if p := &parts[i]; p.cell.Lead == "" && len(parts) == 1 {
			p.cell.Lead, p.cell.NameFrom = "II", layout.NameFromOrder
		}
	}
}

// sameness is the share of strip's power that short explains where both were
// read, with the worst tenth of the samples left out: 1 for the same curve, 0
// or less for another. from is the sample of the page at which short begins.
func sameness(short, strip *part, from int) float64 {
	type pair struct{ d, v float64 }
	var ps []pair
	for i, v := range short.v {
		w := strip.at(from + i)
		if !math.IsNaN(v) && !math.IsNaN(w) {
			ps = append(ps, pair{v - w, w})
		}
	}
	if len(ps) < 100 {
		return 0
	}
	ds, vs := make([]float64, len(ps)), make([]float64, len(ps))
	for i, p := range ps {
		ds[i], vs[i] = p.d, p.v
	}
	mid, level := median(ds), median(vs)
	slices.SortFunc(ps, func(a, b pair) int { return cmp.Compare(math.Abs(a.d-mid), math.Abs(b.d-mid)) })
	ps = ps[:len(ps)*9/10]
	var left, all float64
	for _, p := range ps {
		left += (p.d - mid) * (p.d - mid)
		all += (p.v - level) * (p.v - level)
	}
	return max(0, 1-left/max(all, 1e-9))
}

// offset is the median difference of two parts where both were read, and the
// correlation there.
func offset(a, b *part) (d, c float64, n int) {
	var diff []float64
	lo, hi := max(a.start, b.start), min(a.start+len(a.v), b.start+len(b.v))
	for i := lo; i < hi; i++ {
		if e := a.at(i) - b.at(i); !math.IsNaN(e) {
			diff = append(diff, e)
		}
	}
	if len(diff) < 100 {
		return 0, 0, len(diff)
	}
	return median(diff), correlation(a.v, b.v, a.start-b.start), len(diff)
}
