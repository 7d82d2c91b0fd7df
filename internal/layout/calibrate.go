package layout

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph"
)

// Paper speeds (mm/s) and gains (mm/mV) that recorders offer.
var (
	speeds = []float64{12.5, 25, 50}
	gains  = []float64{2.5, 5, 10, 20}
	// pulseWidths are those of 0.2 s at these speeds, in millimetres.
	pulseWidths = []float64{2.5, 5, 10}
	// usualPitches are the widths of columns of 2.5, 5 and 10 s at 12.5, 25
	// and 50 mm/s, in millimetres.
	usualPitches = []float64{31.25, 62.5, 125, 250, 500}
)

// snap returns the nearest of the usual values and whether v is within the
// given relative distance of it.
func snap(v float64, usual []float64, tol float64) (float64, bool) {
	if !(v > 0) {
		return 0, false
	}
	best := usual[0]
	for _, u := range usual {
		if math.Abs(math.Log(v/u)) < math.Abs(math.Log(v/best)) {
			best = u
		}
	}
	return best, math.Abs(v/best-1) <= tol
}

// readSpeed is the most that a printed speed is believed: one in a thousand is
// misread or means something else, however clear it is.
const readSpeed = 0.999

// speed weighs what bears on the paper speed: how usual it is, the printed
// text, the width of the pulses and the time that the page then shows (log
// likelihoods; own estimates).
func (l *Layout) speed(text glyph.Legend) (best Setting, doubts []string) {
	var w []float64
	for _, p := range l.Pulses {
		if !p.Cut {
			w = append(w, p.Width())
		}
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, c := range l.Cells {
		lo, hi = min(lo, c.along), max(hi, c.along+c.X1-c.X0)
	}
	var beats []float64 // a millimetre
	for _, r := range l.Rows {
		if n := max(r.Beats, r.small); n >= 4 && r.X1 > r.X0 {
			beats = append(beats, float64(n)/(r.X1-r.X0))
		}
	}
	best = Setting{25, "usual"}
	bestScore, bestLikely := math.Inf(-1), 0.0
	type other struct {
		value, score, likely float64
		pulsed               bool // the pulses last 0.2 s then
	}
	var others []other
	for _, v := range speeds {
		prior, s, from := 0.0, 0.0, "usual"
		switch v {
		case 12.5:
			prior = -4
		case 50:
			prior = -2.5
		}
		for _, seconds := range []float64{10, 5, 6, 12, 20} {
			if math.Abs((hi-lo)/v/seconds-1) < 0.03 {
				s += 1
				if seconds == 10 {
					s++
				}
				break
			}
		}
		if len(beats) > 0 {
			s -= priceOfRate(median(slices.Clone(beats)) * v * 60)
		}
		pulsed := len(w) > 0 && math.Abs(median(slices.Clone(w))/v/0.2-1) < 0.08
		if pulsed {
			s, from = s+1.5, "pulse"
		}
		if near(text.SpeedMMS, v, 0.01) {
			p := min(max(text.SpeedScore, 0.5), readSpeed)
			s += math.Log(p / (1 - p))
			from = "text"
		}
		if prior+s > bestScore {
			best, bestScore, bestLikely = Setting{v, from}, prior+s, s
		}
		others = append(others, other{v, prior + s, s, pulsed})
	}
	// What the page itself says for another speed is a doubt, unless the usual
	// one is twenty times as likely all the same; what its pulses say is one, unless
	// the speed was read. What is printed is no doubt.
	const (
		sure     = 3.0
		contrary = 1.0 // in favour of the other, log odds
		printed  = 0.9
	)
	for _, o := range others {
		read := best.From == "text" && text.SpeedScore >= printed
		if o.value == best.Value || read {
			continue
		}
		if o.pulsed && best.From == "usual" || bestScore-o.score < sure && o.likely > bestLikely+contrary {
			doubts = append(doubts, fmt.Sprintf("the paper speed may be %g mm/s instead of %g", o.value, best.Value))
		}
	}
	return best, doubts
}

// priceOfRate is what a heart rate costs against one of 75 a minute, log likelihood.
// Fast hearts are printed more often than slow ones: of 882 recorded ECGs 1 in 100
// was slower than 45 a minute, but 1 in 20 faster than 130.
func priceOfRate(perMinute float64) float64 {
	const (
		usual              = 75.0
		slower, faster     = 0.3, 0.4 // deviation of the logarithm
		mostSlow, mostFast = 2.5, 2.0
	)
	u := math.Log(perMinute / usual)
	if u < 0 {
		u /= slower
		return min(u*u/2, mostSlow)
	}
	u /= faster
	return min(u*u/2, mostFast)
}

// calibrate settles speed and gain: what the user says, else the printed
// text, else the pulse, else the usual values. A pulse is drawn with the gain
// of the curves, so a text that contradicts two or more is not believed on
// gain; on speed it is, since not every machine's pulse lasts 0.2 s.
func (l *Layout) calibrate(text glyph.Legend, opt Options) {
	var doubts []string
	l.Speed, doubts = l.speed(text)
	l.Gain = l.pulsedGain(l.Pulses)
	l.ChestGain = l.Gain
	const enough = 3 // pulses of the chest leads
	chest := l.pulsesOf(isChest)
	if len(chest) >= enough {
		if others := l.pulsesOf(isLimb); len(others) > 0 {
			l.Gain, l.ChestGain = l.pulsedGain(others), l.pulsedGain(chest)
		}
	}
	apart := l.Gain.Value != l.ChestGain.Value
	const sure = 0.8 // probability from which a text is believed
	// Who sets a value has seen to it.
	if opt.MMPerMV == 0 && l.Gain.From == "pulse" && !apart && text.GainMMMV > 0 && text.GainScore > sure && text.GainMMMV != l.Gain.Value && !pulsed(l.Pulses, text.GainMMMV) {
		l.Doubts = append(l.Doubts, fmt.Sprintf("the printed gain is %g mm/mV, but the calibration pulses are %g mm high", text.GainMMMV, l.Gain.Value))
	}
	if text.GainMMMV > 0 && text.GainScore > sure && !apart && (len(l.Pulses) < 2 || l.Gain.From != "pulse" || text.GainMMMV == l.Gain.Value) {
		l.Gain = Setting{text.GainMMMV, "text"}
		l.ChestGain = l.Gain
	}
	if opt.MMPerSecond == 0 {
		l.Doubts = append(l.Doubts, doubts...)
	}
	if text.Torn && opt.MMPerMV == 0 && !apart {
		l.Doubts = append(l.Doubts, "two gains are printed, and not surely which leads they are of")
	}
	if text.ChestMMMV > 0 && text.GainScore > sure {
		if opt.MMPerMV == 0 && len(chest) >= enough && !pulsed(chest, text.ChestMMMV) {
			l.Doubts = append(l.Doubts, fmt.Sprintf("the printed gain of the chest leads is %g mm/mV, but no calibration pulse before them is as high", text.ChestMMMV))
		}
		l.ChestGain = Setting{text.ChestMMMV, "text"}
	}
	if l.Gain.From == "usual" && opt.MMPerMV == 0 {
		l.Doubts = append(l.Doubts, fmt.Sprintf("no gain was read and no calibration pulse found; %g mm/mV is assumed", l.Gain.Value))
	}
	if opt.MMPerMV > 0 {
		l.Gain = Setting{opt.MMPerMV, "user"}
		l.ChestGain = l.Gain
	}
	if opt.MMPerSecond > 0 {
		l.Speed = Setting{opt.MMPerSecond, "user"}
	}
	for i := range l.Cells {
		c := &l.Cells[i]
		c.Start = max(0, c.along) / l.Speed.Value
		c.Gain = l.Gain.Value
		if isChest(c.Lead) {
			c.Gain = l.ChestGain.Value
		}
	}
}

func isChest(lead string) bool { return strings.HasPrefix(lead, "V") }

func isLimb(lead string) bool { return lead != "" && !isChest(lead) }

// pulsesOf are the pulses that stand directly before the curves of some leads.
func (l *Layout) pulsesOf(lead func(string) bool) []Pulse {
	const (
		over   = 1.5  // mm by which a pulse may reach into its column
		before = 16.0 // mm before it
	)
	var out []Pulse
	for _, p := range l.Pulses {
		if slices.ContainsFunc(l.Cells, func(c Cell) bool {
			return c.Row == p.Row && lead(c.Lead) && p.X1 < c.X0+over && p.X1 > c.X0-before
		}) {
			out = append(out, p)
		}
	}
	return out
}

// pulsedGain is the gain that some pulses show: how usual it is against how many
// are as high. One that lasts 0.2 s says more, since what noise draws has any width
// (log odds; own estimates).
func (l *Layout) pulsedGain(ps []Pulse) Setting {
	const (
		usualWidth, oddWidth = 2.5, 1.6
		most                 = 3 // pulses that count
	)
	best, bestScore := Setting{10, "usual"}, 0.0
	for _, g := range gains {
		s := 0.0
		n := 0
		for _, p := range ps {
			if n == most || math.Abs(p.Height()/g-1) > 0.12 {
				continue
			}
			n++
			if s += oddWidth; math.Abs(p.Width()/l.Speed.Value/0.2-1) < 0.15 {
				s += usualWidth - oddWidth
			}
		}
		switch g {
		case 5, 20:
			s -= 1.5
		case 2.5:
			s -= 4
		}
		if n > 0 && s > bestScore {
			best, bestScore = Setting{g, "pulse"}, s
		}
	}
	return best
}

// pulsed tells whether any pulse is as high as a gain says.
func pulsed(ps []Pulse, gain float64) bool {
	return slices.ContainsFunc(ps, func(p Pulse) bool { return math.Abs(p.Height()/gain-1) < 0.12 })
}

// unread lists the names read with confidence whose lead is in none of the
// cells: part of the page was not found. A lone I, II or III is too often a
// separator or a beat.
func (l *Layout) unread() []string {
	const sure = 0.9
	have := map[string]bool{}
	for _, c := range l.Cells {
		have[c.Lead] = true
	}
	var out []string
	for _, w := range l.Words {
		name := base(w.Text)
		if w.Score >= sure && strings.Trim(name, "I") != "" && !have[name] {
			have[name] = true
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// Missing are the names whose curves were not found: those of a row that was
// left out, and those of leads that are in none of the cells if there are
// several. One alone may be a misread word.
func (l *Layout) Missing() []string {
	out := slices.Clone(l.LeftOut)
	out = slices.DeleteFunc(out, func(name string) bool { // it is that of a cell which has none
		return slices.ContainsFunc(l.Cells, func(c Cell) bool { return c.Lead == name && c.NameFrom == NameFromOrder })
	})
	if len(l.Unread) > 1 {
		out = append(out, l.Unread...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
