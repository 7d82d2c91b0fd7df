package heart

import (
	"math"
	"slices"
	"testing"
)

// each runs a measurement on hearts of some seeds with what change gives.
func each(t *testing.T, seeds uint64, change func(*Heart), look func(s *Signal, r float64)) {
	t.Helper()
	for seed := range seeds {
		h := quiet(seed)
		change(&h)
		s := record(t, h, 5)
		look(s, clearBeat(t, s))
		if t.Failed() {
			t.Fatalf("heart of seed %d", seed)
		}
	}
}

func TestFascicularBlocks(t *testing.T) {
	each(t, 20, func(h *Heart) { h.Conduction = LAFB }, func(s *Signal, r float64) {
		on, off := qrsOf(s, r)
		within(t, "QRS of LAFB", off-on, 0.07, 0.12)
		within(t, "axis of LAFB", axis(s, r), -90, -45)
		v := s.Lead("aVL")[int((r-0.08)*RateHz):int((r+0.08)*RateHz)]
		top := slices.Index(v, slices.Max(v))
		within(t, "q in aVL", slices.Min(v[:top]), -1, -0.02)
		// From the first sign of q to the peak.
		first := slices.IndexFunc(v, func(x float64) bool { return x < -0.01 })
		within(t, "time to the peak in aVL", float64(top-first)/RateHz, 0.04, 0.08)
		for _, lead := range []string{"II", "III", "aVF"} {
			v := s.Lead(lead)[int((r-0.08)*RateHz):int((r+0.08)*RateHz)]
			low := slices.Index(v, slices.Min(v))
			within(t, "r of LAFB in "+lead, slices.Max(v[:low]), 0.03, -slices.Min(v))
		}
		wantLabels(t, s, "lafb")
	})
	each(t, 20, func(h *Heart) { h.Conduction = LPFB }, func(s *Signal, r float64) {
		on, off := qrsOf(s, r)
		within(t, "QRS of LPFB", off-on, 0.07, 0.12)
		within(t, "axis of LPFB", axis(s, r), 90, 180)
		for _, lead := range []string{"I", "aVL"} {
			v := s.Lead(lead)[int((r-0.08)*RateHz):int((r+0.08)*RateHz)]
			low := slices.Index(v, slices.Min(v))
			within(t, "r of LPFB in "+lead, slices.Max(v[:low]), 0.03, -slices.Min(v))
		}
		for _, lead := range []string{"III", "aVF"} {
			v := s.Lead(lead)[int((r-0.08)*RateHz):int((r+0.08)*RateHz)]
			top := slices.Index(v, slices.Max(v))
			within(t, "q of LPFB in "+lead, slices.Min(v[:top]), -0.5*slices.Max(v), -0.02)
		}
		wantLabels(t, s, "lpfb")
	})
	each(t, 20, func(h *Heart) { h.Conduction = Bifascicular }, func(s *Signal, r float64) {
		on, off := qrsOf(s, r)
		within(t, "QRS of both", off-on, 0.12, 0.18)
		_, hi := rangeOf(s, "V1", r)
		within(t, "R' in V1", hi, 0.15, 3)
		// The axis is that of the first 60 ms, before the right side comes.
		net := func(lead string) float64 {
			v := s.Lead(lead)[int((r-0.06)*RateHz):int((r+0.03)*RateHz)]
			return slices.Max(v) + slices.Min(v)
		}
		within(t, "axis", math.Atan2(net("aVF")*2/math.Sqrt(3), net("I"))*180/math.Pi, -90, -45)
		wantLabels(t, s, "bifascicular", "rbbb", "lafb")
	})
}

func TestIncompleteAndNonspecificBlock(t *testing.T) {
	each(t, 20, func(h *Heart) { h.Conduction = IncompleteRBBB }, func(s *Signal, r float64) {
		on, off := qrsOf(s, r)
		within(t, "QRS of incomplete RBBB", off-on, 0.098, 0.12)
		v := s.Lead("V1")[int(r*RateHz):int((r+0.1)*RateHz)]
		within(t, "R' in V1", slices.Max(v), 0.1, 2)
		within(t, "S before it", slices.Min(v), -4, -0.1)
		wantLabels(t, s, "irbbb")
	})
	each(t, 20, func(h *Heart) { h.Conduction = IVCD }, func(s *Signal, r float64) {
		on, off := qrsOf(s, r)
		within(t, "QRS of IVCD", off-on, 0.11, 0.15)
		within(t, "no R' in V1", slices.Max(s.Lead("V1")[int((r+0.03)*RateHz):int((r+0.09)*RateHz)]), -4, 0.1)
		wantLabels(t, s, "ivcd")
	})
}

func TestQTIsAsAsked(t *testing.T) {
	for _, rate := range []float64{50, 60, 85} {
		for _, qtc := range []float64{0.33, 0.42, 0.54} {
			h := Heart{RateBPM: rate, QTcSec: qtc, Waves: without(NormalWaves(), isP)}
			s := record(t, h, 6)
			r := clearBeat(t, s)
			on, _ := qrsOf(s, r)
			rr := 60 / rate
			// qrsOf finds the beginning some ms late.
			within(t, "QTc", (tEnd(s, "V4", r, 0.12, 0.6)-on)/math.Sqrt(rr)-qtc, -0.02, 0.005)
			if long := slices.Contains(s.Labels, "qt_long"); long != (qtc > 0.46) {
				t.Errorf("QTc %g: labels %v", qtc, s.Labels)
			}
			if short := slices.Contains(s.Labels, "qt_short"); short != (qtc < 0.36) {
				t.Errorf("QTc %g: labels %v", qtc, s.Labels)
			}
		}
	}
}

func TestAlternans(t *testing.T) {
	s := record(t, Heart{RateBPM: 60, Alternans: 0.4}, 12)
	for k := 1; k < len(s.BeatsSec); k++ {
		if a, b := s.BeatsSec[k-1], s.BeatsSec[k]; s.inside(a) && s.inside(b) {
			x, y := s.at("V5", a), s.at("V5", b)
			within(t, "ratio of neighbours", min(x, y)/max(x, y), 0.58, 0.62)
			// T stays.
			within(t, "T", s.at("V4", a+0.3)/s.at("V4", b+0.3), 0.98, 1.02)
		}
	}
	wantLabels(t, s, "electrical_alternans")
}
