package synth

import (
	"encoding/binary"
	"image"
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// A flatPlace is a square of the sheet that a flat sample shows.
type flatPlace struct {
	x, y float64 // its middle, mm
	rho  float64 // samples a mm
	n    int     // samples on a side
	turn int     // quarter turns, as the sheet is seen
}

// turnedOdds is the share of flat samples that show the sheet turned: before
// its names are read, nobody knows how a page lies.
const turnedOdds = 1.0 / 8

// flatPlace chooses a square whose middle is a place of the sheet.
func (s *Scene) flatPlace(o *SampleOrder, rng *rand.Rand) flatPlace {
	size := s.Truth.SizeMM
	f := flatPlace{rho: o.Flat, n: o.Size, x: chance.Between(rng, 0, size[0]), y: chance.Between(rng, 0, size[1])}
	if chance.Odds(rng, turnedOdds) {
		f.turn = 1 + rng.IntN(3)
	}
	return f
}

// mm is the place on the sheet of a place in the sample, in samples.
func (f *flatPlace) mm(u, v float64) (x, y float64) {
	a, b := (u-float64(f.n-1)/2)/f.rho, (v-float64(f.n-1)/2)/f.rho
	for range f.turn {
		a, b = b, -a
	}
	return f.x + a, f.y + b
}

// at is the way back.
func (f *flatPlace) at(x, y float64) (u, v float64) {
	a, b := x-f.x, y-f.y
	for range f.turn {
		a, b = -b, a
	}
	return a*f.rho + float64(f.n-1)/2, b*f.rho + float64(f.n-1)/2
}

// flatStep is the distance of the nodes, in samples, at which the exact map is
// asked; flatMargin is how far, in pixels, the map before it is made may be off.
const (
	flatStep   = 4
	flatMargin = 24
)

// shown is the part of the picture that shows the place, about.
func (f *flatPlace) shown(t *Truth) image.Rectangle {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	const parts = 8
	for j := range parts + 1 {
		for i := range parts + 1 {
			x, y := f.mm(float64(i*(f.n-1))/parts, float64(j*(f.n-1))/parts)
			u, v := t.view.About(x, y)
			x0, y0, x1, y1 = min(x0, u), min(y0, v), max(x1, u), max(y1, v)
		}
	}
	far := func(v float64) int { return int(min(max(v, -1e6), 1e6)) }
	return image.Rect(far(x0)-flatMargin, far(y0)-flatMargin, far(x1)+flatMargin, far(y1)+flatMargin)
}

// to is the map from the sample, in samples, to a part of the picture.
func (f *flatPlace) to(r image.Rectangle, pixel func(x, y float64) (u, v float64)) *rectify.Map {
	n := (f.n-1)/flatStep + 2
	return rectify.FromFunc(func(a, b float64) (u, v float64) {
		u, v = pixel(f.mm(a, b))
		return u - float64(r.Min.X), v - float64(r.Min.Y)
	}, 0, 0, flatStep, n, n)
}

// cutFlat makes a sample that lies flat on the sheet.
func (o *SampleOrder) cutFlat(s *Scene, f flatPlace, h SampleHeader) (*Sample, error) {
	t := s.Truth
	size := image.Pt(o.Size, o.Size)
	r := f.shown(t).Intersect(s.Bounds())
	h.W, h.H, h.PictureW, h.PictureH = size.X, size.Y, t.view.W, t.view.H
	h.Layout, h.SpeedMMPerS, h.GainMMPerMV, h.Labels = t.Layout, t.SpeedMMPerS, t.GainMMPerMV, t.Labels
	h.PxPerMM, h.Turn = o.Flat, 90*f.turn
	// As where a part of it is outside of the picture: all is zero at first.
	out := o.planes(h, image.Rectangle{}, size, s.studio)
	for i, kind := range o.Maps {
		if kind == MapMM {
			f.places(out.planes[1+i]) // known beyond the picture, too
		}
	}
	if r.Empty() {
		return out, nil
	}
	img, err := s.expose(r, s.frame)
	if err != nil {
		return nil, err
	}
	s.frame = img.Pix
	trails := t.trails(r)
	m := f.to(r, func(x, y float64) (u, v float64) {
		u, v, _ = t.ToPixel(x, y)
		return u, v
	})
	lay := func(pix []uint8, channels int, plane []byte) {
		p := &page.Page{Width: r.Dx(), Height: r.Dy(), Channels: channels, Pix: pix}
		copy(plane, ink.Colours(p, m, ink.Raster{Rho: 1, W: size.X, H: size.Y}, s.studio.workers))
	}
	rgb := make([]byte, 3*r.Dx()*r.Dy())
	pixels(rgb, img, r, r.Dx())
	lay(rgb, 3, out.planes[0])
	for i, kind := range o.Maps {
		if kind == MapMM {
			continue
		}
		n := r.Dx() * r.Dy()
		masks := make([]byte, planesOf(kind)*n)
		if err := t.maps(r, r.Dx(), []MaskKind{kind}, [][]byte{masks}, trails); err != nil {
			return nil, err
		}
		for k := range planesOf(kind) {
			lay(masks[k*n:(k+1)*n], 1, out.planes[1+i][k*size.X*size.Y:][:size.X*size.Y])
		}
	}
	if o.Traces {
		out.Header.Traces = t.pieces(r, trails, image.Rectangle{Max: size}, func(x, y float64, _ *trailPoint) (u, v float64) { return f.at(x, y) })
	}
	return out, nil
}

// places writes the places of the samples.
func (f *flatPlace) places(out []byte) {
	for j := range f.n {
		for i := range f.n {
			x, y := f.mm(float64(i), float64(j))
			k := 8 * (j*f.n + i)
			binary.LittleEndian.PutUint32(out[k:], math.Float32bits(float32(x)))
			binary.LittleEndian.PutUint32(out[k+4:], math.Float32bits(float32(y)))
		}
	}
}

// Pixels a millimetre that a picture of something else may seem to have.
const (
	flatFewest = 4.0
	flatMost   = 12.0
)

// otherFlat shows a part of a picture that is no ECG as if it were a sheet of
// some size.
func (o *SampleOrder) otherFlat(h SampleHeader, img *image.NRGBA, rng *rand.Rand, studio *Studio) *Sample {
	h.W, h.H, h.PxPerMM = o.Size, o.Size, o.Flat
	out := o.planes(h, image.Rectangle{}, image.Pt(o.Size, o.Size), studio)
	pitch := math.Exp(chance.Between(rng, math.Log(flatFewest), math.Log(flatMost)))
	b := img.Rect
	f := flatPlace{rho: o.Flat, n: o.Size, x: chance.Between(rng, 0, float64(b.Dx())) / pitch, y: chance.Between(rng, 0, float64(b.Dy())) / pitch}
	m := f.to(image.Rectangle{}, func(x, y float64) (u, v float64) { return pitch * x, pitch * y })
	rgb := make([]byte, 3*b.Dx()*b.Dy())
	pixels(rgb, img, b, b.Dx())
	p := &page.Page{Width: b.Dx(), Height: b.Dy(), Channels: 3, Pix: rgb}
	copy(out.planes[0], ink.Colours(p, m, ink.Raster{Rho: 1, W: o.Size, H: o.Size}, studio.workers))
	return out
}
