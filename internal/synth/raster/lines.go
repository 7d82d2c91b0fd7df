package raster

import "math"

// Lines is one family of grid lines, across and down. Where lines cross the
// ink lies once.
type Lines struct {
	// Area holds the lines; they pass through Shift, every EveryMM, WidthMM
	// wide.
	Area             Box
	EveryMM, WidthMM float64
	Shift            [2]float64
	Paint            Paint
}

// Box implements [Mark].
func (l *Lines) Box() Box { return l.Area }

// Draw implements [Mark].
func (l *Lines) Draw(c *Canvas, k float64) {
	if !(l.EveryMM > 0 && l.WidthMM > 0) {
		return
	}
	cols := lineCover(c.Rect.Min.X, c.Rect.Dx(), k, l.EveryMM, l.WidthMM, l.Shift[0], l.Area[0], l.Area[2])
	rows := lineCover(c.Rect.Min.Y, c.Rect.Dy(), k, l.EveryMM, l.WidthMM, l.Shift[1], l.Area[1], l.Area[3])
	insideX := bandCover(c.Rect.Min.X, c.Rect.Dx(), k, l.Area[0], l.Area[2])
	insideY := bandCover(c.Rect.Min.Y, c.Rect.Dy(), k, l.Area[1], l.Area[3])
	var inked []int // columns with a line
	for x, a := range cols {
		if a > 0 {
			inked = append(inked, x)
		}
	}
	for j, b := range rows {
		y := c.Rect.Min.Y + j
		if insideY[j] == 0 {
			continue
		}
		row := c.Row(y)
		if b == 0 {
			for _, x := range inked {
				l.Paint.put(row[3*x:3*x+3:3*x+3], cols[x]*insideY[j])
			}
			continue
		}
		for x, a := range cols {
			if cover := 1 - (1-a*insideY[j])*(1-b*insideX[x]); cover > 0 {
				l.Paint.put(row[3*x:3*x+3:3*x+3], cover)
			}
		}
	}
}

// lineCover is how much of each of n pixels from the first on the lines of one
// direction cover: lines every so many millimetres through shift, between lo
// and hi.
func lineCover(first, n int, k, every, width, shift, lo, hi float64) []float32 {
	out := make([]float32, n)
	from, to := max(lo, float64(first)/k), min(hi, float64(first+n)/k)
	for i := math.Ceil((from - shift - width/2) / every); ; i++ {
		at := shift + i*every
		if at-width/2 >= to {
			return out
		}
		cover(out, first, max(at-width/2, lo)*k, min(at+width/2, hi)*k)
	}
}

// bandCover is how much of each pixel lies between lo and hi millimetres.
func bandCover(first, n int, k, lo, hi float64) []float32 {
	out := make([]float32, n)
	cover(out, first, lo*k, hi*k)
	return out
}

// cover adds the share of pixels between a and b; pixel i reaches from i to
// i+1.
func cover(out []float32, first int, a, b float64) {
	lo := int(max(math.Floor(a), float64(first)))
	hi := int(min(math.Ceil(b), float64(first+len(out))))
	for i := lo; i < hi; i++ {
		share := min(b, float64(i+1)) - max(a, float64(i))
		out[i-first] = min(1, out[i-first]+float32(max(share, 0)))
	}
}
