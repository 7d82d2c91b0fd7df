package heart

import (
	"math"
	"slices"
	"testing"
)

// rows are the runs of beats of a kind: the index of the first and how many.
func rows(beats []Beat, kind BeatKind) (out [][2]int) {
	for i := 0; i < len(beats); i++ {
		if beats[i].Kind != kind {
			continue
		}
		n := 1
		for i+n < len(beats) && beats[i+n].Kind == kind {
			n++
		}
		out = append(out, [2]int{i, n})
		i += n
	}
	return out
}

// ventricles are the beats but for those of the atria alone.
func ventricles(s *Signal) (out []Beat) {
	for _, b := range s.Beats {
		if !b.Kind.atrial() {
			out = append(out, b)
		}
	}
	return out
}

func TestCoupletsAndRuns(t *testing.T) {
	for n, label := range map[int]string{2: "couplet", 3: "nsvt", 6: "nsvt"} {
		s := record(t, Heart{RateBPM: 60, Ectopy: Ectopy{PVC: 0.15, PVCRow: n, PVCRowBPM: 150}, Seed: 2}, 90)
		beats := ventricles(s)
		found := 0
		for _, row := range rows(beats, PVC) {
			first, after := row[0], row[0]+row[1]
			if first == 0 || after >= len(beats) {
				continue
			}
			found++
			if row[1] != n {
				t.Errorf("%d beats in a row, want %d", row[1], n)
			}
			within(t, "coupling", beats[first].AtSec-beats[first-1].AtSec, 0.59, 0.61)
			for i := first + 1; i < after; i++ {
				within(t, "interval in the row", beats[i].AtSec-beats[i-1].AtSec, 0.399, 0.401)
			}
			// The sinus node goes on in its time.
			gap := beats[after].AtSec - beats[first-1].AtSec
			within(t, "distance to whole sinus intervals", gap-math.Round(gap), -1e-6, 1e-6)
			within(t, "pause after the row", beats[after].AtSec-beats[after-1].AtSec, 0.4, 1.4)
		}
		if found < 3 {
			t.Errorf("%d rows of %d in 90 s", found, n)
		}
		wantLabels(t, s, "sinus", "pvc", label)
	}
}

func TestInterpolatedPVC(t *testing.T) {
	s := record(t, Heart{RateBPM: 60, Ectopy: Ectopy{PVC: 0.3, Coupling: 0.5, Interpolated: true}, Seed: 2}, 60)
	found := 0
	for k := 1; k < len(s.Beats)-2; k++ {
		if b := s.Beats; b[k].Kind == PVC && s.inside(b[k].AtSec) {
			found++
			within(t, "RR around the extra beat", b[k+1].AtSec-b[k-1].AtSec, 1.059, 1.061)
			within(t, "RR after", b[k+2].AtSec-b[k+1].AtSec, 0.939, 0.941)
			on, _ := qrsOf(s, b[k+1].AtSec)
			usual, _ := qrsOf(s, b[k-1].AtSec)
			if b[k-1].Kind != NormalBeat || b[k+1].Kind != NormalBeat {
				t.Fatalf("beats around are %s and %s", b[k-1].Kind, b[k+1].Kind)
			}
			// QRS comes 60 ms late; P, whose peak in II is 150 ms before the
			// usual R, is in its time.
			within(t, "delay of QRS", on-b[k-1].AtSec-1-(usual-b[k-1].AtSec), 0.05, 0.07)
			v := s.MV[1][int((b[k-1].AtSec+0.78)*RateHz):int((on-0.04)*RateHz)]
			within(t, "P", float64(slices.Index(v, slices.Max(v)))/RateHz+0.78-1, -0.17, -0.13)
		}
	}
	if found < 5 {
		t.Errorf("%d interpolated beats in a minute", found)
	}
	wantLabels(t, s, "pvc", "pvc_interpolated")
}

func TestMultiformPVC(t *testing.T) {
	for seed := range uint64(6) {
		s := record(t, Heart{RateBPM: 60, Ectopy: Ectopy{PVCEvery: 4, Multiform: true}, Seed: seed}, 40)
		shape := func(r float64) (out []float64) {
			i := int(math.Round(r * RateHz))
			for l := range s.MV {
				out = append(out, s.MV[l][i-20:i+20]...)
			}
			return out
		}
		like := func(a, b []float64) float64 {
			ab, aa, bb := 0.0, 0.0, 0.0
			for i := range a {
				ab, aa, bb = ab+a[i]*b[i], aa+a[i]*a[i], bb+b[i]*b[i]
			}
			return ab / math.Sqrt(aa*bb)
		}
		var shapes [][]float64
		for _, r := range s.times(PVC) {
			if s.inside(r) {
				shapes = append(shapes, shape(r))
			}
		}
		for i := 2; i < len(shapes); i++ {
			within(t, "likeness of every second", like(shapes[i], shapes[i-2]), 0.98, 1.000001)
			within(t, "likeness of neighbours", like(shapes[i], shapes[i-1]), -1, 0.7)
		}
		if len(shapes) < 5 {
			t.Errorf("seed %d: %d extra beats", seed, len(shapes))
		}
		wantLabels(t, s, "pvc_multiform")
	}
}

func TestBlockedPAC(t *testing.T) {
	h := Heart{RateBPM: 60, Ectopy: Ectopy{BlockedPAC: 0.2}, Seed: 4}
	s := record(t, h, 60)
	usual := record(t, Heart{RateBPM: 60}, 5)
	r := clearBeat(t, usual)
	found := 0
	for k := 1; k < len(s.Beats)-1; k++ {
		b := s.Beats[k]
		if b.Kind != BlockedPAC || !s.inside(b.AtSec) {
			continue
		}
		found++
		before, after := s.Beats[k-1], s.Beats[k+1]
		within(t, "RR around", after.AtSec-before.AtSec, 1.5, 1.7)
		// P is seen on T of the beat before: II is lower there than usual.
		after1 := b.AtSec - before.AtSec
		within(t, "time of P after R", after1, 0.25, 0.5)
		within(t, "P in II", s.at("II", b.AtSec)-usual.at("II", r+after1), -0.3, -0.03)
		// No QRS follows: II stays calm up to the next P.
		for x := b.AtSec + 0.2; x < after.AtSec-0.3; x += 0.002 {
			within(t, "II in the pause", s.at("II", x), -0.05, 0.05)
		}
	}
	if found < 5 {
		t.Errorf("%d blocked beats in a minute", found)
	}
	wantLabels(t, s, "sinus", "pac_blocked")
	if slices.Contains(s.Labels, "pac") {
		t.Error("blocked beats count as conducted")
	}
}

func TestAtrialRun(t *testing.T) {
	s := record(t, Heart{RateBPM: 60, Ectopy: Ectopy{PAC: 0.15, PACRow: 5, PACRowBPM: 150}, Seed: 2}, 60)
	found := 0
	for _, row := range rows(s.Beats, PAC) {
		first, after := row[0], row[0]+row[1]
		if first == 0 || after >= len(s.Beats)-1 {
			continue
		}
		found++
		if row[1] != 5 {
			t.Errorf("%d beats in a run, want 5", row[1])
		}
		for i := first; i < after; i++ {
			on, off := qrsOf(s, s.Beats[i].AtSec)
			within(t, "QRS in the run", off-on, 0.07, 0.11)
			if i > first {
				within(t, "RR in the run", s.Beats[i].AtSec-s.Beats[i-1].AtSec, 0.399, 0.401)
			}
		}
		within(t, "RR after the run", s.Beats[after].AtSec-s.Beats[after-1].AtSec, 1.05, 1.15)
	}
	if found < 2 {
		t.Errorf("%d runs in a minute", found)
	}
	wantLabels(t, s, "sinus", "pac", "atrial_run")
}
