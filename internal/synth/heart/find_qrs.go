package heart

import "slices"

// findQRS applies the findings of QRS.
func (h *Heart) findQRS(waves []Wave) ([]Wave, error) {
	f := &h.Findings
	var out []Wave
	switch {
	case f.LVHMV != 0:
		sv1, r := sokolowLyon(waves)
		if sv1+r > 0 {
			waves = scaled(waves, f.LVHMV/(sv1+r), isQRS)
		}
		return waves, nil
	case f.RVHMV != 0:
		out = rightHypertrophy(waves, f.RVHMV)
	case f.OldInfarct == Posterior:
		out = posteriorInfarct(waves)
	case f.OldInfarct != "":
		out = infarct(waves, f.OldInfarct)
	case f.PoorR:
		out = poorR(waves)
	default:
		return waves, nil
	}
	if _, j := extentOf(waves, isQRS); out == nil || j == 0 {
		return nil, fail("these waves do not allow for the finding of QRS that was asked for")
	}
	return out, nil
}

// sokolowLyon are the depth of S in V1 and the larger R of V5 and V6.
func sokolowLyon(waves []Wave) (s, r float64) {
	lo, hi := qrsRange(waves)
	return -lo[LeadIndex("V1")], max(hi[LeadIndex("V5")], hi[LeadIndex("V6")])
}

// rightHypertrophy gives the right ventricle what it needs for its index: the
// left one's main vector and that of its back are smaller, a late one to the
// right and the front is added, and T turns from it.
func rightHypertrophy(waves []Wave, index float64) []Wave {
	sum, last := sumT(waves)
	size := frameOf(waves).size
	change := func(k float64) []Wave {
		// The more right, the less is seen of the left.
		left := 0.5 / (1 + 0.5*k)
		w := scaled(waves, left, isQRS)
		for i := range w {
			if w[i].Name == "S" {
				for a := range 3 {
					w[i].XYZ[a] *= 0.3
				}
			}
		}
		w = append(w, Wave{Name: "S", AtSec: 0.018, RiseSec: 0.013, FallSec: 0.013,
			XYZ: [3]float64{-0.75 * k * size, 0.30 * k * size, -0.65 * k * size}})
		if last < 0 {
			return w
		}
		t := waves[last]
		t.XYZ = [3]float64{0, 0, (0.15 + max(0, leadOf("V1", sum))) / 0.917}
		return append(w, t)
	}
	good := func(w []Wave) bool {
		lo, hi := qrsRange(w)
		v1, v5, v6, i, avf := LeadIndex("V1"), LeadIndex("V5"), LeadIndex("V6"), 0, LeadIndex("aVF")
		return hi[v1]+max(-lo[v5], -lo[v6]) >= index && hi[v1] >= 0.75 && hi[v1] > -1.15*lo[v1] &&
			hi[i]+lo[i] < -0.02 && hi[avf]+lo[avf] > 0
	}
	return grown(0.1, 8, 0.02, change, good)
}

// infarct takes from the territory the first 40 ms of its excitation, so that
// the dipole points away from it.
func infarct(waves []Wave, t Territory) []Wave {
	v := t.asView()
	size := frameOf(waves).size
	if t == Anterior || t == Septal {
		waves = without(waves, func(w *Wave) bool { return w.Name == "Q" })
	}
	change := func(k float64) []Wave {
		w := Wave{Name: "Q", AtSec: -0.030, RiseSec: 0.013, FallSec: 0.014}
		for a := range v.dir {
			w.XYZ[a] = -k * size * v.dir[a]
		}
		return append(slices.Clone(waves), w)
	}
	good := func(w []Wave) bool {
		s := sketchOf(w, isQRS)
		for _, lead := range v.leads {
			if sec, mv := qOf(s.lead(lead)); !(sec >= 0.034 && mv >= 0.13) {
				return false
			}
		}
		return true
	}
	return grown(0.15, 6, 0.03, change, good)
}

// qOf is how long and deep the Q wave is with which a QRS begins: from where it
// is 50 uV below the line to where it comes back to it. What rises first has
// no Q.
func qOf(v []float64) (sec, mv float64) {
	const line = 0.05
	i := slices.IndexFunc(v, func(x float64) bool { return x > line || x < -line })
	if i < 0 || v[i] > 0 {
		return 0, 0
	}
	from := i
	for ; i < len(v) && v[i] < 0; i++ {
		mv = max(mv, -v[i])
	}
	return float64(i-from) / RateHz, mv
}

// poorR takes from QRS what points to the front.
func poorR(waves []Wave) []Wave {
	size := frameOf(waves).size
	good := func(w []Wave) bool {
		s := sketchOf(w, isQRS)
		for _, lead := range []string{"V1", "V2", "V3"} {
			v := s.lead(lead)
			if sec, mv := qOf(v); slices.Max(v) > 0.27 || sec > 0 && mv > 0.05 {
				return false
			}
		}
		return true
	}
	// The septum's part is the r of V1 and V2: less of it where it is needed.
	for _, septum := range []float64{0.9, 0.75, 0.6, 0.45, 0.3} {
		less := scaled(waves, septum, func(w *Wave) bool { return w.Name == "Q" })
		change := func(k float64) []Wave {
			return append(slices.Clone(less), Wave{Name: "R", AtSec: 0, RiseSec: 0.011, FallSec: 0.010, XYZ: [3]float64{2: k * size}})
		}
		if out := grown(0.02, 3, 0.04, change, good); out != nil {
			return out
		}
	}
	return nil
}

// posteriorInfarct takes the back's part from QRS: what points to the front
// is left, longer and higher, and T goes with it.
func posteriorInfarct(waves []Wave) []Wave {
	size := frameOf(waves).size
	sum, last := sumT(waves)
	if last < 0 {
		return nil
	}
	change := func(k float64) []Wave {
		w := slices.Clone(waves)
		for i := range w {
			if w[i].Name == "S" {
				w[i].XYZ[2] *= max(0.1, 1-k)
			}
		}
		w = append(w, Wave{Name: "R", AtSec: 0, RiseSec: 0.016, FallSec: 0.016,
			XYZ: [3]float64{-0.25 * k * size, 0, -k * size}})
		t := waves[last]
		t.XYZ = [3]float64{2: min(0, -(0.15-leadOf("V1", sum))/0.917, -(0.15-leadOf("V2", sum))/1.387)}
		return append(w, t)
	}
	good := func(w []Wave) bool {
		s := sketchOf(w, isQRS)
		for _, lead := range []string{"V1", "V2"} {
			v := s.lead(lead)
			n := 0 // samples of R
			for _, x := range v {
				if x > 0.02 {
					n++
				}
			}
			if float64(n)/RateHz < 0.044 || slices.Max(v) < -1.1*slices.Min(v) {
				return false
			}
		}
		return true
	}
	return grown(0.1, 6, 0.05, change, good)
}
