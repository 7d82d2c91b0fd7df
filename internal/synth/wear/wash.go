package wear

import (
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A wash is a paint that lies over a box as thick as a field says, 0 to 1.
type wash struct {
	f     *field
	paint raster.Paint
	// grain, if there is one, makes the wash uneven: what the field says is
	// the share of the area that has paint, in specks that blend over soft, 0
	// to 1 (1 varies the paint instead of breaking it up).
	grain *grain
	soft  float32
	// black restricts the wash to what is dark in all colours: as in heat
	// paper, whose grid is printed and stays. The paint's ink is then that of
	// the paper.
	black bool
}

// Box implements [raster.Mark].
func (m *wash) Box() raster.Box { return m.f.box }

// Draw implements [raster.Mark].
func (m *wash) Draw(c *raster.Canvas, k float64) {
	r := pixels(m.f.box, k).Intersect(c.Rect)
	if r.Empty() {
		return
	}
	n := r.Dx()
	line, specks := make([]float32, n), []float32(nil)
	if m.grain != nil {
		specks = make([]float32, n)
	}
	var nodes []float32
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if !m.f.row(line, r.Min.X, y, k, &nodes) {
			continue
		}
		if specks != nil {
			m.grain.row(specks, r.Min.X, y, k)
			crumble(line, specks, m.soft, m.grain.contrast(k))
		}
		m.lay(c.Row(y)[3*(r.Min.X-c.Rect.Min.X):][:3*n], line)
	}
}

// lay puts the paint on a row of pixels.
func (m *wash) lay(row, line []float32) {
	ink, alpha := m.paint.Ink, m.paint.Alpha
	at := 0
	switch {
	case m.black:
		r, g, b := 1/ink[0], 1/ink[1], 1/ink[2]
		for _, v := range line {
			q := row[at : at+3 : at+3]
			at += 3
			// The share of black: what is missing from all colours.
			if dark := 1 - max(q[0]*r, q[1]*g, q[2]*b); dark > 0 && v > 0 {
				v *= alpha * dark
				q[0], q[1], q[2] = q[0]+v*ink[0], q[1]+v*ink[1], q[2]+v*ink[2]
			}
		}
	case m.paint.Multiply:
		r, g, b := alpha*(ink[0]-1), alpha*(ink[1]-1), alpha*(ink[2]-1)
		for _, v := range line {
			q := row[at : at+3 : at+3]
			at += 3
			if v > 0 {
				q[0], q[1], q[2] = q[0]*(1+v*r), q[1]*(1+v*g), q[2]*(1+v*b)
			}
		}
	default:
		for _, v := range line {
			q := row[at : at+3 : at+3]
			at += 3
			if v > 0 {
				v *= alpha
				q[0], q[1], q[2] = q[0]+v*(ink[0]-q[0]), q[1]+v*(ink[1]-q[1]), q[2]+v*(ink[2]-q[2])
			}
		}
	}
}

// crumble breaks a row of shares up by specks that have kept part of their
// contrast, as broken does.
func crumble(line, specks []float32, soft, sharp float32) {
	specks = specks[:len(line)]
	if soft >= 1 {
		for i, v := range line {
			line[i] = v + sharp*(broken(v, specks[i], soft)-v)
		}
		return
	}
	gain, inv := 0.64+soft, 1/(soft+1e-3)
	for i, v := range line {
		if v > 0 {
			at := 0.5 + gain*(v-0.5) - 7*max(0.03-v, 0) + 7*max(v-0.97, 0)
			line[i] = v + sharp*(min(max((at-specks[i])*inv+0.5, 0), 1)-v)
		}
	}
}

// broken is how much paint lies at a speck, 0 to 1, where the share v of the
// area has some.
func broken(v, speck, soft float32) float32 {
	if soft >= 1 {
		return clamp(v * (0.5 + speck))
	}
	// Noise that is linear between uniform numbers has a standard deviation of
	// 0.19; this is about its quantile at v, and beyond it at the ends.
	at := 0.5 + (0.64+soft)*(v-0.5) - 7*max(0.03-v, 0) + 7*max(v-0.97, 0)
	return clamp((at-speck)/(soft+1e-3) + 0.5)
}

// clamp keeps a share between 0 and 1.
func clamp(v float32) float32 { return min(max(v, 0), 1) }

// share is how much of the ink at a place the wash hides.
func (m *wash) share(x, y float64) float64 {
	v := m.f.at(x, y)
	if m.grain != nil && v > 0 {
		v = float64(broken(float32(v), float32(m.grain.at(x, y)), m.soft))
	}
	return v * hiding(&m.paint)
}

// hiding is the share of the contrast of what lies below that a paint takes
// away at full coverage, in the colour that it leaves most of: ink that is
// still there for whoever looks through a filter is not hidden.
func hiding(p *raster.Paint) float64 {
	if p.Multiply {
		return float64(p.Alpha * (1 - max(p.Ink[0], p.Ink[1], p.Ink[2])))
	}
	return float64(p.Alpha)
}
