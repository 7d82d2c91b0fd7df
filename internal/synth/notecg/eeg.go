package notecg

import (
	"fmt"
	"math"
)

// eeg is 8 to 24 rows of slow waves with the names of electrodes.
func eeg(p *pad) {
	p.sheet()
	names := [...]string{"Fp1-F7", "F7-T3", "T3-T5", "T5-O1", "Fp1-F3", "F3-C3", "C3-P3", "P3-O1", "Fz-Cz", "Cz-Pz", "Fp2-F4", "F4-C4",
		"C4-P4", "P4-O2", "Fp2-F8", "F8-T4", "T4-T6", "T6-O2", "A1-Cz", "A2-Cz", "EOG-L", "EOG-R", "EMG", "Resp"}
	rows := p.count(8, len(names))
	from := p.count(0, len(names)-rows)
	ink := p.ink()
	x0, x1 := p.w*p.between(0.08, 0.13), p.w*p.between(0.95, 1)
	y0, y1 := p.h*p.between(0.05, 0.12), p.h*p.between(0.88, 0.97)
	pitch := (y1 - y0) / float64(rows)
	seconds := p.count(5, 15)
	if p.odds(0.3) {
		p.millimetres(p.between(80, 250), p.gridColour(), true)
	} else if p.odds(0.7) {
		p.rules(faint(p.gridColour(), 0.8), max(0.8*p.u, 0.5), seconds, true, x0, y0, x1, y1)
	}
	size := min(p.between(10, 16)*p.u, 0.7*pitch)
	pen := max(p.u*p.between(0.7, 1.4), 0.6)
	blinks := make([]float64, p.count(0, 4))
	for i := range blinks {
		blinks[i] = p.rng.Float64()
	}
	fit := -1.0 // when sharp waves begin everywhere
	if p.odds(0.25) {
		fit = p.between(0.2, 0.7)
	}
	c := ink
	for r := range rows {
		if p.odds(0.1) {
			c = pick(p, ink, hue(0.6, 0.9, 0.6), hue(0, 0.8, 0.7))
		}
		mid := y0 + (float64(r)+0.5)*pitch
		p.write(ink, regular, size, x0-0.5*size, mid+0.3*size, 1, names[from+r])
		p.stroke(c, pen, p.brain(x0, x1, mid, pitch, float64(seconds), blinks, fit)...)
	}
	if p.odds(0.6) {
		x, y := x1-60*p.u, y1-0.3*pitch
		p.stroke(ink, 1.5*pen, point{x, y - 0.6*pitch}, point{x, y}, point{x + 40*p.u, y})
		p.write(ink, regular, size, x+6*p.u, y-0.3*pitch, 0, fmt.Sprintf("%d µV", pick(p, 50, 70, 100)))
	}
	if p.odds(0.6) {
		p.write(ink, regular, size, x0, y0-0.5*size, 0, fmt.Sprintf("HF %d Hz  TC 0.3 s  %d µV/cm", pick(p, 30, 70), pick(p, 50, 70, 100)))
	}
}

// brain is one row: waves of about ten a second that swell and fade, slow
// ones, noise, the blinks of the eyes, and a fit if it is not negative.
func (p *pad) brain(x0, x1, mid, pitch, seconds float64, blinks []float64, fit float64) []point {
	n := min(max(int((x1-x0)/max(1.2*p.u, 0.4)), 50), 5000)
	alpha, swell, slow, fast := p.between(8, 12), p.drift(), p.drift(), p.drift()
	wa, ws, wf, wb := p.between(0.05, 0.3), p.between(0.05, 0.3), p.between(0.02, 0.1), p.between(0, 0.7)
	out := make([]point, n)
	for i := range out {
		t := float64(i) / float64(n-1)
		s := t * seconds
		v := wa*max(0, 0.4+swell(s))*math.Sin(2*math.Pi*alpha*s+2*slow(s)) + ws*slow(1.7*s) + wf*fast(22*s)
		for _, b := range blinks {
			d := (t - b) * seconds / 0.12
			v += wb * math.Exp(-d*d/2)
		}
		if fit >= 0 && t > fit {
			ph := math.Mod(3*s, 1)
			v += 0.6 * (math.Exp(-(ph-0.15)*(ph-0.15)/0.001) - 0.5*math.Sin(math.Pi*ph))
		}
		out[i] = point{x0 + t*(x1-x0), mid - pitch*v}
	}
	return out
}
