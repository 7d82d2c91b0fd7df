package signal

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/layout"
)

// Evidence for the name of a rhythm strip, as log likelihoods.
const (
	// perCorrelation weighs how well strip and short lead agree: different
	// leads of one heart often correlate at 0.9, one lead printed twice at
	// 0.98 and more.
	perCorrelation = 20.0
	textWeight     = 2.0 // a name read beside the strip
	repeated       = 3.0 // against two strips of one lead
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
// what is usual.
func nameStrips(parts []part) {
	taken := map[string]bool{}
	for i := range parts {
		p := &parts[i]
		if !p.cell.Strip {
			continue
		}
		read := p.cell.Lead
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
			c := 0.0
			for lag := -20; lag <= 20; lag += 2 {
				c = max(c, correlation(q.v, p.v, q.start-p.start+lag))
			}
			top = max(top, c)
			s := usualStrip(q.cell.Lead) + perCorrelation*c
			if q.cell.Lead == read {
				s += textWeight
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
			if best.like > top-0.02 && top > 0.8 {
				p.cell.NameFrom = layout.NameFromStrip
			}
		}
		taken[p.cell.Lead] = true
	}
	for i := range parts { // a lead alone on its page
		if p := &parts[i]; p.cell.Lead == "" && len(parts) == 1 {
			p.cell.Lead, p.cell.NameFrom = "II", layout.NameFromOrder
		}
	}
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
