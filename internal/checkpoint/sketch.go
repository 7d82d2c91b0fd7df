package checkpoint

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/model"
)

// Sketch is page number i of an endless row of simple drawings for when there are
// no better ones: on tinted paper with a grid, a dark curve of slow waves and
// sharp beats in every picture. Equal numbers give equal pages.
func Sketch(d model.Description, i int) []float32 {
	h, w := d.Input.Height, d.Input.Width
	curves := make([]curve, Pictures(d))
	for k := range curves {
		curves[k] = newCurve(uint64(i)*256 + uint64(k))
	}
	return paint(d, func(k, c, y, x int) float64 {
		o := &curves[k]
		place := (float64(x) + 0.5) / float64(w)
		far := math.Abs((float64(y)+0.5)/float64(h)-o.at(place)) * float64(h)
		v := o.paper[c%len(o.paper)]
		if x%8 == o.grid || y%8 == o.grid {
			v -= 0.3 * unit(o.seed+uint64(c))
		}
		// Ink covers as much of a pixel as the pen, 1.5 pixels wide and blurred,
		// does.
		slope := math.Abs(o.at(place+1/float64(w))-o.at(place)) * float64(h)
		ink := min(max(1.5+slope/2-far, 0), 1)
		return v*(1-ink) - 0.9*ink
	})
}

// curve is what a picture of a sketch shows: a rate, a phase, heights of waves
// and beats, and the colour of the paper.
type curve struct {
	seed                       uint64
	beats, phase, slow, height float64
	paper                      [3]float64
	grid                       int
}

func newCurve(seed uint64) curve {
	seed = seed*64 + 1<<40
	u := func(k uint64) float64 { return unit(seed + k) }
	o := curve{seed: seed, beats: 1 + 4*u(8), phase: u(9), slow: 0.1 * u(10), height: 0.4 * (2*u(11) - 1), grid: int(8 * u(12))}
	for c := range o.paper {
		o.paper[c] = 0.4 + 0.6*u(13+uint64(c))
	}
	return o
}

// at is the height of the curve, 0 at the top and 1 at the foot.
func (o *curve) at(x float64) float64 {
	turn := o.beats*x + o.phase
	t := turn - math.Floor(turn) - 0.5
	beat := math.Exp(-t*t/0.002) - 0.3*math.Exp(-(t-0.08)*(t-0.08)/0.002) + 0.25*math.Exp(-(t-0.3)*(t-0.3)/0.01)
	return 0.5 + o.slow*math.Sin(2*math.Pi*(0.7*x+o.phase)) - o.height*beat
}
