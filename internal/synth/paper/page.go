package paper

import (
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Colour is sRGB-encoded red, green and blue.
type Colour = raster.Colour

// A Grid is the printed millimetre paper. The zero value prints none.
type Grid struct {
	// FineMM and BoldMM are the distances of thin and of thick lines, usually
	// 1 and 5; 0 prints none of that kind.
	FineMM, BoldMM float64
	// FineWidthMM and BoldWidthMM are the widths of the lines.
	FineWidthMM, BoldWidthMM float64
	Fine, Bold               Colour
	// InsetMM leaves a margin of bare paper around the grid.
	InsetMM float64
	// ShiftMM moves the lines right and down, against those through the
	// paper's corner.
	ShiftMM [2]float64
}

// GridOf is the usual 1 mm and 5 mm paper in a named colour: red, pink,
// orange, green, blue, grey, or none.
func GridOf(colour string) (*Grid, error) {
	g := &Grid{FineMM: 1, BoldMM: 5, FineWidthMM: 0.1, BoldWidthMM: 0.22}
	switch colour {
	case "red":
		g.Fine, g.Bold = Colour{248, 188, 184}, Colour{232, 104, 100}
	case "pink":
		g.Fine, g.Bold = Colour{252, 216, 220}, Colour{244, 164, 176}
	case "orange":
		g.Fine, g.Bold = Colour{250, 216, 184}, Colour{236, 160, 96}
	case "green":
		g.Fine, g.Bold = Colour{196, 226, 196}, Colour{120, 180, 124}
	case "blue":
		g.Fine, g.Bold = Colour{200, 214, 240}, Colour{120, 150, 212}
	case "grey":
		g.Fine, g.Bold = Colour{216, 216, 216}, Colour{160, 160, 160}
	case "none":
		return &Grid{}, nil
	default:
		return nil, fmt.Errorf("paper: grid colour %q is unknown; want red, pink, orange, green, blue, grey or none", colour)
	}
	return g, nil
}

// PulseSide says where each row has its calibration pulse.
type PulseSide uint8

// Places of the calibration pulse (1 mV for 0.2 s).
const (
	PulseLeft PulseSide = iota
	PulseRight
	PulseNone
)

// Separator says what stands between columns.
type Separator uint8

// Kinds of column separators.
const (
	SeparatorNone  Separator = iota
	SeparatorBar             // a thick upright bar across the trace
	SeparatorTicks           // two short strokes, above and below the trace
)

// A Page is what is drawn on paper. The zero value of a field is its default.
type Page struct {
	// Layout of the leads; the zero value means 3x4+1R:II.
	Layout Layout
	// SpeedMMPerS and GainMMPerMV are the scales; 0 means 25 and 10.
	SpeedMMPerS, GainMMPerMV float64
	// ChestMMPerMV is the scale of V1 to V6; 0 means GainMMPerMV.
	ChestMMPerMV float64
	// RowSec is the time a row shows; 0 means 10 s.
	RowSec float64
	// PaperMM is the size of the paper; 0 means as much as is needed, and at
	// least A4 across for three rows and more.
	PaperMM [2]float64
	// Grid; nil means GridOf("red").
	Grid *Grid
	// Pulse, separators. OnePulse leaves all pulses but that of the first row
	// out.
	Pulse     PulseSide
	OnePulse  bool
	Separator Separator
	// GapMM ends the traces of all columns but the last this much early.
	GapMM float64
	// NoNames leaves the lead names out. NameMM is the size of their letters
	// (em), 0 means 4; NameBelow puts them under the trace.
	NoNames   bool
	NameBelow bool
	NameMM    float64
	// Font is "regular", "bold", "mono" or "italic" (the Go fonts); "" means
	// regular.
	Font string
	// Header lines stand at the upper left.
	Header []string
	// Footer is the line below; "" means speed and gain, "-" none.
	Footer string
	// Ink of traces and words, Paper below them; the zero value of Paper
	// means white.
	Ink   Colour
	Paper Colour
	// PenMM is the width of the stroke; 0 means 0.25.
	PenMM float64
	// DPI is the resolution of the print, 50 to 1200; 0 means 200.
	DPI float64
}

// withDefaults returns the page with every default filled in, or says which
// field is out of range.
func (p Page) withDefaults() (Page, error) {
	def := func(v *float64, d float64) {
		if *v == 0 {
			*v = d
		}
	}
	if p.Layout.Rows == 0 && p.Layout.Cols == 0 {
		p.Layout = Layout{Rows: 3, Cols: 4, Rhythm: []string{"II"}}
	}
	def(&p.SpeedMMPerS, 25)
	def(&p.GainMMPerMV, 10)
	def(&p.RowSec, 10)
	def(&p.NameMM, 4)
	def(&p.PenMM, 0.25)
	def(&p.DPI, 200)
	if p.Grid == nil {
		p.Grid, _ = GridOf("red") // a name it knows
	}
	if p.Paper == (Colour{}) {
		p.Paper = Colour{255, 255, 255}
	}
	if p.Font == "" {
		p.Font = "regular"
	}
	def(&p.ChestMMPerMV, p.GainMMPerMV)
	switch {
	case p.Footer != "":
	case p.ChestMMPerMV != p.GainMMPerMV:
		p.Footer = fmt.Sprintf("%g mm/s   Limb: %g mm/mV   Chest: %g mm/mV", p.SpeedMMPerS, p.GainMMPerMV, p.ChestMMPerMV)
	default:
		p.Footer = fmt.Sprintf("%g mm/s   %g mm/mV", p.SpeedMMPerS, p.GainMMPerMV)
	}
	if err := p.Layout.check(); err != nil {
		return p, fmt.Errorf("paper: page: layout %v: %w", p.Layout, err)
	}
	for _, f := range []struct {
		name      string
		v, lo, hi float64
	}{
		{"speed in mm/s", p.SpeedMMPerS, 5, 200},
		{"gain in mm/mV", p.GainMMPerMV, 1, 100},
		{"gain of chest leads in mm/mV", p.ChestMMPerMV, 1, 100},
		{"gap between columns in mm", p.GapMM, 0, 20},
		{"row in seconds", p.RowSec, 0.5, 120},
		{"name size in mm", p.NameMM, 1, 20},
		{"pen in mm", p.PenMM, 0.02, 3},
		{"resolution in dpi", p.DPI, 50, 1200},
		{"grid lines in mm", p.Grid.FineMM, 0, 50},
		{"bold grid lines in mm", p.Grid.BoldMM, 0, 50},
	} {
		if !(f.v >= f.lo && f.v <= f.hi) {
			return p, fmt.Errorf("paper: page: %s is %g, want %g to %g", f.name, f.v, f.lo, f.hi)
		}
	}
	for _, d := range []float64{p.Grid.FineMM, p.Grid.BoldMM} {
		if d > 0 && d < 0.5 {
			return p, fmt.Errorf("paper: page: grid lines %g mm apart, want 0 or at least 0.5", d)
		}
	}
	return p, nil
}

// Fixed measures of a page, in millimetres, as on common machines.
const (
	marginMM     = 10.0
	headerMM     = 16.0 // above the first row
	headerLineMM = 4.5
	footerMM     = 12.0 // below the last row
	pulseFootMM  = 1.5  // of the calibration pulse, before and after it
	pulseGapMM   = 1.0  // between pulse and trace
	pulseSec     = 0.2
	barMM        = 7.0 // height of a separator bar
	a4LongMM     = 297.0
	a4ShortMM    = 210.0
	stripMM      = 40.0 // height of a row on a page of one or two rows
)

// A plan is a page with its measures worked out.
type plan struct {
	Page
	x0    float64   // of the first sample
	width float64   // of a row
	rows  []float64 // zero line of each row
	pulse float64   // page x where the pulse begins, if there is one
}

// plan places the rows.
func (p Page) plan() (*plan, error) {
	p, err := p.withDefaults()
	if err != nil {
		return nil, err
	}
	l := &plan{Page: p, width: p.RowSec * p.SpeedMMPerS, x0: marginMM}
	zone := 0.0
	if p.Pulse != PulseNone {
		zone = 2*pulseFootMM + pulseSec*p.SpeedMMPerS + pulseGapMM
	}
	n := p.Layout.Rows + len(p.Layout.Rhythm)
	top, bottom := headerMM+headerLineMM*float64(len(p.Header)), footerMM
	needX := 2*marginMM + zone + l.width
	if l.PaperMM == ([2]float64{}) {
		l.PaperMM = [2]float64{needX, top + bottom + stripMM*float64(n)}
		if n >= 3 {
			l.PaperMM = [2]float64{max(needX, a4LongMM), a4ShortMM}
		}
	}
	pitch := (l.PaperMM[1] - top - bottom) / float64(n)
	if needX > l.PaperMM[0]+1e-9 || !(pitch >= 5) {
		return nil, fmt.Errorf("paper: page: paper of %g x %g mm is too small: %d rows of %g s at %g mm/s need %g x %g",
			l.PaperMM[0], l.PaperMM[1], n, p.RowSec, p.SpeedMMPerS, needX, top+bottom+5*float64(n))
	}
	left := (l.PaperMM[0] - needX) / 2 // centred
	l.x0 += left
	switch p.Pulse {
	case PulseLeft:
		l.pulse = l.x0
		l.x0 += zone
	case PulseRight:
		l.pulse = l.x0 + l.width + pulseGapMM
	}
	for r := range n {
		l.rows = append(l.rows, top+(float64(r)+0.55)*pitch) // R waves point up
	}
	if w, h := l.size(); float64(w)*float64(h) > raster.MaxPixels || math.IsNaN(l.PaperMM[0]+l.PaperMM[1]) {
		return nil, fmt.Errorf("paper: page: %g x %g mm at %g dpi are more than %d pixels", l.PaperMM[0], l.PaperMM[1], p.DPI, raster.MaxPixels)
	}
	return l, nil
}

// size is that of the print in pixels.
func (l *plan) size() (w, h int) {
	return int(math.Round(l.PaperMM[0] * l.DPI / 25.4)), int(math.Round(l.PaperMM[1] * l.DPI / 25.4))
}

// Seconds is how long a signal the page needs.
func (p Page) Seconds() float64 {
	if p.RowSec == 0 {
		return 10
	}
	return p.RowSec
}

// SizeMM is the size of the paper, zero where the page is out of its range.
func (p Page) SizeMM() [2]float64 {
	l, err := p.plan()
	if err != nil {
		return [2]float64{}
	}
	return l.PaperMM
}
