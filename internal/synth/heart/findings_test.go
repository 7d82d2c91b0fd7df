package heart

import (
	"math"
	"slices"
	"testing"
)

// clearBeat is a beat whose waves lie in the signal.
func clearBeat(t *testing.T, s *Signal) float64 {
	t.Helper()
	for _, r := range s.BeatsSec {
		if s.inside(r) {
			return r
		}
	}
	t.Fatal("no beat")
	return 0
}

// rangeOf is the lowest and highest value of a lead's QRS.
func rangeOf(s *Signal, lead string, r float64) (lo, hi float64) {
	v := s.MV[LeadIndex(lead)][int((r-0.09)*RateHz):int((r+0.1)*RateHz)]
	return slices.Min(v), slices.Max(v)
}

func TestBundleBranchBlocks(t *testing.T) {
	s := record(t, Heart{RateBPM: 60, Conduction: LBBB}, 5)
	r := clearBeat(t, s)
	on, off := qrsOf(s, r)
	within(t, "QRS of LBBB", off-on, 0.12, 0.18)
	for _, lead := range []string{"I", "aVL", "V5", "V6"} {
		lo, hi := rangeOf(s, lead, r)
		within(t, "R of LBBB in "+lead, hi, 0.3, 3)
		if q := slices.Min(s.MV[LeadIndex(lead)][int(on*RateHz):int(r*RateHz)]); q < -0.02 {
			t.Errorf("LBBB: q of %.3f mV in %s", q, lead)
		}
		if st := s.at(lead, off+0.06); st >= 0 || s.at(lead, r+0.32) >= -0.05 {
			t.Errorf("LBBB: ST %.3f and T %.3f mV in %s, want both against QRS (%.2f to %.2f)", st, s.at(lead, r+0.32), lead, lo, hi)
		}
	}
	lo, hi := rangeOf(s, "V1", r)
	within(t, "QRS of LBBB in V1", hi+lo, -3, -0.5)
	lo, hi = rangeOf(s, "V3", r)
	within(t, "QRS of LBBB in V3", hi+lo, -3, -0.2)
	// The notch: R of V6 has two peaks.
	v, peaks := s.MV[LeadIndex("V6")], 0
	for i := int(on * RateHz); i < int(off*RateHz); i++ {
		if v[i] > v[i-1] && v[i] >= v[i+1] && v[i] > 0.2 {
			peaks++
		}
	}
	if peaks != 2 {
		t.Errorf("LBBB: %d peaks of R in V6, want 2", peaks)
	}

	s = record(t, Heart{RateBPM: 60, Conduction: RBBB}, 5)
	r = clearBeat(t, s)
	on, off = qrsOf(s, r)
	within(t, "QRS of RBBB", off-on, 0.12, 0.18)
	within(t, "R' of RBBB in V1", s.at("V1", r+0.064), 0.3, 2)
	within(t, "S before it", slices.Min(s.MV[6][int(r*RateHz):int((r+0.064)*RateHz)]), -3, -0.1)
	for _, lead := range []string{"I", "V6"} {
		n := 0 // samples of S
		for i := int(r * RateHz); i < int((r+0.12)*RateHz); i++ {
			if s.MV[LeadIndex(lead)][i] < -0.05 {
				n++
			}
		}
		// The criterion: S wider than 40 ms (or than R).
		within(t, "duration of S in "+lead, float64(n)/RateHz, 0.04, 0.1)
	}
	within(t, "T of RBBB in V1", s.at("V1", r+0.30), -1, -0.05)
}

func TestPreexcitation(t *testing.T) {
	h := Heart{RateBPM: 60, Conduction: WPW}
	s := record(t, h, 5)
	r := clearBeat(t, s)
	p, height := pOf(s, r-0.3, r-0.11)
	// The delta wave begins gently: where it first leaves the line by 5 % of R.
	_, top := rangeOf(s, "V4", r)
	v := s.MV[LeadIndex("V4")]
	i := int(r * RateHz)
	for math.Abs(v[i]) > 0.05*top {
		i--
	}
	on := float64(i) / RateHz
	_, off := qrsOf(s, r)
	within(t, "P", height, 0.05, 0.3)
	within(t, "PR", on-p, 0.06, 0.12)
	within(t, "QRS", off-on, 0.12, 0.17)
	within(t, "delta wave in V4, 40 ms before R", s.at("V4", r-0.036), 0.2, 1)
	within(t, "the same without", record(t, Heart{RateBPM: 60}, 5).at("V4", r-0.036), -0.2, 0.1)
}

func TestSTByTerritory(t *testing.T) {
	plain := record(t, Heart{RateBPM: 60}, 5)
	r := clearBeat(t, plain)
	_, off := qrsOf(plain, r)
	for _, c := range []struct {
		territory Territory
		against   []string
	}{
		{Anterior, nil}, {Septal, []string{"V6"}}, {Lateral, []string{"III"}}, {Inferior, []string{"I", "aVL"}},
	} {
		for _, mv := range []float64{0.3, -0.15} {
			s := record(t, Heart{RateBPM: 60, Findings: Findings{ST: Change{c.territory, mv}}}, 5)
			shift := func(lead string) float64 { return (s.at(lead, off+0.06) - plain.at(lead, off+0.06)) / mv }
			leads, _ := c.territory.view()
			least := math.Inf(1)
			for _, lead := range leads {
				within(t, string(c.territory)+" shift in "+lead, shift(lead), 0.93, 1.8)
				least = min(least, shift(lead))
			}
			within(t, "least shift", least, 0.93, 1.07) // J is measured to 6 ms
			for _, lead := range c.against {
				within(t, string(c.territory)+" reciprocal shift in "+lead, shift(lead), -1.5, -0.2)
			}
			// The level itself, against the line before P.
			for _, lead := range leads {
				level := s.at(lead, off+0.06) - s.at(lead, r-0.26)
				if level*mv <= 0 || math.Abs(level) < 0.9*math.Abs(mv)-0.02 {
					t.Errorf("%s ST of %g: level in %s is %.3f mV", c.territory, mv, lead, level)
				}
			}
			name := "stemi_"
			if mv < 0 {
				name = "st_depression_"
			}
			wantLabels(t, s, name+string(c.territory))
		}
	}
}

func TestTInversion(t *testing.T) {
	for _, territory := range []Territory{Anterior, Septal, Lateral, Inferior} {
		s := record(t, Heart{RateBPM: 60, Findings: Findings{TInversion: Change{territory, 0.3}}}, 5)
		r := clearBeat(t, s)
		leads, _ := territory.view()
		top := math.Inf(-1)
		for _, lead := range leads {
			top = max(top, s.at(lead, r+0.3))
		}
		within(t, "flattest T "+string(territory), top, -0.31, -0.29)
		wantLabels(t, s, "t_inversion_"+string(territory))
	}
}

func TestHypertrophy(t *testing.T) {
	for seed := range uint64(10) {
		h := RandomHeart(seed)
		h.MuscleMV, h.MainsMV, h.WanderMV, h.Breathing = 0, 0, 0, 0
		h.RateBPM = 60
		h.Findings = Findings{LVHMV: 4.2, Strain: true}
		s := record(t, h, 5)
		r := clearBeat(t, s)
		lo, _ := rangeOf(s, "V1", r)
		_, r5 := rangeOf(s, "V5", r)
		_, r6 := rangeOf(s, "V6", r)
		// P and ST reach into QRS a little.
		within(t, "Sokolow-Lyon index", -lo+max(r5, r6), 4.0, 4.4)
		wantLabels(t, s, "lvh", "strain")
	}
	s := record(t, Heart{RateBPM: 60}, 5)
	lo, _ := rangeOf(s, "V1", clearBeat(t, s))
	_, r5 := rangeOf(s, "V5", clearBeat(t, s))
	within(t, "index of a normal heart", -lo+r5, 1, 3.4)
}

func TestLowVoltage(t *testing.T) {
	for seed := range uint64(10) {
		for _, c := range []Conduction{NormalConduction, LBBB, RBBB} {
			h := RandomHeart(seed)
			h.MuscleMV, h.MainsMV, h.WanderMV = 0, 0, 0
			h.RateBPM = 60 // so that no T falls into QRS
			h.Conduction, h.Findings.LowVoltage, h.Ectopy.PVC = c, true, 0.3
			s := record(t, h, 8)
			for _, r := range s.BeatsSec {
				if !s.inside(r) {
					continue
				}
				for l, lead := range LeadNames() {
					limit := 1.0
					if l < 6 {
						limit = 0.5
					}
					lo, hi := rangeOf(s, lead, r)
					within(t, "QRS in "+lead, hi-lo, 0, limit)
				}
			}
			wantLabels(t, s, "low_voltage")
		}
	}
}
