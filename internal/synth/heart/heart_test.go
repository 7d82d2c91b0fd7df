package heart

import (
	"math"
	"slices"
	"testing"
)

// relations is the largest departure from Einthoven's and Goldberger's
// relations.
func relations(s *Signal) float64 {
	worst := 0.0
	for i := range s.MV[0] {
		l := func(name string) float64 { return s.MV[LeadIndex(name)][i] }
		for _, e := range []float64{
			l("I") + l("III") - l("II"),
			l("aVR") + l("aVL") + l("aVF"),
			l("aVR") + (l("I")+l("II"))/2,
			l("aVL") - (l("I")-l("III"))/2,
			l("aVF") - (l("II")+l("III"))/2,
		} {
			worst = max(worst, math.Abs(e))
		}
	}
	return worst
}

func TestLeadRelationsHoldWithNoise(t *testing.T) {
	for seed := range uint64(20) {
		h := RandomHeart(seed)
		h.MuscleMV, h.MainsMV, h.WanderMV = 0.1, 0.1, 0.5
		s, err := h.Signal(4)
		if err != nil {
			t.Fatal(err)
		}
		if e := relations(s); e > 1e-9 {
			t.Errorf("seed %d: relations are off by %g mV, want at most 1e-9", seed, e)
		}
		if p := slices.Max(s.MV[1]); p == 0 {
			t.Errorf("seed %d: lead II is empty", seed)
		}
	}
}

func TestLeadFieldIsDowers(t *testing.T) {
	field := dower()
	for axis := range 3 {
		var p [3]float64
		p[axis] = 1
		e := potentials(&field, p)
		got := e.leads()
		for row, lead := range []string{"I", "II", "V1", "V2", "V3", "V4", "V5", "V6"} {
			if d := got[LeadIndex(lead)] - field[row][axis]; math.Abs(d) > 1e-12 {
				t.Errorf("lead %s of axis %d is off by %g", lead, axis, d)
			}
		}
	}
}

func TestHeartBeatsAtItsRate(t *testing.T) {
	for _, bpm := range []float64{40, 72, 150} {
		s, err := Heart{RateBPM: bpm, Variation: 0.05, Seed: 3}.Signal(120)
		if err != nil {
			t.Fatal(err)
		}
		n := len(s.BeatsSec)
		got := 60 * float64(n-1) / (s.BeatsSec[n-1] - s.BeatsSec[0])
		if math.Abs(got/bpm-1) > 0.03 { // 5 % of scatter over at least 79 intervals
			t.Errorf("rate is %.1f, want %g", got, bpm)
		}
		// Each beat's R wave stands out of lead II where it is said to be.
		for _, b := range s.BeatsSec {
			i := int(math.Round(b * s.RateHz))
			if i < 15 || i >= len(s.MV[1])-15 {
				continue
			}
			window := s.MV[1][i-15 : i+15]
			if p := slices.Index(window, slices.Max(window)); math.Abs(float64(p-15)) > 6 {
				t.Errorf("rate %g: R of the beat at %.3f s is %d samples away", bpm, b, p-15)
			}
		}
	}
}

func TestUsualShapeOfLeads(t *testing.T) {
	s, err := Heart{RateBPM: 60, Seed: 1}.Signal(10)
	if err != nil {
		t.Fatal(err)
	}
	// Main deflection of QRS: up or down.
	for lead, up := range map[string]bool{"I": true, "II": true, "aVR": false, "aVL": true, "V1": false, "V2": false, "V5": true, "V6": true} {
		v := s.MV[LeadIndex(lead)]
		hi, lo := slices.Max(v), -slices.Min(v)
		if up != (hi > lo) {
			t.Errorf("lead %s: highest %.2f, lowest %.2f mV", lead, hi, -lo)
		}
		if p := max(hi, lo); p < 0.2 || p > 3 {
			t.Errorf("lead %s: size %.2f mV is not usual", lead, p)
		}
	}
}

func TestHeartIsDeterministicAndSeeded(t *testing.T) {
	h := Heart{Variation: 0.1, MuscleMV: 0.02, WanderMV: 0.1, Seed: 5}
	a, _ := h.Signal(3)
	b, _ := h.Signal(3)
	h.Seed = 6
	c, _ := h.Signal(3)
	for l := range a.MV {
		if !slices.Equal(a.MV[l], b.MV[l]) {
			t.Fatalf("lead %d differs between two runs", l)
		}
		if slices.Equal(a.MV[l], c.MV[l]) {
			t.Fatalf("lead %d is the same for another seed", l)
		}
	}
}

func TestNoiseHasItsSize(t *testing.T) {
	h := Heart{MuscleMV: 0.05, Seed: 2}
	for e, v := range h.noise(50_000) {
		sum := 0.0
		for _, x := range v {
			sum += x * x
		}
		if sd := math.Sqrt(sum / float64(len(v))); math.Abs(sd/0.05-1) > 0.03 {
			t.Errorf("electrode %d: noise of %.4f mV, want 0.05", e, sd)
		}
	}
}

func TestHeartRefusesNonsense(t *testing.T) {
	for name, h := range map[string]Heart{
		"rate":      {RateBPM: 1000},
		"not a num": {RateBPM: math.NaN()},
		"variation": {Variation: 2},
		"noise":     {MuscleMV: -1},
		"wave":      {Waves: []Wave{{Name: "R", RiseSec: 0, FallSec: 0.01}}},
	} {
		if _, err := h.Signal(1); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := (Heart{}).Signal(math.Inf(1)); err == nil {
		t.Error("endless signal: no error")
	}
}
