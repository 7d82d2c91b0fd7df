package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// dots are many small discs, kept by place.
type dots struct {
	paint  raster.Paint
	cell   float64
	nx, ny int
	in     [][]dot
	most   float64 // the largest radius
}

type dot struct{ x, y, r float64 }

// newDots keeps dots in cells of a sheet.
func newDots(sizeMM [2]float64, cellMM float64) *dots {
	d := &dots{cell: cellMM, nx: int(sizeMM[0]/cellMM) + 1, ny: int(sizeMM[1]/cellMM) + 1}
	d.in = make([][]dot, d.nx*d.ny)
	return d
}

func (d *dots) cellAt(x, y float64) (i, j int) {
	return min(max(int(math.Floor(x/d.cell)), 0), d.nx-1), min(max(int(math.Floor(y/d.cell)), 0), d.ny-1)
}

// add puts a dot of a radius in millimetres on the sheet.
func (d *dots) add(x, y, r float64) {
	i, j := d.cellAt(x, y)
	d.in[j*d.nx+i] = append(d.in[j*d.nx+i], dot{x, y, r})
	d.most = max(d.most, r)
}

// Box implements [raster.Mark].
func (d *dots) Box() raster.Box { return raster.Everywhere() }

// Draw implements [raster.Mark].
func (d *dots) Draw(c *raster.Canvas, k float64) {
	reach := d.most + 1/k
	i0, j0 := d.cellAt(float64(c.Rect.Min.X)/k-reach, float64(c.Rect.Min.Y)/k-reach)
	i1, j1 := d.cellAt(float64(c.Rect.Max.X)/k+reach, float64(c.Rect.Max.Y)/k+reach)
	for j := j0; j <= j1; j++ {
		for i := i0; i <= i1; i++ {
			for _, o := range d.in[j*d.nx+i] {
				d.disc(c, k, o)
			}
		}
	}
}

func (d *dots) disc(c *raster.Canvas, k float64, o dot) {
	u, v, r := o.x*k-0.5, o.y*k-0.5, o.r*k
	// Less than a pixel wide, a dot keeps its area and is paler.
	share := float32(1)
	if r < 0.5 {
		share, r = float32(4*r*r), 0.5
	}
	box := raster.Pixels(u-r-0.5, v-r-0.5, u+r+0.5, v+r+0.5).Intersect(c.Rect)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			far := math.Sqrt((float64(x)-u)*(float64(x)-u) + (float64(y)-v)*(float64(y)-v))
			if a := min(r+0.5-far, 1); a > 0 {
				c.Put(x, y, share*float32(a), &d.paint)
			}
		}
	}
}

// share is how much of the ink at a place dots hide.
func (d *dots) share(x, y float64) float64 {
	i0, j0 := d.cellAt(x-d.most, y-d.most)
	i1, j1 := d.cellAt(x+d.most, y+d.most)
	for j := j0; j <= j1; j++ {
		for i := i0; i <= i1; i++ {
			for _, o := range d.in[j*d.nx+i] {
				if (x-o.x)*(x-o.x)+(y-o.y)*(y-o.y) < o.r*o.r {
					return hiding(&d.paint)
				}
			}
		}
	}
	return 0
}
