package synth

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/lanes"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A sheetRow is what a row of pixels sees of the sheet.
type sheetRow struct {
	y  int
	mm [][2]float64 // places
	// perMM is how many pixels a millimetre is across and down the sheet, for
	// each pixel one of every scaleStep. It is that across lines on which the
	// other axis runs: one over the length of an axis's gradient.
	perMM [][2]float32
	off   int // pixels before the row's first that share its scale
}

// scaleStep is over how many pixels the scale is taken as the same. They begin
// at its multiples, so that parts of pictures have the maps of the whole.
const scaleStep = lanes.RulePixels

// scale is that of pixel i of the row.
func (s *sheetRow) scale(i int) *[2]float32 { return &s.perMM[(s.off+i)/scaleStep] }

// eachBlock calls f with all runs of pixels of one scale.
func (s *sheetRow) eachBlock(f func(from, to int, perMM [2]float32)) {
	for k, scale := range s.perMM {
		f(max(k*scaleStep-s.off, 0), min((k+1)*scaleStep-s.off, len(s.mm)), scale)
	}
}

// A rowPainter draws a row of a map.
type rowPainter func(s *sheetRow)

// eachRow gives all rows of a part of the picture to painters.
func (t *Truth) eachRow(r image.Rectangle, painters []rowPainter) {
	if len(painters) == 0 {
		return
	}
	off := r.Min.X - floorDiv(r.Min.X, scaleStep)*scaleStep
	n := off + r.Dx()
	s := sheetRow{off: off, perMM: make([][2]float32, (n-1)/scaleStep+1)}
	var line bend.Line
	row := func(y int, mm [][2]float64) {
		t.lattice.Line(y, r.Min.X-off, r.Max.X+1, &line)
		line.MM(r.Min.X-off, mm)
	}
	mm, below := make([][2]float64, n+1), make([][2]float64, n+1)
	row(r.Min.Y, below)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		mm, below = below, mm
		row(y+1, below)
		for k := range s.perMM {
			at := k * scaleStep
			for axis := range 2 {
				a, b := mm[at+1][axis]-mm[at][axis], below[at][axis]-mm[at][axis]
				s.perMM[k][axis] = float32(1 / math.Sqrt(max(a*a+b*b, 1e-12)))
			}
		}
		s.y, s.mm = y, mm[off:n]
		for _, paint := range painters {
			paint(&s)
		}
	}
}

// share is how much of pixel i lies inside a box: the share across times that
// down.
func (s *sheetRow) share(i int, b *raster.Box) float32 {
	p, f := &s.mm[i], s.scale(i)
	x := f[0]*float32(min(p[0]-b[0], b[2]-p[0])) + 0.5
	y := f[1]*float32(min(p[1]-b[1], b[3]-p[1])) + 0.5
	return min(max(x, 0), 1) * min(max(y, 0), 1)
}

// swing is by how many pixels at most a run of scaleStep pixels bends away from
// the line between its ends. What holds at the ends with so much to spare holds
// between them, and does for every part of the run: parts of pictures may cut
// it short.
const swing = 0.25

// within tells whether the pixels from one to before another lie wholly inside
// a box. They have one scale.
func (s *sheetRow) within(from, to int, b *raster.Box) bool {
	f := s.scale(from)
	for _, i := range [2]int{from, to - 1} {
		p := &s.mm[i]
		x, y := f[0]*float32(min(p[0]-b[0], b[2]-p[0])), f[1]*float32(min(p[1]-b[1], b[3]-p[1]))
		if min(x, y) < 0.5+swing {
			return false
		}
	}
	return true
}

// level is a share in 255ths.
func level(share float32) byte { return byte(int32(255*share + 0.5)) }

// holds tells whether a box holds another and a margin.
func holds(b, other raster.Box, margin float64) bool {
	other = other.Grown(margin)
	return b[0] <= other[0] && b[1] <= other[1] && b[2] >= other[2] && b[3] >= other[3]
}

// placesPainter writes places as pairs of float32, in rows of width pixels.
func placesPainter(r image.Rectangle, width int, out []byte) rowPainter {
	return func(s *sheetRow) {
		lanes.Pairs(out[8*(s.y-r.Min.Y)*width:], s.mm)
	}
}

// pagePainter draws the whole sheet.
func (t *Truth) pagePainter(r image.Rectangle, at func(y int) []byte) rowPainter {
	sheet := raster.Box{0, 0, t.SizeMM[0], t.SizeMM[1]}
	if holds(sheet, t.reach(r), 2/t.view.PxPerMM) {
		return func(s *sheetRow) {
			row := at(s.y)
			row[0] = 255
			for done := 1; done < len(row); done *= 2 {
				copy(row[done:], row[:done])
			}
		}
	}
	return func(s *sheetRow) {
		row := at(s.y)
		s.eachBlock(func(from, to int, _ [2]float32) {
			if from < to && s.within(from, to, &sheet) {
				for i := range row[from:to] {
					row[from+i] = 255
				}
				return
			}
			for i := from; i < to; i++ {
				row[i] = level(s.share(i, &sheet))
			}
		})
	}
}

// textPainter fills the boxes of names and words.
func (t *Truth) textPainter(r image.Rectangle, at func(y int) []byte) rowPainter {
	type box struct {
		mm raster.Box
		px image.Rectangle
	}
	var boxes []box
	near := t.reach(r)
	for _, b := range t.Boxes {
		mm := raster.Box{b.X0, b.Y0, b.X1, b.Y1}
		if b.Kind != paper.BoxName && b.Kind != paper.BoxText || !mm.Meets(near) {
			continue
		}
		p := raster.Bounds(t.contours([][][2]float64{{{b.X0, b.Y0}, {b.X1, b.Y0}, {b.X1, b.Y1}, {b.X0, b.Y1}}}))
		boxes = append(boxes, box{mm, raster.Pixels(p[0]-2, p[1]-2, p[2]+2, p[3]+2).Intersect(r)})
	}
	return func(s *sheetRow) {
		row := at(s.y)
		for k := range boxes {
			b := &boxes[k]
			if s.y < b.px.Min.Y || s.y >= b.px.Max.Y {
				continue
			}
			for i := b.px.Min.X - r.Min.X; i < b.px.Max.X-r.Min.X; i++ {
				row[i] = max(row[i], level(s.share(i, &b.mm)))
			}
		}
	}
}
