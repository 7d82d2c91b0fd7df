package capture

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// A kind is a way to spoil a picture. It is drawn at a strength s of 0 to 1.
type kind struct {
	name, about string
	draw        func(c *Capture, s float64, rng *rand.Rand)
}

// Kinds are the ways to spoil a picture.
func Kinds() (out []chance.Kind[Capture]) {
	for _, k := range slices.Concat(opticsKinds(), sensorKinds(), fileKinds()) {
		out = append(out, chance.Kind[Capture]{Name: k.name, About: k.about, Add: func(to *Capture, s float64, rng *rand.Rand, _ [2]float64) {
			var c Capture
			k.draw(&c, s, rng)
			*to = to.Merge(c)
		}})
	}
	return out
}

func turn(rng *rand.Rand) float64 { return chance.Between(rng, 0, 360) }

func opticsKinds() []kind {
	return []kind{
		{"blur", "a soft lens", func(c *Capture, s float64, _ *rand.Rand) { c.BlurPx = chance.Along(s, 0.5, 3) }},
		{"defocus", "out of focus", func(c *Capture, s float64, _ *rand.Rand) { c.DefocusPx = chance.Along(s, 0.7, 5) }},
		{"motion", "moved while it was taken", func(c *Capture, s float64, rng *rand.Rand) {
			c.MotionPx, c.MotionDeg = chance.Along(s, 1, 11), turn(rng)
		}},
		{"fringe", "colours beside each other", func(c *Capture, s float64, rng *rand.Rand) {
			c.FringePx, c.FringeDeg = chance.Along(s, 0.2, 1.5), turn(rng)
		}},
		{"mosaic", "colours filled in from neighbours, as sensors do", func(c *Capture, _ float64, _ *rand.Rand) { c.Mosaic = true }},
		{"dust", "specks and hairs on the glass", func(c *Capture, s float64, _ *rand.Rand) { c.Dust = chance.Along(s, 3, 150) }},
		{"streaks", "lines of a scanner along its feed", func(c *Capture, s float64, _ *rand.Rand) { c.Streaks = chance.Along(s, 0.7, 15) }},
		{"hot-pixels", "pixels that always shine", func(c *Capture, s float64, _ *rand.Rand) { c.Hot = chance.Along(s, 5, 600) }},
		{"pixelate", "low resolution, enlarged again", func(c *Capture, s float64, rng *rand.Rand) {
			c.PixelatePx, c.PixelateSmooth = int(math.Round(2+3*s)), chance.Odds(rng, 0.5)
		}},
	}
}

func sensorKinds() []kind {
	return []kind{
		{"noise", "noise of little light", func(c *Capture, s float64, rng *rand.Rand) {
			c.Read, c.Shot, c.NoiseSoft = chance.Along(s, 0.15, 4), chance.Along(s, 0.003, 1.6), chance.Between(rng, 0, 0.5)
		}},
		{"colour-noise", "coloured spots", func(c *Capture, s float64, _ *rand.Rand) { c.Blotches = chance.Along(s, 0.5, 9) }},
		{"banding", "rows of different brightness", func(c *Capture, s float64, _ *rand.Rand) { c.Banding = chance.Along(s, 0.4, 6) }},
		{"dark", "too little light", func(c *Capture, s float64, rng *rand.Rand) {
			c.Exposure = -chance.Along(s, 0.2, 2.6) * chance.Between(rng, 0.9, 1.1)
		}},
		{"bright", "too much light", func(c *Capture, s float64, _ *rand.Rand) { c.Exposure = chance.Along(s, 0.1, 1.2) }},
		{"cast", "wrong white balance", func(c *Capture, s float64, rng *rand.Rand) {
			// Along the light of lamps: less blue with more red, or the reverse;
			// and a little green or magenta.
			warm, green := chance.Along(s, 0.04, 0.55)*chance.Pick(rng, -1., 1, 1), 0.12*s*chance.Between(rng, -1, 1)
			c.Balance = [3]float64{math.Exp2(0.5 * warm), math.Exp2(green), math.Exp2(-1.2 * warm)}
		}},
		{"contrast", "hard tones", func(c *Capture, s float64, rng *rand.Rand) {
			c.Contrast, c.Gamma = chance.Along(s, 0.1, 1), chance.Between(rng, 0.9, 1+0.5*s)
		}},
		{"flat", "soft tones", func(c *Capture, s float64, _ *rand.Rand) {
			c.Contrast, c.Lift = -chance.Along(s, 0.05, 0.6), chance.Along(s, 0.03, 0.35)
		}},
		{"washed", "bright tones lost", func(c *Capture, s float64, rng *rand.Rand) {
			c.Gamma, c.White = 0.95-0.55*s, 1-0.35*s*chance.Between(rng, 0.5, 1)
		}},
		{"sharpen", "sharpened, with halos", func(c *Capture, s float64, rng *rand.Rand) {
			c.Sharpen, c.SharpenPx = chance.Along(s, 0.3, 4), chance.Between(rng, 0.7, 1.6)
		}},
		{"vivid", "strong colours", func(c *Capture, s float64, _ *rand.Rand) { c.Saturation = chance.Along(s, 0.1, 1.5) }},
		{"pale", "weak colours", func(c *Capture, s float64, _ *rand.Rand) { c.Saturation = -chance.Along(s, 0.1, 1) }},
	}
}

func fileKinds() []kind {
	return []kind{
		{"grey", "no colours", func(c *Capture, _ float64, _ *rand.Rand) { c.Grey = true }},
		{"threshold", "black and white", func(c *Capture, s float64, rng *rand.Rand) {
			// The further from between ink and paper, the worse: lines break, or
			// grids come as dark as they.
			c.Split = 0.55 + s*chance.Pick(rng, -0.35, 0.4)
		}},
		{"scan-app", "black and white by the surroundings of each pixel, as scanning programs do", func(c *Capture, s float64, rng *rand.Rand) {
			c.LocalPx, c.LocalBias = 2*(8+rng.IntN(30))+1, 26-22*s
		}},
		{"halftone", "black and white dots", func(c *Capture, s float64, _ *rand.Rand) { c.Threshold, c.Dither = uint8(128-30*s), true }},
		{"posterise", "few colours", func(c *Capture, s float64, rng *rand.Rand) {
			c.Levels, c.Dither = int(math.Round(chance.Along(s, 32, 3))), chance.Odds(rng, 0.4)
		}},
		{"negative", "the negative", func(c *Capture, _ float64, _ *rand.Rand) { c.Invert = true }},
		{"jpeg", "strongly compressed", func(c *Capture, s float64, _ *rand.Rand) { c.JPEGQuality = int(math.Round(chance.Along(s, 92, 7))) }},
		{"jpeg-twice", "compressed twice", func(c *Capture, s float64, rng *rand.Rand) {
			c.JPEGQuality, c.JPEGAgain = int(chance.Along(s, 90, 12)), int(chance.Along(s, 92, 18)*chance.Between(rng, 0.9, 1))
		}},
	}
}
