package capture

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// A kind is a way to spoil a picture. It is drawn at a strength s of 0 to 1.
type kind struct {
	name string
	draw func(c *Capture, s float64, rng *rand.Rand)
}

func kinds() []kind { return slices.Concat(opticsKinds(), sensorKinds(), fileKinds()) }

// Kinds names the kinds of [Draw].
func Kinds() (out []string) {
	for _, k := range kinds() {
		out = append(out, k.name)
	}
	return out
}

// Draw draws a kind of damage by chance. At strength 0 it can hardly be seen,
// at 1 it is as bad as pictures come that someone would still send.
func Draw(name string, strength float64, rng *rand.Rand) (Capture, error) {
	if !(strength >= 0 && strength <= 1) {
		return Capture{}, fmt.Errorf("capture: strength %g of %q, want 0 to 1", strength, name)
	}
	for _, k := range kinds() {
		if k.name == name {
			var c Capture
			k.draw(&c, strength, rng)
			return c, nil
		}
	}
	return Capture{}, fmt.Errorf("capture: kind %q is unknown; want one of %v", name, Kinds())
}

// along is the value at a strength of something that grows evenly in its
// logarithm.
func along(s, lo, hi float64) float64 { return lo * math.Pow(hi/lo, s) }

func turn(rng *rand.Rand) float64 { return chance.Between(rng, 0, 360) }

func opticsKinds() []kind {
	return []kind{
		{"blur", func(c *Capture, s float64, _ *rand.Rand) { c.BlurPx = along(s, 0.5, 3) }},
		{"defocus", func(c *Capture, s float64, _ *rand.Rand) { c.DefocusPx = along(s, 0.7, 5) }},
		{"motion", func(c *Capture, s float64, rng *rand.Rand) { c.MotionPx, c.MotionDeg = along(s, 1, 11), turn(rng) }},
		{"fringe", func(c *Capture, s float64, rng *rand.Rand) { c.FringePx, c.FringeDeg = along(s, 0.2, 1.5), turn(rng) }},
		{"mosaic", func(c *Capture, _ float64, _ *rand.Rand) { c.Mosaic = true }},
		{"dust", func(c *Capture, s float64, _ *rand.Rand) { c.Dust = along(s, 3, 150) }},
		{"streaks", func(c *Capture, s float64, _ *rand.Rand) { c.Streaks = along(s, 0.7, 15) }},
		{"hot-pixels", func(c *Capture, s float64, _ *rand.Rand) { c.Hot = along(s, 5, 600) }},
		{"pixelate", func(c *Capture, s float64, rng *rand.Rand) {
			c.PixelatePx, c.PixelateSmooth = int(math.Round(2+3*s)), chance.Odds(rng, 0.5)
		}},
	}
}

func sensorKinds() []kind {
	return []kind{
		{"noise", func(c *Capture, s float64, rng *rand.Rand) {
			c.Read, c.Shot, c.NoiseSoft = along(s, 0.15, 4), along(s, 0.003, 1.6), chance.Between(rng, 0, 0.5)
		}},
		{"colour-noise", func(c *Capture, s float64, _ *rand.Rand) { c.Blotches = along(s, 0.5, 9) }},
		{"banding", func(c *Capture, s float64, _ *rand.Rand) { c.Banding = along(s, 0.4, 6) }},
		{"dark", func(c *Capture, s float64, rng *rand.Rand) {
			c.Exposure = -along(s, 0.2, 2.6) * chance.Between(rng, 0.9, 1.1)
		}},
		{"bright", func(c *Capture, s float64, _ *rand.Rand) { c.Exposure = along(s, 0.1, 1.2) }},
		{"cast", func(c *Capture, s float64, rng *rand.Rand) {
			// Along the light of lamps: less blue with more red, or the reverse;
			// and a little green or magenta.
			warm, green := along(s, 0.04, 0.55)*chance.Pick(rng, -1., 1, 1), 0.12*s*chance.Between(rng, -1, 1)
			c.Balance = [3]float64{math.Exp2(0.5 * warm), math.Exp2(green), math.Exp2(-1.2 * warm)}
		}},
		{"contrast", func(c *Capture, s float64, rng *rand.Rand) {
			c.Contrast, c.Gamma = along(s, 0.1, 1), chance.Between(rng, 0.9, 1+0.5*s)
		}},
		{"flat", func(c *Capture, s float64, _ *rand.Rand) {
			c.Contrast, c.Lift = -along(s, 0.05, 0.6), along(s, 0.03, 0.35)
		}},
		{"washed", func(c *Capture, s float64, rng *rand.Rand) {
			c.Gamma, c.White = 0.95-0.55*s, 1-0.35*s*chance.Between(rng, 0.5, 1)
		}},
		{"sharpen", func(c *Capture, s float64, rng *rand.Rand) {
			c.Sharpen, c.SharpenPx = along(s, 0.3, 4), chance.Between(rng, 0.7, 1.6)
		}},
		{"vivid", func(c *Capture, s float64, _ *rand.Rand) { c.Saturation = along(s, 0.1, 1.5) }},
		{"pale", func(c *Capture, s float64, _ *rand.Rand) { c.Saturation = -along(s, 0.1, 1) }},
	}
}

func fileKinds() []kind {
	return []kind{
		{"grey", func(c *Capture, _ float64, _ *rand.Rand) { c.Grey = true }},
		{"threshold", func(c *Capture, s float64, rng *rand.Rand) {
			// The further from between ink and paper, the worse.
			c.Threshold = uint8(150 + s*chance.Pick(rng, -65., 60))
		}},
		{"scan-app", func(c *Capture, s float64, rng *rand.Rand) {
			c.LocalPx, c.LocalBias = 2*(8+rng.IntN(30))+1, 26-22*s
		}},
		{"halftone", func(c *Capture, s float64, _ *rand.Rand) { c.Threshold, c.Dither = uint8(128-30*s), true }},
		{"posterise", func(c *Capture, s float64, rng *rand.Rand) {
			c.Levels, c.Dither = int(math.Round(along(s, 32, 3))), chance.Odds(rng, 0.4)
		}},
		{"negative", func(c *Capture, _ float64, _ *rand.Rand) { c.Invert = true }},
		{"jpeg", func(c *Capture, s float64, _ *rand.Rand) { c.JPEGQuality = int(math.Round(along(s, 92, 7))) }},
		{"jpeg-twice", func(c *Capture, s float64, rng *rand.Rand) {
			c.JPEGQuality, c.JPEGAgain = int(along(s, 90, 12)), int(along(s, 92, 18)*chance.Between(rng, 0.9, 1))
		}},
	}
}
