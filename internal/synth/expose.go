package synth

import (
	"fmt"
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/light"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// tile is about the side of the squares in which pictures are made: what a
// processor's memory holds, and a crop of 512 pixels is one, which spares the
// margins that two share. Pixels do not depend on them.
const tile = 384

// tilesOf cuts a part of a picture into pieces of about one size.
func tilesOf(r image.Rectangle) (out []image.Rectangle) {
	nx, ny := max((r.Dx()+tile/2)/tile, 1), max((r.Dy()+tile/2)/tile, 1)
	for j := range ny {
		for i := range nx {
			out = append(out, image.Rect(r.Min.X+r.Dx()*i/nx, r.Min.Y+r.Dy()*j/ny, r.Min.X+r.Dx()*(i+1)/nx, r.Min.Y+r.Dy()*(j+1)/ny))
		}
	}
	return out
}

// block is the side of the squares that a picture file treats as one: 16
// pixels of a JPEG whose colours have half the resolution. Crops are made
// whole in them.
const block = 16

// Picture makes a part of the picture, with the pixels that the whole has
// there. The part must lie within [Scene.Bounds].
func (s *Scene) Picture(r image.Rectangle) (*image.NRGBA, error) {
	out, err := s.expose(r, nil)
	if err != nil || out.Rect == r {
		return out, err
	}
	cut := image.NewNRGBA(r)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(cut.Pix[cut.PixOffset(r.Min.X, y):][:4*r.Dx()], out.Pix[out.PixOffset(r.Min.X, y):])
	}
	return cut, nil
}

// expose makes the whole blocks in which a part of the picture lies, in the
// memory of old if that is enough.
func (s *Scene) expose(r image.Rectangle, old []uint8) (*image.NRGBA, error) {
	if r.Empty() || !r.In(s.Bounds()) {
		return nil, fmt.Errorf("synth: part %v of a picture of %v", r, s.Bounds())
	}
	wide := image.Rect(r.Min.X/block*block, r.Min.Y/block*block, (r.Max.X+block-1)/block*block, (r.Max.Y+block-1)/block*block).
		Intersect(s.Bounds())
	if n := 4 * wide.Dx() * wide.Dy(); cap(old) < n {
		old = make([]uint8, n)
	}
	out := &image.NRGBA{Pix: old[:4*wide.Dx()*wide.Dy()], Stride: 4 * wide.Dx(), Rect: wide}
	if err := s.Truth.see(wide.Inset(-s.damage.Capture.ReachPx() - 1)); err != nil {
		return nil, err
	}
	s.missing = s.missing[:0]
	for _, a := range s.sheet.Missing {
		s.missing = append(s.missing, s.Truth.contours(a.MM))
	}
	parts := tilesOf(wide)
	par.Each(s.studio.workers, len(parts), func(i int) {
		d := s.studio.desk()
		s.tile(d, out, parts[i])
		s.studio.desks.Put(d)
	})
	s.damage.Capture.File(out, s.studio.workers)
	return out, nil
}

// A desk is what one tile is made with; it is used again for the next.
type desk struct {
	print, view, mask raster.Canvas
	line              bend.Line
	mm                [][2]float64
	beams             []light.Beam
}

// tile makes the pixels of a tile of the picture out.
func (s *Scene) tile(d *desk, out *image.NRGBA, r image.Rectangle) {
	wide := r.Inset(-s.damage.Capture.ReachPx())
	v := s.Truth.view
	if v.Aligned && !s.damage.Screen.On() {
		s.sheet.Draw(&d.view, wide, s.sheet.PxPerMM)
	} else {
		s.warp(d, wide)
	}
	s.cutOut(d, wide)
	if !s.damage.Light.Even() {
		s.shine(d, wide)
	}
	s.damage.Capture.Optics(&d.view)
	s.damage.Capture.Sensor(&d.view, out, r, s.studio.tables, s.seed)
}

// warp draws the sheet as finely as the picture sees it, and samples it into r.
func (s *Scene) warp(d *desk, r image.Rectangle) {
	v, l := s.Truth.view, s.Truth.lattice
	d.view.Reset(r)
	k := v.PxPerMM
	w, h := v.SizeMM[0], v.SizeMM[1]
	if v.Affine {
		// A print ends with a whole pixel.
		w, h = math.Round(w*k)/k, math.Round(h*k)/k
	}
	x0, y0, x1, y1 := l.Shown(r)
	if min(x0, y0, w-x1, h-y1)*k >= 1 && !s.damage.Screen.On() {
		s.sheet.Draw(&d.print, raster.Pixels(x0*k-3, y0*k-3, x1*k+3, y1*k+3), k)
		s.within(d, r, k)
		return
	}
	around := s.damage.Light.SheetReachMM()
	if s.damage.Screen.On() {
		around = math.Inf(1)
	}
	if x0 > w+around || y0 > h+around || x1 < -around || y1 < -around {
		s.damage.Table.Surface().Cover(&d.view)
		return
	}
	edge := 1 / k
	x0, y0, x1, y1 = max(x0, -edge), max(y0, -edge), min(x1, w+edge), min(y1, h+edge)
	if x0 < x1 && y0 < y1 {
		s.sheet.Draw(&d.print, raster.Pixels(x0*k-3, y0*k-3, x1*k+3, y1*k+3), k)
	}
	e := border{s: s, d: d, table: s.damage.Table.Surface(), w: w, h: h, k: k, around: around}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		e.row(d.view.Row(y), d.places(l, r, y), r.Min.X, y)
	}
}

// within samples the sheet where nothing else can be seen.
func (s *Scene) within(d *desk, r image.Rectangle, k float64) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		s.studio.sample.Row(&d.print, d.view.Row(y), d.places(s.Truth.lattice, r, y), k)
	}
}

// places are the places of the sheet along a row of pixels.
func (d *desk) places(l *bend.Lattice, r image.Rectangle, y int) [][2]float64 {
	if cap(d.mm) < r.Dx() {
		d.mm = make([][2]float64, r.Dx())
	}
	l.Line(y, r.Min.X, r.Max.X, &d.line)
	d.line.MM(r.Min.X, d.mm[:r.Dx()])
	return d.mm[:r.Dx()]
}

// cutOut shows the table where parts of the sheet are missing.
func (s *Scene) cutOut(d *desk, r image.Rectangle) {
	hit := false
	for _, a := range s.missing {
		b := raster.Bounds(a)
		if !raster.Pixels(b[0]-1, b[1]-1, b[2]+1, b[3]+1).Overlaps(r) {
			continue
		}
		if !hit {
			hit = true
			d.mask.Reset(r)
			d.mask.Clear(raster.Ink{})
		}
		d.mask.Fill(a, raster.Paint{Ink: raster.Ink{1, 1, 1}, Alpha: 1})
	}
	if !hit {
		return
	}
	d.print.Reset(r)
	s.damage.Table.Surface().Cover(&d.print)
	for i, a := range d.mask.Pix {
		d.view.Pix[i] += a * (d.print.Pix[i] - d.view.Pix[i])
	}
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
