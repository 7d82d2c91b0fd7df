package wear

import (
	"image"
	"math"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A cast tells how much of the ink below some marks they hide, by drawing them
// on white and on black: what is left of the difference, in the colour that
// has most of it, can still be seen. It is worked out square by square, where
// it is asked for.
type cast struct {
	marks  []raster.Mark
	box    raster.Box
	k      float64
	rect   image.Rectangle
	across int // squares in a row
	tiles  []castSquare
	pool   sync.Pool // of pairs of canvases
}

// A castSquare is a square of a cast: the share that is hidden of each pixel, in
// 255ths, nil if none is.
type castSquare struct {
	once  sync.Once
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
	w, h := c.box[2]-c.box[0], c.box[3]-c.box[1]
	c.k = min(castPerMM, math.Sqrt(maxCast/(w*h)))
	c.rect = pixels(c.box, c.k)
	c.across = (c.rect.Dx() + castTile - 1) / castTile
	c.tiles = make([]castSquare, c.across*((c.rect.Dy()+castTile-1)/castTile))
	return c
}

// at is the share at a place, between pixels.
func (c *cast) at(x, y float64) float64 {
	if x < c.box[0] || y < c.box[1] || x > c.box[2] || y > c.box[3] {
		return 0
	}
	u, v := x*c.k-0.5, y*c.k-0.5
	i, j := math.Floor(u), math.Floor(v)
	fx, fy := u-i, v-j
	p := func(dx, dy int) float64 { return float64(c.hidden(int(i)+dx, int(j)+dy)) / 255 }
	return (1-fy)*((1-fx)*p(0, 0)+fx*p(1, 0)) + fy*((1-fx)*p(0, 1)+fx*p(1, 1))
}

// hidden is a pixel of the cast.
func (c *cast) hidden(x, y int) uint8 {
	if !image.Pt(x, y).In(c.rect) {
		return 0
	}
	x, y = x-c.rect.Min.X, y-c.rect.Min.Y
	s := &c.tiles[y/castTile*c.across+x/castTile]
	s.once.Do(func() { s.hides = c.square(x/castTile, y/castTile) })
	if s.hides == nil {
		return 0
	}
	return s.hides[y%castTile*castTile+x%castTile]
}

// castTile is the side of the squares that are drawn at once.
const castTile = 128

// A castPair is what a square is drawn on.
type castPair struct{ white, black raster.Canvas }

// square draws one.
func (c *cast) square(i, j int) []uint8 {
	at := c.rect.Min.Add(image.Pt(i*castTile, j*castTile))
	r := image.Rectangle{at, at.Add(image.Pt(castTile, castTile))}.Intersect(c.rect)
	here := raster.Box{float64(r.Min.X) / c.k, float64(r.Min.Y) / c.k, float64(r.Max.X) / c.k, float64(r.Max.Y) / c.k}
	var met []raster.Mark
	for _, m := range c.marks {
		if m.Box().Meets(here) {
			met = append(met, m)
		}
	}
	if len(met) == 0 {
		return nil
	}
	pair, _ := c.pool.Get().(*castPair)
	if pair == nil {
		pair = new(castPair)
	}
	defer c.pool.Put(pair)
	white, black := &pair.white, &pair.black
	white.Reset(r)
	white.Clear(raster.Ink{1, 1, 1})
	black.Reset(r)
	black.Clear(raster.Ink{})
	for _, m := range met {
		m.Draw(white, c.k)
		m.Draw(black, c.k)
	}
	hides := make([]uint8, castTile*castTile)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		a, b := white.Row(y), black.Row(y)
		out := hides[(y-r.Min.Y)*castTile:]
		for x := range r.Dx() {
			left := max(a[3*x]-b[3*x], a[3*x+1]-b[3*x+1], a[3*x+2]-b[3*x+2])
			out[x] = uint8(255*(1-min(max(left, 0), 1)) + 0.5)
		}
	}
	return hides
}
