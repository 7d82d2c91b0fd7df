package wear

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A field is a number at each place of a box, linear between the nodes of a
// lattice that is filled when the field is made: what a node costs does not
// matter, and a pixel costs little.
type field struct {
	box            raster.Box
	nx, ny         int
	stepX, stepY   float64 // millimetres
	scaleX, scaleY float64 // nodes a millimetre
	v              []float32
}

// maxNodes bounds the memory of a field: 4 bytes each.
const maxNodes = 1 << 20

// newField calculates f on nodes stepMM apart, further where the box is large.
func newField(box raster.Box, stepMM float64, f func(x, y float64) float64) *field {
	w, h := box[2]-box[0], box[3]-box[1]
	stepMM = max(stepMM, math.Sqrt(w*h/(maxNodes/2)))
	d := &field{box: box}
	d.nx, d.ny = max(int(math.Ceil(w/stepMM)), 1)+1, max(int(math.Ceil(h/stepMM)), 1)+1
	d.set(w, h)
	for j := range d.ny {
		y := box[1] + float64(j)*d.stepY
		for i := range d.nx {
			d.v[j*d.nx+i] = float32(f(box[0]+float64(i)*d.stepX, y))
		}
	}
	return d
}

// newStripes is a field that depends on one coordinate: x where across is
// true, else y.
func newStripes(box raster.Box, stepMM float64, across bool, f func(t float64) float64) *field {
	w, h := box[2]-box[0], box[3]-box[1]
	d := &field{box: box, nx: 2, ny: 2}
	nodes := func(mm float64) int { return min(max(int(math.Ceil(mm/stepMM)), 1)+1, maxNodes/2) }
	if across {
		d.nx = nodes(w)
	} else {
		d.ny = nodes(h)
	}
	d.set(w, h)
	for j := range d.ny {
		for i := range d.nx {
			t := box[1] + float64(j)*d.stepY
			if across {
				t = box[0] + float64(i)*d.stepX
			}
			d.v[j*d.nx+i] = float32(f(t))
		}
	}
	return d
}

func (d *field) set(w, h float64) {
	d.stepX, d.stepY = w/float64(d.nx-1), h/float64(d.ny-1)
	d.scaleX, d.scaleY = 1/d.stepX, 1/d.stepY
	d.v = make([]float32, d.nx*d.ny)
}

// node is the node at or before a distance from the box's start, and the way
// from it to the next.
func node(t float64, n int) (i int, f float32) {
	t = min(max(t, 0), float64(n-1))
	i = min(int(t), n-2)
	return i, float32(t - float64(i))
}

// at is the field at a place; 0 outside of its box.
func (d *field) at(x, y float64) float64 {
	if x < d.box[0] || y < d.box[1] || x > d.box[2] || y > d.box[3] {
		return 0
	}
	i, fx := node((x-d.box[0])*d.scaleX, d.nx)
	j, fy := node((y-d.box[1])*d.scaleY, d.ny)
	a, b := d.v[j*d.nx+i:][:2], d.v[(j+1)*d.nx+i:][:2]
	l, r := a[0]+fy*(b[0]-a[0]), a[1]+fy*(b[1]-a[1])
	return float64(l + fx*(r-l))
}

// row fills out with the field at the pixels of row y from x0 on, k a
// millimetre, all of which lie in its box, and tells whether there is any. The
// memory line serves for one canvas.
func (d *field) row(out []float32, x0, y int, k float64, line *[]float32) (busy bool) {
	if cap(*line) < d.nx {
		*line = make([]float32, d.nx)
	}
	j, fy := node(((float64(y)+0.5)/k-d.box[1])*d.scaleY, d.ny)
	first, _ := node(((float64(x0)+0.5)/k-d.box[0])*d.scaleX, d.nx)
	last, _ := node(((float64(x0+len(out))+0.5)/k-d.box[0])*d.scaleX, d.nx)
	// A mesh more at each end, as rounding may see a pixel in the next.
	first, last = max(first-1, 0), min(last+1, d.nx-2)
	a, b := d.v[j*d.nx:][:d.nx], d.v[(j+1)*d.nx:][:d.nx]
	v := (*line)[:d.nx]
	for i := first; i <= last+1; i++ {
		v[i] = a[i] + fy*(b[i]-a[i])
		busy = busy || v[i] != 0
	}
	if !busy {
		clear(out)
		return false
	}
	// Mesh by mesh: from its first pixel on, the field rises evenly. Nothing
	// here depends on where the row begins.
	pitch := d.stepX * k
	start := d.box[0]*k - 0.5
	for i := first; i <= last; i++ {
		node := start + float64(i)*pitch
		from, to := int(math.Ceil(node)), int(math.Ceil(node+pitch))
		if i == d.nx-2 {
			to = x0 + len(out)
		}
		if i == 0 {
			from = int(math.Floor(node))
		}
		slope := (v[i+1] - v[i]) / float32(pitch)
		at := v[i] + float32(float64(from)-node)*slope
		lo := max(from, x0)
		if lo >= min(to, x0+len(out)) {
			continue
		}
		part := out[lo-x0 : min(to, x0+len(out))-x0]
		off := lo - from
		for x := range part {
			part[x] = at + slope*float32(off+x)
		}
	}
	return true
}

// pixels are those whose centres lie in a box of the page.
func pixels(b raster.Box, k float64) image.Rectangle {
	return raster.Pixels(b[0]*k-0.5, b[1]*k-0.5, b[2]*k-0.5, b[3]*k-0.5)
}
