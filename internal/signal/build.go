package signal

import (
	"cmp"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/layout"
	"github.com/einthoven-ecg/einthoven/internal/trace"
)

// Options of Build. The zero value is the default.
type Options struct {
	// MapSigma is the standard deviation of the map in millimetres.
	MapSigma float64
	// GainError is the relative uncertainty of the gain.
	GainError float64
}

// Build makes the record of a page from its cells and their curves (curve i
// belongs to cell i; traced at Base samples a second).
func Build(l *layout.Layout, curves []trace.Curve, opt Options) *Record {
	parts := make([]part, 0, len(curves))
	for i, k := range curves {
		parts = append(parts, newPart(l.Cells[i], k))
	}
	r := &Record{Rate: Base}
	nameStrips(parts)
	r.Simultaneous, r.SimultaneousFrom = simultaneous(parts)
	if r.Simultaneous {
		for i := range parts {
			if !parts[i].cell.Strip {
				parts[i].start = 0
			}
		}
	}
	total := 0
	for i := range parts {
		total = max(total, parts[i].start+len(parts[i].v))
	}
	r.Duration = float64(total) / Base
	byName := map[string][]*part{}
	var names []string
	for i := range parts {
		n := parts[i].cell.Lead
		if n == "" {
			continue
		}
		if byName[n] == nil {
			names = append(names, n)
		}
		byName[n] = append(byName[n], &parts[i])
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	for _, n := range names {
		r.Leads = append(r.Leads, merge(byName[n], total))
	}
	for i := range parts {
		if parts[i].cell.Strip {
			r.Strips = append(r.Strips, parts[i].cell.Lead)
		}
	}
	check(r)
	r.Looks = look(r)
	sigma := opt.MapSigma / l.Speed.Value * 1000 // ms along the paper
	expect(r, sigma, opt.GainError)
	return r
}

// rank orders leads: the twelve first, then the others by name.
func rank(name string) int {
	if i := slices.Index(Names[:], name); i >= 0 {
		return i
	}
	return len(Names)
}
