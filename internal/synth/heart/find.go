package heart

import (
	"math"
	"slices"
)

// find applies the findings to the waves of a conducted beat.
func (h *Heart) find(waves []Wave) ([]Wave, error) {
	f := &h.Findings
	waves, err := h.findQRS(waves)
	if err != nil {
		return nil, err
	}
	if f.LeftAtrial || f.RightAtrial {
		if waves = enlarged(waves, f.LeftAtrial, f.RightAtrial); waves == nil {
			return nil, fail("enlarged atria without P")
		}
	}
	waves = h.dim(waves)
	if f.ST != (Change{}) {
		waves = shiftST(waves, f.ST)
	}
	if f.Strain {
		waves = shiftST(waves, Change{Lateral, -0.08})
		waves = invertT(waves, Change{Lateral, 0.2})
	}
	if f.TInversion != (Change{}) {
		waves = invertT(waves, f.TInversion)
	}
	return h.findRecovery(waves)
}

// shiftST adds a wave that rises at the end of QRS and fades into T.
func shiftST(waves []Wave, c Change) []Wave {
	return shifted(waves, c.Territory.asView(), c.MV)
}

// shifted moves ST in the leads of a view by mv or more, measured 60 ms after
// the end of QRS.
func shifted(waves []Wave, v view, mv float64) []Wave {
	const late, rise, fall = 0.015, 0.010, 0.080
	_, j := extentOf(waves, isQRS)
	least := slices.Min(v.seen(v.dir))
	u := (0.060 - late) / fall
	w := Wave{Name: "ST", AtSec: j + late, RiseSec: rise, FallSec: fall}
	for a := range v.dir {
		w.XYZ[a] = mv / least * math.Exp(u*u/2) * v.dir[a]
	}
	return append(slices.Clone(waves), w)
}

// sumT is the sum of T's dipoles at their peaks, with the last of its waves;
// -1 if there is none.
func sumT(waves []Wave) (sum [3]float64, last int) {
	last = -1
	for i, w := range waves {
		if w.Name == "T" {
			last = i
			for a := range sum {
				sum[a] += w.XYZ[a]
			}
		}
	}
	return sum, last
}

// invertT adds to T what it lacks to be down in the territory.
func invertT(waves []Wave, c Change) []Wave {
	sum, last := sumT(waves)
	if last < 0 {
		return waves
	}
	v := c.Territory.asView()
	unit, now := v.seen(v.dir), v.seen(sum)
	need := 0.0
	for l := range unit {
		need = max(need, (c.MV+now[l])/unit[l])
	}
	w := waves[last]
	for a := range v.dir {
		w.XYZ[a] = -need * v.dir[a]
	}
	return append(slices.Clone(waves), w)
}

// dim makes waves small where the heart has low voltage.
func (h *Heart) dim(waves []Wave) []Wave {
	if !h.Findings.LowVoltage {
		return waves
	}
	// Below the limits by what breathing adds, ST and P to come.
	const limb, chest, margin = 0.5, 1.0, 0.75
	limit := margin / (1 + h.Breathing/2)
	factor := 1.0
	lo, hi := qrsRange(waves)
	for l := range lo {
		most := chest
		if l < 6 {
			most = limb
		}
		if size := hi[l] - lo[l]; size > most*limit {
			factor = min(factor, most*limit/size)
		}
	}
	return scaled(waves, factor, func(*Wave) bool { return true })
}

// scaled is waves with those of a kind multiplied.
func scaled(waves []Wave, factor float64, kind func(*Wave) bool) []Wave {
	waves = slices.Clone(waves)
	for i := range waves {
		if kind(&waves[i]) {
			for a := range 3 {
				waves[i].XYZ[a] *= factor
			}
		}
	}
	return waves
}

// qrsRange is the lowest and highest value of QRS in each lead.
func qrsRange(waves []Wave) (lo, hi [NumLeads]float64) {
	field := dower()
	for _, p := range sketchOf(waves, isQRS).dipole {
		if p == ([3]float64{}) {
			continue
		}
		e := potentials(&field, p)
		for l, v := range e.leads() {
			lo[l], hi[l] = min(lo[l], v), max(hi[l], v)
		}
	}
	return lo, hi
}
