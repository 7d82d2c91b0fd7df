package heart

import (
	"math"
	"slices"
	"testing"
)

// prs are the PR intervals of the beats of a kind, measured with P searched in
// the 0.14 to 0.45 s before R that the caller gives.
func prs(t *testing.T, s *Signal, kind BeatKind, before float64) (out []float64) {
	t.Helper()
	for _, r := range s.times(kind) {
		if s.inside(r) {
			on, _ := qrsOf(s, r)
			p, _ := pOf(s, on-before, on-0.01)
			out = append(out, on-p)
		}
	}
	if len(out) == 0 {
		t.Fatalf("no beat of kind %s", kind)
	}
	return out
}

func TestSinusHasUsualIntervals(t *testing.T) {
	s := record(t, Heart{RateBPM: 60, Seed: 1}, 20)
	for _, pr := range prs(t, s, NormalBeat, 0.3) {
		within(t, "PR", pr, 0.12, 0.20)
	}
	for _, r := range s.BeatsSec {
		if s.inside(r) {
			on, off := qrsOf(s, r)
			within(t, "QRS", off-on, 0.07, 0.11)
		}
	}
	if !slices.Equal(s.Labels, []string{"sinus"}) {
		t.Errorf("labels are %v, want sinus", s.Labels)
	}
}

func TestFibrillation(t *testing.T) {
	s := record(t, Heart{Rhythm: AtrialFibrillation, RateBPM: 85, Seed: 3}, 120)
	rr := intervals(s.BeatsSec)
	mean, cv := spread(rr)
	within(t, "rate", 60/mean, 80, 90)
	within(t, "irregularity of RR", cv, 0.15, 0.3)
	// Irregularly so: an interval says nothing about the next.
	sum := 0.0
	for i := 1; i < len(rr); i++ {
		sum += (rr[i] - mean) * (rr[i-1] - mean)
	}
	within(t, "correlation of neighbours", sum/float64(len(rr)-1)/(cv*cv*mean*mean), -0.3, 0.3)
	// The mean over beats of where P would be: fibrillation averages out.
	average := func(s *Signal) float64 {
		const n = 80
		var sum [n]float64
		for _, r := range s.BeatsSec {
			if s.inside(r) {
				i := int(math.Round((r - 0.21) * s.RateHz))
				for k := range sum {
					sum[k] += s.MV[1][i+k] / float64(len(s.BeatsSec))
				}
			}
		}
		return slices.Max(sum[:]) - slices.Min(sum[:])
	}
	within(t, "P in fibrillation", average(s), 0, 0.04)
	within(t, "P in sinus rhythm", average(record(t, Heart{RateBPM: 70}, 60)), 0.08, 0.3)
	wantLabels(t, s, "af")

	// A pause bares the fibrillatory waves.
	s = record(t, Heart{Rhythm: AtrialFibrillation, Pause: Pause{1, 30}, Seed: 3}, 14)
	v1 := s.MV[LeadIndex("V1")][4*RateHz : 14*RateHz]
	band, all := power(v1, RateHz, 4, 9)
	within(t, "share of 4 to 9 Hz", band/all, 0.95, 1)
	within(t, "size in V1", (slices.Max(v1)-slices.Min(v1))/2, 0.05, 0.15)
}

func TestFlutter(t *testing.T) {
	for ratio := 2; ratio <= 4; ratio++ {
		s := record(t, Heart{Rhythm: AtrialFlutter, FlutterRatio: ratio, Seed: uint64(ratio)}, 20)
		mean, cv := spread(intervals(s.BeatsSec))
		within(t, "rate", 60/mean*float64(ratio), 299, 301)
		within(t, "irregularity", cv, 0, 1e-6)
		wantLabels(t, s, "aflutter")
	}
	s := record(t, Heart{Rhythm: AtrialFlutter, Seed: 5}, 40)
	seen := map[int]bool{}
	for _, d := range intervals(s.BeatsSec) {
		n := d / 0.2
		within(t, "distance of RR to a multiple of the period", math.Abs(n-math.Round(n)), 0, 1e-6)
		seen[int(math.Round(n))] = true
	}
	if len(seen) != 3 {
		t.Errorf("conduction is %v to 1, want 2, 3 and 4", seen)
	}
	// Without beats for a while: complete block, and its escape stands still.
	s = record(t, Heart{Rhythm: AtrialFlutter, AV: CompleteBlock, Pause: Pause{1, 30}, Seed: 5}, 14)
	v := s.MV[1][5*RateHz : 13*RateHz]
	band, all := power(v, RateHz, 4.9, 5.1)
	within(t, "share of 300 a minute", band/all, 0.6, 1)
	within(t, "size in II", slices.Max(v)-slices.Min(v), 0.19, 0.21)
	for _, lead := range []string{"II", "III", "aVF"} {
		v := s.MV[LeadIndex(lead)][5*RateHz : 13*RateHz]
		if hi, lo := slices.Max(v), -slices.Min(v); lo <= hi {
			t.Errorf("flutter in %s: %.3f up, %.3f mV down, want more down", lead, hi, lo)
		}
		v1 := s.MV[LeadIndex("V1")][5*RateHz : 13*RateHz]
		sum := 0.0
		for i := range v {
			sum += v[i] * v1[i]
		}
		if sum >= 0 {
			t.Errorf("flutter in V1 goes with %s, want against it", lead)
		}
	}
}

func TestFirstDegreeBlock(t *testing.T) {
	for _, want := range []float64{0.24, 0.32} {
		s := record(t, Heart{RateBPM: 60, AV: FirstDegreeBlock, PRSec: want}, 10)
		for _, pr := range prs(t, s, NormalBeat, 0.42) {
			within(t, "PR", pr, want-0.02, want+0.02)
		}
		wantLabels(t, s, "avb1", "sinus")
	}
}

func TestSecondDegreeBlock(t *testing.T) {
	for _, c := range []struct {
		block AVBlock
		ratio int
	}{{WenckebachBlock, 4}, {WenckebachBlock, 5}, {MobitzBlock, 3}, {MobitzBlock, 4}, {MobitzBlock, 2}} {
		s := record(t, Heart{RateBPM: 60, AV: c.block, AVRatio: c.ratio, Seed: 2}, 40)
		lost, held := len(s.times(AtrialBeat)), len(s.times(NormalBeat))
		within(t, "P waves to one lost", float64(lost+held)/float64(lost), float64(c.ratio)-0.5, float64(c.ratio)+0.5)
		pr := prs(t, s, NormalBeat, 0.4)
		at := slices.DeleteFunc(s.times(NormalBeat), func(r float64) bool { return !s.inside(r) })
		for i := 1; i < len(pr); i++ {
			gap := at[i]-at[i-1] > 1.4
			switch {
			case c.block == MobitzBlock:
				within(t, "change of PR", pr[i]-pr[i-1], -0.006, 0.006)
			case gap:
				within(t, "PR after the lost P", pr[i], 0.13, 0.19)
			default:
				within(t, "growth of PR", pr[i]-pr[i-1], 0.015, 0.1)
			}
		}
		wantLabels(t, s, string(c.block))
	}
}

func TestCompleteBlock(t *testing.T) {
	for escape, want := range map[Escape]struct{ rate, lo, hi float64 }{
		VentricularEscape: {35, 0.12, 0.2}, JunctionalEscape: {50, 0.07, 0.11},
	} {
		s := record(t, Heart{AV: CompleteBlock, Escape: escape, Seed: 4}, 120)
		p, r := s.times(AtrialBeat), s.BeatsSec
		pp, _ := spread(intervals(p))
		rr, _ := spread(intervals(r))
		within(t, "atrial rate", 60/pp, 73, 77)
		within(t, "ventricular rate", 60/rr, want.rate-1, want.rate+1)
		// Apart: where R falls in the PP interval is spread over all of it.
		var phase [4]int
		for _, x := range r {
			if k, _ := slices.BinarySearch(p, x); k > 0 && k < len(p) {
				phase[min(3, int(4*(x-p[k-1])/(p[k]-p[k-1])))]++
			}
		}
		for i, n := range phase {
			if n < len(r)/12 {
				t.Errorf("escape %q: %d of %d beats in quarter %d of PP", escape, n, len(r), i)
			}
		}
		alone := 0
		for _, x := range p {
			// P that stand alone are seen where they are said to be.
			free := s.inside(x) && !slices.ContainsFunc(r, func(r float64) bool { return x-r > -0.3 && x-r < 0.6 })
			if free {
				alone++
				_, height := pOf(s, x-0.1, x+0.1)
				within(t, "P", height, 0.08, 0.3)
			}
		}
		if alone < 10 {
			t.Errorf("escape %q: %d P stand alone", escape, alone)
		}
		for _, x := range r {
			clear := !slices.ContainsFunc(p, func(p float64) bool { return math.Abs(p-x) < 0.2 })
			if clear && s.inside(x) {
				on, off := qrsOf(s, x)
				within(t, "QRS of escape "+string(escape), off-on, want.lo, want.hi)
			}
		}
		wantLabels(t, s, "avb3", "sinus")
	}
}

func TestTachycardia(t *testing.T) {
	for seed := range uint64(8) {
		s := record(t, Heart{Rhythm: VentricularTachycardia, RateBPM: 160, Seed: seed}, 20)
		mean, cv := spread(intervals(s.BeatsSec))
		within(t, "rate", 60/mean, 159, 161)
		within(t, "irregularity", cv, 0, 0.01)
		pp, _ := spread(intervals(s.times(AtrialBeat)))
		within(t, "atrial rate", 60/pp, 70, 80)
		// Monomorphic: but for P each beat is like the next.
		v := s.MV[LeadIndex("V2")]
		rr := int(math.Round(mean * RateHz))
		for i := range 10 * RateHz {
			if d := math.Abs(v[i+rr] - v[i]); d > 0.3 {
				t.Fatalf("seed %d: beats differ by %.2f mV", seed, d)
			}
		}
		wantLabels(t, s, "vt")
	}
	// The width shows where beats are far apart: the same waves at 100.
	s := record(t, Heart{Rhythm: VentricularTachycardia, RateBPM: 100, Waves: without(NormalWaves(), isP)}, 10)
	for _, r := range s.BeatsSec {
		if s.inside(r) {
			on, off := qrsOf(s, r)
			within(t, "QRS", off-on, 0.12, 0.18)
		}
	}
}

func TestPause(t *testing.T) {
	s := record(t, Heart{Pause: Pause{AtSec: 4, Sec: 4.5}, Seed: 2}, 15)
	within(t, "longest RR", slices.Max(intervals(s.BeatsSec)), 4.499, 4.501)
	k := slices.IndexFunc(s.BeatsSec, func(b float64) bool { return b > 4 })
	from, to := int((s.BeatsSec[k-1]+0.6)*RateHz), int((s.BeatsSec[k]-0.3)*RateHz)
	for l, v := range s.MV {
		if size := slices.Max(v[from:to]) - slices.Min(v[from:to]); size > 1e-3 {
			t.Errorf("lead %d moves by %.3f mV in a pause", l, size)
		}
	}
	wantLabels(t, s, "pause")
	s = record(t, Heart{Pause: Pause{AtSec: 0, Sec: 60}, Seed: 2}, 10)
	wantLabels(t, s, "asystole")
}
