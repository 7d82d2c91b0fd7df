package page

import (
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// Paper is the large even area of a picture, and ink stands on it in thin strokes.
// In a negative (a scan of microfilm, inverted colours) the paper is dark and all
// that is printed is brighter. So it is asked of small tiles whether what departs
// from their middle value is brighter or darker than it. Light, shadows and noise
// depart both ways; a white sheet on a dark table has most of its tiles on either
// side of its edge, not on it.
const (
	// negativeTiles is how many tiles go on the longer side of a picture: 7 mm of
	// an A4 page, a line or two of any grid.
	negativeTiles = 40
	// negativeSide is how many pixels of a tile's side are looked at, so that the
	// work does not grow with the picture. None is averaged: thin strokes stay.
	negativeSide = 32
	// negativeFlat is the root mean square departure, of 255, up to which a tile
	// shows nothing but noise.
	negativeFlat = 4.0
	// negativeDark is the level, 0..255, that the middle of most tiles with strokes
	// does not reach in a negative; of 34 drawn ones none had more than 57.
	negativeDark = 96
	// negativeVote is the mean vote, -1..1, from which strokes are brighter than
	// what they stand on. 34 drawn negatives, photographs among them, have 0.65 to 1;
	// of 800 other pictures those as dark (tables, rooms, X-rays) have at most 0.08, but
	// for three screens with bright curves on black, which are just that.
	negativeVote = 0.4
)

// Negative tells whether a picture shows bright strokes on a dark ground, as the
// negative of a page does. It looks at no more than 1.7 million pixels.
func (p *Page) Negative() bool {
	side := max(p.Width, p.Height) / negativeTiles
	if p.Pix == nil || side < 2 {
		return false
	}
	var votes float64
	var levels []int
	for y := 0; y+side <= p.Height; y += side {
		for x := 0; x+side <= p.Width; x += side {
			if level, vote, ok := p.strokes(x, y, side); ok {
				votes += vote
				levels = append(levels, level)
			}
		}
	}
	if len(levels) == 0 || votes <= negativeVote*float64(len(levels)) {
		return false
	}
	slices.Sort(levels)
	return levels[len(levels)/2] < negativeDark
}

// strokes looks at one tile: its median luminance, and whether what departs from
// it is brighter (1) or darker (-1). A tile without strokes is not ok.
func (p *Page) strokes(x0, y0, side int) (level int, vote float64, ok bool) {
	var count [256]int
	n := 0
	step := max(1, side/negativeSide)
	for y := y0; y < y0+side; y += step {
		for x := x0; x < x0+side; x += step {
			r, g, b := p.At(x, y)
			count[(299*int(r)+587*int(g)+114*int(b))/1000]++ // ITU-R BT.601
			n++
		}
	}
	for below := count[0]; 2*below <= n; below += count[level] {
		level++
	}
	var dark, bright float64
	for v, c := range count {
		d := float64(c * (v - level) * (v - level))
		if v > level {
			bright += d
		} else {
			dark += d
		}
	}
	if dark+bright <= negativeFlat*negativeFlat*float64(n) {
		return level, 0, false
	}
	return level, (bright - dark) / (bright + dark), true
}

// Inverted is the picture with dark and bright exchanged: the positive of a
// negative.
func (p *Page) Inverted() *Page {
	out := *p
	out.Pix = make([]uint8, len(p.Pix))
	par.Strips(0, len(p.Pix), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			out.Pix[i] = 255 - p.Pix[i]
		}
	})
	return &out
}
