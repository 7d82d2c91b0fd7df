package glyph

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
)

// A raster is the ink of a sheet, 0 for paper and 1 for ink, row by row.
type raster struct {
	w, h int
	pix  []float32
}

// half averages two by two.
func (r raster) half() raster {
	o := raster{max(r.w/2, 1), max(r.h/2, 1), nil}
	o.pix = make([]float32, o.w*o.h)
	if r.w < 2 || r.h < 2 {
		return o
	}
	for j := range o.h {
		a, b := r.pix[2*j*r.w:][:2*o.w], r.pix[(2*j+1)*r.w:][:2*o.w]
		out := o.pix[j*o.w:][:o.w]
		for i := range out {
			out[i] = (a[2*i] + a[2*i+1] + b[2*i] + b[2*i+1]) / 4
		}
	}
	return o
}

// resample fills out (n by m samples) by linear interpolation: sample (i, j)
// lies at (x + i*step, y + j*step). Outside there is paper.
func (r raster) resample(out []float32, n, m int, x, y, step float64) {
	for j := range m {
		row := out[j*n : (j+1)*n]
		v := y + float64(j)*step
		jj := int(math.Floor(v))
		fy := float32(v - float64(jj))
		if jj < 0 || jj+1 >= r.h {
			clear(row)
			continue
		}
		a, b := r.pix[jj*r.w:(jj+1)*r.w], r.pix[(jj+1)*r.w:(jj+2)*r.w]
		for i := range row {
			u := x + float64(i)*step
			if u < 0 || u >= float64(r.w-1) {
				row[i] = 0
				continue
			}
			ii := int(u)
			fx := float32(u - float64(ii))
			top := a[ii] + fx*(a[ii+1]-a[ii])
			bot := b[ii] + fx*(b[ii+1]-b[ii])
			row[i] = top + fy*(bot-top)
		}
	}
}

// mip chooses the raster to sample with the given step of the finest one, and
// returns it with the position and step turned into its own.
func (p *page) mip(x, y, step float64) (r raster, rx, ry, rs float64) {
	l, f := 0, 1.0
	for step/f > 1.42 && l+1 < len(p.mips) {
		l, f = l+1, 2*f
	}
	return p.mips[l], (x - (f-1)/2) / f, (y - (f-1)/2) / f, step / f
}

// cut samples a window of rows by cols samples, twelve to the height h of a
// capital in millimetres, whose middle lies at page position (x, y).
func (p *page) cut(x, y, h float64, w []float32, cols, rows int) {
	step := h * p.rho / charnet.Cap
	r, rx, ry, rs := p.mip((x-p.x0)*p.rho-(float64(cols)/2-0.5)*step, (y-p.y0)*p.rho-(float64(rows)/2-0.5)*step, step)
	r.resample(w, cols, rows, rx, ry, rs)
}
