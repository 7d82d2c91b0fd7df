package synth

import (
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// TestPieceKeepsItsOwnBeats cuts a long recording: beats stay on their samples,
// and those of the rest are gone.
func TestPieceKeepsItsOwnBeats(t *testing.T) {
	long, err := heart.Heart{Seed: 2, MoreLeads: []string{heart.MoreLeadNames()[0]}}.Signal(60)
	if err != nil {
		t.Fatal(err)
	}
	before := append([]heart.Beat(nil), long.Beats...)
	const from, seconds = 20.0013, 10
	cut := piece(long, from, seconds)
	lo := int(from * long.RateHz)
	start := float64(lo) / long.RateHz
	var want []heart.Beat
	for _, b := range before {
		if at := b.AtSec - start; at >= 0 && at < seconds {
			want = append(want, heart.Beat{AtSec: at, Kind: b.Kind})
		}
	}
	if len(want) < 5 || len(cut.Beats) != len(want) || len(cut.BeatsSec) == 0 || len(cut.BeatsSec) > len(want) {
		t.Fatalf("%d beats, %d of ventricles, want %d", len(cut.Beats), len(cut.BeatsSec), len(want))
	}
	for i, b := range cut.Beats {
		if math.Abs(b.AtSec-want[i].AtSec) > 1e-9 || b.Kind != want[i].Kind {
			t.Errorf("beat %d is %+v, want %+v", i, b, want[i])
		}
	}
	if s := cut.BeatsSec; s[0] < 0 || s[len(s)-1] >= seconds {
		t.Errorf("beats of the ventricles at %g to %g s of %d", s[0], s[len(s)-1], seconds)
	}
	if a, b := cut.More[0].MV, long.More[0].MV; len(a) != len(cut.MV[0]) || a[0] != b[lo] || cut.MV[0][0] != long.MV[0][lo] {
		t.Errorf("a further lead has %d samples, the others %d; or they begin elsewhere", len(a), len(cut.MV[0]))
	}
	for i := range before {
		if before[i] != long.Beats[i] {
			t.Fatal("the recording itself was changed")
		}
	}
	// A page's truth tells of what is on it.
	spec := Spec{Page: paper.Page{DPI: 60}}
	if err := spec.Record(long, 7); err != nil {
		t.Fatal(err)
	}
	s, err := spec.Scene()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.Truth.Beats); n < 5 || n > 40 || s.Truth.Beats[n-1].AtSec > spec.Page.Seconds() {
		t.Errorf("%d beats on a page of %g s", n, spec.Page.Seconds())
	}
}
