package light

import (
	"errors"
	"fmt"
)

func in(v, lo, hi float64) bool { return v >= lo && v <= hi }

// inKelvin are the colours for which [kelvin] holds; 0 means white.
func inKelvin(v float64) bool { return v == 0 || in(v, 1700, 25000) }

// Check tells which field is out of its range.
func (l *Light) Check() error {
	switch {
	case !in(l.Shade, 0, 0.9) || !in(l.ShadeDeg, -3600, 3600):
		return fmt.Errorf("light: shade of %g towards %g degrees, want 0 to 0.9", l.Shade, l.ShadeDeg)
	case !in(l.Relief, 0, 1) || !in(l.RakeDeg, -3600, 3600) || (l.Relief > 0 && !in(l.LampDeg, 10, 80)):
		return fmt.Errorf("light: relief of %g from %g and %g degrees, want 0 to 1 and 10 to 80 degrees", l.Relief, l.RakeDeg, l.LampDeg)
	case !in(l.Ambient, 0, 1):
		return fmt.Errorf("light: ambient share of %g, want 0 to 1", l.Ambient)
	case len(l.Lamps) > 8:
		return fmt.Errorf("light: %d lamps, want at most 8", len(l.Lamps))
	case !in(l.Vignette, 0, 0.9):
		return fmt.Errorf("light: vignette of %g, want 0 to 0.9", l.Vignette)
	case !inKelvin(l.Kelvin) || !inKelvin(l.AmbientK):
		return fmt.Errorf("light: light of %g and %g kelvin, want 1700 to 25000, or 0", l.Kelvin, l.AmbientK)
	case len(l.Shadows) > 16 || len(l.Glares) > 16:
		return fmt.Errorf("light: %d shadows and %d glares, want at most 16", len(l.Shadows), len(l.Glares))
	}
	for i := range l.Lamps {
		if m := &l.Lamps[i]; !in(m.X, -3, 4) || !in(m.Y, -3, 4) || !in(m.Height, 0.1, 10) || !(m.Strength > 0 && m.Strength <= 100) || !inKelvin(m.Kelvin) {
			return fmt.Errorf("light: lamp %d: %+v; want a place of -3 to 4, a height of 0.1 to 10, strength up to 100, 1700 to 25000 kelvin", i+1, *m)
		}
	}
	for i := range l.Shadows {
		if err := l.Shadows[i].check(); err != nil {
			return fmt.Errorf("light: shadow %d: %w", i+1, err)
		}
	}
	for i := range l.Glares {
		if g := &l.Glares[i]; !in(g.X, -1, 2) || !in(g.Y, -1, 2) || !in(g.Deg, -3600, 3600) || !in(g.Size, 0.01, 1) || !in(g.Long, 0, 2) ||
			!in(g.Strength, 0, 10) || !in(g.Bend, 0, 10) || !inKelvin(g.Kelvin) {
			return fmt.Errorf("light: glare %d: %+v; want a place of -1 to 2, a size of 0.01 to 1, a length of 0 to 2, strength and bend of 0 to 10", i+1, *g)
		}
	}
	if s := &l.Sheet; !in(s.Dark, 0, 0.95) || !in(s.SoftMM, 0, 50) || !in(s.XMM, -50, 50) || !in(s.YMM, -50, 50) {
		return fmt.Errorf("light: the sheet's shadow: %+v; want a darkness of 0 to 0.95, a softness of 0 to 50 mm, and to lie at most 50 mm away", *s)
	}
	return nil
}

func (s *Shadow) check() error {
	switch s.Of {
	case ShadowPhone, ShadowHand, ShadowWindow, ShadowBars, ShadowEdge:
	default:
		return fmt.Errorf("cast by %q is unknown; want one of %q", s.Of, shadowers())
	}
	switch {
	case !in(s.X, -3, 4) || !in(s.Y, -3, 4) || !in(s.Deg, -3600, 3600):
		return fmt.Errorf("at %g, %g, turned by %g degrees; want a place of -3 to 4", s.X, s.Y, s.Deg)
	case !in(s.Size, 0.02, 4):
		return fmt.Errorf("size of %g, want 0.02 to 4", s.Size)
	case !in(s.Soft, 0, 1):
		return fmt.Errorf("softness of %g, want 0 to 1", s.Soft)
	case !in(s.Dark, 0, 0.97):
		return fmt.Errorf("darkness of %g, want 0 to 0.97", s.Dark)
	case !inKelvin(s.Kelvin):
		return errors.New("light left of less than 1700 kelvin or more than 25000")
	}
	return nil
}
