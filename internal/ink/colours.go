package ink

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// A Raster is a lattice of square cells on the page: cell (i, j) of W by H has
// its centre at (X0 + i/Rho, Y0 + j/Rho) millimetres.
type Raster struct {
	X0, Y0, Rho float64
	W, H        int
}

// maxSubsamples bounds the places of a cell, on a side, that are averaged.
const maxSubsamples = 8

// Colours samples a page onto a raster coarser than its pixels, for eyes and
// networks that want to know what there is and not where exactly: each cell is
// the mean over about as many places as it has pixels, of each of the page's
// channels. Cells whose centre is outside the picture are zero.
func Colours(p *page.Page, m *rectify.Map, f Raster, workers int) []uint8 {
	out := make([]uint8, f.W*f.H*p.Channels)
	across, down := m.Pitch()
	n := min(max(int(math.Round(math.Sqrt(across*down)/f.Rho)), 1), maxSubsamples)
	// The map is evaluated at every cell'th centre and linear in between.
	nx, ny := (f.W-1)/cell+2, (f.H-1)/cell+2
	pos := make([][2]float32, nx*ny)
	par.Strips(workers, ny, func(lo, hi int) {
		for b := lo; b < hi; b++ {
			for a := range nx {
				u, v := m.ToPixel(f.X0+float64(a*cell)/f.Rho, f.Y0+float64(b*cell)/f.Rho)
				pos[b*nx+a] = [2]float32{float32(u), float32(v)}
			}
		}
	})
	par.Strips(workers, f.H, func(lo, hi int) {
		for j := lo; j < hi; j++ {
			b, e := j/cell, float32(j%cell)/cell
			row := out[j*f.W*p.Channels : (j+1)*f.W*p.Channels]
			for a := 0; a*cell < f.W; a++ {
				q := patch{p: p, n: n}
				q.between(pos[b*nx+a], pos[b*nx+a+1], pos[(b+1)*nx+a], pos[(b+1)*nx+a+1], e)
				for i := a * cell; i < min((a+1)*cell, f.W); i++ {
					q.mean(float32(i-a*cell), row[i*p.Channels:][:p.Channels])
				}
			}
		}
	})
	return out
}

// A patch is a row of cells whose places in the picture are linear.
type patch struct {
	p      *page.Page
	n      int
	x, y   float32 // of its first cell
	ax, ay float32 // to the next cell
	bx, by float32 // to the cell below
}

// between sets the patch at a share e of the way from its upper corners to the
// lower ones, cell cells apart.
func (q *patch) between(p00, p10, p01, p11 [2]float32, e float32) {
	x0, y0 := p00[0]+e*(p01[0]-p00[0]), p00[1]+e*(p01[1]-p00[1])
	x1, y1 := p10[0]+e*(p11[0]-p10[0]), p10[1]+e*(p11[1]-p10[1])
	q.x, q.y, q.ax, q.ay = x0, y0, (x1-x0)/cell, (y1-y0)/cell
	q.bx, q.by = (p01[0]-p00[0])/cell, (p01[1]-p00[1])/cell
}

// mean averages cell number i of the patch.
func (q *patch) mean(i float32, out []uint8) {
	x, y := q.x+i*q.ax, q.y+i*q.ay
	right, bottom := float32(q.p.Width-1), float32(q.p.Height-1)
	if !(x >= 0 && y >= 0 && x <= right && y <= bottom) {
		return
	}
	var sum [3]float32
	step := 1 / float32(q.n)
	for j := range q.n {
		t := (float32(j)+0.5)*step - 0.5
		for k := range q.n {
			s := (float32(k)+0.5)*step - 0.5
			u := min(max(x+s*q.ax+t*q.bx, 0), right)
			v := min(max(y+s*q.ay+t*q.by, 0), bottom)
			q.add(u, v, &sum)
		}
	}
	scale := step * step
	for c := range out {
		out[c] = uint8(sum[c]*scale + 0.5)
	}
}

// add adds the picture at a place, linear between pixels.
func (q *patch) add(u, v float32, sum *[3]float32) {
	i, j := int(u), int(v)
	e, f := u-float32(i), v-float32(j)
	c, w := q.p.Channels, q.p.Width
	dx, dy := c, w*c
	if i+1 >= w {
		dx = 0
	}
	if j+1 >= q.p.Height {
		dy = 0
	}
	k := (j*w + i) * c
	w00, w10, w01, w11 := (1-e)*(1-f), e*(1-f), (1-e)*f, e*f
	pix := q.p.Pix
	for l := range c {
		sum[l] += w00*float32(pix[k+l]) + w10*float32(pix[k+dx+l]) + w01*float32(pix[k+dy+l]) + w11*float32(pix[k+dx+dy+l])
	}
}
