package capture

import (
	"image"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// blockPx is the side of what a JPEG file treats as one: its colours have half
// the resolution, in blocks of 8 by 8.
const blockPx = 16

// roundTrip does to a picture what writing it as a JPEG of a quality and
// reading it again does. Only the rounding of coefficients loses anything, so
// the bits between are not made.
func roundTrip(m *image.NRGBA, quality, workers int) {
	q := newQuanta(quality)
	par.Strips(workers, (m.Rect.Dy()+blockPx-1)/blockPx, func(lo, hi int) {
		var b blocks
		for j := lo; j < hi; j++ {
			for x := 0; x < m.Rect.Dx(); x += blockPx {
				b.take(m, x, j*blockPx)
				for i := range b.y {
					q.lose(&b.y[i], &q.luma)
				}
				q.lose(&b.cb, &q.chroma)
				q.lose(&b.cr, &q.chroma)
				b.put(m, x, j*blockPx)
			}
		}
	})
}

// blocks are those of 16 by 16 pixels: four of luma, upper left first, and one
// of each colour difference, all about 0.
type blocks struct {
	y      [4][64]float32
	cb, cr [64]float32
}

// take reads pixels from (x0, y0) on, counted from the picture's corner. Its
// edges are repeated. Source of the conversion: ITU-T T.871 (JFIF), 7, in parts
// of 65536, rounded for each pixel and again for the mean of four.
func (b *blocks) take(m *image.NRGBA, x0, y0 int) {
	var cb, cr [64]int32
	w, h := m.Rect.Dx(), m.Rect.Dy()
	var edge [4 * blockPx]uint8
	for dy := range blockPx {
		row := m.Pix[min(y0+dy, h-1)*m.Stride+4*x0:]
		if x0+blockPx > w {
			for dx := range blockPx {
				copy(edge[4*dx:], row[4*min(dx, w-1-x0):][:4])
			}
			row = edge[:]
		}
		p := (*[4 * blockPx]uint8)(row)
		left, right := (*[8]float32)(b.y[dy>>3<<1][dy&7<<3:]), (*[8]float32)(b.y[dy>>3<<1|1][dy&7<<3:])
		u, v := (*[8]int32)(cb[dy>>1<<3:]), (*[8]int32)(cr[dy>>1<<3:])
		for dx := range blockPx {
			r, g, bl := int32(p[4*dx]), int32(p[4*dx+1]), int32(p[4*dx+2])
			y := float32((19595*r+38470*g+7471*bl+1<<15)>>16 - 128)
			if dx < 8 {
				left[dx] = y
			} else {
				right[dx-8] = y
			}
			u[dx>>1] += (-11058*r - 21710*g + 32768*bl + 1<<15) >> 16
			v[dx>>1] += (32768*r - 27439*g - 5329*bl + 1<<15) >> 16
		}
	}
	for i := range cb {
		b.cb[i], b.cr[i] = float32((cb[i]+2)>>2), float32((cr[i]+2)>>2)
	}
}

// put writes the pixels back.
func (b *blocks) put(m *image.NRGBA, x0, y0 int) {
	for dy := range min(blockPx, m.Rect.Dy()-y0) {
		row := m.Pix[(y0+dy)*m.Stride+4*x0:]
		at := dy >> 1 << 3
		for dx := range min(blockPx, m.Rect.Dx()-x0) {
			y := b.y[dy>>3<<1|dx>>3][dy&7<<3|dx&7] + 128
			cb, cr := b.cb[at+dx>>1], b.cr[at+dx>>1]
			p := (*[4]uint8)(row)
			p[0], p[1], p[2] = level(y+1.402*cr), level(y-0.344136*cb-0.714136*cr), level(y+1.772*cb)
			row = row[4:]
		}
	}
}

// whole is the nearest whole number, of one that is not huge.
func whole(v float32) float32 {
	const far = 1 << 16
	return float32(int32(v+far+0.5) - far)
}

// quanta are the steps to which coefficients are rounded, with the factors
// that [fall] leaves, and how many of them are in one.
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
	factors := fallFactors()
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

// lose rounds the coefficients of a block.
func (q *quanta) lose(b *[64]float32, steps *[2][64]float32) {
	for i := 0; i < 64; i += 8 {
		fall(b[i:], 1)
	}
	for i := range 8 {
		fall(b[i:], 8)
	}
	flat := true
	for i := range b {
		v := b[i] * steps[0][i]
		if v > -0.49 && v < 0.49 { // as most are, and no others by rounding
			b[i] = 0
			continue
		}
		b[i] = whole(v) * steps[1][i]
		flat = flat && i == 0
	}
	if flat {
		v := min(max(whole(b[0]), -128), 127)
		for i := range b {
			b[i] = v
		}
		return
	}
	for i := range 8 {
		if c := b[i:]; c[8] == 0 && c[16] == 0 && c[24] == 0 && c[32] == 0 && c[40] == 0 && c[48] == 0 && c[56] == 0 {
			for k := 8; k < 64; k += 8 {
				c[k] = c[0]
			}
			continue
		}
		rise(b[i:], 8)
	}
	for i := 0; i < 64; i += 8 {
		rise(b[i:], 1)
	}
	for i := range b {
		b[i] = min(max(whole(b[i]), -128), 127)
	}
}
