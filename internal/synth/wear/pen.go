package wear

import (
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A tool is something to write with.
type tool struct {
	wideMM float64
	paint  raster.Paint
	// skips is the share of the stroke that has no ink, in grains of a size.
	skips, grainMM float64
	// press is by how much strokes differ in width.
	press float64
}

// Pens lists what can be written with.
func Pens() []string {
	return []string{"ball blue", "ball black", "ball red", "fountain", "pencil", "felt green", "marker black", "marker red"}
}

// penOf is a pen by its name; one that is unknown is a blue ball pen.
func penOf(name string) tool {
	switch name {
	case "ball black":
		return tool{0.38, glaze(raster.Colour{34, 34, 42}, 0.9), 0.05, 0.15, 0.15}
	case "ball red":
		return tool{0.4, glaze(raster.Colour{196, 40, 48}, 0.88), 0.05, 0.15, 0.15}
	case "fountain":
		return tool{0.6, glaze(raster.Colour{36, 40, 110}, 0.92), 0.04, 0.6, 0.35}
	case "pencil":
		return tool{0.5, glaze(raster.Colour{78, 78, 82}, 0.8), 0.32, 0.14, 0.25}
	case "felt green":
		return tool{0.8, glaze(raster.Colour{30, 122, 78}, 0.9), 0.02, 0.4, 0.1}
	case "marker black":
		return tool{1.9, opaque(raster.Colour{24, 22, 26}, 0.95), 0.02, 0.5, 0.08}
	case "marker red":
		return tool{1.7, glaze(raster.Colour{206, 28, 40}, 0.93), 0.02, 0.5, 0.08}
	}
	return tool{0.38, glaze(raster.Colour{38, 52, 150}, 0.9), 0.06, 0.15, 0.15}
}

// group are strokes of the pen.
func (t tool) group(rng *rand.Rand, strokes [][][2]float64) *group {
	var lines []raster.Mark
	for _, s := range strokes {
		// A stroke in pieces, whose width follows the hand.
		wide := t.wideMM * (1 + t.press*(2*rng.Float64()-1))
		for len(s) > 1 {
			n := min(6, len(s))
			lines = append(lines, raster.NewLine(s[:n], wide, white()))
			s = s[n-1:]
			wide += 0.4 * (t.wideMM*(1+t.press*(2*rng.Float64()-1)) - wide)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	g := newGroup(t.paint, lines...)
	return g.uneven(newGrain(rng, t.grainMM), t.skips, 0.5, nil)
}
