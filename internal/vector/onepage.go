package vector

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// Sides between which a page is a sheet of paper, in mm; only then is a point
// taken to be 1/72 inch.
const smallestSheet, largestSheet = 70.0, 1300.0

// What one page may hold: a holter print has some 60 rows of 25 cm.
const (
	mostCurves   = 250
	longestPaper = 100_000.0 // mm of curve
)

// readPage reads one page. Its error is ErrNoGrid or ErrNoCurves, or that of
// ctx.
func readPage(ctx context.Context, v *page.Vector, opt Options) (*Reading, error) {
	v = upright(v)
	joined := chains(v)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s, ok := findGrid(v)
	paper := scale{[2]float64{mmPerPoint, mmPerPoint}, "page"}
	if !ok {
		s = paper
	}
	var lines []*line
	for _, l := range joined {
		lines = append(lines, l.inMM(s).forward(0.05)...)
	}
	lines, pulses := takePulses(lines)
	curves := curvesOf(bridgeClipped(lines))
	if len(curves) == 0 {
		return nil, ErrNoCurves
	}
	length := 0.0
	for _, c := range curves {
		length += c.x1() - c.x0()
	}
	if len(curves) > mostCurves || length > longestPaper {
		return nil, fmt.Errorf("%d curves of %.0f m on one page are no ECG: %w", len(curves), length/1000, ErrNoCurves)
	}

	r := &Reading{MMPerPoint: s.mm, ScaleFrom: s.from}
	sentences := wordsOf(v.Texts, s, withinSentence)
	speed, gain, several := printedScale(sentences)
	if several {
		r.warn("the page states more than one speed or gain; %g mm/s and %g mm/mV were taken", speed, gain.Limb)
	}
	if !ok {
		w, h := v.Width*mmPerPoint, v.Height*mmPerPoint
		if speed == 0 || gain.Limb == 0 || min(w, h) < smallestSheet || max(w, h) > largestSheet {
			return nil, ErrNoGrid
		}
		r.warn("the page has no grid of lines; a point was taken for 1/72 inch, as on paper printed in its own size")
	}
	r.calibrate(speed, gain, pulses, opt)

	rows, spacing := rowsOf(curves)
	rows = nameFromText(rows, spacing, labelsOf(wordsOf(v.Texts, s, withinName)))
	curves = nil
	for i := range rows {
		rows[i] = joinPieces(rows[i])
	}
	markRhythm(rows)
	for _, row := range rows {
		curves = append(curves, row...)
	}
	curves = r.leaveOut(curves)
	starts := columnsOf(curves)
	if nameByOrder(curves, len(starts)) {
		r.warn("the page names no leads; they were named in the usual order")
	}
	nameStrips(curves)
	nameRest(curves)
	pulseOfRows(rows, pulses, spacing)
	shareLevels(curves)

	same, unsure := together(curves, starts, r.SpeedMMS)
	if unsure {
		r.warn("the columns may show the same seconds or follow each other; they were taken to follow each other")
	}
	r.leads(curves, starts, same, opt.RateHz)
	return r, nil
}

// calibrate decides speed and gain.
func (r *Reading) calibrate(speed float64, gain Gain, pulses []pulse, opt Options) {
	switch {
	case opt.SpeedMMS > 0:
		r.SpeedMMS, r.SpeedFrom = opt.SpeedMMS, "option"
	case speed > 0:
		r.SpeedMMS, r.SpeedFrom = speed, "text"
	case pulseSpeed(pulses) > 0:
		r.SpeedMMS, r.SpeedFrom = pulseSpeed(pulses), "pulse"
	default:
		r.SpeedMMS, r.SpeedFrom = 25, "default"
		r.warn("the page states no speed; 25 mm/s was taken")
	}
	drawn := pulseGain(pulses)
	switch {
	case opt.GainMMMV > 0:
		r.GainMMMV, r.GainFrom = Gain{opt.GainMMMV, opt.GainMMMV}, "option"
	case gain.Limb > 0:
		r.GainMMMV, r.GainFrom = gain, "text"
		if drawn > 0 && math.Abs(drawn-gain.Limb) > 0.05*gain.Limb && math.Abs(drawn-gain.Chest) > 0.05*gain.Chest {
			r.warn("the page states %g mm/mV but its pulse is %.1f mm high", gain.Limb, drawn)
		}
	case drawn > 0:
		r.GainMMMV, r.GainFrom = Gain{drawn, drawn}, "pulse"
	default:
		r.GainMMMV, r.GainFrom = Gain{10, 10}, "default"
		r.warn("the page states no gain and has no calibration pulse; 10 mm/mV was taken")
	}
}

// leaveOut drops curves without a name on a page that names others, if they
// are much shorter than those: averaged beats, trends.
func (r *Reading) leaveOut(curves []*curve) []*curve {
	var lengths []float64
	for _, c := range curves {
		if c.name != "" {
			lengths = append(lengths, c.x1()-c.x0())
		}
	}
	usual := median(lengths)
	if usual == 0 {
		return curves
	}
	left := 0
	curves = slices.DeleteFunc(slices.Clone(curves), func(c *curve) bool {
		short := c.name == "" && c.x1()-c.x0() < 0.6*usual
		if short {
			left++
		}
		return short
	})
	if left > 0 {
		r.warn("%d short curves without a name were left out", left)
	}
	return curves
}

// nameRest numbers the curves that nothing names.
func nameRest(curves []*curve) {
	n := 0
	for _, c := range curves {
		if c.name == "" {
			n++
			c.name, c.from = fmt.Sprintf("ch%d", n), "none"
		}
	}
}

// pulseOfRows gives each row the pulse that stands in it.
func pulseOfRows(rows [][]*curve, pulses []pulse, spacing float64) {
	near := 0.4 * spacing
	if spacing == 0 {
		near = 20
	}
	given := map[int]*pulse{}
	for i := range pulses {
		p := &pulses[i]
		best, d := -1, near
		for k, row := range rows {
			if len(row) == 0 {
				continue
			}
			if e := math.Abs(p.foot - meanBase(row)); e < d {
				best, d = k, e
			}
		}
		if best >= 0 && given[best] == nil {
			given[best] = p
		}
	}
	// One pulse for the whole page stands anywhere; its foot is the zero line
	// of no row.
	if 2*len(given) < len(rows) {
		return
	}
	for k, p := range given {
		for _, c := range rows[k] {
			c.pulse = p
		}
	}
}

// leads turns curves into leads, from the top and from the left.
func (r *Reading) leads(curves []*curve, starts []float64, same bool, rate float64) {
	slices.SortStableFunc(curves, func(a, b *curve) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
	})
	tracks := make([]track, len(curves))
	for i, c := range curves {
		tracks[i] = sample(c.points, c.gaps, r.SpeedMMS, rate)
	}
	begin, offset := columnTimes(curves, tracks, len(starts), r.SpeedMMS, rate, same)
	row, above := -1, -1
	for i, c := range curves {
		if c.row != above {
			row, above = row+1, c.row
		}
		gain := r.GainMMMV.Limb
		if chest(c.name) {
			gain = r.GainMMMV.Chest
		}
		l := Lead{Name: c.name, NameFrom: c.from, Rhythm: c.rhythm, Row: row, Column: c.column, RateHz: rate,
			Points: c.points, Zero: c.base, ZeroFrom: "level", GainMMMV: gain, NativeHz: tracks[i].native}
		if c.pulse != nil {
			l.Zero, l.ZeroFrom = c.pulse.foot, "pulse"
		}
		column := c.column
		if c.rhythm {
			column = 0
		}
		l.T0 = offset[column] + (tracks[i].start-begin[column])/r.SpeedMMS
		// Samples stand at whole sample times of the page.
		whole := math.Round(l.T0 * rate)
		y := later(tracks[i].y, whole-l.T0*rate, tracks[i].native >= rate)
		l.T0 = whole / rate
		l.MV = make([]float64, len(y))
		for k, v := range y {
			l.MV[k] = (l.Zero - v) / gain
		}
		r.Leads = append(r.Leads, l)
	}
}

// chest says whether a lead is one of the chest.
func chest(name string) bool { return len(name) > 1 && name[0] == 'V' }
