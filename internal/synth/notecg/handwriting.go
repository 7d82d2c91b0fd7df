package notecg

import (
	"image/color"
	"math"
)

// handwriting is a page of joined strokes that look like writing and say
// nothing, on ruled, squared or bare paper.
func handwriting(p *pad) {
	p.sheet()
	pitch := max(p.h/p.between(10, 28), 6)
	first := 2.5 * pitch
	switch p.count(0, 3) {
	case 0:
		p.squares(faint(p.gridColour(), 0.6), max(0.6*p.u, 0.4), pitch/2, 0, 0, p.w, p.h)
	case 1:
	default:
		first = p.ruling(pitch)
	}
	h := &hand{ink: p.ink(), x: pitch * p.between(0.2, 0.34), slant: p.between(-0.1, 0.6), wide: p.between(0.7, 1.3), pen: max(pitch*p.between(0.025, 0.06), 0.7)}
	left, right := p.w*p.between(0.04, 0.18), p.w*p.between(0.85, 0.97)
	for y := first; y < p.h-pitch/2; y += pitch {
		if p.odds(0.06) {
			continue // between paragraphs
		}
		end := right
		if p.odds(0.15) {
			end = left + p.between(0.2, 0.8)*(right-left)
		}
		rise := p.between(-0.01, 0.01)
		for x := left; x < end; {
			x = p.scribble(h, x, y+rise*(x-left), p.count(2, 9)) + h.x*p.between(0.9, 1.8)
		}
	}
}

// A hand is how somebody writes: height of small letters, slant, width of
// letters against their height, pen.
type hand struct {
	ink                 color.NRGBA
	x, slant, wide, pen float64
}

// scribble writes one word on the base line y and returns where it ends.
func (p *pad) scribble(h *hand, x, y float64, letters int) float64 {
	t := []point{{0, 0.1}}
	at := 0.0
	for range letters {
		// Shapes of letters: where the pen goes, in heights of small letters,
		// up positive.
		shape := pick(p,
			[]point{{0.3, 0.5}, {0.45, 1}, {0.5, 0.1}, {0.7, 0}},                                          // i
			[]point{{0.5, 0.9}, {0.2, 1}, {0.05, 0.4}, {0.3, 0}, {0.6, 0.5}, {0.62, 0.1}, {0.8, 0}},       // a
			[]point{{0.3, 0.6}, {0.5, 0.9}, {0.3, 1}, {0.15, 0.5}, {0.35, 0}, {0.7, 0.2}},                 // e
			[]point{{0.4, 1.2}, {0.45, 2.1}, {0.25, 2}, {0.25, 0.4}, {0.4, 0}, {0.7, 0.1}},                // l
			[]point{{0.15, 0.9}, {0.2, 0}, {0.3, 0.8}, {0.55, 0.9}, {0.6, 0.1}, {0.8, 0}},                 // n
			[]point{{0.1, 0.9}, {0.15, 0}, {0.3, 0.9}, {0.45, 0}, {0.6, 0.9}, {0.75, 0}, {0.9, 0.1}},      // m
			[]point{{0.2, 0.9}, {0.25, 0.1}, {0.5, 0.1}, {0.6, 0.9}, {0.65, 0.1}, {0.85, 0.1}},            // u
			[]point{{0.5, 0.9}, {0.2, 0.9}, {0.2, 0.1}, {0.55, 0.6}, {0.5, -1.1}, {0.2, -1}, {0.75, 0.1}}, // g
			[]point{{0.3, 0.6}, {0.35, 1.7}, {0.4, 0.2}, {0.6, 0}},                                        // t
			[]point{{0.25, 1}, {0.05, 0.5}, {0.3, 0}, {0.55, 0.5}, {0.3, 1}, {0.75, 0.8}},                 // o
			[]point{{0.35, 1}, {0.5, 0.5}, {0.2, 0}, {0.6, 0.1}},                                          // s
		)
		grow := p.between(0.8, 1.2)
		for _, q := range shape {
			t = append(t, point{at + q[0] + 0.05*p.rng.NormFloat64(), grow*q[1] + 0.06*p.rng.NormFloat64()})
		}
		at += shape[len(shape)-1][0]
	}
	for i, q := range t {
		t[i] = point{x + h.x*(h.wide*q[0]+h.slant*q[1]), y - h.x*q[1]}
	}
	steps := min(max(int(math.Sqrt(h.x)), 2), 8)
	p.stroke(h.ink, h.pen*p.between(0.8, 1.2), smooth(t, steps)...)
	if p.odds(0.3) { // a dot or the bar of a t
		dx := h.x * h.wide * at * p.rng.Float64()
		p.stroke(h.ink, h.pen, point{x + dx, y - 1.5*h.x}, point{x + dx + p.between(0, 0.6)*h.x, y - 1.55*h.x})
	}
	return x + h.x*h.wide*at
}
