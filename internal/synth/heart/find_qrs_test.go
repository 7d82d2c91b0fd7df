package heart

import (
	"slices"
	"testing"
)

// qrsTrace is a lead around the QRS at r against the line before P.
func qrsTrace(s *Signal, lead string, r float64) (out []float64) {
	base := s.at(lead, r-0.3)
	for _, x := range s.Lead(lead)[int((r-0.075)*RateHz):int((r+0.08)*RateHz)] {
		out = append(out, x-base)
	}
	return out
}

// qWave is how long and deep a QRS is negative at first, 50 uV apart from the
// line, so that P and T do not count; zeros if it rises first.
func qWave(v []float64) (sec, mv float64) {
	const line = 0.05
	i := slices.IndexFunc(v, func(x float64) bool { return x > line || x < -line })
	if i < 0 || v[i] > 0 {
		return 0, 0
	}
	n := 0
	for ; i < len(v) && v[i] < 0; i++ {
		mv = max(mv, -v[i])
		n++
	}
	return float64(n) / RateHz, mv
}

func TestOldInfarct(t *testing.T) {
	for _, territory := range []Territory{Anterior, Septal, Lateral, Inferior} {
		leads, _ := territory.view()
		each(t, 20, func(h *Heart) { h.Findings.OldInfarct = territory }, func(s *Signal, r float64) {
			for _, lead := range leads {
				sec, mv := qWave(qrsTrace(s, lead, r))
				within(t, "duration of Q in "+lead, sec, 0.030, 0.16)
				within(t, "depth of Q in "+lead, mv, 0.1, 5)
			}
			on, off := qrsOf(s, r)
			within(t, "QRS", off-on, 0.07, 0.135)
			wantLabels(t, s, "old_infarct_"+string(territory))
		})
	}
	// A usual heart has none of it.
	s := record(t, quiet(0), 5)
	for _, lead := range []string{"II", "III", "aVF", "V2", "V3", "V4"} {
		if sec, mv := qWave(qrsTrace(s, lead, clearBeat(t, s))); sec >= 0.03 && mv >= 0.1 {
			t.Errorf("usual heart: Q of %.3f s and %.2f mV in %s", sec, mv, lead)
		}
	}
}

func TestPosteriorInfarct(t *testing.T) {
	each(t, 20, func(h *Heart) { h.Findings.OldInfarct = Posterior }, func(s *Signal, r float64) {
		for _, lead := range []string{"V1", "V2"} {
			v := qrsTrace(s, lead, r)
			n := 0
			for _, x := range v[:len(v)-10] {
				if x > 0.02 {
					n++
				}
			}
			within(t, "duration of R in "+lead, float64(n)/RateHz, 0.04, 0.15)
			within(t, "R/S in "+lead, -slices.Max(v)/min(slices.Min(v), -1e-3), 1, 1e6)
			within(t, "T in "+lead, s.at(lead, r+0.3)-s.at(lead, r-0.3), 0.1, 2)
		}
		wantLabels(t, s, "old_infarct_posterior")
	})
}

func TestPoorRProgression(t *testing.T) {
	each(t, 20, func(h *Heart) { h.Findings.PoorR = true }, func(s *Signal, r float64) {
		for _, lead := range []string{"V1", "V2", "V3"} {
			v := qrsTrace(s, lead, r)
			within(t, "R in "+lead, slices.Max(v[:len(v)-15]), -1, 0.3)
		}
		wantLabels(t, s, "poor_r_progression")
	})
	s := record(t, quiet(0), 5)
	within(t, "R of a usual heart in V3", slices.Max(qrsTrace(s, "V3", clearBeat(t, s))), 0.4, 3)
}

func TestRightHypertrophy(t *testing.T) {
	for _, index := range []float64{1.05, 2} {
		each(t, 20, func(h *Heart) { h.Findings.RVHMV = index }, func(s *Signal, r float64) {
			v1 := qrsTrace(s, "V1", r)
			s5, s6 := -slices.Min(qrsTrace(s, "V5", r)), -slices.Min(qrsTrace(s, "V6", r))
			r1, s1 := slices.Max(v1), -slices.Min(v1)
			// At least the index; more where R above S or the axis ask for it.
			within(t, "index", r1+max(s5, s6), index-0.1, max(index+0.1, 1.5))
			within(t, "R in V1", r1, 0.7, 5)
			within(t, "R/S in V1", r1/max(s1, 1e-3), 1, 1e6)
			a := axis(s, r)
			if a < 0 {
				a += 360
			}
			within(t, "axis", a, 90, 180)
			within(t, "T in V1", s.at("V1", r+0.3)-s.at("V1", r-0.3), -1, -0.05)
			wantLabels(t, s, "rvh")
		})
	}
}

func TestDextrocardia(t *testing.T) {
	plain, s := record(t, quiet(0), 5), record(t, Heart{RateBPM: 60, Findings: Findings{Dextrocardia: true}}, 5)
	r := clearBeat(t, s)
	lo, hi := rangeOf(s, "I", r)
	within(t, "QRS in I", lo+hi, -3, -0.3)
	within(t, "P in I", s.at("I", r-0.15), -0.2, -0.02)
	within(t, "T in I", s.at("I", r+0.3), -0.5, -0.05)
	_, v1 := rangeOf(s, "V1", r)
	_, v6 := rangeOf(s, "V6", r)
	within(t, "R in V6 against V1", v6-v1, -3, 0)
	// What is seen of the foot is as before.
	field := dower()
	within(t, "aVF", s.at("aVF", r)-plain.at("aVF", r)+2*1.25*(field[1][0]-field[0][0]/2)*1, -0.2, 0.2)
	wantLabels(t, s, "dextrocardia")
}
