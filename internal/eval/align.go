package eval

import "math"

// maxLag is the greatest lag, in seconds, that alignment may take out.
const maxLag = 0.2

// A pairing is one lead of truth and prediction, aligned.
type pairing struct {
	// printed are the sample numbers that the truth has.
	printed []int
	// shift is L of the definitions: z[i] = y[i-shift], positive moves the
	// prediction later. The reported lag is -shift.
	shift int
	// read is the number of printed samples that were read, before any shift.
	read int
	// x and y are the samples that both have after the shift, at numbers
	// index.
	index []int
	x, y  []float64
	// power is the sum of the squares of the truth about its mean over all
	// printed samples, missed the part of it at samples without partner.
	power, missed float64
}

// pair aligns prediction y with truth x, both at rate fs. y may be nil.
func pair(x, y []float64, fs float64) pairing {
	var p pairing
	mx := 0.0
	for i, v := range x {
		if !math.IsNaN(v) {
			p.printed = append(p.printed, i)
			mx += v
		}
	}
	if len(p.printed) == 0 {
		return p
	}
	mx /= float64(len(p.printed))
	my := 0.0
	for _, i := range p.printed {
		p.power += (x[i] - mx) * (x[i] - mx)
		if y != nil && !math.IsNaN(y[i]) {
			p.read++
			my += y[i]
		}
	}
	p.missed = p.power
	if p.read == 0 {
		return p
	}
	my /= float64(p.read)
	p.shift = bestShift(x, y, mx, my, p.printed, int(math.Round(maxLag*fs)))
	p.missed = 0
	for _, i := range p.printed {
		j := i - p.shift
		if j < 0 || j >= len(y) || math.IsNaN(y[j]) {
			p.missed += (x[i] - mx) * (x[i] - mx)
			continue
		}
		p.index = append(p.index, i)
		p.x = append(p.x, x[i])
		p.y = append(p.y, y[j])
	}
	return p
}

// bestShift is the shift of at most limit samples with the greatest
// correlation of truth and prediction about their means; the smallest of
// equals. Samples not read count nothing.
func bestShift(x, y []float64, mx, my float64, printed []int, limit int) int {
	// Zeros in place of what was not read make the sums plain.
	centred := make([]float64, len(y))
	for j, v := range y {
		if !math.IsNaN(v) {
			centred[j] = v - my
		}
	}
	best, most := 0, math.Inf(-1)
	for shift := -limit; shift <= limit; shift++ {
		c := 0.0
		for _, i := range printed {
			if j := i - shift; j >= 0 && j < len(centred) {
				c += (x[i] - mx) * centred[j]
			}
		}
		if c > most+1e-12 || math.Abs(c-most) <= 1e-12 && abs(shift) < abs(best) {
			best, most = shift, c
		}
	}
	return best
}

func abs(v int) int { return max(v, -v) }

// noise is the power of the difference, the best offset taken out, with
// samples not read or shifted in counted as the truth's distance from its
// mean.
func (p *pairing) noise() float64 {
	mx, my := mean(p.x), mean(p.y)
	sum := p.missed
	for i := range p.x {
		d := (p.x[i] - mx) - (p.y[i] - my)
		sum += d * d
	}
	return sum
}

// errors are y - x without their mean.
func (p *pairing) errors() []float64 {
	offset := p.offset()
	out := make([]float64, len(p.x))
	for i := range out {
		out[i] = p.y[i] - p.x[i] - offset
	}
	return out
}

// offset is the mean of y - x.
func (p *pairing) offset() float64 { return mean(p.y) - mean(p.x) }
