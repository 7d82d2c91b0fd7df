package pages

import (
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/panel"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// upright turns a map so that the sheet stands upright on its millimetres: the
// rectifier leaves pages that lie on their side as they are.
func upright(m *rectify.Map, truth *synth.Truth) *rectify.Map {
	x, y := truth.SizeMM[0]/2, truth.SizeMM[1]/2
	ax, ay, _ := truth.ToPixel(x-5, y)
	bx, by, _ := truth.ToPixel(x+5, y)
	x0, y0, _ := m.ToMM(ax, ay)
	x1, y1, _ := m.ToMM(bx, by)
	// Where the sheet's right lies on the map, in quarters clockwise.
	q := int(math.Round(math.Atan2(y1-y0, x1-x0) / (math.Pi / 2)))
	return m.Turned(-q)
}

// Limits of a map that is taken, by the ends of the traces.
const (
	mostStretch = 0.05 // of their length; the next wrong scales are 1.25 and 0.8
	mostSlant   = 0.05 // of their length
)

// cells are the printed traces on the found map: where the truth says that they
// are in the picture, in the millimetres that were found there.
func cells(m *rectify.Map, truth *synth.Truth) (out []panel.Cell, err error) {
	for i := range truth.Segments {
		s := &truth.Segments[i]
		long := float64(len(s.MV)) * s.StepMM
		if long == 0 {
			continue
		}
		ax, ay, _ := truth.ToPixel(s.X0MM, s.Y0MM)
		bx, by, _ := truth.ToPixel(s.X0MM+long, s.Y0MM)
		x0, y0, ok0 := m.ToMM(ax, ay)
		x1, y1, ok1 := m.ToMM(bx, by)
		if !ok0 || !ok1 || math.Abs(x1-x0-long) > mostStretch*long || math.Abs(y1-y0) > mostSlant*long {
			return nil, fmt.Errorf("the map that was found is not right: lead %s of %.0f mm lies on it from %.0f, %.0f to %.0f, %.0f mm", s.Lead, long, x0, y0, x1, y1)
		}
		out = append(out, panel.Cell{Lead: s.Lead, Inverted: s.Inverted, X0: x0, X1: x1, Y0: (y0 + y1) / 2})
	}
	return out, nil
}

// targets are the leads of a page and where it shows them. Where a lead is
// printed more than once, later printings go over earlier ones, with the same
// values.
func targets(truth *synth.Truth) (target, mask []float32) {
	target, mask = make([]float32, panel.Leads*panel.Samples), make([]float32, panel.Leads*panel.Samples)
	for l, name := range panel.LeadNames() {
		t, m := target[l*panel.Samples:][:panel.Samples], mask[l*panel.Samples:][:panel.Samples]
		for i := range truth.Segments {
			if s := &truth.Segments[i]; s.Lead == name {
				show(t, m, truth, s)
			}
		}
	}
	return target, mask
}

// show writes one printing of a lead. Its samples are joined by straight lines
// on the page, so what it shows between them is known.
func show(target, mask []float32, truth *synth.Truth, s *paper.Segment) {
	seen := make([]bool, len(s.MV))
	for _, p := range truth.Trace(s) {
		seen[int(math.Round((p.Sec-s.T0)*truth.RateHz))] = p.Visible > 0
	}
	first := max(int(math.Ceil(s.T0*panel.RateHz-1e-6)), 0)
	for i := first; i < panel.Samples; i++ {
		at := (float64(i)/panel.RateHz - s.T0) * truth.RateHz
		k := int(at + 1e-6)
		f := max(at-float64(k), 0)
		if k >= len(s.MV) {
			break
		}
		next := min(k+1, len(s.MV)-1)
		if f < 1e-6 {
			next = k
		}
		if seen[k] && seen[next] {
			target[i], mask[i] = float32((1-f)*s.MV[k]+f*s.MV[next]), 1
		}
	}
}
