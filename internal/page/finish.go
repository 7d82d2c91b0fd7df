package page

import (
	"bytes"
	"sync/atomic"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// finish makes a decoded page what Page promises: grey pages in one channel,
// the flags, and the turn that the file asks for.
func finish(p *Page, m meta) *Page {
	p.DPI = m.dpi
	p.CoarseColour = m.coarse
	p.Orientation = 1
	dropColour(p)
	p.Bilevel = p.Channels == 1 && bilevel(p)
	if p.Channels == 1 {
		p.CoarseColour = false
	}
	if m.orientation > 1 {
		turn(p, m.orientation)
	}
	return p
}

// dropColour leaves one channel if red, green and blue are equal everywhere.
func dropColour(p *Page) {
	if p.Channels != 3 {
		return
	}
	var coloured atomic.Bool
	par.Strips(0, p.Height, func(lo, hi int) {
		for y := lo; y < hi && !coloured.Load(); y++ {
			row := p.Pix[y*p.Width*3 : (y+1)*p.Width*3]
			for i := 0; i+2 < len(row); i += 3 {
				if row[i] != row[i+1] || row[i] != row[i+2] {
					coloured.Store(true)
					return
				}
			}
		}
	})
	if coloured.Load() {
		return
	}
	grey := make([]uint8, p.Width*p.Height)
	par.Strips(0, len(grey), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			grey[i] = p.Pix[3*i]
		}
	})
	p.Pix, p.Channels = grey, 1
}

// bilevel says whether only 0 and 255 occur.
func bilevel(p *Page) bool {
	var found atomic.Bool
	par.Strips(0, p.Height, func(lo, hi int) {
		for y := lo; y < hi && !found.Load(); y++ {
			row := p.Pix[y*p.Width : (y+1)*p.Width]
			if bytes.Count(row, black)+bytes.Count(row, white) != len(row) {
				found.Store(true)
			}
		}
	})
	return !found.Load()
}

var black, white = []byte{0}, []byte{255}

// turn applies the EXIF orientation o (2 to 8) to the pixels: 2 and 4 are
// mirrored, 3 is upside down, 5 and 7 are mirrored and on their side, 6 and 8
// are on their side.
func turn(p *Page, o int) {
	w, h, n := p.Width, p.Height, p.Channels
	// The source pixel of column x and row y of the result is at
	// start + x*right + y*down.
	var start, right, down int
	switch o {
	case 2:
		start, right, down = w-1, -1, w
	case 3:
		start, right, down = w*h-1, -1, -w
	case 4:
		start, right, down = (h-1)*w, 1, -w
	case 5:
		start, right, down = 0, w, 1
	case 6:
		start, right, down = (h-1)*w, -w, 1
	case 7:
		start, right, down = w*h-1, -w, -1
	case 8:
		start, right, down = w-1, w, -1
	default:
		return
	}
	if o >= 5 {
		p.Width, p.Height = h, w
		p.DPI[0], p.DPI[1] = p.DPI[1], p.DPI[0]
	}
	src, dst := p.Pix, make([]uint8, len(p.Pix))
	// Blocks of 64 by 64 pixels keep both sides of a quarter turn in cache.
	const block = 64
	par.Each(0, (p.Height+block-1)/block, func(i int) {
		y0, y1 := i*block, min((i+1)*block, p.Height)
		for x0 := 0; x0 < p.Width; x0 += block {
			x1 := min(x0+block, p.Width)
			for y := y0; y < y1; y++ {
				s := start + x0*right + y*down
				d := y*p.Width + x0
				if n == 1 {
					for range x1 - x0 {
						dst[d] = src[s]
						d++
						s += right
					}
					continue
				}
				for range x1 - x0 {
					to, from := dst[3*d:3*d+3:3*d+3], src[3*s:3*s+3:3*s+3]
					to[0], to[1], to[2] = from[0], from[1], from[2]
					d++
					s += right
				}
			}
		}
	})
	p.Pix = dst
	p.Orientation = o
}
