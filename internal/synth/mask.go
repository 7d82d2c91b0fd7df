package synth

import (
	"fmt"
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A MaskKind names something whose share of each pixel a mask tells.
type MaskKind string

// Kinds of masks. All are drawn from the truth in the picture, not taken from
// the picture.
const (
	// MaskTrace is the ink of all traces that can be seen.
	MaskTrace MaskKind = "trace"
	// MaskLeads are twelve planes, one a lead in the order of
	// [heart.LeadNames], each with the ink of that lead.
	MaskLeads MaskKind = "leads"
	// MaskGrid are the grid's lines, fine and bold; MaskCrossings discs of
	// crossMM radius where bold lines cross, or fine ones on paper without.
	MaskGrid      MaskKind = "grid"
	MaskCrossings MaskKind = "crossings"
	// MaskText are the boxes of names and words, filled.
	MaskText MaskKind = "text"
	// MaskPage is the sheet, without what is torn off.
	MaskPage MaskKind = "page"
)

// MaskKinds lists all kinds.
func MaskKinds() []MaskKind {
	return []MaskKind{MaskTrace, MaskLeads, MaskGrid, MaskCrossings, MaskText, MaskPage}
}

// crossMM is the radius of the disc at a crossing of the grid.
const crossMM = 0.6

// A Mask is a share, 0 to 255, for each pixel of a part of a picture.
type Mask struct {
	Name string
	Rect image.Rectangle
	Pix  []uint8
}

// Masks draws masks over a part of the picture.
func (t *Truth) Masks(r image.Rectangle, kinds ...MaskKind) ([]Mask, error) {
	if err := t.see(r); err != nil {
		return nil, err
	}
	var layers []layer
	var out []Mask
	for _, kind := range kinds {
		l, err := t.layers(kind)
		if err != nil {
			return nil, err
		}
		for _, l := range l {
			out = append(out, Mask{Name: l.name, Rect: r, Pix: make([]uint8, r.Dx()*r.Dy())})
			l.mask = len(out) - 1
			if kind != MaskLeads || t.near(l.name, r) { // else it stays empty
				layers = append(layers, l)
			}
		}
	}
	// Three at a time, one in each colour of a canvas: what is covered is taken
	// away from white in its own colour alone.
	var c raster.Canvas
	for len(layers) > 0 {
		n := 1
		for n < min(3, len(layers)) && !layers[n].alone && !layers[0].alone {
			n++
		}
		now := layers[:n]
		layers = layers[n:]
		c.Reset(r)
		c.Clear(raster.Ink{1, 1, 1})
		for i, l := range now {
			p := raster.Paint{Ink: raster.Ink{1, 1, 1}, Alpha: 1, Multiply: true}
			p.Ink[i] = 0
			l.draw(&c, p)
		}
		for i, l := range now {
			for k, at := 0, i; k < len(out[l.mask].Pix); k, at = k+1, at+3 {
				out[l.mask].Pix[k] = uint8(int32(255.5 - 255*c.Pix[at]))
			}
		}
	}
	return out, nil
}

// A layer is a mask to draw.
type layer struct {
	name string
	draw func(c *raster.Canvas, ink raster.Paint)
	// alone layers use all colours of the canvas.
	alone bool
	mask  int // the place of its mask
}

// near tells whether a trace of a lead comes near a part of the picture.
func (t *Truth) near(lead string, r image.Rectangle) bool {
	reach := t.reach(r)
	for i := range t.Segments {
		s := &t.Segments[i]
		if s.Lead != lead {
			continue
		}
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, v := range s.MV {
			y := s.Y0MM - s.MMPerMV*v
			if y == y {
				lo, hi = min(lo, y), max(hi, y)
			}
		}
		box := raster.Box{s.X0MM, lo, s.X0MM + float64(len(s.MV))*s.StepMM, hi}
		if box.Grown(t.PenMM + 1).Meets(reach) {
			return true
		}
	}
	return false
}

func (t *Truth) layers(kind MaskKind) ([]layer, error) {
	switch kind {
	case MaskTrace:
		return []layer{{string(kind), func(c *raster.Canvas, ink raster.Paint) { t.maskTraces(c, "", ink) }, false, 0}}, nil
	case MaskLeads:
		var out []layer
		for _, lead := range heart.LeadNames() {
			out = append(out, layer{lead, func(c *raster.Canvas, ink raster.Paint) { t.maskTraces(c, lead, ink) }, false, 0})
		}
		return out, nil
	case MaskGrid:
		return []layer{{string(kind), t.maskGrid, false, 0}}, nil
	case MaskCrossings:
		return []layer{{string(kind), t.maskCrossings, false, 0}}, nil
	case MaskText:
		return []layer{{string(kind), t.maskText, false, 0}}, nil
	case MaskPage:
		return []layer{{string(kind), t.maskPage, true, 0}}, nil
	}
	return nil, fmt.Errorf("synth: mask %q is unknown; want one of %v", kind, MaskKinds())
}

// penRun is how many samples of a trace are drawn with one width of the pen:
// about 3 mm of paper at usual speeds, over which a picture's scale hardly
// changes.
const penRun = 64

// maskTraces draws the ink of a lead, or of all if it is "".
func (t *Truth) maskTraces(c *raster.Canvas, lead string, ink raster.Paint) {
	near := t.reach(c.Rect)
	for i := range t.Segments {
		s := &t.Segments[i]
		if lead != "" && s.Lead != lead {
			continue
		}
		for k := 0; k+1 < len(s.MV); k += penRun {
			t.maskRun(c, s, k, min(k+penRun, len(s.MV)-1), near, ink)
		}
	}
}

// maskRun draws the samples from to to, both included, as far as they can be
// seen.
func (t *Truth) maskRun(c *raster.Canvas, s *paper.Segment, from, to int, near raster.Box, ink raster.Paint) {
	box := raster.Box{s.X0MM + float64(from)*s.StepMM, math.Inf(1), s.X0MM + float64(to)*s.StepMM, math.Inf(-1)}
	for k := from; k <= to; k++ {
		if _, y := s.Point(k); !math.IsNaN(y) {
			box[1], box[3] = min(box[1], y), max(box[3], y)
		}
	}
	if !box.Grown(t.PenMM + 1).Meets(near) {
		return
	}
	var run [][2]float64
	var visible float32
	flush := func() {
		if len(run) > 0 && visible > 0 {
			p := ink
			p.Alpha = visible / float32(len(run))
			x, y := s.Point((from + to) / 2)
			c.Stroke(run, t.PenMM*t.scale(x, y), p)
		}
		run, visible = nil, 0
	}
	for k := from; k <= to; k++ {
		x, y := s.Point(k)
		if math.IsNaN(y) {
			flush()
			continue
		}
		px, py, _ := t.ToPixel(x, y)
		v := t.visible(x, y, px, py)
		if s.Inked != nil {
			v *= s.Inked[k]
		}
		if v < 0.02 {
			flush()
			continue
		}
		run, visible = append(run, [2]float64{px, py}), visible+v
	}
	flush()
}

// scale is the number of pixels a millimetre at a place of the sheet.
func (t *Truth) scale(x, y float64) float64 {
	ax, ay, _ := t.ToPixel(x, y)
	bx, by, _ := t.ToPixel(x+1, y)
	cx, cy, _ := t.ToPixel(x, y+1)
	return math.Sqrt(math.Abs((bx-ax)*(cy-ay) - (by-ay)*(cx-ax)))
}

// reach is the part of the sheet that a part of the picture shows.
func (t *Truth) reach(r image.Rectangle) raster.Box {
	x0, y0, x1, y1 := t.lattice.Reach(r.Intersect(t.lattice.Rect))
	return raster.Box{x0, y0, x1, y1}
}

// gridAreas are where the grid is printed, as far as it is near.
func (t *Truth) gridAreas(near raster.Box) (out []raster.Box) {
	for _, a := range t.GridAreas {
		a = raster.Box{max(a[0], near[0]), max(a[1], near[1]), min(a[2], near[2]), min(a[3], near[3])}
		if a[0] < a[2] && a[1] < a[3] {
			out = append(out, a)
		}
	}
	return out
}

// gridAt calls f with every grid line's place along an axis within lo and hi.
func gridAt(every, shift, lo, hi float64, f func(at float64)) {
	if every <= 0 {
		return
	}
	for k := math.Ceil((lo - shift) / every); shift+k*every <= hi; k++ {
		f(shift + k*every)
	}
}

func (t *Truth) maskGrid(c *raster.Canvas, ink raster.Paint) {
	g := &t.Grid
	fine, bold := g.Spacing()
	for _, area := range t.gridAreas(t.reach(c.Rect)) {
		scale := t.scale((area[0]+area[2])/2, (area[1]+area[3])/2)
		stroke := func(a, b [2]float64, widthMM float64) {
			points := t.line(a, b)
			x, y, _ := t.ToPixel(b[0], b[1])
			c.Stroke(append(points, [2]float64{x, y}), widthMM*scale, ink)
		}
		for _, f := range [2]struct {
			every [2]float64
			width float64
		}{{fine, g.FineWidthMM}, {bold, g.BoldWidthMM}} {
			gridAt(f.every[0], g.ShiftMM[0], area[0], area[2], func(x float64) { stroke([2]float64{x, area[1]}, [2]float64{x, area[3]}, f.width) })
			gridAt(f.every[1], g.ShiftMM[1], area[1], area[3], func(y float64) { stroke([2]float64{area[0], y}, [2]float64{area[2], y}, f.width) })
		}
	}
}

func (t *Truth) maskCrossings(c *raster.Canvas, ink raster.Paint) {
	fine, every := t.Grid.Spacing()
	if every[0] == 0 {
		every = fine
	}
	for _, area := range t.gridAreas(t.reach(c.Rect)) {
		gridAt(every[0], t.Grid.ShiftMM[0], area[0], area[2], func(x float64) {
			gridAt(every[1], t.Grid.ShiftMM[1], area[1], area[3], func(y float64) {
				if px, py, ok := t.ToPixel(x, y); ok {
					c.Stroke([][2]float64{{px, py}}, 2*crossMM*t.scale(x, y), ink)
				}
			})
		})
	}
}

func (t *Truth) maskText(c *raster.Canvas, ink raster.Paint) {
	for _, b := range t.Boxes {
		if b.Kind == paper.BoxName || b.Kind == paper.BoxText {
			c.Fill(t.contours([][][2]float64{{{b.X0, b.Y0}, {b.X1, b.Y0}, {b.X1, b.Y1}, {b.X0, b.Y1}}}), ink)
		}
	}
}

func (t *Truth) maskPage(c *raster.Canvas, _ raster.Paint) {
	c.Fill([][][2]float64{t.Outline()}, raster.Paint{Alpha: 1})
	for _, a := range t.Missing {
		c.Fill(t.contours(a.MM), raster.Paint{Ink: raster.Ink{1, 1, 1}, Alpha: 1})
	}
}
