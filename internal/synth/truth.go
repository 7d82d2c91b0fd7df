package synth

import (
	"image"

	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/capture"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/light"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// Truth is what a picture shows, exactly.
type Truth struct {
	// Sheet is what was printed where.
	*paper.Sheet
	// Labels and Beats are those of the [heart.Signal], where it has any.
	Labels []string
	Beats  []heart.Beat
	// Damage and Seed made the picture from the sheet.
	Damage Damage
	Seed   uint64

	view    *bend.View
	legible *capture.Legible // of traces, in black and white pictures
	field   *light.Field
	lattice *bend.Lattice // of the part of the picture that was drawn
	spare   *bend.Lattice // of a place beyond it
	// extent is all that lattices are ever made for: the picture and what its
	// optics mix into it.
	extent  image.Rectangle
	workers int
}

// see makes the map ready for a part of the picture.
func (t *Truth) see(r image.Rectangle) error {
	if t.lattice != nil && r.In(t.lattice.Rect) {
		return nil
	}
	l, err := t.view.Lattice(r.Inset(-room).Intersect(t.extent), t.workers)
	if err != nil {
		return err
	}
	t.lattice = l
	return nil
}

// room is how many pixels around a point a lattice needs to have for the point
// to be found there as in the lattice of the whole picture: more than the
// search for it strays.
const room = 16

// roomOf is what of the picture a lattice has to have for a point.
func (t *Truth) roomOf(px, py float64) image.Rectangle {
	s := t.extent
	x := int(min(max(px, float64(s.Min.X)), float64(s.Max.X)))
	y := int(min(max(py, float64(s.Min.Y)), float64(s.Max.Y)))
	return image.Rect(x-room, y-room, x+room+1, y+room+1).Intersect(s)
}

// latticeFor is a lattice in which the point is found as in that of the whole
// picture.
func (t *Truth) latticeFor(px, py float64) *bend.Lattice {
	need := t.roomOf(px, py)
	if need.In(t.lattice.Rect) {
		return t.lattice
	}
	if t.spare != nil && need.In(t.spare.Rect) {
		return t.spare
	}
	// More than is needed: the next point is not far.
	l, err := t.view.Lattice(need.Inset(-room).Intersect(t.extent), 1)
	if err != nil {
		return t.lattice // the whole has none either
	}
	t.spare = l
	return l
}

// ToPixel is the exact map from page millimetres to picture pixels. ok is
// false for places that the picture, or the part of it that was drawn last,
// does not show; the point is then about right.
func (t *Truth) ToPixel(x, y float64) (px, py float64, ok bool) {
	if t.lattice == nil {
		px, py = t.view.About(x, y)
		return px, py, t.view.Affine
	}
	return t.lattice.ToPixel(x, y)
}

// ToMM is the way back, once some of the picture has been drawn.
func (t *Truth) ToMM(px, py float64) (x, y float64) { return t.lattice.ToMM(px, py) }

// Windows are the seconds at which a lead is printed, in the order of the
// rows.
func (t *Truth) Windows(lead string) [][2]float64 {
	var out [][2]float64
	for i := range t.Segments {
		if s := &t.Segments[i]; s.Lead == lead {
			out = append(out, [2]float64{s.T0, s.T1})
		}
	}
	return out
}

// mapStepMM is fine enough for the lattice's splines to follow the perspective
// of a camera at one diagonal and 35 degrees to 0.01 pixel (0.012 with 5 mm).
const mapStepMM = 3

// Map is the map in the form that the digitizer uses; it agrees with
// [Truth.ToPixel] to 0.01 pixel on flat paper before usual cameras.
func (t *Truth) Map() *rectify.Map {
	nx, ny := int(t.SizeMM[0]/mapStepMM)+2, int(t.SizeMM[1]/mapStepMM)+2
	out := rectify.FromFunc(func(x, y float64) (u, v float64) {
		u, v, _ = t.ToPixel(x, y)
		return u, v
	}, 0, 0, mapStepMM, max(nx, 4), max(ny, 4))
	out.Source = rectify.FromGrid
	out.FineMM, out.BoldMM = t.Grid.Spacing()
	return out
}
