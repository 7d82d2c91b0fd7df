package wear

import (
	"math/rand/v2"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Label is paper stuck over the page.
type Label struct {
	// Kind is "note" (sticky, with handwriting), "label" (printed words) or
	// "barcode".
	Kind string `json:"kind"`
	// AtMM is its middle, SizeMM its width and height, 5 to 300; TurnDeg turns
	// it clockwise.
	AtMM    [2]float64 `json:"at_mm"`
	SizeMM  [2]float64 `json:"size_mm"`
	TurnDeg float64    `json:"turn_deg,omitempty"`
	// Colour of the paper; black means yellow of notes, white else.
	Colour raster.Colour `json:"colour,omitzero"`
	// Text of its lines; none means words that say nothing of a patient.
	Text []string `json:"text,omitempty"`
}

// LabelKinds lists the kinds of labels.
func LabelKinds() []string { return []string{"note", "label", "barcode"} }

func (p *Label) check(l *limits) {
	l.name("label", "kind", p.Kind, LabelKinds()...)
	l.place("label", p.AtMM)
	l.in("label", "width in mm", p.SizeMM[0], 5, 300)
	l.in("label", "height in mm", p.SizeMM[1], 5, 300)
	l.turn("label", p.TurnDeg)
	l.count("label", len(p.Text), 20)
}

func (p *Label) apply(b *bench, number int) error {
	rng := b.chance(kindLabel, number)
	colour := p.Colour
	if colour == (raster.Colour{}) {
		colour = raster.Colour{252, 252, 250}
		if p.Kind == "note" {
			colour = raster.Colour{252, 236, 110}
		}
	}
	p.shadow(b)
	sheet := quad(p.AtMM, p.SizeMM, p.TurnDeg)
	b.cover(raster.NewArea([][][2]float64{sheet}, opaque(colour, 1)))
	if p.Kind == "note" {
		p.lift(b, sheet)
		return p.write(b, rng)
	}
	b.cover(raster.NewLine(closed(sheet), 0.12, opaque(raster.Colour{205, 205, 200}, 1)))
	return p.print(b, rng)
}

// shadow falls to the lower right, further where a note lifts off.
func (p *Label) shadow(b *bench) {
	far, dark := 0.25, 0.18
	if p.Kind == "note" {
		far, dark = 0.5, 0.14
	}
	for i := 1.0; i <= 4; i++ {
		q := quad([2]float64{p.AtMM[0] + i*far*0.6, p.AtMM[1] + i*far}, p.SizeMM, p.TurnDeg)
		b.add(raster.NewArea([][][2]float64{q}, glaze(raster.Colour{90, 90, 96}, dark)))
	}
}

// lift darkens the lower part of a note, which curls up.
func (p *Label) lift(b *bench, sheet [][2]float64) {
	body := raster.NewArea([][][2]float64{sheet}, white())
	down := turned(0, 0, p.TurnDeg, 0, 1)
	f := newField(body.Box(), 1, func(x, y float64) float64 {
		t := ((x-p.AtMM[0])*down[0]+(y-p.AtMM[1])*down[1])/p.SizeMM[1] + 0.5
		return 1 - 0.9*t*t
	})
	b.add(newGroup(glaze(raster.Colour{190, 180, 150}, 0.6), body).uneven(nil, 0, 1, f))
}

// write puts handwriting on a note.
func (p *Label) write(b *bench, rng *rand.Rand) error {
	lines := p.Text
	if len(lines) == 0 {
		lines = [][]string{{"PLS", "REPEAT"}, {"DR TO", "SEE"}, {"OLD ECG?"}, {"COMPARE", "WITH 3/4"}}[rng.IntN(4)]
	}
	step := p.SizeMM[1] / float64(len(lines)+1)
	for i, s := range lines {
		h := hand{size: min(0.55*step, p.SizeMM[0]/float64(len(s)+1)), slant: 0.12, rng: rng}
		start := turned(p.AtMM[0], p.AtMM[1], p.TurnDeg, -0.42*p.SizeMM[0], -p.SizeMM[1]/2+step*(float64(i)+1.2))
		strokes, _ := h.words(s, start, p.TurnDeg)
		if g := penOf("ball blue").group(rng, strokes); g != nil { // some words have no letters that the hand knows
			b.add(g)
		}
	}
	return nil
}

// print puts words and bars on a label.
func (p *Label) print(b *bench, rng *rand.Rand) error {
	lines, words := p.Text, goregular.TTF
	height := p.SizeMM[1]
	if p.Kind == "barcode" {
		p.bars(b, rng)
		words, height = gomono.TTF, 0.35*height
	}
	if len(lines) == 0 {
		lines = []string{"WARD 7", "Cardiology", "Bed 12"}
		if p.Kind == "barcode" {
			digits := make([]byte, 10)
			for i := range digits {
				digits[i] = byte('0' + rng.IntN(10))
			}
			lines = []string{string(digits)}
		}
	}
	font, err := raster.ParseFont(words)
	if err != nil {
		return err
	}
	step := height / (float64(len(lines)) + 0.4)
	ink := opaque(raster.Colour{30, 30, 32}, 0.95)
	for i, s := range lines {
		em := min(0.8*step, 1.5*p.SizeMM[0]/float64(len(s)+2))
		at := turned(p.AtMM[0], p.AtMM[1], p.TurnDeg, -0.44*p.SizeMM[0], p.SizeMM[1]/2-height+step*(float64(i)+0.9))
		a, _, err := raster.Words(font, s, at[0], at[1], em, radians(p.TurnDeg), ink)
		if err != nil {
			return err
		}
		b.add(a)
	}
	return nil
}

// bars of one, two or three modules, as those of a bar code.
func (p *Label) bars(b *bench, rng *rand.Rand) {
	const modules = 95.0
	one := 0.88 * p.SizeMM[0] / modules
	var all [][][2]float64
	for at := 0.0; at < modules-3; {
		wide := float64(1 + rng.IntN(3))
		mid := turned(p.AtMM[0], p.AtMM[1], p.TurnDeg, -0.44*p.SizeMM[0]+one*(at+wide/2), -0.14*p.SizeMM[1])
		all = append(all, quad(mid, [2]float64{one * wide, 0.58 * p.SizeMM[1]}, p.TurnDeg))
		at += wide + float64(1+rng.IntN(3))
	}
	b.add(raster.NewArea(all, opaque(raster.Colour{24, 24, 26}, 0.97)))
}

// boldFont is that of stamps.
func boldFont() (*raster.Font, error) { return raster.ParseFont(gobold.TTF) }
