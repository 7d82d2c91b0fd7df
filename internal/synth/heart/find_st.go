package heart

import "slices"

// enlarged replaces P by that of enlarged atria: the right one, which comes
// first, is high and peaked, the left one late and turned to the back. Sizes
// are absolute, as the criteria are; nil if there is no P.
func enlarged(waves []Wave, left, right bool) []Wave {
	_, end := extentOf(waves, isP)
	if end == 0 {
		return nil
	}
	first := Wave{Name: "P", RiseSec: 0.018, FallSec: 0.018, XYZ: [3]float64{0.09, 0.09, -0.07}}
	last := Wave{Name: "P", RiseSec: 0.018, FallSec: 0.018, XYZ: [3]float64{0.09, 0.03, 0.05}}
	gap := 0.030
	if right {
		first.XYZ = [3]float64{0.10, 0.28, -0.26}
		first.RiseSec, first.FallSec = 0.017, 0.017
	}
	if left {
		last.XYZ = [3]float64{0.14, 0.10, 0.15}
		last.RiseSec, last.FallSec = 0.017, 0.018
		first.RiseSec, first.FallSec = 0.017, 0.015
		gap = 0.060
	}
	last.AtSec = end - extentSD*last.FallSec
	first.AtSec = last.AtSec - gap
	return append(without(waves, isP), first, last)
}

// findRecovery applies the findings of ST and T other than ST and TInversion.
func (h *Heart) findRecovery(waves []Wave) ([]Wave, error) {
	f := &h.Findings
	if _, recovery := f.counts(); recovery == 0 {
		return waves, nil
	}
	_, last := sumT(waves)
	if _, j := extentOf(waves, isQRS); last < 0 || j == 0 {
		return nil, fail("a finding of ST and T without QRS or T")
	}
	switch {
	case f.EarlyRepolMV != 0:
		return earlyRepolarised(waves, f.EarlyRepolMV), nil
	case f.PericarditisMV != 0:
		return pericarditis(waves, f.PericarditisMV), nil
	case f.PotassiumMM >= 5:
		return hyperkalaemia(waves, f.PotassiumMM), nil
	case f.PotassiumMM != 0:
		return hypokalaemia(waves, f.PotassiumMM), nil
	case f.BrugadaMV != 0:
		return brugada(waves, f.BrugadaMV), nil
	case f.OsbornMV != 0:
		v := view{[]string{"II", "V4", "V5", "V6"}, [3]float64{0.8, 0.6, -0.1}}
		return withJ(waves, v, f.OsbornMV, 0.016, 0.013, 0.014), nil
	case f.DigitalisMV != 0:
		return digitalis(waves, f.DigitalisMV), nil
	}
	return wellens(waves, f.Wellens)
}

// withJ adds a wave after the end of QRS that the leads of a view see with mv
// or more.
func withJ(waves []Wave, v view, mv, late, rise, fall float64) []Wave {
	_, j := extentOf(waves, isQRS)
	return append(slices.Clone(waves), Wave{Name: "J", AtSec: j + late, RiseSec: rise, FallSec: fall, XYZ: v.dipole(mv)})
}

// earlyRepolarised adds the notch and half as much ST elevation behind it.
func earlyRepolarised(waves []Wave, mv float64) []Wave {
	v := view{[]string{"II", "aVF", "V4", "V5", "V6"}, [3]float64{0.6, 0.7, -0.1}}
	out := withJ(waves, v, mv, 0.002, 0.006, 0.010)
	_, j := extentOf(waves, isQRS)
	return append(out, Wave{Name: "ST", AtSec: j + 0.10, RiseSec: 0.045, FallSec: 0.06, XYZ: v.dipole(mv / 2)})
}

// pericarditis moves ST up nearly everywhere, and the PR segment down.
func pericarditis(waves []Wave, mv float64) []Wave {
	v := view{[]string{"I", "II", "aVF", "V2", "V3", "V4", "V5", "V6"}, [3]float64{0.75, 0.40, -0.25}}
	out := shifted(waves, v, mv)
	_, p := extentOf(waves, isP)
	if p == 0 {
		return out
	}
	// The PR segment: from the end of P into QRS.
	q, _ := extentOf(waves, isQRS)
	ta := Wave{Name: "Ta", AtSec: p + 0.010, RiseSec: 0.020, FallSec: max(0.02, (q-p)/2)}
	ta.XYZ = view{[]string{"II"}, [3]float64{0.6, 0.6, 0}}.dipole(-max(0.05, mv/2))
	return append(out, ta)
}

// wideMM is the potassium from which P and QRS change.
const wideMM = 6.5

// hyperkalaemia makes T tall and narrow, and from wideMM P flat and QRS wide.
func hyperkalaemia(waves []Wave, mm float64) []Wave {
	if mm > wideMM {
		by := (mm - wideMM) / (9 - wideMM) // 0 to 1
		from, to := extentOf(waves, isQRS)
		waves = spanQRS(waves, from*(1+0.6*by), to*(1+0.6*by))
		waves = scaled(waves, 1-0.95*by, isP)
	}
	waves = slices.Clone(waves)
	sum, _ := sumT(waves)
	tall := 0.85 + 0.2*(mm-5.6)
	now := max(leadOf("V2", sum), leadOf("V3", sum), leadOf("V4", sum))
	for i := range waves {
		if w := &waves[i]; w.Name == "T" {
			w.RiseSec, w.FallSec = 0.032, 0.028
		}
	}
	// A T that points elsewhere is not made larger but helped.
	if now > 0.15 {
		waves = scaled(waves, max(1, tall/now), func(w *Wave) bool { return w.Name == "T" })
		return waves
	}
	_, last := sumT(waves)
	t := waves[last]
	t.XYZ = view{[]string{"V2", "V3", "V4"}, [3]float64{0.4, 0.1, -0.8}}.dipole(tall - min(now, 0))
	return append(waves, t)
}

// hypokalaemia makes T flat, lowers ST and adds U.
func hypokalaemia(waves []Wave, mm float64) []Wave {
	by := (3.6 - mm) / (3.6 - 1.5) // 0.1 to 1
	end := tangentEnd(waves)
	// U comes to be as high as T, and higher, whatever T was.
	sum, _ := sumT(waves)
	now := max(leadOf("V2", sum), leadOf("V3", sum), leadOf("V4", sum), 1e-6)
	flat := min(1-0.75*by, (0.35-0.27*by)/now)
	waves = scaled(waves, flat, func(w *Wave) bool { return w.Name == "T" })
	v := view{[]string{"II", "V4", "V5", "V6"}, [3]float64{0.8, 0.45, 0}}
	waves = shifted(waves, v, -0.05-0.05*by)
	u := Wave{Name: "U", AtSec: end + 0.085, RiseSec: 0.034, FallSec: 0.045, Recovery: true}
	u.XYZ = view{[]string{"V2", "V3", "V4"}, [3]float64{0.35, 0.10, -0.7}}.dipole(0.08 + 0.14*by)
	return append(waves, u)
}

// brugada adds a step at the end of QRS that slopes down, and turns T.
func brugada(waves []Wave, mv float64) []Wave {
	v := Septal.asView()
	_, j := extentOf(waves, isQRS)
	waves = append(slices.Clone(waves), Wave{Name: "ST", AtSec: j, RiseSec: 0.012, FallSec: 0.055, XYZ: v.dipole(1.05 * mv)})
	return invertT(waves, Change{Septal, 0.15})
}

// digitalis lets ST sag like a bowl and makes T flat and early.
func digitalis(waves []Wave, mv float64) []Wave {
	v := view{[]string{"I", "II", "V5", "V6"}, [3]float64{0.9, 0.40, 0}}
	waves = scaled(waves, 0.5, func(w *Wave) bool { return w.Name == "T" })
	for i := range waves {
		if waves[i].Name == "T" {
			waves[i].AtSec -= 0.03
		}
	}
	_, j := extentOf(waves, isQRS)
	return append(waves, Wave{Name: "ST", AtSec: j + 0.065, RiseSec: 0.035, FallSec: 0.045, XYZ: v.dipole(-1.05 * mv)})
}

// wellens turns T in the front: wholly, or its last part only.
func wellens(waves []Wave, kind Wellens) ([]Wave, error) {
	if kind == WellensDeep {
		return invertT(waves, Change{Anterior, 0.35}), nil
	}
	v := view{[]string{"V2", "V3"}, [3]float64{0.2, 0, -1}}
	sum, last := sumT(waves)
	waves = slices.Clone(waves)
	// Up by 0.25 mV at first, whatever T was.
	first := waves[last]
	now := slices.Min(v.seen(sum))
	first.XYZ = v.dipole(max(0, 0.25-now))
	waves = append(waves, first)
	end := tangentEnd(waves)
	good := func(w []Wave) bool {
		s := sketchOf(w, func(w *Wave) bool { return w.Name == "T" })
		for _, lead := range v.leads {
			if slices.Min(s.lead(lead)) > -0.15 {
				return false
			}
		}
		return true
	}
	change := func(k float64) []Wave {
		return append(slices.Clone(waves), Wave{Name: "T", AtSec: end, RiseSec: 0.030, FallSec: 0.030,
			XYZ: v.dipole(-k), Recovery: true})
	}
	if out := grown(0.1, 3, 0.05, change, good); out != nil {
		return out, nil
	}
	return nil, fail("these waves do not allow for Wellens' biphasic T")
}
