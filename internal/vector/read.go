package vector

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

var (
	// ErrNoGrid says that nothing on the pages tells how long a millimetre
	// is: no grid of lines, and no printed speed and gain on a page of the
	// size of paper.
	ErrNoGrid = errors.New("the drawing has no grid and states no scale; export the page with its grid, or send a picture of it")
	// ErrNoCurves says that no curve of an ECG is drawn on the pages.
	ErrNoCurves = errors.New("the drawing holds no ECG curve; send the page that shows the ECG, or a picture of it")
)

// Options steer Read. The zero value reads everything from the pages.
type Options struct {
	RateHz   float64 // samples a second of the result; 0 is 500
	SpeedMMS float64 // paper speed in mm/s, if known better than the page says
	GainMMMV float64 // gain in mm/mV, if known better than the page says
}

// Gain is the height of 1 mV in millimetres, for the limb leads and the chest
// leads.
type Gain struct{ Limb, Chest float64 }

// A Lead is one drawn curve in millivolts.
type Lead struct {
	Name     string  // "I" ... "V6", "V3R", "-aVR"; "ch1" ... where the page does not tell
	NameFrom string  // "text", "order" (place in a standard layout), "strip" (same curve as a named one), "none"
	Rhythm   bool    // a strip that runs along all columns
	Row      int     // from the top, from 0, counted over all pages
	Column   int     // from the left, from 0
	T0       float64 // of the first sample, s from the first sample of the page
	// MV holds samples at T0, T0 + 1/RateHz, ...; NaN where the curve has a
	// gap.
	MV     []float64
	RateHz float64
	// Points is the drawn curve, in mm on the page turned upright.
	Points   [][2]float64
	ZeroFrom string  // "pulse" (foot of the row's calibration pulse) or "level" (commonest level of the curve)
	Zero     float64 // the y of 0 mV in mm
	GainMMMV float64
	// NativeHz is the rate of the samples that the machine joined by lines,
	// 0 where the points do not lie at equal steps.
	NativeHz float64
	Page     int // from 0, as handed to Read
}

// A Reading is one record.
type Reading struct {
	Leads      []Lead
	SpeedMMS   float64
	SpeedFrom  string // "option", "text", "pulse", "default"
	GainMMMV   Gain
	GainFrom   string     // "option", "text", "pulse", "default"
	MMPerPoint [2]float64 // across and down, of the first page with curves
	ScaleFrom  string     // "grid" or "page" (a point is 1/72 inch, as machines print)
	LayoutName string     // such as "3x4+1R", "6x2", "12x1"
	Duration   float64    // from time 0 to the end of the last lead, s
	Warnings   []string
}

// maxRate bounds Options.RateHz.
const maxRate = 100_000

// Read finds the curves on the pages of one file and calibrates them. Pages
// that show further leads of the same seconds belong to the same record; a page
// that shows the same leads again is another record and is left out, with a
// warning. The error is, or wraps, ErrNoGrid or ErrNoCurves, or is that of ctx.
func Read(ctx context.Context, pages []*page.Vector, opt Options) (*Reading, error) {
	if opt.RateHz == 0 {
		opt.RateHz = 500
	}
	if !(opt.RateHz >= 1 && opt.RateHz <= maxRate) {
		return nil, fmt.Errorf("a rate of %g Hz; choose one from 1 to %d", opt.RateHz, maxRate)
	}
	if opt.SpeedMMS < 0 || opt.GainMMMV < 0 {
		return nil, fmt.Errorf("a speed of %g mm/s and a gain of %g mm/mV; neither may be negative", opt.SpeedMMS, opt.GainMMMV)
	}
	var r *Reading
	failure := ErrNoCurves
	rows := 0
	for i, v := range pages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if v == nil {
			continue
		}
		one, err := readPage(ctx, v, opt)
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if errors.Is(err, ErrNoGrid) {
				failure = err
			}
			continue
		}
		for k := range one.Leads {
			one.Leads[k].Page = i
			one.Leads[k].Row += rows
		}
		if r == nil {
			r = one
		} else if !r.join(one, i) {
			continue
		}
		for _, l := range one.Leads {
			rows = max(rows, l.Row+1)
		}
	}
	if r == nil {
		return nil, failure
	}
	for _, l := range r.Leads {
		r.Duration = max(r.Duration, l.T0+float64(len(l.MV))/l.RateHz)
	}
	r.LayoutName = layoutName(r.Leads)
	return r, nil
}

// join adds a further page to a record, if it shows other leads.
func (r *Reading) join(next *Reading, number int) bool {
	for _, l := range next.Leads {
		if l.NameFrom == "none" || l.NameFrom == "order" {
			r.warn("page %d shows curves without names and is left out; read it by itself", number+1)
			return false
		}
		if slices.ContainsFunc(r.Leads, func(m Lead) bool { return m.Name == l.Name }) {
			r.warn("page %d shows lead %s again: it is another record and is left out; read it by itself", number+1, l.Name)
			return false
		}
	}
	if next.SpeedMMS != r.SpeedMMS || next.GainMMMV != r.GainMMMV {
		r.warn("page %d has %g mm/s and %g mm/mV, the first page %g mm/s and %g mm/mV", number+1,
			next.SpeedMMS, next.GainMMMV.Limb, r.SpeedMMS, r.GainMMMV.Limb)
	}
	r.Leads = append(r.Leads, next.Leads...)
	for _, w := range next.Warnings {
		if !slices.Contains(r.Warnings, w) {
			r.Warnings = append(r.Warnings, w)
		}
	}
	return true
}

func (r *Reading) warn(msg string, args ...any) {
	r.Warnings = append(r.Warnings, fmt.Sprintf(msg, args...))
}
