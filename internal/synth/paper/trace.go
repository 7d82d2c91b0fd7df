package paper

import (
	"fmt"
	"math"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// gainOf is the scale of a lead; a minus sign before its name is of no
// account.
func (l *plan) gainOf(lead string) float64 {
	if strings.HasPrefix(strings.TrimPrefix(lead, "-"), "V") {
		return l.ChestMMPerMV
	}
	return l.GainMMPerMV
}

// trace draws one trace and notes what it shows.
func (d *drawing) trace(s *heart.Signal, w window) error {
	if !w.rhythm && w.col+1 < d.plan.Layout.Cols {
		w.t1 -= d.GapMM / d.plan.SpeedMMPerS
	}
	mv := s.Lead(w.lead)
	lo, hi := int(math.Round(w.t0*s.RateHz)), int(math.Round(w.t1*s.RateHz))
	if hi > len(mv) {
		return fmt.Errorf("paper: page shows lead %s until %g s; the signal has %g s of it",
			w.lead, w.t1, float64(len(mv))/s.RateHz)
	}
	seg := Segment{Lead: w.lead, Inverted: w.inverted, Row: w.row, Col: w.col, Rhythm: w.rhythm, T0: w.t0, T1: w.t1,
		X0MM: d.colX(w.col), Y0MM: d.rows[w.row],
		StepMM: d.plan.SpeedMMPerS / s.RateHz, MMPerMV: d.gainOf(w.lead), MV: mv[lo:hi]}
	if w.inverted {
		seg.MMPerMV = -seg.MMPerMV
	}
	// A sample that was not recorded leaves a gap.
	var run [][2]float64
	for k, v := range seg.MV {
		if math.IsNaN(v) {
			d.run(run, seg.Y0MM)
			run = nil
			continue
		}
		x, y := seg.Point(k)
		run = append(run, [2]float64{x, y})
	}
	d.run(run, seg.Y0MM)
	seg.Inked = d.share(&seg)
	d.Segments = append(d.Segments, seg)
	return nil
}

// run draws a piece of a trace, as far as its row lets it.
func (d *drawing) run(mm [][2]float64, zero float64) {
	if d.ClipMM == 0 {
		d.polyline(mm, d.PenMM)
		return
	}
	top, bottom := zero-d.ClipMM, zero+d.ClipMM
	if d.ClipFlat {
		flat := make([][2]float64, len(mm))
		for i, p := range mm {
			flat[i] = [2]float64{p[0], min(max(p[1], top), bottom)}
		}
		d.polyline(flat, d.PenMM)
		return
	}
	for _, piece := range cut(mm, top, bottom) {
		d.polyline(piece, d.PenMM)
	}
}

// cut leaves the parts of a path that lie between two heights.
func cut(mm [][2]float64, top, bottom float64) (out [][][2]float64) {
	var at [][2]float64
	flush := func() {
		if len(at) > 0 {
			out, at = append(out, at), nil
		}
	}
	for i := 1; i < len(mm); i++ {
		a, b := mm[i-1], mm[i]
		from, to := inside(a[1], b[1], top, bottom)
		if from > 0 || from >= to {
			flush()
		}
		if from >= to {
			continue
		}
		on := func(t float64) [2]float64 { return [2]float64{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])} }
		if len(at) == 0 {
			at = append(at, on(from))
		}
		at = append(at, on(to))
		if to < 1 {
			flush()
		}
	}
	flush()
	return out
}

// inside is the share of the way from a to b that lies between top and bottom;
// from is not less than to if nothing does.
func inside(a, b, top, bottom float64) (from, to float64) {
	if a == b {
		if a < top || a > bottom {
			return 1, 0
		}
		return 0, 1
	}
	t, u := (top-a)/(b-a), (bottom-a)/(b-a)
	return max(0, min(t, u)), min(1, max(t, u))
}

// share is what part of its ink each sample of a trace got; nil if all did.
func (d *drawing) share(s *Segment) []float32 {
	if d.keep == nil && d.ClipMM == 0 {
		return nil
	}
	out := make([]float32, len(s.MV))
	less := false
	for k := range out {
		x, y := s.Point(k)
		out[k] = 1
		if d.keep != nil {
			out[k] = float32(d.keep(x, y))
		}
		if d.ClipMM > 0 && !(math.Abs(y-s.Y0MM) <= d.ClipMM) {
			out[k] = 0
		}
		less = less || out[k] < 1
	}
	if !less {
		return nil
	}
	return out
}
