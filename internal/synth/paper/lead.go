package paper

import (
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// ExtraLeads are those besides the twelve that pages of fifteen leads show.
func ExtraLeads() []string { return []string{"V7", "V8", "V9", "V3R", "V4R", "V5R", "V6R"} }

// known tells whether a lead can be on a page.
func known(name string) bool {
	return heart.LeadIndex(name) >= 0 || slices.Contains(ExtraLeads(), name)
}

// moreLeads is a signal that has more than the twelve leads.
type moreLeads interface {
	Lead(name string) []float64
}

// leadOf is a lead of a signal in millivolts, nil if it has none.
func leadOf(s *heart.Signal, name string) []float64 {
	if i := heart.LeadIndex(name); i >= 0 {
		return s.MV[i]
	}
	if m, ok := any(s).(moreLeads); ok {
		return m.Lead(name)
	}
	return nil
}

// hasExtraLeads tells whether signals can hold more than the twelve leads.
func hasExtraLeads() bool {
	_, ok := any((*heart.Signal)(nil)).(moreLeads)
	return ok
}

// ExtraLeads are the leads besides the twelve that the page shows.
func (p Page) ExtraLeads() (out []string) {
	shown := append(slices.Clone(p.Layout.cells()), p.Layout.Rhythm...)
	for _, name := range ExtraLeads() {
		if slices.Contains(shown, name) {
			out = append(out, name)
		}
	}
	return out
}
