package signal

import (
	"cmp"
	"math"
	"slices"
)

// agree is the correlation, as a share of what the noise of both leaves of it, from
// which two printings of a lead are taken to show the same thing.
const agree = 0.7

// agrees tells whether two printings that correlate by c may show the same thing:
// noise takes from the correlation of two readings of one curve the root of the
// shares of their power that are no noise (Spearman 1904).
func agrees(a, b *part, c float64) bool {
	return c >= agree*math.Sqrt(a.clear()*b.clear())
}

// alignColumns moves the columns that were placed so wrongly that the lead which a
// rhythm strip repeats does not agree with it, all leads of a column alike: strips have
// no column edges.
func alignColumns(parts []part) {
	for i := range parts {
		for j := range parts {
			s, q := &parts[i], &parts[j]
			if !s.cell.Strip || q.cell.Strip || q.cell.Lead != s.cell.Lead {
				continue
			}
			lag := s.late(q)
			if lag == 0 {
				continue
			}
			for k := range parts {
				if p := &parts[k]; !p.cell.Strip && p.cell.Column == q.cell.Column {
					p.move(lag)
				}
			}
		}
	}
}

// late is by how many samples another printing of a lead must be moved to show what
// this one shows, where its column was placed so wrongly that they do not agree: 0 if
// they do, or never will.
func (p *part) late(q *part) int {
	const (
		most = 25  // samples, 50 ms: 1.25 mm at the usual speed
		sure = 0.9 // correlation, as a share of what noise leaves of it
	)
	at := func(lag int) float64 {
		moved := *q
		moved.start += lag
		_, c, n := offset(p, &moved)
		if n < 100 {
			return 0
		}
		return c
	}
	clear := math.Sqrt(p.clear() * q.clear())
	if at(0) >= agree*clear {
		return 0
	}
	best, lag := 0.0, 0
	for l := -most; l <= most; l++ {
		if c := at(l); c > best {
			best, lag = c, l
		}
	}
	if best < sure*clear || lag == most || lag == -most {
		return 0
	}
	return lag
}

// move moves a part by some samples; what would lie before the page's first is lost.
func (p *part) move(by int) {
	p.start += by
	cut := min(max(-p.start, 0), len(p.v))
	p.v, p.sigma, p.start = p.v[cut:], p.sigma[cut:], p.start+cut
	if p.bridged != nil {
		p.bridged = p.bridged[cut:]
	}
}

// clear is the share of the power of what was read that is no noise by its sigma,
// 0..1.
func (p *part) clear() float64 {
	var sum, squares, noise, n float64
	for i, v := range p.v {
		if !math.IsNaN(v) {
			sum, squares, noise, n = sum+v, squares+v*v, noise+p.sigma[i]*p.sigma[i], n+1
		}
	}
	power := squares/max(n, 1) - sum*sum/max(n*n, 1)
	if power <= 0 {
		return 0
	}
	return max(0, 1-noise/n/power)
}

// merge joins all parts of one lead on the page's time axis: each sample is
// the mean weighted by precision. Further printings are moved by their median
// difference to the first, so that joining leaves no step; a printing that
// does not agree with the first fills only what the first lacks, and that is
// flagged.
func merge(parts []*part, total int) Lead {
	// The strip is longest and has no column edges: the others follow it.
	slices.SortStableFunc(parts, func(a, b *part) int { return cmp.Compare(len(b.v), len(a.v)) })
	// One that shows something else than the others do follows them instead.
	if first := parts[0]; first.cell.Strip && len(parts) > 1 && !slices.ContainsFunc(parts[1:], func(p *part) bool {
		_, c, n := offset(first, p)
		return n < 100 || agrees(first, p, c)
	}) {
		parts = append(slices.Clone(parts[1:]), first)
	}
	l := Lead{Name: parts[0].cell.Lead, NameFrom: parts[0].cell.NameFrom, ZeroFrom: parts[0].zeroFrom,
		Samples: nans(total), Sigma: nans(total)}
	sum, weight := make([]float64, total), make([]float64, total)
	bridged, read := 0, 0
	printed := make([]bool, total)
	for k, p := range parts {
		l.Strip = l.Strip || p.cell.Strip
		l.Inverted = l.Inverted || p.cell.Inverted
		if p.cell.NameFrom == "text" {
			l.NameFrom = p.cell.NameFrom
		}
		lo, hi := max(p.start, 0), min(p.start+len(p.v), total)
		if lo >= hi {
			continue
		}
		l.Windows = append(l.Windows, [2]float64{float64(lo) / Base, float64(hi) / Base})
		shift, fill := 0.0, false
		if k > 0 {
			d, c, n := offset(parts[0], p)
			if n >= 100 {
				shift = d
				fill = !agrees(parts[0], p, c)
			}
			if fill {
				l.Flags = append(l.Flags, FlagDiffer)
			}
		}
		for i := lo; i < hi; i++ {
			printed[i] = true
			v, s := p.v[i-p.start], p.sigma[i-p.start]
			if math.IsNaN(v) || fill && weight[i] > 0 {
				continue
			}
			w := 1 / (s*s + 1e-8)
			sum[i] += w * (v + shift)
			weight[i] += w
			if p.bridged != nil && p.bridged[i-p.start] {
				bridged++
			}
			read++
		}
	}
	n, got := 0, 0
	for i, w := range weight {
		if printed[i] {
			n++
		}
		if w > 0 {
			l.Samples[i], l.Sigma[i] = sum[i]/w, math.Sqrt(1/w)
			got++
		}
	}
	l.Coverage = float64(got) / float64(max(n, 1))
	l.Bridged = float64(bridged) / float64(max(read, 1))
	l.Windows = union(l.Windows)
	return l
}

func nans(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}

// union joins windows that overlap or touch.
func union(w [][2]float64) [][2]float64 {
	slices.SortFunc(w, func(a, b [2]float64) int { return cmp.Compare(a[0], b[0]) })
	var out [][2]float64
	for _, x := range w {
		if k := len(out); k > 0 && x[0] <= out[k-1][1]+1e-9 {
			out[k-1][1] = max(out[k-1][1], x[1])
			continue
		}
		out = append(out, x)
	}
	return out
}
