package wear

import (
	"image"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A group are shapes in one paint, which lies once where they overlap, and may
// be uneven.
type group struct {
	shapes []raster.Mark // in white, see white
	paint  raster.Paint
	box    raster.Box
	// worn is the share of the paint that is missing, 0 to 1, in grains that
	// blend over soft (see broken); nil is none. Thin, if there, is the share
	// of the area that is missing at a place.
	grain *grain
	worn  float32
	soft  float32
	thin  *field

	pool sync.Pool // of canvases, as several threads draw
}

// white is the paint of a group's shapes.
func white() raster.Paint { return raster.Paint{Ink: raster.Ink{1, 1, 1}, Alpha: 1} }

func newGroup(p raster.Paint, shapes ...raster.Mark) *group {
	g := &group{shapes: shapes, paint: p}
	for i, m := range shapes {
		b := m.Box()
		if i == 0 {
			g.box = b
		}
		g.box = raster.Box{min(g.box[0], b[0]), min(g.box[1], b[1]), max(g.box[2], b[2]), max(g.box[3], b[3])}
	}
	return g
}

// uneven makes the paint break up.
func (g *group) uneven(grain *grain, worn, soft float64, thin *field) *group {
	g.grain, g.worn, g.soft, g.thin = grain, float32(worn), float32(soft), thin
	return g
}

// Box implements [raster.Mark].
func (g *group) Box() raster.Box { return g.box }

// Draw implements [raster.Mark].
func (g *group) Draw(c *raster.Canvas, k float64) {
	here := raster.Box{float64(c.Rect.Min.X) / k, float64(c.Rect.Min.Y) / k, float64(c.Rect.Max.X) / k, float64(c.Rect.Max.Y) / k}
	var met []raster.Mark
	r := image.Rectangle{}
	for _, m := range g.shapes {
		if b := m.Box(); b.Meets(here) {
			met = append(met, m)
			r = r.Union(pixels(b, k).Intersect(c.Rect))
		}
	}
	if r.Empty() {
		return
	}
	t, _ := g.pool.Get().(*raster.Canvas)
	if t == nil {
		t = new(raster.Canvas)
	}
	t.Reset(r)
	t.Clear(raster.Ink{})
	for _, m := range met {
		m.Draw(t, k)
	}
	g.lay(c, t, k)
	g.pool.Put(t)
}

// lay paints where the canvas t is white.
func (g *group) lay(c, t *raster.Canvas, k float64) {
	n := t.Rect.Dx()
	specks, thin, nodes := make([]float32, n), make([]float32, n), []float32(nil)
	for y := t.Rect.Min.Y; y < t.Rect.Max.Y; y++ {
		row := t.Row(y)
		sharp := float32(0)
		if g.grain != nil {
			g.grain.row(specks, t.Rect.Min.X, y, k)
			sharp = g.grain.contrast(k)
		}
		if g.thin != nil {
			g.thin.row(thin, t.Rect.Min.X, y, k, &nodes)
		}
		for x := range n {
			a := row[3*x]
			if a == 0 {
				continue
			}
			worn := g.worn
			if g.thin != nil {
				worn = 1 - (1-worn)*(1-clamp(thin[x]))
			}
			if sharp > 0 && worn > 0 {
				worn += sharp * (broken(worn, specks[x], g.soft) - worn)
			}
			a *= 1 - worn
			c.Put(t.Rect.Min.X+x, y, a, &g.paint)
		}
	}
}
