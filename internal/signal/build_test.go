package signal

import (
	"math/rand/v2"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/layout"
	"github.com/einthoven-ecg/einthoven/internal/trace"
)

// TestBuildTellsWhatCellsShow reads a strip under a wrong name, and an edge of
// the sheet taken for another strip: the overlay draws what Shown says.
func TestBuildTellsWhatCellsShow(t *testing.T) {
	ps := pageOf(t, 3, 0.02, []string{"II"}, []string{"III"})
	r := rand.New(rand.NewPCG(5, 6))
	edge := make([]float64, 5000)
	for i := range edge {
		edge[i] = 0.02 * r.NormFloat64()
	}
	ps = append(ps, part{cell: layout.Cell{Row: 4, Strip: true, Lead: "V1"}, v: edge})
	l := &layout.Layout{GridRows: 3, Columns: 4}
	l.Speed.Value = 25
	var curves []trace.Curve
	for i := range ps {
		c := ps[i].cell
		c.Gain = 10
		c.Start = float64(ps[i].start) / Base
		l.Cells = append(l.Cells, c)
		curves = append(curves, drawnAs(ps[i].v))
	}
	rec := Build(l, curves, Options{})
	if len(rec.Shown) != len(l.Cells) {
		t.Fatalf("%d cells shown of %d", len(rec.Shown), len(l.Cells))
	}
	if s := rec.Shown[12]; s.Lead != "II" || s.Dropped {
		t.Errorf("the strip shows %+v", s)
	}
	if s := rec.Shown[13]; !s.Dropped {
		t.Errorf("the edge of the sheet shows %+v", s)
	}
	if s := rec.Shown[0]; s.Lead != "I" || s.Dropped {
		t.Errorf("the first cell shows %+v", s)
	}
}

// TestBuildKeepsPrintedTimes reads strips of one lead with long pauses between, and
// columns that beat together though their times are printed.
func TestBuildKeepsPrintedTimes(t *testing.T) {
	ps := pageOf(t, 3, 0.02, []string{"II"}, []string{"II"})
	ps = ps[:12]
	l := &layout.Layout{GridRows: 3, Columns: 4, Timed: true}
	l.Speed.Value = 25
	var curves []trace.Curve
	for i := range ps {
		c := ps[i].cell
		c.Gain, c.Lead, c.Strip = 10, "II", false
		c.Start = 60 * float64(i)
		l.Cells = append(l.Cells, c)
		curves = append(curves, drawnAs(ps[i].v))
	}
	rec := Build(l, curves, Options{})
	if rec.Simultaneous || rec.SimultaneousFrom != "text" || rec.TimeDoubt {
		t.Errorf("simultaneous %v from %q, doubt %v", rec.Simultaneous, rec.SimultaneousFrom, rec.TimeDoubt)
	}
	if len(rec.Leads) != 1 || len(rec.Leads[0].Windows) != 12 || rec.Leads[0].Windows[11][0] != 660 {
		t.Fatalf("leads %d, windows %v", len(rec.Leads), rec.Leads[0].Windows)
	}
	if rec.Checks.Beats < 12 || rec.Checks.Rate < 30 { // in each window one at least
		t.Errorf("%d beats at %.0f a minute", rec.Checks.Beats, rec.Checks.Rate)
	}
}

// drawnAs is the curve of a lead on paper of 10 mm/mV at 25 mm/s, its zero line at 100 mm.
func drawnAs(mv []float64) trace.Curve {
	k := trace.Curve{Step: 0.05, Y: make([]float64, len(mv)), Sigma: make([]float64, len(mv)), Bridged: make([]bool, len(mv))}
	for j, v := range mv {
		k.Y[j], k.Sigma[j] = 100-10*v, 0.2
	}
	return k
}
