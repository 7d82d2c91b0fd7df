package heart

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// noise is what each of the heart's electrodes picks up besides the heart, in
// the order of [Heart.places].
func (h *Heart) noise(n int) (out [][]float64) {
	hz := 50.0
	if h.Disturb.MainsHz != 0 {
		hz = h.Disturb.MainsHz
	}
	for _, e := range h.places() {
		rng := chance.Stream(h.Seed, streamElectrode+uint64(e))
		v := make([]float64, n)
		// Binomial smoothing, as a recorder's low-pass near 150 Hz would do;
		// 1/4+1/2+1/4 leaves sqrt(3/8) of the standard deviation.
		gain := h.MuscleMV / math.Sqrt(3.0/8)
		a, b := rng.NormFloat64(), rng.NormFloat64()
		phase := rng.Float64() * 2 * math.Pi
		mains := h.MainsMV * (0.5 + 0.5*rng.Float64())
		var drift [3]struct{ hz, phase, mv float64 }
		for i := range drift {
			drift[i].hz = 0.05 + 0.35*rng.Float64()
			drift[i].phase = rng.Float64() * 2 * math.Pi
			drift[i].mv = h.WanderMV / 3 * (0.5 + 0.5*rng.Float64())
		}
		if gain > 0 {
			for i := range v {
				c := rng.NormFloat64()
				v[i] = gain * (a/4 + b/2 + c/4)
				a, b = b, c
			}
		}
		addSine(v, hz, phase, mains)
		for _, d := range drift {
			addSine(v, d.hz, d.phase, d.mv)
		}
		out = append(out, v)
	}
	return out
}

// addSine adds mv*sin(2*pi*hz*t+phase). Within a block each sample is the one
// before turned by one step, which is several times faster than a sine; blocks
// begin anew, so that rounding stays below 1e-12 of mv.
func addSine(v []float64, hz, phase, mv float64) {
	if mv == 0 {
		return
	}
	const block = 512
	w := 2 * math.Pi * hz
	stepSin, stepCos := math.Sincos(w / RateHz)
	for lo := 0; lo < len(v); lo += block {
		sin, cos := math.Sincos(w*float64(lo)/RateHz + phase)
		part := v[lo:min(lo+block, len(v))]
		for i := range part {
			part[i] += mv * sin
			sin, cos = sin*stepCos+cos*stepSin, cos*stepCos-sin*stepSin
		}
	}
}
