package paper

import "github.com/einthoven-ecg/einthoven/internal/synth/raster"

// A Colour is sRGB-encoded red, green and blue.
type Colour = raster.Colour

// PulseSide says where each row has its calibration pulse.
type PulseSide uint8

// Places of the calibration pulse (1 mV for 0.2 s).
const (
	PulseLeft PulseSide = iota
	PulseRight
	PulseNone
	PulseColumns // left of each column
	numPulseSides
)

// A Page is what is drawn on paper. The zero value of a field is its default.
type Page struct {
	// Layout of the leads; the zero value means 3x4+1R:II.
	Layout Layout
	// SpeedMMPerS and GainMMPerMV are the scales; 0 means 25 and 10.
	SpeedMMPerS, GainMMPerMV float64
	// ChestMMPerMV is the scale of the chest leads; 0 means GainMMPerMV.
	ChestMMPerMV float64
	// RowSec is the time a row shows; 0 means 10 s.
	RowSec float64
	// PaperMM is the size of the paper; 0 means as much as is needed, and at
	// least A4 across for three rows and more.
	PaperMM [2]float64
	// MarginMM is the room left of, above, right of and below the rows, up to
	// 2000; 0 means 10, 16 and 4.5 for each header line, 10, 12.
	MarginMM [4]float64
	// PitchMM is the distance of rows, 3 to 200; 0 spreads them over the
	// paper.
	PitchMM float64
	// ColumnGapMM sets columns apart, up to 100.
	ColumnGapMM float64
	// Grid; nil means GridOf("red").
	Grid *Grid
	// Pulse, separators. OnePulse leaves all pulses but that of the first row
	// out.
	Pulse     PulseSide
	OnePulse  bool
	Separator Separator
	// PulseForm is the shape of the pulse.
	PulseForm PulseForm
	// SeparatorMM is the height of a separator, up to 100; 0 means 7.
	// SeparatorEnds puts one before the first and after the last column, too.
	SeparatorMM   float64
	SeparatorEnds bool
	// GapMM ends the traces of all columns but the last this much early.
	GapMM float64
	// NoNames leaves the lead names out. NameMM is the size of their letters
	// (em), 0 means 4; NameBelow puts them under the trace.
	NoNames   bool
	NameBelow bool
	NameMM    float64
	// Names says what leads are called, and where.
	Names Names
	// Font is one of [Fonts], with "condensed", "narrow" or "wide" and "slanted"
	// after it where wanted; "" means regular.
	Font string
	// Header lines stand at the upper left.
	Header []string
	// Footer is the line below; "" means speed and gain, "-" none.
	Footer string
	// Ink of traces and words, Paper below them; the zero value of Paper
	// means white.
	Ink   Colour
	Paper Colour
	// PenMM is the width of the stroke; 0 means 0.25. Pen is what becomes of
	// it.
	PenMM float64
	Pen   Pen
	// ClipMM cuts traces off so far above and below their zero line, 1 to 500;
	// 0 means never. ClipFlat draws them on along the border instead; that ink
	// belongs to no sample.
	ClipMM   float64
	ClipFlat bool
	// TickSec sets small ticks above the rows, so many seconds apart, 0.1 to
	// 60; 0 means none.
	TickSec float64
	// Beats marks the beats above the last row.
	Beats BeatMarks
	// Times writes the time above the start of each row that does not start at
	// 0.
	Times bool
	// Items are all else that is printed.
	Items []Item
	// Edge is how the paper's long edges look.
	Edge Edge
	// DPI is the resolution of the print, 50 to 1200; 0 means 200.
	DPI float64
}
