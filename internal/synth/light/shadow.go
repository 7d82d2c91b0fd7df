package light

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// What casts shadows.
const (
	ShadowPhone  = "phone"  // a rectangle with round corners, Size long
	ShadowHand   = "hand"   // an arm that comes from Deg, and its hand, Size long from wrist to finger tips
	ShadowWindow = "window" // all but the light through a window of four panes, Size high
	ShadowBars   = "bars"   // blinds, Size from one to the next
	ShadowEdge   = "edge"   // all that lies towards Deg of the place
)

func shadowers() []string {
	return []string{ShadowPhone, ShadowHand, ShadowWindow, ShadowBars, ShadowEdge}
}

// A Shadow lies over the picture, sheet and table.
type Shadow struct {
	// Of is what casts it.
	Of string `json:"of"`
	// X and Y are its middle, -3 to 4; Deg is its turn.
	X   float64 `json:"x"`
	Y   float64 `json:"y"`
	Deg float64 `json:"deg,omitempty"`
	// Size, 0.02 to 4.
	Size float64 `json:"size"`
	// Soft is the width of its penumbra, 0 to 1; it is never narrower than 24
	// pixels, as light is worked out at every sixteenth pixel.
	Soft float64 `json:"soft,omitempty"`
	// Dark is the share of light that it takes, 0 to 0.97; what is left has
	// the colour Kelvin: sky rather than sun.
	Dark   float64 `json:"dark"`
	Kelvin float64 `json:"kelvin,omitempty"`
}

// minSoftPx is the least width of a penumbra.
const minSoftPx = 24

// A caster is a shadow ready: pixels.
type caster struct {
	x, y, s, c float64
	size, soft float64
	left       raster.Ink
	distance   func(c *caster, x, y float64) float64
}

func (s *Shadow) over(f *Field) caster {
	c := caster{x: s.X * f.w, y: s.Y * f.h, size: s.Size * f.diag, soft: max(s.Soft*f.diag, minSoftPx), left: bounded(s.Kelvin)}
	c.s, c.c = turned(s.Deg)
	for k := range c.left {
		c.left[k] *= float32(1 - s.Dark)
	}
	switch s.Of {
	case ShadowPhone:
		c.distance = phone
	case ShadowHand:
		c.distance = hand
	case ShadowWindow:
		c.distance = window
	case ShadowBars:
		c.distance = bars
	default:
		c.distance = func(_ *caster, x, _ float64) float64 { return -x }
	}
	return c
}

// darken takes light from a place.
func (c *caster) darken(times *raster.Ink, u, v float64) {
	dx, dy := u-c.x, v-c.y
	d := c.distance(c, c.c*dx+c.s*dy, c.c*dy-c.s*dx)
	if d >= c.soft/2 {
		return
	}
	// Half of it at the outline.
	a := float32(1 - smooth(d, -c.soft/2, c.soft/2))
	for k := range times {
		times[k] *= 1 + a*(c.left[k]-1)
	}
}

// Distances from outlines, negative inside, in pixels from the shadow's middle
// along and across its direction.

func phone(c *caster, x, y float64) float64 { return box(x, y, c.size/2, c.size/4.2, c.size/14) }

// box has half sides a and b, and corners of radius r.
func box(x, y, a, b, r float64) float64 {
	dx, dy := math.Abs(x)-a+r, math.Abs(y)-b+r
	switch {
	case dx > 0 && dy > 0:
		return math.Sqrt(dx*dx+dy*dy) - r
	case dx > dy:
		return dx - r
	}
	return dy - r
}

// window: light comes through four panes only.
func window(c *caster, x, y float64) float64 {
	// Slanted, as the sun stands beside it.
	x += 0.35 * y
	bar := 0.03 * c.size
	a, b := 0.19*c.size, 0.25*c.size
	return -box(math.Abs(x)-a, math.Abs(y)-b, a-bar, b-bar, 0)
}

// bars take half of the light, one beside the other.
func bars(c *caster, x, _ float64) float64 {
	t, _ := cycle(x+c.size/2, c.size)
	return math.Abs(t-c.size/2) - c.size/4
}

// hand: capsules from a to b of radius r, in shares of its size. Proportions
// are those of a hand seen from above, fingers a little spread.
func hand(c *caster, x, y float64) float64 {
	least := math.Inf(1)
	for _, p := range [...][5]float64{
		{-6, -0.1, -0.4, 0, 0.19},      // forearm
		{-0.4, 0, 0.05, 0, 0.2},        // wrist and palm
		{0.08, -0.13, 0.1, 0.13, 0.12}, // knuckles
		{0, -0.16, 0.32, -0.42, 0.055}, // thumb
		{0.15, -0.14, 0.5, -0.2, 0.05}, // fingers
		{0.15, -0.04, 0.58, -0.05, 0.05},
		{0.15, 0.05, 0.54, 0.1, 0.05},
		{0.12, 0.14, 0.42, 0.24, 0.045},
	} {
		s := c.size
		least = min(least, capsule(x, y, p[0]*s, p[1]*s, p[2]*s, p[3]*s)-p[4]*s)
	}
	return least
}

// capsule is the distance from the line from a to b.
func capsule(x, y, ax, ay, bx, by float64) float64 {
	px, py, dx, dy := x-ax, y-ay, bx-ax, by-ay
	t := min(max((px*dx+py*dy)/(dx*dx+dy*dy), 0), 1)
	px, py = px-t*dx, py-t*dy
	return math.Sqrt(px*px + py*py)
}
