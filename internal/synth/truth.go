package synth

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// Truth is what a picture shows, exactly.
type Truth struct {
	// Layout as [Layout.String] writes it.
	Layout string
	// SpeedMMPerS and GainMMPerMV are the printed scales.
	SpeedMMPerS, GainMMPerMV float64
	// PaperMM is the size of the paper.
	PaperMM [2]float64
	// Segments are the printed traces, row by row.
	Segments []Segment
	// Boxes are the other things in ink.
	Boxes []Box
	// Labels and Beats are those of the [heart.Signal], where it has any.
	Labels []string
	Beats  []heart.Beat
	// RateHz is the sampling rate of the printed samples.
	RateHz float64
	// MV are the leads over the time of the page, in the order of
	// [heart.LeadNames], NaN where a lead is not printed: ready for a WFDB record.
	MV [heart.NumLeads][]float64
	// Map leads from page millimetres to picture pixels; it agrees with
	// [Truth.ToPixel] to 0.01 pixel on the paper for usual cameras.
	Map *rectify.Map

	warp homography
}

// A Segment is one printed trace.
type Segment struct {
	// Lead is its standard name; Inverted that it is printed upside down
	// (Cabrera's -aVR).
	Lead     string
	Inverted bool
	// Row and Col count from 0 at the upper left; a rhythm strip has Col 0.
	Row, Col int
	Rhythm   bool
	// T0 and T1 are the seconds it shows, half open.
	T0, T1 float64
	// X0MM is the page position of its first sample, Y0MM that of its zero
	// line.
	X0MM, Y0MM float64
	// StepMM is the distance of samples, MMPerMV the scale upwards (negative
	// if inverted).
	StepMM, MMPerMV float64
	// MV are its samples, of the lead as named.
	MV []float64
}

// Point is the page position of sample k in millimetres.
func (s *Segment) Point(k int) (x, y float64) {
	return s.X0MM + float64(k)*s.StepMM, s.Y0MM - s.MMPerMV*s.MV[k]
}

// BoxKind says what a box holds.
type BoxKind string

// What is printed besides traces.
const (
	BoxName      BoxKind = "name"
	BoxText      BoxKind = "text"
	BoxPulse     BoxKind = "pulse"
	BoxSeparator BoxKind = "separator"
)

// A Box is a rectangle of page millimetres around something in ink that is no
// trace.
type Box struct {
	Kind           BoxKind
	Text           string // of names and text
	Row            int    // -1 if it belongs to none
	X0, Y0, X1, Y1 float64
}

// ToPixel is the exact map from page millimetres to picture pixels.
func (t *Truth) ToPixel(x, y float64) (px, py float64) { return t.warp.apply(x, y) }

// Windows are the seconds at which a lead is printed, in the order of the
// rows.
func (t *Truth) Windows(lead string) [][2]float64 {
	var out [][2]float64
	for i := range t.Segments {
		if s := &t.Segments[i]; s.Lead == lead {
			out = append(out, [2]float64{s.T0, s.T1})
		}
	}
	return out
}

// printed fills MV from the segments.
func (t *Truth) printed() {
	n := 0
	for i := range t.Segments {
		s := &t.Segments[i]
		n = max(n, int(math.Round(s.T0*t.RateHz))+len(s.MV))
	}
	for l := range t.MV {
		t.MV[l] = make([]float64, n)
		for i := range t.MV[l] {
			t.MV[l][i] = math.NaN()
		}
	}
	for i := range t.Segments {
		s := &t.Segments[i]
		copy(t.MV[heart.LeadIndex(s.Lead)][int(math.Round(s.T0*t.RateHz)):], s.MV)
	}
}
