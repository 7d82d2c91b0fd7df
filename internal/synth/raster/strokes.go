package raster

// Strokes are several polylines by one round pen: plotted letters, dashes,
// ticks. Where they cross the ink lies twice if it is thin.
type Strokes struct {
	MM    [][][2]float64
	PenMM float64
	Paint Paint
	box   Box
}

// NewStrokes is a mark of several lines.
func NewStrokes(mm [][][2]float64, penMM float64, p Paint) *Strokes {
	return &Strokes{mm, penMM, p, boxAround(mm, penMM/2+1)}
}

// Box implements [Mark].
func (s *Strokes) Box() Box { return s.box }

// Draw implements [Mark].
func (s *Strokes) Draw(c *Canvas, k float64) {
	for _, l := range s.MM {
		c.Stroke(ToPixels(l, k), s.PenMM*k, s.Paint)
	}
}

// Dots are round spots of one size: letters of a needle printer.
type Dots struct {
	At     [][2]float64
	WideMM float64
	Paint  Paint
	box    Box
}

// NewDots is a mark of dots.
func NewDots(at [][2]float64, wideMM float64, p Paint) *Dots {
	return &Dots{at, wideMM, p, boxAround([][][2]float64{at}, wideMM/2+1)}
}

// Box implements [Mark].
func (d *Dots) Box() Box { return d.box }

// Draw implements [Mark].
func (d *Dots) Draw(c *Canvas, k float64) {
	for _, p := range d.At {
		c.Stroke([][2]float64{{p[0]*k - 0.5, p[1]*k - 0.5}}, d.WideMM*k, d.Paint)
	}
}
