package paper

import (
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// known tells whether a lead can be on a page.
func known(name string) bool {
	return heart.LeadIndex(name) >= 0 || slices.Contains(heart.MoreLeadNames(), name)
}

// ExtraLeads are the leads besides the twelve that the page shows, in the
// order of [heart.MoreLeadNames].
func (p Page) ExtraLeads() (out []string) {
	shown := append(slices.Clone(p.Layout.cells()), p.Layout.Rhythm...)
	for _, name := range heart.MoreLeadNames() {
		if slices.ContainsFunc(shown, func(l string) bool { return strings.TrimPrefix(l, "-") == name }) {
			out = append(out, name)
		}
	}
	return out
}
