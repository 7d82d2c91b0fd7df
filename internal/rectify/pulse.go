package rectify

import (
	"math"
)

// The usual calibration pulse: 1 mV for 0.2 s at 10 mm/mV and 25 mm/s.
const (
	pulseHeight, pulseWidth = 10.0, 5.0 // mm
	usualRow                = 250.0     // mm: ten seconds
)

// Settings of the search for pulses.
const (
	inkDepth   = 0.3  // darkness against the surroundings that counts as ink
	leastPulse = 20.0 // px: lower ones measure too badly
)

// blots is the ink of a page at working scale, turned upright.
type blots struct {
	w, h   int
	dark   []float32 // darkness against the surroundings
	skew   float64   // radians clockwise by which the page was turned
	cx, cy float64   // about this pixel
}

// newBlots finds the skew at which the ink of the page lies in the sharpest
// rows, up to six degrees, and turns it back.
func newBlots(l *light) *blots {
	b := &blots{w: l.w, h: l.h, cx: float64(l.w-1) / 2, cy: float64(l.h-1) / 2}
	var list []vec
	every := max(1, l.w*l.h/2_000_000)
	for y := range l.h {
		for x, v := range l.ch[0][y*l.w:][:l.w] {
			if v < -inkDepth && (x+y)%every == 0 {
				list = append(list, vec{float64(x) - b.cx, float64(y) - b.cy})
			}
		}
	}
	// More ink than any page of curves has is no ink.
	if len(list)*every > l.w*l.h/4 {
		list = nil
	}
	const limit, coarse = 6.0, 0.25 // degrees
	best := math.Inf(-1)
	try := func(deg float64) {
		if v := sharpness(list, deg*math.Pi/180, l.h); v > best {
			best, b.skew = v, deg
		}
	}
	for i := range int(2*limit/coarse) + 1 {
		try(-limit + coarse*float64(i))
	}
	mid := b.skew
	for i := -5; i <= 5; i++ {
		try(mid + float64(i)*coarse/6)
	}
	b.skew *= math.Pi / 180
	b.dark = make([]float32, l.w*l.h)
	if list == nil {
		return b
	}
	s, c := math.Sincos(b.skew)
	if math.Abs(b.skew)*float64(l.w) < 1 {
		s, c, b.skew = 0, 1, 0
	}
	in := &plane{w: l.w, h: l.h, factor: 1, v: l.ch[0]}
	for y := range b.h {
		for x := range b.w {
			u, v := float64(x)-b.cx, float64(y)-b.cy
			if d, ok := in.at(c*u-s*v+b.cx, s*u+c*v+b.cy); ok {
				b.dark[y*b.w+x] = -d
			}
		}
	}
	return b
}

// sharpness is the sum of squares of the ink in rows turned by an angle.
func sharpness(list []vec, angle float64, h int) float64 {
	rows := make([]float64, 2*h)
	s, c := math.Sincos(angle)
	for _, p := range list {
		if k := int(c*p.y - s*p.x + float64(h)); k >= 0 && k < len(rows) {
			rows[k]++
		}
	}
	var sum float64
	for i := 1; i < len(rows); i++ {
		d := rows[i] - rows[i-1]
		sum += d * d
	}
	return sum
}

// share is the part of the page that is ink.
func (b *blots) share() float64 {
	n := 0
	for _, v := range b.dark {
		if v > inkDepth {
			n++
		}
	}
	return float64(n) / float64(max(1, len(b.dark)))
}
