package heart

import (
	"slices"
	"testing"
)

// level is a lead's value against the line before P, a time after R.
func level(s *Signal, lead string, r, after float64) float64 {
	return s.at(lead, r+after) - s.at(lead, r-0.3)
}

func TestAtrialEnlargement(t *testing.T) {
	p := func(s *Signal, lead string, r float64) []float64 {
		on, _ := qrsOf(s, r)
		from := r - 0.34
		base := s.at(lead, from)
		var out []float64
		for _, x := range s.Lead(lead)[int(from*RateHz):int((on-0.008)*RateHz)] {
			out = append(out, x-base)
		}
		return out
	}
	each(t, 20, func(h *Heart) { h.Findings.LeftAtrial = true }, func(s *Signal, r float64) {
		two := p(s, "II", r)
		long, peaks := 0, []int{}
		for i := 1; i+1 < len(two); i++ {
			if two[i] > 0.02 {
				long++
			}
			if two[i] > two[i-1] && two[i] >= two[i+1] && two[i] > 0.05 {
				peaks = append(peaks, i)
			}
		}
		within(t, "P in II", float64(long)/RateHz, 0.115, 0.17) // from 20 uV to 20 uV
		if len(peaks) != 2 || float64(peaks[1]-peaks[0])/RateHz < 0.04 {
			t.Errorf("peaks of P in II at samples %v", peaks)
		}
		area := 0.0
		for _, x := range p(s, "V1", r) {
			area += min(x, 0) / RateHz
		}
		within(t, "last part in V1, uVs", area*1000, -20, -4)
		wantLabels(t, s, "left_atrial_enlargement")
	})
	each(t, 20, func(h *Heart) { h.Findings.RightAtrial = true }, func(s *Signal, r float64) {
		within(t, "P in II", slices.Max(p(s, "II", r)), 0.25, 0.5)
		within(t, "P in V1", slices.Max(p(s, "V1", r)), 0.15, 0.4)
		wantLabels(t, s, "right_atrial_enlargement")
	})
	within(t, "P of a usual heart", slices.Max(p(record(t, quiet(0), 5), "II", clearBeat(t, record(t, quiet(0), 5)))), 0.05, 0.2)
}

// jOf is the end of QRS in the same heart without the finding.
func jOf(t *testing.T, seed uint64) float64 {
	h := quiet(seed)
	h.setDefaults()
	_, j := extentOf(h.Waves, isQRS)
	return j
}

func TestEarlyRepolarisationAndOsborn(t *testing.T) {
	for seed := range uint64(12) {
		plain := record(t, quiet(seed), 5)
		r, j := clearBeat(t, plain), jOf(t, seed)
		h := quiet(seed)
		h.Findings.EarlyRepolMV = 0.2
		s := record(t, h, 5)
		for _, lead := range []string{"II", "aVF", "V4", "V5", "V6"} {
			within(t, "notch in "+lead, s.at(lead, r+j+0.002)-plain.at(lead, r+j+0.002), 0.18, 0.8)
			within(t, "ST in "+lead, s.at(lead, r+j+0.08)-plain.at(lead, r+j+0.08), 0.08, 0.5)
		}
		// A notch: in some lead the signal rises again after R's way down.
		notched := 0
		for _, lead := range []string{"II", "aVF", "V4", "V5", "V6"} {
			v := s.Lead(lead)
			for i := int((r + 0.015) * RateHz); i < int((r+j+0.02)*RateHz); i++ {
				if v[i] < v[i-1] && v[i+1] > v[i] {
					notched++
					break
				}
			}
		}
		if notched < 2 {
			t.Errorf("seed %d: a notch in %d leads, want 2 or more", seed, notched)
		}
		wantLabels(t, s, "early_repolarisation")

		h = quiet(seed)
		h.Findings.OsbornMV = 0.4
		s = record(t, h, 5)
		for _, lead := range []string{"II", "V4", "V5", "V6"} {
			within(t, "dome in "+lead, s.at(lead, r+j+0.016)-plain.at(lead, r+j+0.016), 0.38, 1.6)
			within(t, "its height above the line in "+lead, level(s, lead, r, j+0.016), 0.3, 2)
			within(t, "line behind it in "+lead, s.at(lead, r+j+0.08)-plain.at(lead, r+j+0.08), -0.01, 0.03)
		}
		wantLabels(t, s, "osborn_wave")
	}
}

func TestPericarditis(t *testing.T) {
	for seed := range uint64(12) {
		h := quiet(seed)
		plain := record(t, h, 5)
		h.Findings.PericarditisMV = 0.1
		s := record(t, h, 5)
		r := clearBeat(t, s)
		_, off := qrsOf(plain, r)
		shift := func(lead string, sec float64) float64 { return s.at(lead, sec) - plain.at(lead, sec) }
		for _, lead := range []string{"I", "II", "aVF", "V2", "V3", "V4", "V5", "V6"} {
			within(t, "ST in "+lead, shift(lead, off+0.06), 0.09, 0.4)
		}
		within(t, "ST in aVR", shift("aVR", off+0.06), -0.4, -0.08)
		low := 0.0
		for x := r - 0.16; x < r-0.04; x += 0.002 {
			low = min(low, shift("II", x))
		}
		within(t, "PR segment in II", low, -0.1, -0.045)
		wantLabels(t, s, "pericarditis")
	}
}

func TestPotassium(t *testing.T) {
	for seed := range uint64(12) {
		h := quiet(seed)
		plain := record(t, h, 5)
		r := clearBeat(t, plain)
		h.Findings.PotassiumMM = 8.5
		s := record(t, h, 5)
		top, lead := 0.0, ""
		for _, l := range []string{"V2", "V3", "V4"} {
			v := s.Lead(l)[int((r+0.2)*RateHz):int((r+0.4)*RateHz)]
			if m := slices.Max(v); m > top {
				top, lead = m, l
			}
		}
		within(t, "T in "+lead, top, 1, 2.5)
		n := 0 // narrow: width at half height
		for _, x := range s.Lead(lead)[int((r+0.15)*RateHz):int((r+0.45)*RateHz)] {
			if x > top/2 {
				n++
			}
		}
		within(t, "width of T", float64(n)/RateHz, 0.05, 0.085)
		on, off := qrsOf(s, r)
		wasOn, wasOff := qrsOf(plain, r)
		within(t, "QRS against before", (off-on)/(wasOff-wasOn), 1.25, 1.8)
		peak := func(s *Signal) float64 {
			v := s.MV[1][int((r-0.3)*RateHz):int((r-0.1)*RateHz)]
			return slices.Max(v) - v[0]
		}
		within(t, "P in II against before", peak(s)/peak(plain), -0.1, 0.6)
		wantLabels(t, s, "hyperkalaemia")

		h.Findings.PotassiumMM = 2
		s = record(t, h, 5)
		end := tEnd(plain, "V4", r, 0.2, 0.4) - r
		for _, l := range []string{"V2", "V3", "V4"} {
			u := level(s, l, r, end+0.085)
			within(t, "U in "+l, u, 0.1, 0.6)
			within(t, "U without the finding", level(plain, l, r, end+0.085), -0.02, 0.02)
		}
		within(t, "U against T in V3", level(s, "V3", r, end+0.085)-level(s, "V3", r, 0.3), -0.05, 1)
		within(t, "ST in V5", s.at("V5", r+wasOff-r+0.06)-plain.at("V5", wasOff+0.06), -0.3, -0.05)
		wantLabels(t, s, "hypokalaemia")
	}
}

func TestBrugada(t *testing.T) {
	for seed := range uint64(12) {
		h := quiet(seed)
		h.Findings.BrugadaMV = 0.3
		s := record(t, h, 5)
		r, j := clearBeat(t, s), jOf(t, seed)
		for _, lead := range []string{"V1", "V2"} {
			// The highest place behind R, then down without a rise into T.
			top, at := -1.0, 0.0
			for x := j - 0.015; x < j+0.04; x += 0.002 {
				if v := level(s, lead, r, x); v > top {
					top, at = v, x
				}
			}
			within(t, "J in "+lead, top, 0.2, 1.5)
			for x := at + 0.006; x < 0.28; x += 0.002 {
				if d := level(s, lead, r, x+0.002) - level(s, lead, r, x); d > 0.003 {
					t.Errorf("seed %d: %s rises by %.4f mV at %.3f s", seed, lead, d, x)
				}
			}
			within(t, "T in "+lead, level(s, lead, r, 0.3), -1.5, -0.05)
		}
		wantLabels(t, s, "brugada_type1")
	}
}

func TestDigitalis(t *testing.T) {
	for seed := range uint64(12) {
		h := quiet(seed)
		plain := record(t, h, 5)
		h.Findings.DigitalisMV = 0.15
		s := record(t, h, 5)
		r, j := clearBeat(t, s), jOf(t, seed)
		for _, lead := range []string{"I", "II", "V5", "V6"} {
			mid := s.at(lead, r+j+0.065) - plain.at(lead, r+j+0.065)
			within(t, "sag in "+lead, mid, -0.6, -0.14)
			// A bowl: deeper than at both of its ends.
			for _, x := range []float64{j - 0.01, j + 0.165} {
				if end := s.at(lead, r+x) - plain.at(lead, r+x); end < mid/2-0.12 {
					t.Errorf("seed %d: %s is moved by %.3f at %.3f s and by %.3f mV in the middle", seed, lead, end, x, mid)
				}
			}
		}
		within(t, "T's end against before", tEnd(s, "V3", r, 0.23, 0.4)-tEnd(plain, "V3", r, 0.23, 0.4), -0.05, -0.01)
		wantLabels(t, s, "digitalis")
	}
}

func TestWellens(t *testing.T) {
	for seed := range uint64(12) {
		for kind, label := range map[Wellens]string{WellensBiphasic: "wellens_a", WellensDeep: "wellens_b"} {
			h := quiet(seed)
			h.Findings.Wellens = kind
			s := record(t, h, 5)
			r := clearBeat(t, s)
			for _, lead := range []string{"V2", "V3"} {
				base := s.at(lead, r-0.3)
				v := s.Lead(lead)[int((r+0.2)*RateHz):int((r+0.55)*RateHz)]
				low := slices.Index(v, slices.Min(v))
				within(t, "T's low of "+label+" in "+lead, v[low]-base, -2, -0.1)
				if kind == WellensBiphasic {
					within(t, "T's high before it in "+lead, slices.Max(v[:low])-base, 0.1, 2)
				} else {
					within(t, "T's high in "+lead, slices.Max(v)-base, -0.1, 0.1)
				}
			}
			wantLabels(t, s, label)
		}
	}
}

func TestPosteriorElevation(t *testing.T) {
	h := Heart{RateBPM: 60, MoreLeads: []string{"V9", "V7", "V8"}}
	plain := record(t, h, 5)
	h.Findings.ST = Change{Posterior, 0.1}
	s := record(t, h, 5)
	r := clearBeat(t, s)
	_, off := qrsOf(plain, r)
	for _, lead := range []string{"V7", "V8", "V9"} {
		within(t, "ST in "+lead, s.at(lead, off+0.06)-plain.at(lead, off+0.06), 0.093, 0.2)
	}
	for _, lead := range []string{"V1", "V2", "V3"} {
		within(t, "ST in "+lead, s.at(lead, off+0.06)-plain.at(lead, off+0.06), -0.6, -0.1)
	}
	wantLabels(t, s, "stemi_posterior")
}

// TestLargeAtriaAreLabelledUnderAnyRhythmWithP looks at hearts whose ventricles
// do not follow the atria.
func TestLargeAtriaAreLabelledUnderAnyRhythmWithP(t *testing.T) {
	for name, h := range map[string]Heart{
		"dual pacing":    {Pacing: DualPacing},
		"complete block": {AV: CompleteBlock},
		"sinus":          {},
	} {
		h.Findings.LeftAtrial, h.Seed = true, 3
		if s := record(t, h, 10); !slices.Contains(s.Labels, "left_atrial_enlargement") {
			t.Errorf("%s: labels are %v", name, s.Labels)
		}
	}
	h := Heart{Rhythm: AtrialFibrillation, Findings: Findings{LeftAtrial: true}}
	if s, err := h.Signal(10); err == nil && slices.Contains(s.Labels, "left_atrial_enlargement") {
		t.Error("atria without P are labelled")
	}
}
