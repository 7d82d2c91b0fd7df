package capture

import (
	"image"

	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/synth/lanes"
)

// roundTrip does to a picture what writing it as a JPEG of a quality and
// reading it again does. Only the rounding of coefficients loses anything, so
// the bits between are not made.
func roundTrip(m *image.NRGBA, quality, workers int) {
	q := newQuanta(quality)
	w, h := m.Rect.Dx(), m.Rect.Dy()
	par.Strips(workers, (h+lanes.BlockPx-1)/lanes.BlockPx, func(lo, hi int) {
		var b lanes.Blocks
		var c corner
		for y := lo * lanes.BlockPx; y < min(hi*lanes.BlockPx, h); y += lanes.BlockPx {
			for x := 0; x < w; x += lanes.BlockPx {
				whole := x+lanes.BlockPx <= w && y+lanes.BlockPx <= h
				pix, stride := m.Pix[y*m.Stride+4*x:], m.Stride
				if !whole {
					c.take(m, x, y)
					pix, stride = c[:], 4*lanes.BlockPx
				}
				b.Take(pix, stride)
				for i := range b {
					steps := &q.luma
					if i >= 4 {
						steps = &q.chroma
					}
					lanes.Round(&b[i], steps)
				}
				b.Put(pix, stride)
				if !whole {
					c.put(m, x, y)
				}
			}
		}
	})
}

// corner is where a picture has no whole blocks: 16 by 16 pixels by themselves.
type corner [4 * lanes.BlockPx * lanes.BlockPx]uint8

// take copies pixels from (x0, y0) on, counted from the picture's corner. Its
// edges are repeated.
func (c *corner) take(m *image.NRGBA, x0, y0 int) {
	for i := range lanes.BlockPx * lanes.BlockPx {
		x, y := min(x0+i%lanes.BlockPx, m.Rect.Dx()-1), min(y0+i/lanes.BlockPx, m.Rect.Dy()-1)
		copy(c[4*i:], m.Pix[y*m.Stride+4*x:][:4])
	}
}

// put writes them back.
func (c *corner) put(m *image.NRGBA, x0, y0 int) {
	for y := range min(lanes.BlockPx, m.Rect.Dy()-y0) {
		copy(m.Pix[(y0+y)*m.Stride+4*x0:], c[4*lanes.BlockPx*y:][:4*min(lanes.BlockPx, m.Rect.Dx()-x0)])
	}
}

// quanta are the steps to which coefficients are rounded, with the factors
// that [lanes.FallFactors] are, and how many of them are in one.
type quanta struct{ luma, chroma [2][64]float32 }

// Steps at quality 50. Source: ITU-T T.81, tables K.1 and K.2, by rows.
func stepsAt50() (luma, chroma [64]uint8) {
	return [64]uint8{
			16, 11, 10, 16, 24, 40, 51, 61,
			12, 12, 14, 19, 26, 58, 60, 55,
			14, 13, 16, 24, 40, 57, 69, 56,
			14, 17, 22, 29, 51, 87, 80, 62,
			18, 22, 37, 56, 68, 109, 103, 77,
			24, 35, 55, 64, 81, 104, 113, 92,
			49, 64, 78, 87, 103, 121, 120, 101,
			72, 92, 95, 98, 112, 100, 103, 99,
		}, [64]uint8{
			17, 18, 24, 47, 99, 99, 99, 99,
			18, 21, 26, 66, 99, 99, 99, 99,
			24, 26, 56, 99, 99, 99, 99, 99,
			47, 66, 99, 99, 99, 99, 99, 99,
			99, 99, 99, 99, 99, 99, 99, 99,
			99, 99, 99, 99, 99, 99, 99, 99,
			99, 99, 99, 99, 99, 99, 99, 99,
			99, 99, 99, 99, 99, 99, 99, 99,
		}
}

// newQuanta scales the steps as the Independent JPEG Group's library does
// (jcparam.c), which most programs follow.
func newQuanta(quality int) *quanta {
	scale := 200 - 2*quality
	if quality < 50 {
		scale = 5000 / quality
	}
	q := new(quanta)
	luma, chroma := stepsAt50()
	factors := lanes.FallFactors()
	for i := range luma {
		f := factors[i>>3] * factors[i&7]
		for _, t := range [2]struct {
			at50 uint8
			to   *[2][64]float32
		}{{luma[i], &q.luma}, {chroma[i], &q.chroma}} {
			step := float32(min(max((int(t.at50)*scale+50)/100, 1), 255))
			t.to[0][i], t.to[1][i] = 1/(8*f*step), f*step/8
		}
	}
	return q
}
