package paper

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// Bar codes and the like only look like some: they say nothing.
const (
	barModuleMM = 0.3
	barMost     = 400 // bars at most
)

// barcode fills a box with upright bars, one to four modules wide.
func barcode(b raster.Box, seed uint64) (out [][][2]float64) {
	module := max(barModuleMM, (b[2]-b[0])/barMost)
	x, i := b[0], 0
	for x < b[2] {
		bar := module * math.Floor(1+3.3*math.Pow(hash(seed, i, 1), 2))
		gap := module * math.Floor(1+3.3*math.Pow(hash(seed, i, 2), 2))
		out = append(out, rect(raster.Box{x, b[1], min(x+bar, b[2]), b[3]})[0])
		x += bar + gap
		i++
	}
	return out
}

// code fills the square in a box with small squares, as a QR code has them:
// three corner marks, the rest by chance.
func code(b raster.Box, seed uint64) (out [][][2]float64) {
	n := []int{21, 25, 29}[int(3*hash(seed, 0, 0))]
	step := min(b[2]-b[0], b[3]-b[1]) / float64(n)
	cell := func(x, y, w, h int) [][2]float64 {
		return rect(raster.Box{b[0] + step*float64(x), b[1] + step*float64(y), b[0] + step*float64(x+w), b[1] + step*float64(y+h)})[0]
	}
	corners := [][2]int{{0, 0}, {n - 7, 0}, {0, n - 7}}
	for _, c := range corners {
		hole := cell(c[0]+1, c[1]+1, 5, 5)
		hole[1], hole[3] = hole[3], hole[1] // the other way round
		out = append(out, cell(c[0], c[1], 7, 7), hole, cell(c[0]+2, c[1]+2, 3, 3))
	}
	for y := range n {
		for x := 0; x < n; x++ {
			free := true
			for _, c := range corners {
				free = free && (x < c[0]-1 || x > c[0]+7 || y < c[1]-1 || y > c[1]+7)
			}
			if run := x; free && hash(seed, x+1, y+1) < 0.5 {
				for x+1 < n && hash(seed, x+2, y+1) < 0.5 && x+1 < n-8 {
					x++
				}
				out = append(out, cell(run, y, x-run+1, 1))
			}
		}
	}
	return out
}

// logo is an invented maker's sign.
func logo(b raster.Box, seed uint64) [][][2]float64 {
	w, h := b[2]-b[0], b[3]-b[1]
	cx, cy, r := (b[0]+b[2])/2, (b[1]+b[3])/2, min(w, h)/2
	turn := func(t [][2]float64) [][2]float64 { // the other sense: a hole
		out := make([][2]float64, len(t))
		for i, p := range t {
			out[len(t)-1-i] = p
		}
		return out
	}
	polygon := func(n int, r, phase float64) (t [][2]float64) {
		for i := range n {
			sin, cos := math.Sincos(phase + 2*math.Pi*float64(i)/float64(n))
			t = append(t, [2]float64{cx + r*cos, cy + r*sin})
		}
		return t
	}
	switch int(6 * hash(seed, 0, 9)) {
	case 0: // ring around a dot
		return [][][2]float64{circle(cx, cy, r), turn(circle(cx, cy, 0.75*r)), circle(cx, cy, 0.35*r)}
	case 1: // hexagon with a hole
		return [][][2]float64{polygon(6, r, 0.3), turn(polygon(6, 0.6*r, 0.3))}
	case 2: // heart
		var t [][2]float64
		for i := range 40 {
			// The usual heart curve: 16 sin^3, 13 cos - 5 cos 2 - 2 cos 3 - cos 4.
			a := 2 * math.Pi * float64(i) / 40
			x, y := 16*math.Pow(math.Sin(a), 3), 13*math.Cos(a)-5*math.Cos(2*a)-2*math.Cos(3*a)-math.Cos(4*a)
			t = append(t, [2]float64{cx + r*x/17, cy - r*y/17})
		}
		return [][][2]float64{t}
	case 3: // three slanted bars
		var out [][][2]float64
		for i := range 3 {
			x := b[0] + w*float64(i)/3
			out = append(out, [][2]float64{{x + 0.12*w, b[1]}, {x + 0.3*w, b[1]}, {x + 0.18*w, b[3]}, {x, b[3]}})
		}
		return out
	case 4: // a triangle in a square
		return [][][2]float64{rect(b)[0], turn(polygon(3, 0.8*r, -math.Pi/2))}
	}
	// A wave between two lines.
	wave := [][2]float64{}
	for i := range 21 {
		u := float64(i) / 20
		wave = append(wave, [2]float64{b[0] + u*w, cy - 0.35*h*math.Sin(2*math.Pi*u)})
	}
	for i := range 21 {
		u := 1 - float64(i)/20
		wave = append(wave, [2]float64{b[0] + u*w, cy + 0.15*h - 0.35*h*math.Sin(2*math.Pi*u)})
	}
	return [][][2]float64{wave, rect(raster.Box{b[0], b[1], b[2], b[1] + 0.08*h})[0], rect(raster.Box{b[0], b[3] - 0.08*h, b[2], b[3]})[0]}
}
