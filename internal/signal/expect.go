package signal

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/trace"
)

// Spread of log errors about the expected ratio, in dB: nine in ten lie
// within this of it (calibrated on the development sets; docs/BENCHMARKS.md).
const snrSpread = 7.0

// What sigma does not know of, found on the development sets: waves that were
// led wrong (a factor of the noise), and the place of the first sample (mm)
// where the recorder's samples do not show.
const (
	ledWrong     = 1.35
	startUnknown = 0.02
	// relationShare is how much of the noise that a lead relation shows (the mean
	// of its leads) counts for each: on pages with a truth the leads' own noise
	// followed it closely wherever it was above the one stated.
	relationShare = 0.7
)

// shownByRelations is the noise power of a lead, mV^2, that its relations with
// others of its group show, 0 if they show none. Between the groups the time of
// columns would have to be known as well.
func shownByRelations(c *Checks, name string) float64 {
	most := 0.0
	for _, x := range c.Relations {
		if x.of.group && slices.Contains(x.of.leads, name) {
			most = max(most, x.noise)
		}
	}
	return relationShare * most
}

// startSigma is how well the first sample is placed, but for whole samples of
// the recorder, in mm.
func startSigma(curves []trace.Curve) float64 {
	for _, c := range curves {
		if c.X0Sigma > 0 {
			return c.X0Sigma
		}
	}
	return startUnknown
}

// expect states the signal to noise ratio of every lead: the power of its
// samples about their mean against the mean of sigma squared, the part of the
// map's error that acts along the slope, and the samples that were not read,
// which count as the signal itself (as snr_page does). Where the lead relations
// show more noise than that, theirs is stated.
func expect(r *Record, mapSigmaMS, startSigmaMS, gainError float64) {
	for i := range r.Leads {
		l := &r.Leads[i]
		m, n := mean(l.Samples)
		if n < 50 {
			l.ExpectedSNR, l.SNRLow, l.SNRHigh = 0, 0, 0
			continue
		}
		var power, noise, slope float64
		steps := 0
		for k, v := range l.Samples {
			if math.IsNaN(v) {
				continue
			}
			power += (v - m) * (v - m)
			noise += l.Sigma[k] * l.Sigma[k]
			if k > 0 && !math.IsNaN(l.Samples[k-1]) {
				d := (v - l.Samples[k-1]) * Base / 1000 // mV/ms
				slope += d * d
				steps++
			}
		}
		power /= float64(n)
		noise /= float64(n)
		slope /= float64(max(steps, 1))
		if mapSigmaMS > 0 { // a picture, not a drawing
			noise = noise*ledWrong + slope*(mapSigmaMS*mapSigmaMS+startSigmaMS*startSigmaMS)
		}
		noise += gainError * gainError * power
		noise = max(noise, shownByRelations(&r.Checks, l.Name))
		noise = noise*l.Coverage + power*(1-l.Coverage)
		e := 10 * math.Log10(max(power, 1e-9)/max(noise, 1e-9))
		l.ExpectedSNR = min(max(e, 0), 45)
		l.SNRLow, l.SNRHigh = max(l.ExpectedSNR-snrSpread, 0), min(l.ExpectedSNR+snrSpread, 60)
	}
}
