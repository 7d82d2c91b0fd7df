// Package layout reads the arrangement of a page from its flattened sheet:
// rows of curves, calibration pulses, column separators, lead names, paper
// speed and gain, and from all of these the windows in which each lead is
// printed. It does not read the curves themselves.
package layout

// NameSource says how a lead got its name.
type NameSource string

// The sources of a lead's name, best first.
const (
	NameFromText  NameSource = "text"  // read on the page
	NameFromOrder NameSource = "order" // its place in the arrangement
	NameFromStrip NameSource = "match" // a strip whose curve is that of a named lead
	NameFromUser  NameSource = "user"
	NameUnknown   NameSource = "none"
)

// A Cell is one printed stretch of one lead.
type Cell struct {
	// Lead is the standard name (I, II, III, aVR, aVL, aVF, V1 to V9, V3R...),
	// empty where it is not known.
	Lead     string
	NameFrom NameSource
	// NameOdds are the log odds that the name was read right, 0 where none was.
	NameOdds float64
	// Inverted says that the curve is printed upside down (-aVR).
	Inverted bool
	// Strip says that the cell is a rhythm strip over the whole width.
	Strip       bool
	Row, Column int
	// X0 and X1 are the page millimetres of the first sample and of the end.
	X0, X1 float64
	// Y0 is the height of the resting line as seen from afar, page
	// millimetres, good to a millimetre or two.
	Y0 float64
	// Zero is the height of the foot of the row's calibration pulse, NaN
	// where there is none.
	Zero float64
	// Start is the time of X0 in seconds after the start of the page.
	Start float64
	// Gain is the size of one millivolt in millimetres.
	Gain float64
	// along is how many millimetres of curve lie before X0 on its page.
	along float64
	// late is how far X0 lies behind the start of its column, mm.
	late float64
}

// A Setting is a number read from the page with the way it was found.
type Setting struct {
	Value float64
	// From is "text", "pulse", "width" (of the pulse), "rate" (heart rate
	// plausibility), "usual" (nothing contradicts the usual value) or "user".
	From string
}

// OrderContinued is the order of rows that show one lead, each going on where the
// one above it ended.
const OrderContinued = "continued"

// A Layout is the arrangement of one page.
type Layout struct {
	// Name is rows x columns with rhythm strips, such as "3x4+1R:II".
	Name string
	// Order is "standard", "cabrera", "chest", "augmented", "read" or [OrderContinued].
	Order string
	Cells []Cell
	// Grid of rows and columns without the strips.
	GridRows, Columns int
	Rows              []Row
	// Edges are lines far from all curves with the grid on one side at most:
	// where the sheet ends, and frames about it.
	Edges           []Row
	Pulses          []Pulse
	Bars            []Bar
	Words           []Word
	Speed           Setting // mm/s
	Gain, ChestGain Setting // mm/mV
	// LeftOut are the names of rows of curves that seem to be printed where none
	// was found.
	LeftOut []string
	// Spare are rows that look like curves of this heart and are in no cell.
	Spare []Row
	// Margin is the difference in log likelihood to the best arrangement of
	// another kind: its confidence.
	Margin float64
	// Named is the share of the cells whose names were read.
	Named float64
	// Fade is how dark lines are for each column of the sheet, as a share of the
	// darkest, where they have faded along it, or of usual lines, where they are pale
	// all over it; nil where they are not.
	Fade []float32
	// Timed says that the cells start at times that are printed at them.
	Timed bool
	// Doubts are what on the page contradicts speed and gain, as sentences.
	Doubts []string
	// Unread are the names that were read on the page without their curve.
	Unread []string
}

// A Word is a text read on the sheet, in page millimetres.
type Word struct {
	Text           string
	X0, Y0, X1, Y1 float64
	Score          float64 // probability that it is right
	often          int     // times that it was read on the sheet
	odds           float64 // its weight once known
	again          bool    // a name that the strip has at its start already
}
