package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Screen prints shades as dots or lines of full ink, as presses and laser
// printers do.
type Screen struct {
	// Kind is "dots" or "lines"; "" means none.
	Kind string `json:"kind,omitempty"`
	// CellMM is the distance of dots, 0.1 to 1: 0.25 is 100 a inch.
	CellMM float64 `json:"cell_mm,omitempty"`
	// AngleDeg turns the screen of black; other colours have theirs 15 to 45
	// degrees from it.
	AngleDeg float64 `json:"angle_deg,omitempty"`
	// Grey prints with black alone.
	Grey bool `json:"grey,omitempty"`
}

func (s *Screen) check(l *limits) {
	l.name("screen", "kind", s.Kind, "", "dots", "lines")
	if s.Kind != "" {
		l.in("screen", "cell in mm", s.CellMM, 0.1, 1)
		l.turn("screen", s.AngleDeg)
	}
}

func (s *Screen) apply(b *bench) {
	if s.Kind == "" {
		return
	}
	m := &screen{cell: s.CellMM, grey: s.Grey, lines: s.Kind == "lines", bare: b.bare}
	for i := range m.wave {
		m.wave[i] = float32(0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/screenSteps))
	}
	// Angles of cyan, magenta, yellow and black, 15, 75, 0 and 45 degrees:
	// Yule, "Principles of Color Reproduction", 1967.
	for i, deg := range [4]float64{-30, 30, -45, 0} {
		sin, cos := math.Sincos((s.AngleDeg + deg) * math.Pi / 180)
		m.turn[i] = [2]float64{cos / s.CellMM, sin / s.CellMM}
	}
	b.add(m)
}

// screenSteps is how finely the way across a cell is told.
const screenSteps = 256

// screen is a halftone: each pixel's ink is compared with a wave of dots.
type screen struct {
	cell        float64
	grey, lines bool
	bare        raster.Ink
	turn        [4][2]float64 // cyan, magenta, yellow, black; cells a millimetre
	wave        [screenSteps]float32
}

// Box implements [raster.Mark].
func (m *screen) Box() raster.Box { return raster.Everywhere() }

// Draw implements [raster.Mark].
func (m *screen) Draw(c *raster.Canvas, k float64) {
	// Over one pixel the wave changes by up to this much; where that is all of
	// it, pixels are wider than dots and only their mean shows.
	width := float32(math.Pi / (2 * m.cell * k))
	if m.lines {
		width *= 2
	}
	blend, steep := min(max((1.6-width)/0.8, 0), 1), 1/width
	inv := raster.Ink{1 / m.bare[0], 1 / m.bare[1], 1 / m.bare[2]}
	var across [4][2]int64 // steps of a pixel in the two waves of an ink
	for i, t := range m.turn {
		across[i] = [2]int64{screenPlace(t[0] / k), screenPlace(t[1] / k)}
	}
	for y := c.Rect.Min.Y; y < c.Rect.Max.Y; y++ {
		row := c.Row(y)
		var start [4][2]int64
		for i, t := range m.turn {
			v := (float64(y) + 0.5) / k
			start[i] = [2]int64{screenPlace(-t[1] * v), screenPlace(t[0] * v)}
		}
		for at := 0; at < len(row); at += 3 {
			q := row[at : at+3 : at+3]
			tone := [4]float32{1 - q[0]*inv[0], 1 - q[1]*inv[1], 1 - q[2]*inv[2], 0}
			if max(tone[0], tone[1], tone[2]) < 0.01 {
				continue
			}
			m.part(&tone)
			x := int64(c.Rect.Min.X + at/3)
			for i, t := range tone {
				if t > 0 {
					spot := m.wave[(start[i][0]+x*across[i][0])>>24&(screenSteps-1)]
					if !m.lines {
						spot = (spot + m.wave[(start[i][1]+x*across[i][1])>>24&(screenSteps-1)]) / 2
					}
					d := (t*(1+width)-width/2-spot)*steep + 0.5
					tone[i] = t + blend*(clamp(d)-t)
				}
			}
			for i := range q {
				q[i] = m.bare[i] * (1 - tone[i]) * (1 - tone[3])
			}
		}
	}
}

// screenPlace is a place in cells as a whole number: 24 bits below a step of
// the wave.
func screenPlace(cells float64) int64 { return int64(math.Round(cells * screenSteps * (1 << 24))) }

// part takes black out of the colours: the share that all have, or all of it.
func (m *screen) part(t *[4]float32) {
	if m.grey {
		t[3] = clamp(0.2126*t[0] + 0.7152*t[1] + 0.0722*t[2])
		t[0], t[1], t[2] = 0, 0, 0
		return
	}
	t[3] = clamp(-max(-t[0], -t[1], -t[2]))
	if t[3] > 0.99 {
		t[0], t[1], t[2] = 0, 0, 0
		return
	}
	for i := range t[:3] {
		t[i] = (t[i] - t[3]) / (1 - t[3])
	}
}
