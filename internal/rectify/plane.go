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
	rgb := planeWeights(weight)
	// The light is known by blocks of working pixels.
	scale := float32(f) / float32(l.factor)
	par.Strips(l.workers, g.h, func(y0, y1 int) {
		lum, mean, one := make([]float32, l.w), make([]float32, l.w), make([]float32, l.w)
		sum := make([]int32, g.w*p.Channels)
		for y := y0; y < y1; y++ {
			wy := min(int((float32(y)+0.5)*scale), l.h-1)
			blockRow(l.mean[0], l.bw, l.bh, wy, lum)
			clear(mean)
			for c, w := range weight {
				blockRow(l.mean[c], l.bw, l.bh, wy, one)
				for x, v := range one {
					mean[x] += float32(w) * v
				}
			}
			clear(sum)
			for dy := range f {
				addBoxes(sum, p.Pix[(y*f+dy)*p.Width*p.Channels:], f, p.Channels)
			}
			out := g.v[y*g.w:][:g.w]
			for x := range out {
				v := float32(sum[x*p.Channels]) * rgb[0]
				if p.Channels == 3 {
					v += float32(sum[3*x+1])*rgb[1] + float32(sum[3*x+2])*rgb[2]
				}
				wx := min(int((float32(x)+0.5)*scale), l.w-1)
				out[x] = (v/float32(f*f) - mean[wx]) / max(lum[wx], 20)
			}
		}
	})
	return g
}

// addBoxes adds f pixels of a row to each box.
func addBoxes(sum []int32, row []uint8, f, channels int) {
	if f == 1 {
		for i, v := range row[:len(sum)] {
			sum[i] += int32(v)
		}
		return
	}
	for i := range sum {
		o := i/channels*channels*f + i%channels
		for k := range f {
			sum[i] += int32(row[o+k*channels])
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
