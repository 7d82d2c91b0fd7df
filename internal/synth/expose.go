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

// tile is about the side of the squares in which pictures are made, which is
// what fits into a processor's memory. Pixels do not depend on them.
const tile = 256

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
	if r.Empty() || !r.In(s.Bounds()) {
		return nil, fmt.Errorf("synth: part %v of a picture of %v", r, s.Bounds())
	}
	wide := image.Rect(r.Min.X/block*block, r.Min.Y/block*block, (r.Max.X+block-1)/block*block, (r.Max.Y+block-1)/block*block).
		Intersect(s.Bounds())
	out := image.NewNRGBA(wide)
	if err := s.Truth.see(wide.Inset(-s.damage.Capture.ReachPx() - 1)); err != nil {
		return nil, err
	}
	s.missing = s.missing[:0]
	for _, a := range s.sheet.Missing {
		s.missing = append(s.missing, s.Truth.contours(a.MM))
	}
	tiles := tilesOf(wide)
	par.Each(s.studio.workers, len(tiles), func(i int) {
		d := s.studio.desk()
		s.expose(d, out, tiles[i])
		s.studio.desks.Put(d)
	})
	s.damage.Capture.File(out, s.studio.workers)
	if wide == r {
		return out, nil
	}
	cut := image.NewNRGBA(r)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(cut.Pix[cut.PixOffset(r.Min.X, y):][:4*r.Dx()], out.Pix[out.PixOffset(r.Min.X, y):])
	}
	return cut, nil
}

// A desk is what one tile is made with; it is used again for the next.
type desk struct {
	print, view, mask raster.Canvas
	line              bend.Line
	mm                [][2]float64
	beams             []light.Beam
}

// expose makes the pixels of a tile of the picture out.
func (s *Scene) expose(d *desk, out *image.NRGBA, r image.Rectangle) {
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
	x0, y0, x1, y1 := l.Reach(r)
	if min(x0, y0, w-x1, h-y1)*k >= 1 && !s.damage.Screen.On() {
		s.sheet.Draw(&d.print, raster.Pixels(x0*k-3, y0*k-3, x1*k+3, y1*k+3), k)
		s.within(d, r, k)
		return
	}
	s.damage.Table.Cover(&d.view)
	around := s.damage.Light.SheetReachMM()
	if s.damage.Screen.On() {
		around = math.Inf(1)
	}
	if x0 > w+around || y0 > h+around || x1 < -around || y1 < -around {
		return
	}
	edge := 1 / k
	x0, y0, x1, y1 = max(x0, -edge), max(y0, -edge), min(x1, w+edge), min(y1, h+edge)
	if x0 < x1 && y0 < y1 {
		s.sheet.Draw(&d.print, raster.Pixels(x0*k-3, y0*k-3, x1*k+3, y1*k+3), k)
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		mm := d.places(l, r, y)
		row := d.view.Row(y)
		for x, p := range mm {
			q := row[3*x : 3*x+3 : 3*x+3]
			// How far inside the sheet, in pixels.
			in := k * min(p[0], p[1], w-p[0], h-p[1])
			if in < 0.5 && around > 0 {
				s.besides(q, p, w, h, k)
			}
			if in <= -0.5 {
				continue
			}
			c := s.studio.sample.At(&d.print, p[0]*k-0.5, p[1]*k-0.5)
			if s.damage.Screen.On() {
				c = s.lit(c, p, w, h, k)
			}
			if in >= 0.5 {
				q[0], q[1], q[2] = c[0], c[1], c[2]
				continue
			}
			a := float32(in + 0.5)
			for i := range q {
				q[i] += a * (c[i] - q[i])
			}
		}
	}
}

// within samples the sheet where nothing else can be seen.
func (s *Scene) within(d *desk, r image.Rectangle, k float64) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := d.view.Row(y)
		for x, p := range d.places(s.Truth.lattice, r, y) {
			c := s.studio.sample.At(&d.print, p[0]*k-0.5, p[1]*k-0.5)
			q := row[3*x : 3*x+3 : 3*x+3]
			q[0], q[1], q[2] = c[0], c[1], c[2]
		}
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

// besides is what lies around a sheet of w by h at the place p: its shadow on
// the table, or the rest of the screen.
func (s *Scene) besides(q []float32, p [2]float64, w, h, k float64) {
	if s.damage.Light.Sheet.Dark > 0 {
		f := s.damage.Light.SheetShadow(p[0], p[1], w, h)
		for i := range q {
			q[i] *= f
		}
	}
	if s.damage.Screen.On() {
		ink, alpha := s.damage.Screen.Around(p[0], p[1], w, h)
		if alpha > 0 && s.damage.Screen.Lit(p[0], p[1], w, h) {
			ink = s.lit(ink, p, w, h, k)
		}
		for i := range q {
			q[i] += alpha * (ink[i] - q[i])
		}
	}
}

// lensPx is how wide, in pixels, a camera sees a point: its lens and the filter
// before its sensor are made so that the finest patterns hardly pass (width of
// a box of the same first zero; our choice between 1.4 and 2, as measured
// transfer functions of phones fall to a tenth about there).
const lensPx = 1.8

// lit is how a screen shines at a place, seen by a pixel of the camera.
func (s *Scene) lit(ink raster.Ink, p [2]float64, w, h, k float64) raster.Ink {
	ink = s.damage.Screen.Show(ink, p[0], p[1], w, h)
	tint := s.damage.Screen.Tint(p[0], p[1], k/lensPx)
	for i := range ink {
		ink[i] *= tint[i]
	}
	return ink
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
	s.damage.Table.Cover(&d.print)
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
