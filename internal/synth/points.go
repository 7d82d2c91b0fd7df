package synth

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// A Point is one sample of a trace in the picture.
type Point struct {
	// Sec is the time of the recording, MV the lead as named.
	Sec, MV float64
	// X and Y are picture pixels.
	X, Y float64
	// Visible is the share of the sample's ink that can be seen, 0 to 1: none
	// where it lies outside of the picture, was never drawn, is torn off or
	// covered.
	Visible float32
}

// Trace are the samples of a segment in the picture, NaN samples left out.
func (t *Truth) Trace(s *paper.Segment) []Point {
	out := make([]Point, 0, len(s.MV))
	for k, mv := range s.MV {
		if math.IsNaN(mv) {
			continue
		}
		x, y := s.Point(k)
		p := Point{Sec: s.T0 + float64(k)/t.RateHz, MV: mv, Visible: 1}
		p.X, p.Y, _ = t.ToPixel(x, y)
		if s.Inked != nil {
			p.Visible = s.Inked[k]
		}
		p.Visible *= t.visible(x, y, p.X, p.Y)
		out = append(out, p)
	}
	return out
}

// visible is the share of what is printed at a place of the sheet, and seen at
// a pixel, that can be seen.
func (t *Truth) visible(x, y, px, py float64) float32 {
	if !t.inPicture(px, py) {
		return 0
	}
	return t.shown(t.lattice, x, y, px, py)
}

func (t *Truth) inPicture(px, py float64) bool {
	return px >= -0.5 && py >= -0.5 && px <= float64(t.view.W)-0.5 && py <= float64(t.view.H)-0.5
}

// shown is the share that can be seen where a picture is large enough to show
// the pixel, which lies in a lattice.
func (t *Truth) shown(l *bend.Lattice, x, y, px, py float64) float32 {
	if x < 0 || y < 0 || x > t.SizeMM[0] || y > t.SizeMM[1] {
		return 0
	}
	for _, a := range t.Missing {
		if b := a.Box(); x < b[0] || y < b[1] || x > b[2] || y > b[3] {
			continue
		}
		if inside(a.MM, x, y) {
			return 0
		}
	}
	share := 1.0
	for _, hidden := range t.Hidden {
		share *= 1 - min(max(hidden(x, y), 0), 1)
	}
	if len(t.Damage.Light.Glares) > 0 {
		sx, sy := l.Slope(px, py)
		share *= 1 - t.field.HiddenAt(px, py, sx, sy, t.Damage.Capture.Gains())
	}
	return float32(t.legible.Share(share))
}

// inside tells whether contours wind around a point an odd number of times.
func inside(contours [][][2]float64, x, y float64) (in bool) {
	for _, c := range contours {
		for i, b := range c {
			a := c[(i+len(c)-1)%len(c)]
			if (a[1] > y) != (b[1] > y) && x < a[0]+(y-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
				in = !in
			}
		}
	}
	return in
}

// edgeStepMM is how finely straight lines of the sheet are followed in the
// picture.
const edgeStepMM = 2

// Outline is the edge of the whole sheet in the picture, a closed contour that
// starts at the upper left corner. What is torn off is not taken away.
func (t *Truth) Outline() [][2]float64 {
	w, h := t.SizeMM[0], t.SizeMM[1]
	return t.contours([][][2]float64{{{0, 0}, {w, 0}, {w, h}, {0, h}}})[0]
}

// Quad is a box of the sheet in the picture: its corners, clockwise from the
// upper left.
func (t *Truth) Quad(b paper.Box) (out [4][2]float64) {
	for i, c := range [4][2]float64{{b.X0, b.Y0}, {b.X1, b.Y0}, {b.X1, b.Y1}, {b.X0, b.Y1}} {
		out[i][0], out[i][1], _ = t.ToPixel(c[0], c[1])
	}
	return out
}

// contours takes closed contours of the sheet to the picture.
func (t *Truth) contours(mm [][][2]float64) [][][2]float64 {
	out := make([][][2]float64, len(mm))
	for i, c := range mm {
		for k, a := range c {
			out[i] = append(out[i], t.line(a, c[(k+1)%len(c)])...)
		}
	}
	return out
}

// line takes a straight line of the sheet to the picture, without its end.
func (t *Truth) line(a, b [2]float64) [][2]float64 {
	n := max(int(math.Ceil(math.Hypot(b[0]-a[0], b[1]-a[1])/edgeStepMM)), 1)
	out := make([][2]float64, n)
	for i := range out {
		f := float64(i) / float64(n)
		out[i][0], out[i][1], _ = t.ToPixel(a[0]+f*(b[0]-a[0]), a[1]+f*(b[1]-a[1]))
	}
	return out
}
