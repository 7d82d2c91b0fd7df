// Package trace follows the drawn curves on a sheet and fits the drawn stroke
// to its pixels: each window of the layout becomes a curve in millimetres
// with a standard deviation for every sample. It knows neither leads nor
// millivolts.
package trace

// A Window says where one curve is printed.
type Window struct {
	// X0 is the page position, in millimetres, of the first sample, X1 that
	// of the end (half open).
	X0, X1 float64
	// Y0 is the expected height of the resting line, page millimetres.
	Y0 float64
}

// A Box is a rectangle of page millimetres that is known to hold something
// else than a curve.
type Box struct {
	X0, Y0, X1, Y1 float64
	Kind           BoxKind
}

// BoxKind says what a box holds.
type BoxKind uint8

// What lies over or beside curves.
const (
	Label BoxKind = iota // text
	Bar                  // a column separator
	Pulse                // a calibration pulse
	Edge                 // a piece of the edge of the sheet, or of a frame: no curve runs along it
)

// A Curve is what was read in one window. Sample k lies at page position
// X0 + k*Step across; Y is its height in page millimetres (down is positive),
// NaN where nothing was read. Sigma is the standard deviation of Y in
// millimetres, NaN where Y is.
type Curve struct {
	X0, Step float64
	// X0Sigma is the standard deviation of X0, in millimetres, against the
	// samples that the recorder kept (but for whole ones); 0 where the drawn line
	// does not show them. X0 then is the window's; else it differs from that by at
	// most half a step of the recorder.
	X0Sigma  float64
	Y, Sigma []float64
	// Bridged marks samples that were interpolated over a short hidden
	// stretch.
	Bridged []bool
}

// Options of Read. The zero value is the default.
type Options struct {
	// Step is the distance of two samples in millimetres; 0 means 0.05 mm
	// (500 Hz at 25 mm/s).
	Step float64
	// Workers bounds the goroutines; 0 means GOMAXPROCS.
	Workers int
}
