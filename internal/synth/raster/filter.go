package raster

import "github.com/einthoven-ecg/einthoven/internal/synth/lanes"

// A Tap is a neighbour of a pixel and its weight.
type Tap struct {
	DX, DY int
	Weight float32
}

// Filter makes each pixel the sum of its weighted neighbours, edges repeated.
func (c *Canvas) Filter(taps []Tap) {
	w, h := c.Rect.Dx(), c.Rect.Dy()
	rx, ry := 0, 0
	for _, t := range taps {
		rx, ry = max(rx, t.DX, -t.DX), max(ry, t.DY, -t.DY)
	}
	// The rows as they were, with their edges, until no later one needs them.
	ring := make([][]float32, 2*ry+1)
	for i := range ring {
		ring[i] = make([]float32, 3*(w+2*rx))
	}
	keep := func(y int) {
		row := c.Pix[3*w*min(max(y, 0), h-1):][:3*w]
		line := ring[(y+ry)%len(ring)]
		copy(line[3*rx:], row)
		for i := range rx {
			copy(line[3*i:3*i+3], row[:3])
			copy(line[3*(rx+w+i):], row[3*w-3:])
		}
	}
	for y := -ry; y < ry; y++ {
		keep(y)
	}
	weights, from := make([]float32, len(taps)), make([][]float32, len(taps))
	for i, t := range taps {
		weights[i] = t.Weight
	}
	for y := range h {
		keep(y + ry)
		for i, t := range taps {
			from[i] = ring[(y+ry+t.DY)%len(ring)][3*(rx+t.DX):]
		}
		lanes.Mix(c.Pix[3*w*y:][:3*w], weights, from)
	}
}
