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
