package notecg

import (
	"fmt"
	"image"
	"math/rand/v2"
)

// A Kind names what a picture shows.
type Kind string

// The kinds. The first ones come closest to an ECG: curves on a grid.
const (
	LineChart       Kind = "line-chart"       // curves on a grid, with axes and legend
	FunctionPlot    Kind = "function-plot"    // a pencilled curve on millimetre paper
	Temperature     Kind = "temperature"      // a fever chart: joined points on squared paper
	Seismogram      Kind = "seismogram"       // ground motion, one row to many
	EEG             Kind = "eeg"              // many slow rows with names
	Cardiotocogram  Kind = "cardiotocogram"   // heart rate of the unborn above contractions
	MillimetrePaper Kind = "millimetre-paper" // empty
	SquaredPaper    Kind = "squared-paper"    // empty
	RuledPaper      Kind = "ruled-paper"      // empty
	Handwriting     Kind = "handwriting"      // joined strokes on ruled paper
	BarChart        Kind = "bar-chart"        // upright or lying bars
	Document        Kind = "document"         // lines of text
	Table           Kind = "table"            // words and numbers in cells
	Spreadsheet     Kind = "spreadsheet"      // a program's window
	Music           Kind = "music"            // staves with notes
	Circuit         Kind = "circuit"          // wires and symbols
	StreetMap       Kind = "street-map"       // roads, houses, water
	BarCode         Kind = "bar-code"         // labels with bars
	QRCode          Kind = "qr-code"          // black and white cells
	XRay            Kind = "x-ray"            // soft bright shapes on dark
	Photo           Kind = "photo"            // a landscape or things on a table
	Gradient        Kind = "gradient"         // colours that pass into each other
	WhiteNoise      Kind = "white-noise"      // every grain by itself
	PinkNoise       Kind = "pink-noise"       // clouds of all sizes
)

// Bounds of the pictures that Draw makes.
const (
	MinSide = 64   // pixels
	MaxSide = 8000 // pixels; 64 megapixels in all
)

// A painter draws one kind on a pad that is white all over. Its stream goes
// into the seed and is never changed, so that new kinds leave the old pictures
// as they are.
type painter struct {
	kind   Kind
	stream uint64
	paint  func(*pad)
}

func painters() []painter {
	return []painter{
		{LineChart, 1, lineChart},
		{FunctionPlot, 2, functionPlot},
		{Temperature, 3, temperature},
		{Seismogram, 4, seismogram},
		{EEG, 5, eeg},
		{Cardiotocogram, 6, cardiotocogram},
		{MillimetrePaper, 7, millimetrePaper},
		{SquaredPaper, 8, squaredPaper},
		{RuledPaper, 9, ruledPaper},
		{Handwriting, 10, handwriting},
		{BarChart, 11, barChart},
		{Document, 12, document},
		{Table, 13, table},
		{Spreadsheet, 14, spreadsheet},
		{Music, 15, music},
		{Circuit, 16, circuit},
		{StreetMap, 17, streetMap},
		{BarCode, 18, barCode},
		{QRCode, 19, qrCode},
		{XRay, 20, xRay},
		{Photo, 21, photo},
		{Gradient, 22, gradient},
		{WhiteNoise, 23, whiteNoise},
		{PinkNoise, 24, pinkNoise},
	}
}

// Kinds lists all kinds, always in the same order. The caller owns the slice.
func Kinds() []Kind {
	var out []Kind
	for _, p := range painters() {
		out = append(out, p.kind)
	}
	return out
}

// Draw makes a picture of a kind, w pixels wide and h high. Each side must be
// [MinSide] to [MaxSide]. Every seed is valid. The picture is opaque and begins
// at (0, 0). It is an error to ask for an unknown kind or a size out of bounds. Time and memory grow with w*h:
// about half a second at most for 1200 x 900 on one core.
func Draw(kind Kind, seed uint64, w, h int) (*image.NRGBA, error) {
	if w < MinSide || h < MinSide || w > MaxSide || h > MaxSide {
		return nil, fmt.Errorf("notecg: picture of %d x %d pixels, want %d to %d a side", w, h, MinSide, MaxSide)
	}
	for _, q := range painters() {
		if q.kind != kind {
			continue
		}
		rng := rand.New(rand.NewPCG(seed, q.stream*0x9e3779b97f4a7c15))
		p, err := newPad(rng, w, h)
		if err != nil {
			return nil, fmt.Errorf("notecg: %w", err)
		}
		q.paint(p)
		if p.err != nil {
			return nil, fmt.Errorf("notecg: %s: %w", kind, p.err)
		}
		if err := wear(p); err != nil {
			return nil, fmt.Errorf("notecg: %s: %w", kind, err)
		}
		return p.img, nil
	}
	return nil, fmt.Errorf("notecg: kind %q is unknown", kind)
}
