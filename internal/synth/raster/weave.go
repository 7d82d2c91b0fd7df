package raster

// A Weave is one family of grid lines, across and down, that may be broken
// into dashes or dots. Where lines cross the ink lies once.
type Weave struct {
	// Area holds the lines; they pass through Shift, EveryMM apart in x and y,
	// WidthMM wide.
	Area    Box
	EveryMM [2]float64
	WidthMM float64
	Shift   [2]float64
	// DashMM is the length of the pieces of a line, which lie PeriodMM apart in
	// x and y, one on each crossing if the period divides EveryMM; 0 draws
	// lines without breaks. A dash no longer than the line is wide is a dot.
	DashMM   float64
	PeriodMM [2]float64
	// Cross leaves only what lies where lines cross: a field of dots.
	Cross bool
	// BleedMM lets a third of the ink run this far out of the lines.
	BleedMM float64
	Paint   Paint
}

// Box implements [Mark].
func (w *Weave) Box() Box { return w.Area }

// Draw implements [Mark]. A place's coverage is that across a line times that
// along it, so that two rows of numbers make the whole field.
func (w *Weave) Draw(c *Canvas, k float64) {
	if !(w.EveryMM[0] > 0 && w.EveryMM[1] > 0 && w.WidthMM > 0) {
		return
	}
	cols, downs := w.along(c.Rect.Min.X, c.Rect.Dx(), k, 0)
	rows, acrosses := w.along(c.Rect.Min.Y, c.Rect.Dy(), k, 1)
	var inked []int // columns with anything of a line that runs down
	for x, a := range cols {
		if a > 0 {
			inked = append(inked, x)
		}
	}
	paint := w.Paint
	plain := paint.plain()
	for j, b := range rows {
		row := c.Row(c.Rect.Min.Y + j)
		switch g := acrosses[j]; {
		case w.Cross || b == 0:
			if w.Cross {
				g = b
			}
			for i := 0; g > 0 && i < len(inked); i++ {
				q := (*[3]float32)(row[3*inked[i]:])
				if a := cols[inked[i]] * g; plain {
					paint.mix(q, a)
				} else {
					paint.putOtherwise(q, a)
				}
			}
		default:
			for x, a := range cols {
				q := (*[3]float32)(row[3*x:])
				if cover := 1 - (1-a*g)*(1-b*downs[x]); plain {
					paint.mix(q, max(cover, 0))
				} else if cover > 0 {
					paint.putOtherwise(q, cover)
				}
			}
		}
	}
}

// along is the coverage by lines that stand at places of one axis, and by the
// dashes of the lines that run along it.
func (w *Weave) along(first, n int, k float64, axis int) (lines, dashes []float32) {
	lo, hi := w.Area[axis], w.Area[2+axis]
	lines = lineCover(first, n, k, w.EveryMM[axis], w.WidthMM, w.Shift[axis], lo, hi)
	if w.BleedMM > 0 {
		for i, v := range lineCover(first, n, k, w.EveryMM[axis], w.WidthMM+2*w.BleedMM, w.Shift[axis], lo, hi) {
			lines[i] += (v - lines[i]) / 3 // v is not less
		}
	}
	if w.DashMM > 0 && w.PeriodMM[axis] > w.DashMM {
		return lines, lineCover(first, n, k, w.PeriodMM[axis], w.DashMM, w.Shift[axis], lo, hi)
	}
	return lines, bandCover(first, n, k, lo, hi)
}
