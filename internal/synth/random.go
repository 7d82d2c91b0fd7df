package synth

import (
	"fmt"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// streamSpec is where pages and looks draw from ([chance.Stream]).
const streamSpec uint64 = 11

// A Look is how a picture came about.
type Look string

// Looks.
const (
	LookClean Look = "clean" // a program drew the page
	LookScan  Look = "scan"  // printed and scanned, in colour, grey or black and white
	LookPhoto Look = "photo" // printed and photographed, or shown on a screen
)

// Looks lists all looks.
func Looks() []Look { return []Look{LookClean, LookScan, LookPhoto} }

// RandomSpec draws a specification of a look by chance ([Recipe.Spec]).
func RandomSpec(look Look, seed uint64) (Spec, error) { return Recipe{Look: look}.Spec(seed) }

// A Recipe says what is not left to chance in a specification.
type Recipe struct {
	Look Look
	// Style is the name of one of [paper.Styles]; "" means any, or a mixture.
	Style string
	// Layout of the leads; nil means any that the style has.
	Layout *paper.Layout
}

// Spec draws a heart ([heart.RandomCase]), a page ([paper.RandomPage]) and the
// damage of the look by chance. Equal recipes and seeds give equal
// specifications, which are always in range. Weights follow what comes to be
// read, without leaving the rest out.
func (r Recipe) Spec(seed uint64) (Spec, error) {
	rng := chance.Stream(seed, streamSpec)
	d := &dice{rng: rng, spec: Spec{Heart: heart.RandomCase(seed), Page: paper.RandomPage(rng), Seed: seed}}
	if r.Style != "" {
		style, err := paper.NamedStyle(r.Style)
		if err != nil {
			return Spec{}, fmt.Errorf("synth: %w", err)
		}
		d.spec.Page = style.Page(rng)
	}
	if r.Layout != nil {
		d.spec.Page = d.spec.Page.WithLayout(*r.Layout)
	}
	switch r.Look {
	case LookClean:
		d.clean()
	case LookScan:
		d.scan()
	case LookPhoto:
		d.photo()
	default:
		return Spec{}, fmt.Errorf("synth: look %q is unknown; want one of %v", r.Look, Looks())
	}
	return d.spec, d.err
}

// dice throw the damage of a look.
type dice struct {
	rng  *rand.Rand
	spec Spec
	err  error
}

func (d *dice) odds(share float64) bool { return chance.Odds(d.rng, share) }

func (d *dice) between(lo, hi float64) float64 { return chance.Between(d.rng, lo, hi) }

// mild is a strength from 0 to 1, most often small.
func (d *dice) mild() float64 { s := d.rng.Float64(); return s * s }

// add adds damage in a share of cases, mostly mild, up to some strength.
func (d *dice) add(share, most float64, kinds ...string) {
	if !d.odds(share) || d.err != nil {
		return
	}
	d.err = d.spec.AddDamage(chance.Pick(d.rng, kinds...), most*d.mild())
}

// clean pages come from a program's window or file.
func (d *dice) clean() {
	d.add(0.08, 1, "cut")
	d.add(0.04, 0, "grey")
	d.add(0.04, 0.6, "posterise")
	d.enlarged(0.03)
	if d.odds(0.15) {
		d.spec.Damage.Capture.JPEGQuality = 60 + d.rng.IntN(36)
	}
}

// enlarged pictures had a low resolution, but two pixels to a millimetre: with less
// nobody can tell the small squares.
func (d *dice) enlarged(share float64) {
	const least = 2 * 25.4 // dots to the inch
	dpi := d.spec.Page.DPI
	if dpi == 0 {
		dpi = 200
	}
	d.add(share, 0.5, "pixelate")
	if c := &d.spec.Damage.Capture; c.PixelatePx > 0 {
		c.PixelatePx = min(c.PixelatePx, max(int(dpi/least), 1))
	}
}

// scan: a printer, some age, a scanner.
func (d *dice) scan() {
	d.spec.Page.DPI = chance.Pick(d.rng, 150., 200, 200, 200, 300)
	d.printed()
	d.aged(1)
	p := &d.spec.Damage.Pose
	p.RotateDeg = d.between(-1, 1) * d.between(0, 2)
	d.add(0.06, 0, "quarter-turn")
	d.add(0.3, 0.8, "scanner")
	if d.odds(0.35) {
		d.add(1, 1, "margin")
		d.add(1, 0, "table-lid-white", "table-lid-white", "table-lid-dark")
	} else {
		d.add(0.25, 1, "cut")
	}
	c := &d.spec.Damage.Capture
	c.BlurPx, c.Noise = d.between(0.25, 0.9), d.between(0.5, 4)
	d.add(0.3, 0.6, "sharpen")
	d.add(0.3, 0.7, "contrast", "contrast", "flat", "washed")
	d.add(0.1, 0.7, "fringe")
	d.add(0.2, 0.7, "dust")
	d.add(0.06, 0.7, "device-streaks")
	chance.Choose(d.rng,
		chance.Case(55, func() {}),
		chance.Case(25, func() { c.Grey = true }),
		chance.Case(9, func() { c.Split = d.between(0.4, 0.85) }),
		chance.Case(6, func() { d.add(1, 0.5, "scan-app") }),
		chance.Case(2, func() { d.add(1, 0.5, "device-halftone") }),
		chance.Case(2, func() { d.enlarged(1) }),
		chance.Case(1, func() { d.add(1, 0, "negative") }),
	)
	if c.Split == 0 && d.odds(0.7) {
		c.JPEGQuality = 55 + d.rng.IntN(41)
	}
}

// Shares of what befalls sheets follow a count of 56 real pictures, 28 of them
// photos: folds and creases on 15 photos, writing on 4, stains on 3, halftones 2,
// age 2, a highlighter, tape and glare once each. What none of them had comes to one
// picture in a hundred or two, about half of a count over 57 (Jeffreys' prior).

// printed is what printers and copiers do.
func (d *dice) printed() {
	d.add(0.02, 0.6, "thermal")
	d.add(0.01, 0.6, "toner")
	d.add(0.02, 0.6, "banding", "streaks")
	d.add(0.01, 0.6, "misprint")
	d.add(0.15, 0.6, "bleed")
	d.add(0.03, 0.5, "photocopy")
	d.add(0.01, 0.4, "fax")
	d.add(0.04, 0.6, "halftone")
}

// aged is what time and hands do, times a share.
func (d *dice) aged(share float64) {
	d.add(0.06*share, 0.8, "yellow")
	d.add(0.02*share, 0.7, "sun")
	d.add(0.05*share, 0.8, "stain", "stain", "grease", "finger")
	d.add(0.03*share, 0.6, "soak", "mould")
	d.add(0.01*share, 0.6, "scratch")
	d.add(0.10*share, 0.8, "writing")
	d.add(0.02*share, 0.8, "stamp")
	d.add(0.03*share, 0.6, "highlight")
	d.add(0.02*share, 0.4, "label", "note")
	d.add(0.02*share, 0.5, "tape")
	d.add(0.02*share, 0.8, "staple", "clip")
	d.add(0.02*share, 0.8, "punch")
	d.add(0.02*share, 0.5, "tear", "burn")
}

// photo: a sheet on a table, or a screen, before a camera.
func (d *dice) photo() {
	p := &d.spec.Damage.Pose
	// Of 36 photos 27 were wider than 2400 pixels, the others from 1200 to 1800, most of
	// them cut to the page and made smaller for the web.
	w, h := 2200, 1700
	chance.Choose(d.rng,
		chance.Case(2, func() { w, h = 1600, 1200 }),
		chance.Case(1, func() {}),
		chance.Case(2, func() { w, h = 2600, 1950 }),
		chance.Case(4, func() { w, h = 3200, 2400 }),
		chance.Case(1, func() { w, h = 3264, 1836 }),
	)
	turn := 0.0
	if d.odds(0.05) {
		turn = chance.Pick(d.rng, 90., 180, 270)
	}
	// The phone is held along the sheet as it lies.
	size := d.spec.Page.SizeMM()
	if (size[1] > size[0]) != (turn == 90 || turn == 270) != d.odds(0.05) {
		w, h = h, w
	}
	p.Camera = &bend.Camera{TiltDeg: 30 * d.mild(), AzimuthDeg: chance.Pick(d.rng, -90, d.between(0, 360)), Distance: d.between(1, 2.5),
		WidthPx: w, HeightPx: h, Fill: d.between(0.75, 1.03)}
	p.RotateDeg = turn + d.between(-1, 1)*d.between(0, 12)
	d.add(0.5, 0.5, "lens")
	if d.odds(0.02) {
		d.add(1, 0.6, "screen", "screen", "phone-screen")
	} else {
		d.printed()
		d.add(0.8, 1, "fibre")
		d.aged(0.8)
		d.lies()
		d.add(1, 0, "table-plain", "table-plain", "table-plain", "table-wood", "table-wood", "table-wood", "table-wood", "table-wood",
			"table-fabric", "table-linen", "table-stone", "table-metal", chance.Pick(d.rng, "table-paper", "table-keys", "table-graph"))
		d.add(0.7, 0.8, "sheet-shadow")
	}
	d.lightened()
	d.taken()
}

// lies bends the sheet, one way or another.
func (d *dice) lies() {
	d.add(0.6, 0.4, "curl")
	chance.Choose(d.rng,
		chance.Case(45, func() {}),
		chance.Case(28, func() { d.add(1, 0.9, "fold") }),
		chance.Case(14, func() {
			d.add(1, 0.9, "crumple")
			d.add(0.5, 0.5, "crease")
		}),
		chance.Case(13, func() { d.add(1, 0.8, "corner") }),
	)
}

// lightened lights it.
func (d *dice) lightened() {
	d.add(0.6, 0.6, "shade")
	d.add(0.3, 0.7, "lamp", "mixed-lamps")
	d.add(0.5, 0.7, "vignette")
	d.add(0.25, 0.5, "warm", "warm", "cold")
	d.add(0.3, 0.8, "shadow", "shadow", "shadow-phone", "shadow-hand", "shadow-window", "shadow-bars", "shadow-edge", "shadow-edge")
	d.add(0.03, 0.6, "glare")
}

// taken is the camera and its processing.
func (d *dice) taken() {
	c := &d.spec.Damage.Capture
	c.BlurPx, c.JPEGQuality = d.between(0.4, 1.1), 60+d.rng.IntN(36)
	d.add(0.9, 0.8, "noise")
	d.add(0.3, 0.5, "colour-noise")
	d.add(0.3, 0, "mosaic")
	d.add(0.03, 0.5, "motion")
	d.add(0.03, 0.4, "defocus")
	d.add(0.3, 0.6, "cast")
	d.add(0.25, 0.5, "dark", "bright")
	d.add(0.4, 0.6, "contrast", "flat", "washed")
	d.add(0.3, 0.6, "vivid", "pale")
	d.add(0.5, 0.6, "sharpen")
	d.add(0.03, 0, "grey")
	d.add(0.02, 0.4, "scan-app")
}
