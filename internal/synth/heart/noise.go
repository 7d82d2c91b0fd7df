package heart

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// noise is what each of the nine electrodes picks up besides the heart.
func (h *Heart) noise(n int) (out [9][]float64) {
	hum := 2 * math.Pi * 50
	if h.Disturb.MainsHz != 0 {
		hum = 2 * math.Pi * h.Disturb.MainsHz
	}
	for e := range out {
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
		for i := range v {
			c := rng.NormFloat64()
			v[i] = gain * (a/4 + b/2 + c/4)
			a, b = b, c
			t := float64(i) / RateHz
			v[i] += mains * math.Sin(hum*t+phase)
			for _, d := range drift {
				v[i] += d.mv * math.Sin(2*math.Pi*d.hz*t+d.phase)
			}
		}
		out[e] = v
	}
	return out
}
