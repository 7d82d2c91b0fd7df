package light

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// A kind is something around a sheet. It is drawn at a strength s of 0 to 1;
// tables have none.
type kind struct {
	name, about string
	draw        func(o *Setting, s float64, rng *rand.Rand)
}

// Kinds are what can be around a sheet.
func Kinds() (out []chance.Kind[Setting]) {
	for _, k := range slices.Concat(lightKinds(), shadowKinds(), screenKinds(), tableKinds()) {
		out = append(out, chance.Kind[Setting]{Name: k.name, About: k.about, Add: func(to *Setting, s float64, rng *rand.Rand, _ [2]float64) {
			var o Setting
			k.draw(&o, s, rng)
			*to = to.Merge(o)
		}})
	}
	return out
}

func turn(rng *rand.Rand) float64 { return chance.Between(rng, 0, 360) }

func lightKinds() []kind {
	return []kind{
		{"shade", "darker towards one side", func(o *Setting, s float64, rng *rand.Rand) {
			o.Light.Shade, o.Light.ShadeDeg = chance.Along(s, 0.04, 0.8), turn(rng)
		}},
		{"relief", "a lamp from the side, that shows what is not flat", func(o *Setting, s float64, rng *rand.Rand) {
			o.Light.Relief, o.Light.RakeDeg, o.Light.LampDeg = chance.Along(s, 0.1, 1), turn(rng), chance.Between(rng, 55-35*s, 65-25*s)
		}},
		{"lamp", "one lamp near the page", func(o *Setting, s float64, rng *rand.Rand) {
			// Near lamps are uneven ones; the rest of the room is colder.
			lamp := Lamp{X: chance.Between(rng, -0.1, 1.1), Y: chance.Between(rng, -0.4, 0.5), Height: chance.Along(s, 2.5, 0.4) * chance.Between(rng, 0.8, 1.3),
				Strength: 1, Kelvin: chance.Between(rng, 4200, 7000)}
			o.Light.Lamps, o.Light.Ambient, o.Light.AmbientK = []Lamp{lamp}, 0.5-0.38*s, chance.Between(rng, 6000, 9500)
		}},
		{"mixed-lamps", "lamps of different colours", func(o *Setting, s float64, rng *rand.Rand) {
			// A warm lamp to one side, a window to the other.
			a := chance.Between(rng, 0, 2*math.Pi)
			far := 0.5 + 0.4*s
			for i, k := range [2]float64{6400 - 2600*s, 6600 + 6000*s} {
				sin, cos := math.Sincos(a + math.Pi*float64(i))
				o.Light.Lamps = append(o.Light.Lamps, Lamp{X: 0.5 + far*cos, Y: 0.5 + far*sin, Height: chance.Along(s, 1.5, 0.45),
					Strength: chance.Between(rng, 0.7, 1.4), Kelvin: k})
			}
			o.Light.Ambient = 0.3 - 0.2*s
		}},
		{"vignette", "a lens that is darker towards the corners", func(o *Setting, s float64, _ *rand.Rand) { o.Light.Vignette = chance.Along(s, 0.05, 0.75) }},
		{"warm", "yellow light", func(o *Setting, s float64, _ *rand.Rand) { o.Light.Kelvin = 6400 - 3000*s }},
		{"cold", "blue light", func(o *Setting, s float64, _ *rand.Rand) { o.Light.Kelvin = 6700 + 9000*s }},
		{"glare", "a lamp mirrored by the paper", func(o *Setting, s float64, rng *rand.Rand) {
			g := Glare{X: chance.Between(rng, 0.1, 0.9), Y: chance.Between(rng, 0.1, 0.9), Size: chance.Between(rng, 0.04, 0.08+0.1*s),
				Strength: chance.Along(s, 0.12, 3), Bend: chance.Between(rng, 0.3, 2), Kelvin: chance.Between(rng, 5000, 8000)}
			if chance.Odds(rng, 0.4) {
				g.Long, g.Deg = chance.Between(rng, 0.1, 0.6), turn(rng)
			}
			o.Light.Glares = []Glare{g}
		}},
		{"sheet-shadow", "the shadow of the sheet on the table", func(o *Setting, s float64, rng *rand.Rand) {
			far := chance.Along(s, 0.5, 9)
			sin, cos := math.Sincos(turn(rng))
			o.Light.Sheet = SheetShade{Dark: 0.25 + 0.5*s, SoftMM: far * chance.Between(rng, 0.7, 2), XMM: far * cos, YMM: far * sin}
		}},
	}
}

func shadowKinds() (out []kind) {
	cast := func(of string, lo, hi, softest float64) func(o *Setting, s float64, rng *rand.Rand) {
		return func(o *Setting, s float64, rng *rand.Rand) {
			o.Light.Shadows = []Shadow{{Of: of, X: chance.Between(rng, 0.15, 0.85), Y: chance.Between(rng, 0.2, 0.9), Deg: turn(rng),
				Size: chance.Between(rng, lo, hi), Soft: softest * chance.Between(rng, 1-0.9*s, 1), Dark: chance.Along(s, 0.08, 0.75),
				Kelvin: 6500 + 3500*s*rng.Float64()}}
		}
	}
	phone := cast(ShadowPhone, 0.35, 0.8, 0.2)
	hand := cast(ShadowHand, 0.25, 0.5, 0.12)
	return []kind{
		{"shadow", "the shadow of whoever takes the picture", func(o *Setting, s float64, rng *rand.Rand) {
			if chance.Odds(rng, 0.5) {
				phone(o, s, rng)
			} else {
				hand(o, s, rng)
			}
			// From below, where whoever takes the picture stands.
			o.Light.Shadows[0].Deg = chance.Between(rng, 230, 310)
			o.Light.Shadows[0].Y = chance.Between(rng, 0.45, 1)
		}},
		{"shadow-phone", "the shadow of a phone", phone},
		{"shadow-hand", "the shadow of a hand", hand},
		{"shadow-window", "the shadow of a window's frame", cast(ShadowWindow, 0.5, 1.1, 0.05)},
		{"shadow-bars", "the shadow of blinds", cast(ShadowBars, 0.1, 0.3, 0.04)},
		{"shadow-edge", "the shadow of a straight edge", cast(ShadowEdge, 1, 1, 0.06)},
	}
}

func screenKinds() []kind {
	show := func(o *Setting, s float64, rng *rand.Rand) {
		o.Screen.Black, o.Screen.Gamma, o.Screen.Uneven, o.Screen.Seed = chance.Along(s, 0.003, 0.12), chance.Between(rng, 0.8, 1.25), 0.4*s, rng.Uint64()
		if chance.Odds(rng, 0.5) {
			o.Light.Glares = []Glare{{X: rng.Float64(), Y: rng.Float64(), Size: chance.Between(rng, 0.03, 0.1), Strength: chance.Along(s, 0.03, 0.7)}}
		}
	}
	return []kind{
		{"screen", "shown on a monitor", func(o *Setting, s float64, rng *rand.Rand) {
			// A page of 280 mm is shown at about its size, or smaller.
			show(o, s, rng)
			o.Screen.Pixels, o.Screen.PitchMM, o.Screen.Open = ScreenStripes, chance.Between(rng, 0.18, 0.3), chance.Between(rng, 0.7, 1-0.3*s)
			o.Screen.Frame = chance.Pick(rng, FrameMonitor, FrameMonitor, FrameWindow)
		}},
		{"phone-screen", "shown on a phone", func(o *Setting, s float64, rng *rand.Rand) {
			// A page of 280 mm is shown 130 mm wide: pixels of 0.055 mm seem
			// twice as large.
			show(o, s, rng)
			o.Screen.Pixels, o.Screen.PitchMM, o.Screen.Open = ScreenPentile, chance.Between(rng, 0.1, 0.16), chance.Between(rng, 0.7, 1-0.3*s)
			o.Screen.Frame = FramePhone
		}},
	}
}

func tableKinds() (out []kind) {
	for _, of := range Tables() {
		if of == TablePhoto {
			continue // needs a file
		}
		out = append(out, kind{"table-" + of, "lies on: " + strings.ReplaceAll(of, "-", ", "), func(o *Setting, _ float64, rng *rand.Rand) {
			o.Table = Table{Kind: of, PxPerMM: chance.Between(rng, 5, 11), Deg: chance.Between(rng, -15, 15) + chance.Pick(rng, 0., 0, 90), Seed: rng.Uint64()}
		}})
	}
	return out
}
