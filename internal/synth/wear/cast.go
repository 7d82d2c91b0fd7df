package wear

import (
	"image"
	"math"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A cast tells how much of the ink below some marks they hide, by drawing them
// on white and on black: what is left of the difference, in the colour that
// has most of it, can still be seen. It is worked out when first asked for.
type cast struct {
	marks []raster.Mark
	box   raster.Box
	once  sync.Once
	k     float64
	rect  image.Rectangle
	hides []uint8
}

// Resolution of casts, in pixels a millimetre, and how many pixels they have
// at most.
const (
	castPerMM = 10.0
	maxCast   = 1 << 22
)

func newCast(marks []raster.Mark) *cast {
	c := &cast{marks: marks, box: marks[0].Box()}
	for _, m := range marks[1:] {
		b := m.Box()
		c.box = raster.Box{min(c.box[0], b[0]), min(c.box[1], b[1]), max(c.box[2], b[2]), max(c.box[3], b[3])}
	}
	return c
}

// at is the share at a place, between pixels.
func (c *cast) at(x, y float64) float64 {
	if x < c.box[0] || y < c.box[1] || x > c.box[2] || y > c.box[3] {
		return 0
	}
	c.once.Do(c.draw)
	u, v := x*c.k-0.5, y*c.k-0.5
	i, j := math.Floor(u), math.Floor(v)
	fx, fy := u-i, v-j
	p := func(dx, dy int) float64 {
		q := image.Pt(int(i)+dx, int(j)+dy)
		if !q.In(c.rect) {
			return 0
		}
		return float64(c.hides[(q.Y-c.rect.Min.Y)*c.rect.Dx()+q.X-c.rect.Min.X]) / 255
	}
	return (1-fy)*((1-fx)*p(0, 0)+fx*p(1, 0)) + fy*((1-fx)*p(0, 1)+fx*p(1, 1))
}

// castTile is the side of the squares that are drawn at once.
const castTile = 256

func (c *cast) draw() {
	w, h := c.box[2]-c.box[0], c.box[3]-c.box[1]
	c.k = min(castPerMM, math.Sqrt(maxCast/(w*h)))
	c.rect = pixels(c.box, c.k)
	c.hides = make([]uint8, c.rect.Dx()*c.rect.Dy())
	var white, black raster.Canvas
	for y := c.rect.Min.Y; y < c.rect.Max.Y; y += castTile {
		for x := c.rect.Min.X; x < c.rect.Max.X; x += castTile {
			c.tile(&white, &black, image.Rect(x, y, x+castTile, y+castTile).Intersect(c.rect))
		}
	}
}

func (c *cast) tile(white, black *raster.Canvas, r image.Rectangle) {
	here := raster.Box{float64(r.Min.X) / c.k, float64(r.Min.Y) / c.k, float64(r.Max.X) / c.k, float64(r.Max.Y) / c.k}
	var met []raster.Mark
	for _, m := range c.marks {
		if m.Box().Meets(here) {
			met = append(met, m)
		}
	}
	if len(met) == 0 {
		return
	}
	white.Reset(r)
	white.Clear(raster.Ink{1, 1, 1})
	black.Reset(r)
	black.Clear(raster.Ink{})
	for _, m := range met {
		m.Draw(white, c.k)
		m.Draw(black, c.k)
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		a, b := white.Row(y), black.Row(y)
		out := c.hides[(y-c.rect.Min.Y)*c.rect.Dx()+r.Min.X-c.rect.Min.X:]
		for x := range r.Dx() {
			left := max(a[3*x]-b[3*x], a[3*x+1]-b[3*x+1], a[3*x+2]-b[3*x+2])
			out[x] = uint8(255*(1-min(max(left, 0), 1)) + 0.5)
		}
	}
}
