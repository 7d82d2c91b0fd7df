package main

import (
	"strconv"
	"strings"
)

// Plotter fonts: thermal recorders draw their letters with the stylus. Each
// character is a list of polylines on a plane where a capital reaches from y
// = 0 (top) to 6 (base line) and is 4 wide.
var plotter = map[rune]string{
	'I': "2,0 2,6", 'V': "0,0 2,6 4,0", 'A': "0,6 2,0 4,6;0.8,4 3.2,4", 'v': "0,2 2,6 4,2",
	'R': "0,6 0,0 3,0 4,0.8 4,2.2 3,3 0,3;2,3 4,6", 'r': "0,6 0,2;0,3.4 1.2,2.2 2.6,2.2",
	'L': "0,0 0,6 4,6", 'l': "2,0 2,6", 'F': "4,0 0,0 0,6;0,3 3,3", 'f': "3,0 2,0 1.4,0.8 1.4,6;0.4,2.2 2.6,2.2",
	'a': "0.5,2.4 1.4,2 2.4,2 3.1,2.7 3.1,6;3.1,3.8 1.2,3.8 0.3,4.5 0.3,5.4 1.1,6 2.2,6 3.1,5.2",
	'D': "0,0 0,6 2.5,6 4,4.6 4,1.4 2.5,0 0,0", 'C': "4,1 3,0 1,0 0,1.2 0,4.8 1,6 3,6 4,5",
	'E': "4,0 0,0 0,6 4,6;0,3 3,3", 'H': "0,0 0,6;4,0 4,6;0,3 4,3", 'T': "0,0 4,0;2,0 2,6",
	'M': "0,6 0,0 2,4 4,0 4,6", 'N': "0,6 0,0 4,6 4,0", 'P': "0,6 0,0 3,0 4,0.8 4,2.4 3,3.2 0,3.2",
	'S': "4,0.9 3,0 1,0 0,0.8 0,2.1 1,3 3,3 4,3.9 4,5.2 3,6 1,6 0,5.1", 'Q': "1,0 3,0 4,1.2 4,4.8 3,6 1,6 0,4.8 0,1.2 1,0;2.5,4.4 4,6.3",
	'B': "0,0 0,6 3,6 4,5.2 4,3.8 3,3 0,3;3,3 3.7,2.2 3.7,0.8 2.8,0 0,0", 'G': "4,1 3,0 1,0 0,1.2 0,4.8 1,6 3,6 4,5 4,3.2 2.4,3.2",
	'U': "0,0 0,4.8 1,6 3,6 4,4.8 4,0", 'X': "0,0 4,6;4,0 0,6", 'Y': "0,0 2,3 4,0;2,3 2,6", 'Z': "0,0 4,0 0,6 4,6", 'O': "1,0 3,0 4,1.2 4,4.8 3,6 1,6 0,4.8 0,1.2 1,0",
	'W': "0,0 1,6 2,2 3,6 4,0", 'K': "0,0 0,6;4,0 0,3.6;1.3,2.8 4,6", 'J': "3,0 3,5 2,6 1,6 0,5",
	'm': "0,6 0,2;0,3 0.9,2.1 1.6,2.3 2,3 2,6;2,3 2.9,2.1 3.6,2.3 4,3 4,6", 's': "3.4,2.6 2.6,2 1,2 0.2,2.6 0.3,3.4 3.1,4.6 3.3,5.4 2.5,6 0.9,6 0,5.4",
	'n': "0,6 0,2;0,3 1.2,2.1 2.6,2.1 3.2,3 3.2,6", 'i': "1.5,2 1.5,6;1.5,0.5 1.5,0.9", 't': "1.4,0.6 1.4,5.2 2,6 3,6;0.4,2 2.8,2",
	'e': "0.2,4 3.5,4 3.5,3 2.6,2 1.1,2 0.2,3 0.2,5 1.1,6 3.2,6", 'c': "3.3,2.7 2.5,2 1,2 0.2,3 0.2,5 1,6 2.5,6 3.3,5.3",
	'd': "3.4,0 3.4,6;3.4,3 2.4,2 1.1,2 0.2,3 0.2,5 1.1,6 2.4,6 3.4,5", 'b': "0.2,0 0.2,6;0.2,3 1.2,2 2.5,2 3.4,3 3.4,5 2.5,6 1.2,6 0.2,5",
	'h': "0.2,0 0.2,6;0.2,3 1.2,2.1 2.6,2.1 3.3,3 3.3,6", 'o': "1.1,2 2.5,2 3.4,3 3.4,5 2.5,6 1.1,6 0.2,5 0.2,3 1.1,2", 'z': "0.2,2 3.3,2 0.2,6 3.3,6",
	'p': "0.2,2 0.2,8;0.2,3 1.2,2 2.5,2 3.4,3 3.4,5 2.5,6 1.2,6 0.2,5", 'x': "0.2,2 3.4,6;3.4,2 0.2,6", 'u': "0.2,2 0.2,5 1,6 2.2,6 3.2,5;3.2,2 3.2,6",
	'g': "3.4,2 3.4,7.2 2.5,8 0.8,8;3.4,3 2.4,2 1.1,2 0.2,3 0.2,5 1.1,6 2.4,6 3.4,5", 'y': "0.2,2 1.8,6;3.4,2 1.4,7.6 0.4,8", 'k': "0.3,0 0.3,6;3,2.2 0.3,4.4;1.2,3.7 3.3,6", 'w': "0,2 1,6 2,3 3,6 4,2",
	'0': "1,0 3,0 4,1.2 4,4.8 3,6 1,6 0,4.8 0,1.2 1,0", '1': "0.8,1.2 2,0 2,6", '2': "0,1.2 1,0 3,0 4,1 4,2.2 0,6 4,6",
	'3': "0,0.8 1,0 3,0 4,0.8 4,2.2 3,3 1.4,3;3,3 4,3.8 4,5.2 3,6 1,6 0,5.2", '4': "3,6 3,0 0,4.2 4,4.2",
	'5': "3.8,0 0.4,0 0.1,2.8 1,2.3 3,2.3 4,3.2 4,5 3,6 1,6 0,5.2", '6': "3.7,0.6 2.8,0 1.2,0 0,1.6 0,4.8 1,6 3,6 4,5 4,3.6 3,2.7 1,2.7 0,3.6",
	'7': "0,0 4,0 1.4,6", '8': "1,3 0.1,2.2 0.1,0.8 1,0 3,0 3.9,0.8 3.9,2.2 3,3 1,3 0,3.9 0,5.2 1,6 3,6 4,5.2 4,3.9 3,3",
	'9': "4,2.4 3,3.3 1,3.3 0,2.4 0,1 1,0 3,0 4,1.2 4,4.4 2.8,6 1.2,6 0.3,5.4",
	'.': "0.5,5.8 0.5,6", '/': "3.6,-0.4 0.4,6.4", ':': "0.5,2.6 0.5,2.8;0.5,5.6 0.5,5.8", '-': "0.4,3.2 3.2,3.2", '+': "0.2,3.2 3.6,3.2;1.9,1.6 1.9,4.8",
	'(': "1.6,-0.6 0.4,1 0.4,5 1.6,6.6", ')': "0.4,-0.6 1.6,1 1.6,5 0.4,6.6", '=': "0.4,2.6 3.2,2.6;0.4,4 3.2,4",
}

// serifI is the I of plotter fonts that tell it from l and 1.
const serifI = "0.8,0 3.2,0;2,0 2,6;0.8,6 3.2,6"

// A strokeFace draws a plotter font with a round pen, or as rows of dots on
// a lattice of seven dots to a capital.
type strokeFace struct {
	lines map[rune][][][2]float64
	width float64 // of a character, in capitals
	pen   float64 // its width, in capitals
	mono  bool
	gap   float64
	dots  float64 // dots to a capital's height; 0 draws lines
}

func strokeFaces() []face {
	var out []face
	for _, s := range []strokeFace{
		{width: 0.62, pen: 0.09, mono: true, gap: 0.35},
		{width: 0.7, pen: 0.13, gap: 0.22},
		{width: 0.5, pen: 0.11, mono: true, gap: 0.25},
		{width: 0.85, pen: 0.08, mono: true, gap: 0.4},
		{width: 0.66, pen: 0.17, mono: true, gap: 0.2, dots: 6},
		{width: 0.66, pen: 0.12, mono: true, gap: 0.33, dots: 8},
	} {
		for _, serif := range []bool{false, true} {
			f := s
			f.lines = map[rune][][][2]float64{}
			for r, def := range plotter {
				if r == 'I' && serif {
					def = serifI
				}
				f.lines[r] = parseLines(def)
			}
			out = append(out, &f)
		}
	}
	return out
}

func parseLines(def string) (out [][][2]float64) {
	for line := range strings.SplitSeq(def, ";") {
		var l [][2]float64
		for p := range strings.FieldsSeq(line) {
			x, y, _ := strings.Cut(p, ",")
			u, _ := strconv.ParseFloat(x, 64)
			v, _ := strconv.ParseFloat(y, 64)
			l = append(l, [2]float64{u / 4, v/6 - 1})
		}
		out = append(out, l)
	}
	return out
}

func (f *strokeFace) ink(r rune) (x0, x1 float64, ok bool) {
	x0, x1 = 1e9, -1e9
	for _, l := range f.lines[r] {
		for _, p := range l {
			x0, x1 = min(x0, p[0]), max(x1, p[0])
		}
	}
	return x0, x1, x1 >= x0
}

// offset is what is added to the character's own x before scaling.
func (f *strokeFace) offset(r rune) float64 {
	x0, _, _ := f.ink(r)
	if f.mono {
		return 0
	}
	return -x0
}

func (f *strokeFace) advance(r rune) (float64, bool) {
	if r == ' ' {
		return f.width, true
	}
	x0, x1, ok := f.ink(r)
	if f.mono {
		return f.width + f.gap, ok
	}
	return (x1-x0)*f.width + f.gap, ok
}

func (f *strokeFace) span(r rune) (float64, float64) {
	x0, x1, _ := f.ink(r)
	o := f.offset(r)
	return (x0+o)*f.width - f.pen/2, (x1+o)*f.width + f.pen/2
}

func (f *strokeFace) draw(c *canvas, r rune, m affine) {
	scale := (m.e*m.e + m.b*m.b)
	pen := f.pen * sqrt(scale)
	o := f.offset(r)
	for _, l := range f.lines[r] {
		if f.dots == 0 {
			var pts [][2]float64
			for _, p := range l {
				x, y := m.at((p[0]+o)*f.width, p[1])
				pts = append(pts, [2]float64{x, y})
			}
			c.stroke(pts, pen)
			continue
		}
		// The lattice points nearest to the lines are the dots.
		seen := map[[2]int]bool{}
		for n := 1; n < len(l); n++ {
			a, b := l[n-1], l[n]
			for t := 0.0; t <= 1; t += 0.05 {
				x, y := (a[0]+t*(b[0]-a[0])+o)*f.width, a[1]+t*(b[1]-a[1])
				q := [2]int{round(x * f.dots), round(y * f.dots)}
				if seen[q] {
					continue
				}
				seen[q] = true
				u, v := m.at(float64(q[0])/f.dots, float64(q[1])/f.dots)
				c.stroke([][2]float64{{u, v}, {u, v + 0.01}}, pen)
			}
		}
	}
}
