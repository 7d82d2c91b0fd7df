package heart

import (
	"math"
	"slices"
	"testing"
)

func TestMotionTouchesItsElectrodeOnly(t *testing.T) {
	plain := record(t, Heart{}, 5)
	s := record(t, Heart{Disturb: Disturb{Motion: []Motion{{C3, 2, 1.5, 0.5}, {LA, 3, -0.6, 0}}}}, 5)
	diff := func(lead string, sec float64) float64 { return s.at(lead, sec) - plain.at(lead, sec) }
	within(t, "V3 before", diff("V3", 1.99), -1e-9, 1e-9)
	within(t, "V3 at the jolt", diff("V3", 2), 1.499, 1.501)
	within(t, "V3 after its decay", diff("V3", 2.5), 1.5/math.E-1e-3, 1.5/math.E+1e-3)
	within(t, "V2", diff("V2", 2.1), -1e-9, 1e-9)
	within(t, "I after a step of LA", diff("I", 4.5), -0.601, -0.599)
	within(t, "II, which has no LA", diff("II", 4.5), -1e-9, 1e-9)
	within(t, "V2, by Wilson's terminal", diff("V2", 4.5), 0.199, 0.201)
	wantLabels(t, s, "motion")
}

func TestLostElectrodes(t *testing.T) {
	h := Heart{MuscleMV: 0.02, WanderMV: 0.2, Disturb: Disturb{Off: []Off{{C2, 1, 3, 0}, {RA, 3.5, 4.5, 5}}, ClipMV: 4}}
	s := record(t, h, 5)
	flat := s.MV[LeadIndex("V2")][1*RateHz : 3*RateHz]
	within(t, "lost V2", slices.Max(flat)-slices.Min(flat), 0, 1e-9)
	kept := s.MV[LeadIndex("V2")][3*RateHz : 3*RateHz+RateHz/2]
	if slices.Max(kept)-slices.Min(kept) < 0.2 {
		t.Error("V2 stays flat with its electrode back")
	}
	rail := s.MV[LeadIndex("I")][int(3.6*RateHz):int(4.4*RateHz)]
	within(t, "I at the rail", slices.Max(rail), -4, -4)
	wantLabels(t, s, "lead_off", "clipped")

	// Without saturation the relations hold.
	h.Disturb.ClipMV = 0
	if e := relations(record(t, h, 5)); e > 1e-9 {
		t.Errorf("relations are off by %g mV", e)
	}
}

func TestClipping(t *testing.T) {
	s := record(t, Heart{Disturb: Disturb{ClipMV: 0.6}}, 5)
	top := 0.0
	for _, v := range s.MV {
		top = max(top, slices.Max(v), -slices.Min(v))
	}
	within(t, "highest value", top, 0.6, 0.6)
	if relations(s) < 0.01 {
		t.Error("relations hold although leads are clipped")
	}
	s = record(t, Heart{Disturb: Disturb{ClipMV: 20}}, 5)
	if slices.Contains(s.Labels, "clipped") {
		t.Error("clipped, they say, where nothing is")
	}
}

func TestMainsFrequency(t *testing.T) {
	for _, hz := range []float64{0, 60} {
		h := Heart{MainsMV: 0.3, Disturb: Disturb{MainsHz: hz}, Waves: []Wave{{Name: "R", RiseSec: 0.01, FallSec: 0.01}}}
		v := h.noise(5 * RateHz)[4]
		want := hz
		if hz == 0 {
			want = 50
		}
		re, im, all := 0.0, 0.0, 0.0
		for i, x := range v {
			sin, cos := math.Sincos(2 * math.Pi * want * float64(i) / RateHz)
			re, im, all = re+x*cos, im+x*sin, all+x*x
		}
		within(t, "share of mains", 2*(re*re+im*im)/float64(len(v))/all, 0.99, 1.01)
	}
}

func TestSwappedElectrodes(t *testing.T) {
	plain := record(t, Heart{RateBPM: 66, WanderMV: 0.1, Seed: 3}, 4)
	swapped := func(a, b Electrode) *Signal {
		s := record(t, Heart{RateBPM: 66, WanderMV: 0.1, Seed: 3, Disturb: Disturb{Swap: Swap{a, b}}}, 4)
		if e := relations(s); e > 1e-9 {
			t.Errorf("electrodes %d and %d exchanged: relations are off by %g mV", a, b, e)
		}
		return s
	}
	same := func(what string, s *Signal, got string, sign float64, want string) {
		t.Helper()
		for i, x := range s.Lead(got) {
			if math.Abs(x-sign*plain.Lead(want)[i]) > 1e-9 {
				t.Errorf("%s exchanged: %s is not %+g times %s", what, got, sign, want)
				return
			}
		}
	}
	arms := swapped(RA, LA)
	for got, want := range map[string]string{"II": "III", "III": "II", "aVR": "aVL", "aVL": "aVR", "aVF": "aVF", "V1": "V1", "V6": "V6"} {
		same("arms", arms, got, 1, want)
	}
	same("arms", arms, "I", -1, "I")
	wantLabels(t, arms, "swap_ra_la")
	right := swapped(LL, RA)
	for got, want := range map[string]string{"aVR": "aVF", "aVF": "aVR", "aVL": "aVL", "V2": "V2"} {
		same("right arm and leg", right, got, 1, want)
	}
	for got, want := range map[string]string{"I": "III", "II": "II", "III": "I"} {
		same("right arm and leg", right, got, -1, want)
	}
	wantLabels(t, right, "swap_ra_ll")
	left := swapped(LA, LL)
	for got, want := range map[string]string{"I": "II", "II": "I", "aVL": "aVF", "aVF": "aVL", "aVR": "aVR", "V4": "V4"} {
		same("left arm and leg", left, got, 1, want)
	}
	same("left arm and leg", left, "III", -1, "III")
	wantLabels(t, left, "swap_la_ll")
	chest := swapped(C1, C3)
	for got, want := range map[string]string{"V1": "V3", "V3": "V1", "V2": "V2", "I": "I"} {
		same("two chest electrodes", chest, got, 1, want)
	}
	wantLabels(t, chest, "swap_chest")
	for _, s := range []Swap{{RA, C1}, {C1, C7}, {-1, LA}} {
		if _, err := (Heart{Disturb: Disturb{Swap: s}}).Signal(1); err == nil {
			t.Errorf("%v exchanged: no error", s)
		}
	}
}

func TestBurstIsWhereAndWhenItIs(t *testing.T) {
	plain := record(t, Heart{Seed: 3}, 6)
	s := record(t, Heart{Seed: 3, Disturb: Disturb{Bursts: []Burst{{C4, 2, 4, 0.2}}}}, 6)
	deviation := func(lead string, from, to float64) float64 {
		sum, n := 0.0, 0
		for i := int(from * RateHz); i < int(to*RateHz); i++ {
			d := s.Lead(lead)[i] - plain.Lead(lead)[i]
			sum, n = sum+d*d, n+1
		}
		return math.Sqrt(sum / float64(n))
	}
	within(t, "noise in V4 before", deviation("V4", 0, 2), 0, 1e-9)
	within(t, "noise in V4", deviation("V4", 2.1, 3.9), 0.18, 0.22)
	within(t, "noise in V4 after", deviation("V4", 4, 6), 0, 1e-9)
	within(t, "noise in V3", deviation("V3", 0, 6), 0, 1e-9)
	if e := relations(s); e > 1e-9 {
		t.Errorf("relations are off by %g mV", e)
	}
	wantLabels(t, s, "muscle_burst")
}

func TestBreathMovesTheBaseLine(t *testing.T) {
	for seed := range uint64(6) {
		plain := record(t, Heart{Seed: seed}, 40)
		s := record(t, Heart{Seed: seed, Disturb: Disturb{BreathMV: 0.6}}, 40)
		most := 0.0
		for l := range s.MV {
			d := make([]float64, len(s.MV[l]))
			for i := range d {
				d[i] = s.MV[l][i] - plain.MV[l][i]
			}
			most = max(most, slices.Max(d), -slices.Min(d))
			within(t, "move of a lead", max(slices.Max(d), -slices.Min(d)), 0, 1.3)
			if l == 1 {
				var thin []float64 // at 20 a second
				for i := 0; i < len(d); i += RateHz / 20 {
					thin = append(thin, d[i])
				}
				band, all := power(thin, 20, 0.1, 0.8)
				// power counts up to 40 Hz: four times what 20 samples a second hold
				within(t, "share of breathing", 4*band/all, 0.95, 1.001)
			}
		}
		within(t, "move of the lead that moves most", most, 0.3, 1.3)
		if e := relations(s); e > 1e-9 {
			t.Errorf("relations are off by %g mV", e)
		}
		wantLabels(t, s, "breath_wander")
	}
}

func TestArtefactOfOneElectrode(t *testing.T) {
	plain := record(t, Heart{}, 5)
	s := record(t, Heart{Disturb: Disturb{Artefacts: []Artefact{{C2, 1, 4, 120, 3, 0.002}, {LL, 0.3, 0.4, 60, 2, 0.01}}}}, 5)
	found := 0
	for i, x := range s.Lead("V2") {
		if d := x - plain.Lead("V2")[i]; d > 1 {
			found++
			within(t, "height in V2", d, 2.9, 3.1)
		}
	}
	if found != 6 {
		t.Errorf("%d impulses in V2, want 6", found)
	}
	for i := RateHz / 2; i < len(plain.MV[0]); i++ {
		within(t, "V3", s.Lead("V3")[i]-plain.Lead("V3")[i], -1e-9, 1e-9)
	}
	// One of the leg is in all leads that it belongs to, and long: 5 samples.
	for lead, want := range map[string]float64{"I": 0, "II": 2, "aVF": 2, "aVR": -1, "V1": -2.0 / 3} {
		within(t, "leg's impulse in "+lead, s.at(lead, 0.304)-plain.at(lead, 0.304), want-0.01, want+0.01)
	}
	within(t, "after it", s.at("II", 0.314)-plain.at("II", 0.314), -0.01, 0.01)
	wantLabels(t, s, "spike_artefact")
}

func TestJumpOfTheBaseLine(t *testing.T) {
	s := record(t, Heart{Disturb: Disturb{Motion: []Motion{{LA, 3, -0.6, 0}}}}, 5)
	wantLabels(t, s, "baseline_jump")
	if slices.Contains(s.Labels, "motion") {
		t.Error("a jump that stays counts as motion")
	}
}
