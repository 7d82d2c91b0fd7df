package heart

import (
	"math"
	"math/rand/v2"
	"slices"

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

// disturb adds to the noise of the electrodes what breathing, muscles and
// stimulators give.
func (d *Disturb) disturb(noise [][]float64, places []Electrode, seed uint64) {
	if d.BreathMV > 0 {
		d.breathe(noise, places, seed)
	}
	for i := range d.Bursts {
		b := &d.Bursts[i]
		b.add(noise[slices.Index(places, b.Electrode)], chance.Stream(seed, streamBurst+uint64(i)))
	}
	for i := range d.Artefacts {
		a := &d.Artefacts[i]
		a.add(noise[slices.Index(places, a.Electrode)])
	}
}

// breathe adds one breathing movement to all electrodes, to each with its own
// share and sign and a little earlier or later, and not quite as a sine.
func (d *Disturb) breathe(noise [][]float64, places []Electrode, seed uint64) {
	const harmonic = 0.2
	rng := chance.Stream(seed, streamBreath)
	hz, phase := 0.15+0.2*rng.Float64(), 2*math.Pi*rng.Float64()
	var mv, late [C6R + 1]float64 // drawn for all, so that none hangs on which are there
	for e := range mv {
		mv[e] = d.BreathMV / (1 + harmonic) * (0.4 + 0.6*rng.Float64())
		late[e] = 0.8 * (rng.Float64() - 0.5)
		if rng.IntN(2) == 0 {
			mv[e] = -mv[e]
		}
	}
	for k, e := range places {
		addSine(noise[k], hz, phase+late[e], mv[e])
		addSine(noise[k], 2*hz, 2*(phase+late[e]), harmonic*mv[e])
	}
}

// add adds the burst to its electrode's noise.
func (b *Burst) add(v []float64, rng *rand.Rand) {
	const edge = 0.1 // seconds
	gain := b.MV / math.Sqrt(3.0/8)
	x, y := rng.NormFloat64(), rng.NormFloat64()
	for i := int(math.Ceil(b.FromSec * RateHz)); i < len(v) && float64(i)/RateHz < b.ToSec; i++ {
		z := rng.NormFloat64()
		t := float64(i) / RateHz
		near := min(1, (t-b.FromSec)/edge, (b.ToSec-t)/edge)
		v[i] += gain * (1 - math.Cos(math.Pi*near)) / 2 * (x/4 + y/2 + z/4)
		x, y = y, z
	}
}

// add adds the impulses to their electrode's noise; see [spike.add] for how
// they show in samples.
func (a *Artefact) add(v []float64) {
	for k := 0; ; k++ {
		t := a.FromSec + 60/a.BPM*float64(k)
		if t >= a.ToSec || t*RateHz > float64(len(v)) {
			return
		}
		// An impulse of many samples is a row of short ones.
		parts := int(math.Ceil(a.Sec * RateHz))
		for p := range parts {
			addImpulse(v, t+float64(p)/RateHz, a.MV*a.Sec*RateHz/float64(parts))
		}
	}
}

// addImpulse shares an impulse of one sample's length between the two samples
// around its time.
func addImpulse(v []float64, sec, mv float64) {
	at := sec * RateHz
	i := int(math.Floor(at))
	share := at - float64(i)
	for k, part := range [2]float64{1 - share, share} {
		if j := i + k; j >= 0 && j < len(v) {
			v[j] += mv * part
		}
	}
}
