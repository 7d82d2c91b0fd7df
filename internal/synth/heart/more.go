package heart

import (
	"math"
	"slices"
)

// MoreLeadNames are the further chest leads that can be recorded: those of the
// back and those of the right side, as pages with 15 and 18 leads hold them.
func MoreLeadNames() []string {
	return []string{"V7", "V8", "V9", "V3R", "V4R", "V5R", "V6R"}
}

// placeOf is the electrode of a further chest lead.
func placeOf(name string) Electrode { return C7 + Electrode(slices.Index(MoreLeadNames(), name)) }

// places are the electrodes of the heart: the nine usual ones, then those of
// MoreLeads in the order of [MoreLeadNames].
func (h *Heart) places() []Electrode {
	out := []Electrode{RA, LA, LL, C1, C2, C3, C4, C5, C6}
	if len(h.MoreLeads) == 0 {
		return out
	}
	for i, name := range MoreLeadNames() {
		if slices.Contains(h.MoreLeads, name) {
			out = append(out, C7+Electrode(i))
		}
	}
	return out
}

// moreField is the lead field of a further chest electrode. It continues
// [dower]'s chest rows around the chest: seen from above, their directions
// are 119, 88, 55, 26, 4 and -16 degrees from the left to the front for V1 to
// V6, about 20 to 33 degrees from one electrode to the next, and their sizes
// 1.05, 1.39, 1.55, 1.35, 1.13 and 0.86, falling by a quarter from one to the
// next away from the heart. V7 to V9 go on by 20 degrees each beyond V6 and V3R
// to V6R by 23, 18, 15 and 12 beyond V1 (the further from the heart the less
// the direction turns), each smaller than the one before. The foot's part
// falls likewise. These are no measured values: published regressions (such
// as Horacek and others, Journal of Electrocardiology 41 (2008) 220-229) give
// such leads from other leads, not from a dipole.
func moreField(e Electrode) [3]float64 {
	polar := [...]struct{ degrees, size, foot float64 }{
		{-36, 0.66, 0.050}, // V7
		{-56, 0.52, 0.030}, // V8
		{-76, 0.42, 0.015}, // V9
		{142, 0.80, 0.145}, // V3R
		{160, 0.62, 0.130}, // V4R
		{175, 0.50, 0.115}, // V5R
		{187, 0.42, 0.100}, // V6R
	}[e-C7]
	sin, cos := math.Sincos(polar.degrees * math.Pi / 180)
	return [3]float64{polar.size * cos, polar.foot, -polar.size * sin}
}

// addMore sets the potential of a further chest electrode for the dipole p.
func (e *electrodes) addMore(place Electrode, field *[3]float64, p [3]float64) {
	v := field[0]*p[0] + field[1]*p[1] + field[2]*p[2]
	e.chest[place-C1] = v + (e.ra+e.la+e.ll)/3
}

// chestLead is the lead of any chest electrode against Wilson's terminal.
func (e *electrodes) chestLead(place Electrode) float64 {
	return e.chest[place-C1] - (e.ra+e.la+e.ll)/3
}
