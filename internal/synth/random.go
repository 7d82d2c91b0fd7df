package synth

import (
	"fmt"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/capture"
	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/light"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// streamSpec is where pages and damages draw from ([chance.Stream]).
const streamSpec uint64 = 11

// A Look is how a picture came about.
type Look string

// Looks.
const (
	LookClean Look = "clean" // a program drew the page
	LookScan  Look = "scan"  // printed and scanned, in colour, grey or black and white
	LookPhoto Look = "photo" // printed and photographed
)

// Looks lists all looks.
func Looks() []Look { return []Look{LookClean, LookScan, LookPhoto} }

// RandomSpec draws a heart ([heart.RandomCase]), a page and the damage of a look by
// chance. Equal arguments give equal specifications, which are always in
// range. Weights follow what is printed most, without leaving the rest out.
func RandomSpec(look Look, seed uint64) (Spec, error) {
	rng := chance.Stream(seed, streamSpec)
	s := Spec{Heart: heart.RandomCase(seed), Page: paper.RandomPage(rng), Seed: seed}
	switch look {
	case LookClean:
	case LookScan:
		s.Damage = randomScan(rng)
		s.Page.DPI = chance.Pick(rng, 150., 200, 200, 300)
	case LookPhoto:
		s.Damage = randomPhoto(rng)
		s.Page.DPI = 250
	default:
		return Spec{}, fmt.Errorf("synth: look %q is unknown; want one of %v", look, Looks())
	}
	return s, nil
}

func randomScan(rng *rand.Rand) Damage {
	d := Damage{Pose: bend.Pose{RotateDeg: chance.Between(rng, -2, 2)}}
	c := &d.Capture
	c.BlurPx, c.Noise = chance.Between(rng, 0.3, 1.1), chance.Between(rng, 1, 6)
	chance.Choose(rng,
		chance.Case(3, func() {}),
		chance.Case(2, func() { c.Grey = true }),
		chance.Case(1, func() { c.Threshold = uint8(chance.Between(rng, 120, 185)) }),
	)
	if c.Threshold == 0 && rng.Float64() < 0.7 {
		c.JPEGQuality = 55 + rng.IntN(41)
	}
	return d
}

func randomPhoto(rng *rand.Rand) Damage {
	var d Damage
	d.Pose = bend.Pose{RotateDeg: chance.Between(rng, -8, 8)}
	d.Light = light.Light{Shade: chance.Between(rng, 0.05, 0.5), ShadeDeg: chance.Between(rng, 0, 360)}
	d.Capture = capture.Capture{BlurPx: chance.Between(rng, 0.5, 1.4), Noise: chance.Between(rng, 1, 5), JPEGQuality: 70 + rng.IntN(26)}
	d.Pose.Camera = &bend.Camera{TiltDeg: chance.Between(rng, 0, 28), AzimuthDeg: chance.Between(rng, 0, 360),
		Distance: chance.Between(rng, 1.1, 2.5), WidthPx: 3200, HeightPx: 2400, Fill: chance.Between(rng, 0.8, 1)}
	d.Table.Colour = chance.Pick(rng, raster.Colour{112, 84, 62}, raster.Colour{60, 62, 66}, raster.Colour{168, 150, 128}, raster.Colour{200, 200, 204})
	if rng.Float64() < 0.1 {
		d.Pose.RotateDeg += chance.Pick(rng, 90., 180, 270)
	}
	return d
}
