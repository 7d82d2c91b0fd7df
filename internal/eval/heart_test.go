package eval

import (
	"math"
)

// A heart is a made-up ECG for tests: Gaussian waves every rr seconds.
type heart struct {
	rr float64 // s
	// places after the R peak and widths (sigma) of the waves in s
	pAt, pWidth, tAt, tWidth float64
	gain                     float64
}

func usualHeart() heart {
	return heart{rr: 0.8, pAt: -0.16, pWidth: 0.022, tAt: 0.28, tWidth: 0.045, gain: 1}
}

// projections of P, Q, R, S, T on leads I, II and V1..V6, in mV.
var projections = [8][5]float64{
	{0.08, -0.08, 0.9, -0.2, 0.2}, {0.15, -0.1, 1.3, -0.2, 0.35},
	{0.05, 0, 0.3, -1.1, -0.1}, {0.07, 0, 0.5, -1.6, 0.6}, {0.07, 0, 0.8, -1.0, 0.6},
	{0.08, -0.05, 1.4, -0.6, 0.5}, {0.08, -0.1, 1.5, -0.3, 0.4}, {0.08, -0.12, 1.2, -0.1, 0.3},
}

// lead is the voltage of lead k at time t.
func (h heart) lead(k int, t float64) float64 {
	switch k {
	case 0, 1:
		return h.plain(k, t)
	case 2:
		return h.plain(1, t) - h.plain(0, t)
	case 3:
		return -(h.plain(0, t) + h.plain(1, t)) / 2
	case 4:
		return h.plain(0, t) - h.plain(1, t)/2
	case 5:
		return h.plain(1, t) - h.plain(0, t)/2
	}
	return h.plain(k-4, t)
}

func (h heart) plain(k int, t float64) float64 {
	at := [5]float64{h.pAt, -0.026, 0, 0.03, h.tAt}
	width := [5]float64{h.pWidth, 0.008, 0.010, 0.010, h.tWidth}
	v := 0.0
	for beat := math.Floor((t-1)/h.rr) * h.rr; beat < t+1; beat += h.rr {
		// Beats are not quite regular, as in life.
		r := beat + 0.35 + 0.03*math.Sin(beat)
		for w := range at {
			d := (t - r - at[w]) / width[w]
			v += projections[k][w] * math.Exp(-d*d/2)
		}
	}
	return h.gain * v
}

// page is a case of the usual layout, 3x4 and a rhythm strip of II.
func (h heart) page(fs float64) Case {
	c := Case{ID: "page", Set: "made", Kind: "test", Record: "one", Layout: "3x4+1R:II", SpeedMMS: 25, GainMMMV: 10, Fs: fs, Label: ECG}
	n := int(10 * fs)
	for k := range c.Truth {
		c.Truth[k] = filled(n, math.NaN())
		from, to := float64(k/3)*2.5, float64(k/3+1)*2.5
		if k == 1 {
			from, to = 0, 10
		}
		for i := range n {
			if t := float64(i) / fs; t >= from && t < to {
				c.Truth[k][i] = h.lead(k, t)
			}
		}
	}
	return c
}

// read is a prediction of a page at 500 Hz: f turns the time of a sample and
// the lead into millivolts.
func read(c *Case, f func(k int, t float64) float64) Prediction {
	p := Prediction{Status: OK, Layout: "3x4+1R:II", SpeedMMS: 25, GainMMMV: 10, Fs: 500, Seconds: 0.5}
	n := int(float64(c.samples()) / c.Fs * 500)
	for k, name := range Leads {
		l := Lead{Name: name, Samples: filled(n, math.NaN())}
		for i := range n {
			t := float64(i) / 500
			if j := int(t*c.Fs + 1e-9); j < c.samples() && !math.IsNaN(c.Truth[k][j]) {
				l.Samples[i] = f(k, t)
			}
		}
		p.Leads = append(p.Leads, l)
	}
	return p
}
