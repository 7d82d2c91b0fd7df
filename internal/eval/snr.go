package eval

import "math"

// capDB is the highest ratio that a picture or a lead is given.
const capDB = 60

// decibel is 10 log10(signal/noise), at most capDB; 0 without a signal.
func decibel(signal, noise float64) float64 {
	switch {
	case signal == 0:
		return 0
	case noise == 0:
		return capDB
	}
	return min(capDB, 10*math.Log10(signal/noise))
}

// pageSNR is the figure of merit, snr_page, in dB: the power of all printed
// leads about their means over the power of all errors, each lead aligned by
// a lag and an offset, what was not read counted as error. A page of which
// nothing was read is 0 dB. Definition: that of tools/score.
func pageSNR(pairs []pairing) float64 {
	var signal, noise float64
	read := 0
	for i := range pairs {
		signal += pairs[i].power
		noise += pairs[i].noise()
		read += pairs[i].read
	}
	if read == 0 {
		return 0
	}
	return decibel(signal, noise)
}

// ratioCap is the highest power ratio that the competition gives a picture.
const ratioCap = 1e6

// kaggleLead returns the powers of signal and noise of one lead as the Kaggle
// competition "PhysioNet - Digitization of ECG Images" counts them: x is not
// centred; samples not read are 0 mV before, samples shifted in 0 mV after the
// one lag and the one offset. x and y hold the printed samples only.
func kaggleLead(x, y []float64, fs float64) (signal, noise float64, shift int) {
	n := len(x)
	if n == 0 {
		return 0, 0, 0
	}
	y0 := make([]float64, n)
	for i := range y0 {
		if i < len(y) && !math.IsNaN(y[i]) {
			y0[i] = y[i]
		}
	}
	mx, my := mean(x), mean(y0)
	limit := int(maxLag * fs)
	most := math.Inf(-1)
	for l := -limit; l <= limit; l++ {
		c := 0.0
		for i := max(0, l); i < min(n, n+l); i++ {
			c += (x[i] - mx) * (y0[i-l] - my)
		}
		if c > most || c == most && abs(l) < abs(shift) {
			shift, most = l, c
		}
	}
	lo, hi := max(0, shift), min(n, n+shift)
	offset := 0.0
	for i := lo; i < hi; i++ {
		offset += y0[i-shift] - x[i]
	}
	offset /= float64(max(1, hi-lo))
	for i, v := range x {
		z := 0.0
		if i >= lo && i < hi {
			z = y0[i-shift] - offset
		}
		signal += v * v
		noise += (v - z) * (v - z)
	}
	return signal, noise, shift
}

// kaggleRatio is the power ratio of a picture, at most ratioCap.
func kaggleRatio(signal, noise float64) float64 {
	switch {
	case signal == 0:
		return 0
	case noise == 0:
		return ratioCap
	}
	return min(signal/noise, ratioCap)
}

// rawPowers returns the sums of x^2 and (x-y)^2 over the printed samples, with
// no alignment whatever; samples not read are 0 mV.
func rawPowers(x, y []float64) (signal, noise float64) {
	for i, v := range x {
		if math.IsNaN(v) {
			continue
		}
		d := v
		if y != nil && !math.IsNaN(y[i]) {
			d -= y[i]
		}
		signal += v * v
		noise += d * d
	}
	return signal, noise
}

// minSwing is the peak to peak voltage in mV below which a lead has no signal
// to noise ratio of its own.
const minSwing = 0.05

// leadSNR is snr_lead in dB: what was read of one lead, aligned, against its
// error. A lead that was not read is 0 dB; NaN for one without a signal.
func leadSNR(x []float64, p *pairing) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, i := range p.printed {
		lo, hi = min(lo, x[i]), max(hi, x[i])
	}
	if hi-lo < minSwing {
		return math.NaN()
	}
	if len(p.x) == 0 {
		return 0
	}
	mx := mean(p.x)
	var signal, noise float64
	for i, e := range p.errors() {
		signal += (p.x[i] - mx) * (p.x[i] - mx)
		noise += e * e
	}
	return decibel(signal, noise)
}
