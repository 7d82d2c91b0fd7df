package heart

import (
	"math"
	"slices"
	"testing"
)

func TestSupraventricularTachycardia(t *testing.T) {
	hidden := record(t, Heart{Rhythm: SupraventricularTachycardia, RateBPM: 170, Seed: 1}, 12)
	mean, cv := spread(intervals(hidden.BeatsSec))
	within(t, "rate", 60/mean, 169, 171)
	within(t, "irregularity", cv, 0, 0.002)
	for _, r := range hidden.BeatsSec {
		if hidden.inside(r) {
			on, off := qrsOf(hidden, r)
			within(t, "QRS", off-on, 0.07, 0.11)
		}
	}
	wantLabels(t, hidden, "svt")
	if slices.Contains(hidden.Labels, "sinus") || slices.Contains(hidden.Labels, "retrograde_p") {
		t.Errorf("labels are %v", hidden.Labels)
	}
	// The atria are in no beat: the signal is what it is without P.
	bare := record(t, Heart{Rhythm: SupraventricularTachycardia, RateBPM: 170, Seed: 1, Waves: without(NormalWaves(), isP)}, 12)
	if !slices.Equal(hidden.MV[1], bare.MV[1]) {
		t.Error("P is seen where it should be hidden")
	}
	after := record(t, Heart{Rhythm: SupraventricularTachycardia, RateBPM: 170, RetrogradeSec: 0.12, Seed: 1}, 12)
	r := clearBeat(t, after)
	within(t, "P after R in II", after.at("II", r+0.12)-hidden.at("II", r+0.12), -0.3, -0.05)
	within(t, "P after R in III", after.at("III", r+0.12)-hidden.at("III", r+0.12), -0.3, -0.05)
	wantLabels(t, after, "svt", "retrograde_p")
}

func TestJunctionalRhythm(t *testing.T) {
	s := record(t, Heart{Rhythm: JunctionalRhythm, Seed: 1}, 30)
	mean, _ := spread(intervals(s.BeatsSec))
	within(t, "rate", 60/mean, 49, 51)
	r := clearBeat(t, s)
	on, off := qrsOf(s, r)
	within(t, "QRS", off-on, 0.07, 0.11)
	_, p := pOf(s, on-0.3, on-0.02)
	within(t, "P", math.Abs(p), 0, 0.01)
	wantLabels(t, s, "junctional")
	s = record(t, Heart{Rhythm: JunctionalRhythm, RetrogradeSec: -0.09, Seed: 1}, 30)
	begin, p := pOf(s, on-0.25, on-0.01)
	within(t, "P before QRS", p, -0.3, -0.05)
	within(t, "PR", on-begin, 0.05, 0.12)
}

func TestIdioventricularRhythm(t *testing.T) {
	s := record(t, Heart{Rhythm: IdioventricularRhythm, RateBPM: 60, Waves: without(NormalWaves(), isP), Seed: 1}, 30)
	mean, _ := spread(intervals(s.BeatsSec))
	within(t, "rate", 60/mean, 59, 61)
	on, off := qrsOf(s, clearBeat(t, s))
	within(t, "QRS", off-on, 0.12, 0.19)
	wantLabels(t, s, "idioventricular")
	s = record(t, Heart{Rhythm: IdioventricularRhythm, Seed: 1}, 60)
	pp, _ := spread(intervals(s.times(AtrialBeat)))
	within(t, "atrial rate", 60/pp, 73, 77)
}

func TestVentricularFibrillation(t *testing.T) {
	for seed := range uint64(4) {
		for _, mv := range []float64{0.1, 0.6} {
			s := record(t, Heart{Rhythm: VentricularFibrillation, VentricularMV: mv, Seed: seed}, 60)
			v := s.MV[1]
			sum := 0.0
			for _, x := range v {
				sum += x * x
			}
			within(t, "amplitude in II", math.Sqrt(2*sum/float64(len(v)))/mv, 0.75, 1.25)
			band, all := power(v[:10*RateHz], RateHz, 2, 9)
			within(t, "share of 2 to 9 Hz", band/all, 0.95, 1)
			// Random: no shift of up to a second makes it like itself.
			const n = 10 * RateHz
			own, most := 0.0, 0.0
			for _, x := range v[:n] {
				own += x * x
			}
			for lag := 75; lag < RateHz; lag += 5 {
				c := 0.0
				for i, x := range v[:n] {
					c += x * v[i+lag]
				}
				most = max(most, c/own)
			}
			within(t, "likeness to itself", most, 0, 0.9)
			label := "vf_coarse"
			if mv < 0.2 {
				label = "vf_fine"
			}
			if want := []string{"vf", label}; !slices.Equal(s.Labels, want) || len(s.Beats) > 0 {
				t.Errorf("labels are %v, want %v; %d beats", s.Labels, want, len(s.Beats))
			}
		}
	}
}

func TestTorsade(t *testing.T) {
	for seed := range uint64(6) {
		s := record(t, Heart{Rhythm: Torsade, TwistSec: 5, Seed: seed}, 40)
		mean, _ := spread(intervals(s.BeatsSec))
		within(t, "rate", 60/mean, 219, 221)
		// In each lead whose beats are clear at their best, QRS changes sides
		// twice in a turn, and its size swells and fades.
		turning := 0
		for l, v := range s.MV {
			var peaks []float64
			for _, r := range s.BeatsSec {
				if s.inside(r) {
					peaks = append(peaks, v[int(math.Round(r*RateHz))])
				}
			}
			hi, lo := slices.Max(peaks), slices.Min(peaks)
			if hi < 0.3 || lo > -0.3 || max(hi, -lo) > 1.5*min(hi, -lo) {
				continue
			}
			turning++
			changes := 0
			for i := 1; i < len(peaks); i++ {
				if peaks[i]*peaks[i-1] < 0 {
					changes++
				}
			}
			if changes < 14 || changes > 17 {
				t.Errorf("seed %d: QRS of lead %d changes sides %d times in 38 s, want 15 or 16", seed, l, changes)
			}
		}
		if turning < 4 {
			t.Errorf("seed %d: %d leads turn", seed, turning)
		}
		wantLabels(t, s, "torsade")
	}
}

func TestSinusArrhythmiaIsNamedWhereItIs(t *testing.T) {
	for breathing, want := range map[float64]bool{0.03: false, 0.12: true} {
		s := record(t, Heart{RateBPM: 60, Breathing: breathing}, 60)
		rr := intervals(s.BeatsSec)
		if swing := slices.Max(rr) - slices.Min(rr); (swing > 0.12) != want || slices.Contains(s.Labels, "sinus_arrhythmia") != want {
			t.Errorf("breathing %g: RR swings by %.3f s, labels %v", breathing, swing, s.Labels)
		}
	}
}
