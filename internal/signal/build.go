package signal

import (
	"cmp"
	"math"
	"slices"
	"strings"

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
	atOnce := atOnceOdds
	if l.Timed {
		atOnce = func([]part) (float64, string) { return math.Inf(-1), "text" }
	} else if l.Order == layout.OrderContinued { // one lead shows no seconds twice
		atOnce = func([]part) (float64, string) { return math.Inf(-1), "usual" }
	}
	odds, from := atOnce(parts)
	nameStrips(parts, odds > 0)
	for _, p := range parts {
		r.Shown = append(r.Shown, Shown{p.cell.Lead, p.strange})
	}
	if all := len(parts); all > 0 {
		parts = slices.DeleteFunc(parts, func(p part) bool { return p.strange })
		if len(parts) < all { // once more without rows that turned out to be none
			odds, from = atOnce(parts)
		}
	}
	r.Simultaneous, r.SimultaneousFrom, r.TimeDoubt = odds > 0, from, math.Abs(odds) < sureOfTime
	if r.Simultaneous {
		for i := range parts {
			if !parts[i].cell.Strip {
				parts[i].start = 0
			}
		}
	}
	alignColumns(parts)
	r.join(parts)
	expect(r, opt.MapSigma/l.Speed.Value*1000, startSigma(curves)/l.Speed.Value*1000, opt.GainError)
	return r
}

// A Printed is one stretch of a lead that is already in millivolts at Base.
type Printed struct {
	Name     string
	NameFrom layout.NameSource
	Start    float64 // seconds
	MV       []float64
	Sigma    float64 // of every sample, mV
	Strip    bool
	Inverted bool // printed upside down and already turned over
	ZeroFrom string
}

// Join makes a record of stretches whose names and times are known.
func Join(printed []Printed) *Record {
	parts := make([]part, 0, len(printed))
	for _, p := range printed {
		sigma := make([]float64, len(p.MV))
		for i := range sigma {
			sigma[i] = p.Sigma
		}
		parts = append(parts, part{cell: layout.Cell{Lead: p.Name, NameFrom: p.NameFrom, Strip: p.Strip, Inverted: p.Inverted},
			v: p.MV, sigma: sigma, start: int(math.Round(p.Start * Base)), zeroFrom: p.ZeroFrom})
	}
	r := &Record{Rate: Base, SimultaneousFrom: "usual"}
	r.join(parts)
	expect(r, 0, 0, 0.001)
	return r
}

// join merges the parts by lead and tests the whole.
func (r *Record) join(parts []part) {
	total := 0
	for i := range parts {
		total = max(total, parts[i].start+len(parts[i].v))
	}
	r.Duration = float64(total) / Base
	byName := map[string][]*part{}
	var names []string
	for i := range parts {
		if parts[i].cell.Strip {
			r.Strips = append(r.Strips, parts[i].cell.Lead)
		}
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
	p := prove(parts)
	r.Looks = look(p, named(parts))
	check(r)
	if p.Compared > 0 {
		r.Checks.BeatLikeness = p.Likeness
	}
}

// named is how many leads have a name that was read, those left out that consist
// of bars: as I, II and III much else is read.
func named(parts []part) int {
	seen := map[string]bool{}
	for i := range parts {
		if c := &parts[i].cell; c.NameFrom == layout.NameFromText && strings.Trim(c.Lead, "I") != "" {
			seen[c.Lead] = true
		}
	}
	return len(seen)
}

// rank orders leads: the twelve first, then the others as they come.
func rank(name string) int {
	if i := slices.Index(Names[:], name); i >= 0 {
		return i
	}
	return len(Names)
}
