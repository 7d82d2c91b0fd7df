package layout

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph"
)

// Paper speeds (mm/s) and gains (mm/mV) that recorders offer.
var (
	speeds = []float64{12.5, 25, 50}
	gains  = []float64{2.5, 5, 10, 20}
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

// calibrate settles speed and gain: what the user says, else the printed
// text, else the pulse, else the usual values. A pulse is drawn with the gain
// of the curves, so a text that contradicts two or more is not believed on
// gain; on speed it is, since not every machine's pulse lasts 0.2 s.
func (l *Layout) calibrate(text glyph.Legend, opt Options) {
	l.Speed = Setting{25, "usual"}
	l.Gain = Setting{10, "usual"}
	if len(l.Pulses) > 0 {
		var h, w []float64
		for _, p := range l.Pulses {
			h, w = append(h, p.Height()), append(w, p.Width())
		}
		slices.Sort(h)
		slices.Sort(w)
		if g, ok := snap(h[len(h)/2], gains, 0.12); ok {
			l.Gain = Setting{g, "pulse"}
		}
		// Pulses last 0.2 s on nearly every machine, but not on all.
		if v, ok := snap(w[len(w)/2]/0.2, speeds, 0.08); ok && l.Gain.From == "pulse" {
			l.Speed = Setting{v, "pulse"}
		}
	}
	const sure = 0.8 // probability from which a text is believed
	if v, ok := snap(text.SpeedMMS, speeds, 0.01); ok && text.SpeedScore > sure {
		l.Speed = Setting{v, "text"}
	}
	if text.GainMMMV > 0 && text.GainScore > sure && (len(l.Pulses) < 2 || l.Gain.From != "pulse" || text.GainMMMV == l.Gain.Value) {
		l.Gain = Setting{text.GainMMMV, "text"}
	}
	l.ChestGain = l.Gain
	if text.ChestMMMV > 0 && text.GainScore > sure {
		l.ChestGain = Setting{text.ChestMMMV, "text"}
	}
	if opt.MMPerMV > 0 {
		l.Gain = Setting{opt.MMPerMV, "user"}
		l.ChestGain = l.Gain
	}
	if opt.MMPerSecond > 0 {
		l.Speed = Setting{opt.MMPerSecond, "user"}
	}
	first := math.Inf(1)
	for _, c := range l.Cells {
		first = min(first, c.X0)
	}
	for i := range l.Cells {
		c := &l.Cells[i]
		c.Start = (c.X0 - first) / l.Speed.Value
		c.Gain = l.Gain.Value
		if len(c.Lead) > 0 && c.Lead[0] == 'V' {
			c.Gain = l.ChestGain.Value
		}
	}
}
