package notecg

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	"golang.org/x/image/vector"
)

// A point is x and y in pixels.
type point [2]float64

// A pad is a picture under the brush. Shapes go through the map m, so that a
// whole sheet can be drawn turned.
type pad struct {
	img  *image.NRGBA
	m    affine
	w, h float64 // of the sheet, before m
	// u is about a thousandth of the sheet's side in pixels: the unit of
	// letters and pens.
	u     float64
	rng   *rand.Rand
	fonts fonts
	err   error // the first that happened while writing

	raster *vector.Rasterizer
	mask   *image.Alpha
}

// tile is the side of the squares in which large shapes are filled. Below 512
// the rasterizer calculates in whole numbers.
const tile = 256

// newPad is a white picture.
func newPad(rng *rand.Rand, w, h int) (*pad, error) {
	f, err := loadFonts()
	if err != nil {
		return nil, err
	}
	return blank(rng, f, w, h), nil
}

func blank(rng *rand.Rand, f fonts, w, h int) *pad {
	p := &pad{img: image.NewNRGBA(image.Rect(0, 0, w, h)), m: identity(), w: float64(w), h: float64(h), rng: rng, fonts: f,
		raster: vector.NewRasterizer(tile, tile), mask: image.NewAlpha(image.Rect(0, 0, tile, tile))}
	p.u = math.Sqrt(p.w*p.h) / 1000
	for i := range p.img.Pix {
		p.img.Pix[i] = 255
	}
	return p
}

// blend covers the share a, 0 to 1, of a pixel.
func (p *pad) blend(x, y int, a float64, c color.NRGBA) {
	a *= float64(c.A) / 255
	q := p.img.Pix[y*p.img.Stride+4*x:][:3]
	for k, v := range [3]uint8{c.R, c.G, c.B} {
		q[k] = uint8(float64(q[k]) + a*(float64(v)-float64(q[k])) + 0.5)
	}
}

// fill paints the inside of closed contours; one inside another and of the
// other sense of rotation is a hole.
func (p *pad) fill(c color.NRGBA, contours ...[]point) {
	var shape [][]point
	var all []point
	for _, t := range contours {
		s := p.m.all(t)
		shape = append(shape, s)
		all = append(all, s...)
	}
	box := p.reach(all, 0)
	for ty := box.Min.Y; ty < box.Max.Y; ty += tile {
		for tx := box.Min.X; tx < box.Max.X; tx += tile {
			p.fillTile(c, shape, image.Rect(tx, ty, min(tx+tile, box.Max.X), min(ty+tile, box.Max.Y)))
		}
	}
}

func (p *pad) fillTile(c color.NRGBA, shape [][]point, r image.Rectangle) {
	p.raster.Reset(r.Dx(), r.Dy())
	dx, dy := float64(r.Min.X), float64(r.Min.Y)
	for _, t := range shape {
		t = clip(t, dx, dy, float64(r.Max.X), float64(r.Max.Y))
		for i, q := range t {
			x, y := float32(q[0]-dx), float32(q[1]-dy)
			if i == 0 {
				p.raster.MoveTo(x, y)
			} else {
				p.raster.LineTo(x, y)
			}
		}
		if len(t) > 0 {
			p.raster.ClosePath()
		}
	}
	clear(p.mask.Pix)
	p.raster.Draw(p.mask, image.Rect(0, 0, r.Dx(), r.Dy()), image.Opaque, image.Point{})
	for y := range r.Dy() {
		for x, a := range p.mask.Pix[y*p.mask.Stride:][:r.Dx()] {
			if a > 0 {
				p.blend(r.Min.X+x, r.Min.Y+y, float64(a)/255, c)
			}
		}
	}
}

// reach is the part of the picture within some pixels of the given ones.
func (p *pad) reach(points []point, by float64) image.Rectangle {
	if len(points) == 0 {
		return image.Rectangle{}
	}
	lo, hi := points[0], points[0]
	for _, q := range points {
		for k := range q {
			lo[k], hi[k] = min(lo[k], q[k]), max(hi[k], q[k])
		}
	}
	whole := func(v float64) int { return int(min(max(v, -1e6), 1e6)) }
	return image.Rect(whole(math.Floor(lo[0]-by)), whole(math.Floor(lo[1]-by)), whole(math.Ceil(hi[0]+by)), whole(math.Ceil(hi[1]+by))).
		Intersect(p.img.Rect)
}

// clip cuts a closed contour to a box, one side after the other.
func clip(t []point, x0, y0, x1, y1 float64) []point {
	for _, side := range [4]struct {
		axis        int
		limit, sign float64
	}{{0, x0, 1}, {0, x1, -1}, {1, y0, 1}, {1, y1, -1}} {
		var out []point
		for i, b := range t {
			a := t[(i+len(t)-1)%len(t)]
			da, db := side.sign*(a[side.axis]-side.limit), side.sign*(b[side.axis]-side.limit)
			if (da < 0) != (db < 0) {
				f := da / (da - db)
				out = append(out, point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])})
			}
			if db >= 0 {
				out = append(out, b)
			}
		}
		t = out
	}
	return t
}
