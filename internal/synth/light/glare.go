package light

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Glare is a source of light mirrored by a glossy sheet, or by the glass
// over it.
type Glare struct {
	X float64 `json:"x"` // -1 to 2
	Y float64 `json:"y"`
	// Size is its radius, 0.01 to 1: where it is down to 1/e. The rougher the
	// sheet, the wider.
	Size float64 `json:"size"`
	// Long makes a tube of a lamp, this long, 0 to 2, along Deg.
	Long float64 `json:"long,omitempty"`
	Deg  float64 `json:"deg,omitempty"`
	// Strength is the light in its middle, 0 to 10; white paper has 1.
	Strength float64 `json:"strength"`
	// Bend is how far a slope of the sheet of one to one moves the spot, 0 to
	// 10: about twice the distance of the lamp's mirror image.
	Bend   float64 `json:"bend,omitempty"`
	Kelvin float64 `json:"kelvin,omitempty"`
}

// A mirror is a glare ready: pixels.
type mirror struct {
	x, y, s, c       float64
	size, half, bend float64
	light            raster.Ink
}

func (g *Glare) over(f *Field) mirror {
	m := mirror{x: g.X * f.w, y: g.Y * f.h, size: max(g.Size*f.diag, minSoftPx), half: g.Long * f.diag / 2, bend: g.Bend * f.diag, light: kelvin(g.Kelvin)}
	m.s, m.c = turned(g.Deg)
	for k := range m.light {
		m.light[k] *= float32(g.Strength)
	}
	return m
}

// add is the light that a rough mirror throws to the eye: its facets that
// stand right become fewer as a Gaussian of their slope (Beckmann and
// Spizzichino, "The scattering of electromagnetic waves from rough surfaces",
// 1963), and the slope needed grows with the distance from the spot. A wide
// faint skirt stands for dirt and the lens's own stray light.
func (m *mirror) add(plus *raster.Ink, u, v float64, sx, sy, lens float32) {
	dx, dy := u-m.x-m.bend*float64(sx), v-m.y-m.bend*float64(sy)
	x, y := m.c*dx+m.s*dy, m.c*dy-m.s*dx
	x = max(math.Abs(x)-m.half, 0)
	q := (x*x + y*y) / (m.size * m.size)
	if q > 60 {
		return
	}
	a := lens * float32(0.93*math.Exp(-q)+0.07*math.Exp(-q/8))
	for k := range plus {
		plus[k] += a * m.light[k]
	}
}
