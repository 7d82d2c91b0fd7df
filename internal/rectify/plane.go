package rectify

import (
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// plane is the picture as one value a pixel: the colour direction of the
// grid, relative to the local light, 0 on plain paper and negative on lines.
// It is finer than the working scale, for the last measurement.
type plane struct {
	w, h   int
	factor int // picture pixels a pixel of the plane, each way
	v      []float32
	// least is the least darkness of ink averaged over half a millimetre. In
	// grey pictures a stroke of 0.3 mm has more than 0.3, the dots of a
	// printed line (up to 0.3 mm wide, at crossings only) less. In colour
	// pictures ink may be of any darkness along the direction of the grid.
	least float64
}

// planeLimit is the most pixels a plane may have (64 MiB).
const planeLimit = 16 << 20

// newPlane projects a page on the weights of the planes of l and takes the
// local light of l out. pitch is in picture pixels a millimetre; the plane is
// reduced as far as leaves it five pixels a millimetre.
func newPlane(p *page.Page, l *light, weight []float64, pitch float64) *plane {
	f := max(1, int(pitch/5))
	for (p.Width/f)*(p.Height/f) > planeLimit {
		f++
	}
	g := &plane{w: p.Width / f, h: p.Height / f, factor: f}
	g.v = make([]float32, g.w*g.h)
	if p.Channels == 1 {
		g.least = 0.2
	}
	// The light is known by blocks of working pixels.
	scale := float32(f) / float32(l.factor)
	column := make([]int32, g.w)
	for x := range column {
		column[x] = int32(min(int((float32(x)+0.5)*scale), l.w-1))
	}
	var table [3][256]float32
	for c, w := range planeWeights(weight) {
		for v := range table[c] {
			table[c][v] = w * float32(v) / float32(f*f)
		}
	}
	par.Strips(l.workers, g.h, func(y0, y1 int) {
		lum, mean, one := make([]float32, l.w), make([]float32, l.w), make([]float32, l.w)
		last := -1
		for y := y0; y < y1; y++ {
			if wy := min(int((float32(y)+0.5)*scale), l.h-1); wy != last {
				last = wy
				blockRow(l.mean[0], l.bw, l.bh, wy, lum)
				clear(mean)
				for c, w := range weight {
					blockRow(l.mean[c], l.bw, l.bh, wy, one)
					for x, v := range one {
						mean[x] += float32(w) * v
					}
				}
				for x, v := range lum {
					lum[x] = 1 / max(v, 20)
				}
			}
			out := g.v[y*g.w:][:g.w]
			for dy := range f {
				addBoxes(out, p.Pix[(y*f+dy)*p.Width*p.Channels:], f, p.Channels, &table)
			}
			for x, k := range column {
				out[x] = (out[x] - mean[k]) * lum[k]
			}
		}
	})
	return g
}

// addBoxes adds to each value what f pixels of a row are worth.
func addBoxes(out []float32, row []uint8, f, channels int, table *[3][256]float32) {
	row = row[:len(out)*f*channels]
	switch {
	case channels == 1 && f == 1:
		for x, v := range row {
			out[x] += table[0][v]
		}
	case channels == 1:
		for x := range out {
			for _, v := range row[x*f:][:f] {
				out[x] += table[0][v]
			}
		}
	case f == 1:
		for x := range out {
			q := row[3*x:][:3]
			out[x] += table[0][q[0]] + table[1][q[1]] + table[2][q[2]]
		}
	default:
		for x := range out {
			q := row[3*x*f:][:3*f]
			for ; len(q) >= 3; q = q[3:] {
				out[x] += table[0][q[0]] + table[1][q[1]] + table[2][q[2]]
			}
		}
	}
}

// at reads the plane between pixels at a place in picture pixels.
func (g *plane) at(px, py float64) (v float32, ok bool) {
	f := 1 / float64(g.factor)
	x, y := (px+0.5)*f-0.5, (py+0.5)*f-0.5
	if !(x >= 0 && y >= 0 && x < float64(g.w-1) && y < float64(g.h-1)) {
		return 0, false
	}
	i, j := int(x), int(y)
	tx, ty := float32(x-float64(i)), float32(y-float64(j))
	a, b := g.v[j*g.w+i:][:2], g.v[(j+1)*g.w+i:][:2]
	top := a[0] + (a[1]-a[0])*tx
	return top + (b[0]+(b[1]-b[0])*tx-top)*ty, true
}

// sample reads the plane at the places that the weights make of four nodes,
// given in picture pixels; NaN outside.
func (g *plane) sample(out []float32, weights [][4]float32, x, y [4]float64) {
	f := 1 / float64(g.factor)
	var u, v [4]float32
	for i := range x {
		u[i], v[i] = float32((x[i]+0.5)*f-0.5), float32((y[i]+0.5)*f-0.5)
	}
	right, bottom := float32(g.w-1), float32(g.h-1)
	for k := range out {
		w := &weights[k]
		px := w[0]*u[0] + w[1]*u[1] + w[2]*u[2] + w[3]*u[3]
		py := w[0]*v[0] + w[1]*v[1] + w[2]*v[2] + w[3]*v[3]
		if !(px >= 0 && py >= 0 && px < right && py < bottom) {
			out[k] = nan32
			continue
		}
		i, j := int32(px), int32(py)
		tx, ty := px-float32(i), py-float32(j)
		o := int(j)*g.w + int(i)
		a, b := g.v[o:o+2:o+2], g.v[o+g.w:o+g.w+2:o+g.w+2]
		top := a[0] + (a[1]-a[0])*tx
		out[k] = top + (b[0]+(b[1]-b[0])*tx-top)*ty
	}
}
