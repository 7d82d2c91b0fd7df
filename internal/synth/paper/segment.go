package paper

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
	// Inked is the share of the pen's full ink that each sample got, 0 to 1;
	// nil means all of it everywhere.
	Inked []float32
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
	BoxLine      BoxKind = "line"    // a ruled line, or a side of a frame
	BoxBlock     BoxKind = "block"   // a filled rectangle
	BoxLogo      BoxKind = "logo"    // a maker's sign
	BoxBarcode   BoxKind = "barcode" // upright bars
	BoxCode      BoxKind = "code"    // a square of small squares
	BoxMarker    BoxKind = "marker"  // of a beat
	BoxTick      BoxKind = "tick"    // of time
	BoxEdge      BoxKind = "edge"    // holes, arrows and fold marks of the paper
)

// A Box is a rectangle of page millimetres around something in ink that is no
// trace.
type Box struct {
	Kind           BoxKind
	Text           string // of names and text
	Lead           string // of names: that of [Segment]
	Row            int    // -1 if it belongs to none
	X0, Y0, X1, Y1 float64
	// Way is the middle of the pen's stroke, of pulses and separators, PenMM its width.
	Way   [][2]float64
	PenMM float64
}
