package heart

import (
	"fmt"
	"math"
	"slices"
)

// A Territory is a part of the left ventricle and the leads that look at it.
type Territory string

// Territories. Their values are stable parts of labels.
const (
	Anterior Territory = "anterior" // V2 to V4
	Septal   Territory = "septal"   // V1, V2
	Lateral  Territory = "lateral"  // I, aVL, V5, V6
	Inferior Territory = "inferior" // II, III, aVF
)

// A Change is a size in millivolts in the leads of a territory. The zero value
// is none.
type Change struct {
	Territory Territory
	MV        float64
}

// Findings are changes of the conducted beats.
type Findings struct {
	// ST moves the ST segment, measured 60 ms after the end of QRS, in each
	// lead of the territory by at least MV, up if positive; leads on the
	// other side move the other way, as one dipole does it. Elevation is 0.1
	// to 1 mV, in the anterior and septal territory from 0.25: the 4th
	// universal definition of myocardial infarction (ESC/ACC/AHA/WHF 2018)
	// asks for 0.1 mV, in V2 and V3 for up to 0.25 (men below 40).
	// Depression is -0.05 (the same definition) to -1 mV.
	ST Change
	// TInversion turns T down in the leads of the territory, to -MV or
	// deeper in each, 0.1 (the same definition) to 1 mV.
	TInversion Change
	// LVHMV is left ventricular hypertrophy by its Sokolow-Lyon index (1949),
	// S in V1 and the larger R of V5 and V6 together, 3.5 to 8 mV in the mean
	// of breathing; 0 means none. Strain adds ST depression and T inversion
	// in the lateral leads.
	LVHMV  float64
	Strain bool
	// LowVoltage keeps QRS below 0.5 mV from peak to peak in limb leads and
	// below 1 mV in chest leads (Minnesota code 9-1), in all kinds of beats.
	LowVoltage bool
}

// view is the leads of a territory and the direction of its injury dipole.
// Directions were chosen on the lead field so that the leads named agree in
// size as well as one dipole allows.
func (t Territory) view() (leads []string, dir [3]float64) {
	switch t {
	case Anterior:
		return []string{"V2", "V3", "V4"}, [3]float64{0.3, 0, -1}
	case Septal:
		return []string{"V1", "V2"}, [3]float64{-0.4, 0, -1}
	case Lateral:
		return []string{"I", "aVL", "V5", "V6"}, [3]float64{1, -0.3, 0.35}
	case Inferior:
		return []string{"II", "III", "aVF"}, [3]float64{-0.15, 1, 0.1}
	}
	return nil, [3]float64{}
}

// seen is what the territory's leads see of a dipole.
func (t Territory) seen(p [3]float64) (out []float64) {
	field := dower()
	e := potentials(&field, p)
	v := e.leads()
	names, _ := t.view()
	for _, name := range names {
		out = append(out, v[LeadIndex(name)])
	}
	return out
}

func (h *Heart) checkFindings() error {
	f := &h.Findings
	fail := func(format string, args ...any) error {
		return fmt.Errorf("heart: heart: "+format, args...)
	}
	none := func(c Change) bool { return c == Change{} }
	known := func(t Territory) bool { leads, _ := t.view(); return leads != nil }
	elevation := 0.1
	if f.ST.Territory == Anterior || f.ST.Territory == Septal {
		elevation = 0.25
	}
	in := func(v, lo, hi float64) bool { return v >= lo && v <= hi }
	switch {
	case !slices.Contains([]Conduction{NormalConduction, LBBB, RBBB, WPW}, h.Conduction):
		return fail("no conduction %q", h.Conduction)
	case h.Conduction == WPW && (h.PRSec != 0 || h.AV != NoBlock):
		return fail("preexcitation with its own PR interval or AV block")
	case !none(f.ST) && !known(f.ST.Territory), !none(f.TInversion) && !known(f.TInversion.Territory):
		return fail("no territory %q or %q", f.ST.Territory, f.TInversion.Territory)
	case !none(f.ST) && !in(f.ST.MV, elevation, 1) && !in(f.ST.MV, -1, -0.05):
		return fail("%s ST shift of %g mV, want -1 to -0.05 or %g to 1", f.ST.Territory, f.ST.MV, elevation)
	case !none(f.TInversion) && !in(f.TInversion.MV, 0.1, 1):
		return fail("T inversion of %g mV, want 0.1 to 1", f.TInversion.MV)
	case f.LVHMV != 0 && !in(f.LVHMV, 3.5, 8):
		return fail("Sokolow-Lyon index of %g mV, want 3.5 to 8", f.LVHMV)
	case f.Strain && f.LVHMV == 0:
		return fail("strain without hypertrophy")
	case f.LVHMV != 0 && f.LowVoltage:
		return fail("hypertrophy and low voltage at once")
	case f.LVHMV != 0 && h.Conduction != NormalConduction:
		// The index says nothing then.
		return fail("hypertrophy and conduction %q at once", h.Conduction)
	}
	return nil
}

// find applies the findings to the waves of a conducted beat.
func (h *Heart) find(waves []Wave) []Wave {
	f := &h.Findings
	if f.LVHMV != 0 {
		sv1, r := sokolowLyon(waves)
		if sv1+r > 0 {
			waves = scaled(waves, f.LVHMV/(sv1+r), isQRS)
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
	return waves
}

// shiftST adds a wave that rises at the end of QRS and fades into T.
func shiftST(waves []Wave, c Change) []Wave {
	const late, rise, fall = 0.015, 0.010, 0.080
	_, j := extentOf(waves, isQRS)
	_, dir := c.Territory.view()
	least := slices.Min(c.Territory.seen(dir))
	u := (0.060 - late) / fall
	w := Wave{Name: "ST", AtSec: j + late, RiseSec: rise, FallSec: fall}
	for a := range dir {
		w.XYZ[a] = c.MV / least * math.Exp(u*u/2) * dir[a]
	}
	return append(slices.Clone(waves), w)
}

// invertT adds to T what it lacks to be down in the territory.
func invertT(waves []Wave, c Change) []Wave {
	var sum [3]float64
	last := -1
	for i, w := range waves {
		if w.Name == "T" {
			last = i
			for a := range sum {
				sum[a] += w.XYZ[a]
			}
		}
	}
	if last < 0 {
		return waves
	}
	_, dir := c.Territory.view()
	unit, now := c.Territory.seen(dir), c.Territory.seen(sum)
	need := 0.0
	for l := range unit {
		need = max(need, (c.MV+now[l])/unit[l])
	}
	w := waves[last]
	for a := range dir {
		w.XYZ[a] = -need * dir[a]
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
	const before, length = 0.4, 0.8 // seconds, more than a QRS
	dipole := make([][3]float64, int(length*RateHz))
	for i := range waves {
		if isQRS(&waves[i]) {
			waves[i].add(dipole, before, 1, 1)
		}
	}
	field := dower()
	for _, p := range dipole {
		e := potentials(&field, p)
		for l, v := range e.leads() {
			lo[l], hi[l] = min(lo[l], v), max(hi[l], v)
		}
	}
	return lo, hi
}

// sokolowLyon are the depth of S in V1 and the larger R of V5 and V6.
func sokolowLyon(waves []Wave) (s, r float64) {
	lo, hi := qrsRange(waves)
	return -lo[LeadIndex("V1")], max(hi[LeadIndex("V5")], hi[LeadIndex("V6")])
}
