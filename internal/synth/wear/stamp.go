package wear

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Stamp is rubber-stamped ink, which lets through.
type Stamp struct {
	// Kind is "round", "box" or "date".
	Kind string `json:"kind"`
	// AtMM is its middle, SizeMM its width, 8 to 150; TurnDeg turns it
	// clockwise.
	AtMM    [2]float64 `json:"at_mm"`
	SizeMM  float64    `json:"size_mm"`
	TurnDeg float64    `json:"turn_deg,omitempty"`
	// Colour of the ink; black means blue. Depth is how much of it, 0 to 1;
	// Uneven the share that did not print, 0 to 1.
	Colour raster.Colour `json:"colour,omitzero"`
	Depth  float64       `json:"depth"`
	Uneven float64       `json:"uneven,omitempty"`
	// Text of its lines, the first around a round one; none means words that
	// name nobody.
	Text []string `json:"text,omitempty"`
}

// StampKinds lists the kinds of stamps.
func StampKinds() []string { return []string{"round", "box", "date"} }

func (p *Stamp) check(l *limits) {
	l.name("stamp", "kind", p.Kind, StampKinds()...)
	l.place("stamp", p.AtMM)
	l.in("stamp", "size in mm", p.SizeMM, 8, 150)
	l.turn("stamp", p.TurnDeg)
	l.share("stamp", "depth", p.Depth)
	l.share("stamp", "unevenness", p.Uneven)
	l.count("stamp", len(p.Text), 6)
}

func (p *Stamp) apply(b *bench, number int) error {
	rng := b.chance(kindStamp, number)
	font, err := boldFont()
	if err != nil {
		return err
	}
	colour := p.Colour
	if colour == (raster.Colour{}) {
		colour = raster.Colour{58, 70, 160}
	}
	var shapes []raster.Mark
	if p.Kind == "round" {
		shapes, err = p.round(font)
	} else {
		shapes, err = p.box(font, rng)
	}
	if err != nil {
		return err
	}
	g := newGroup(glaze(colour, p.Depth), shapes...)
	// One side was pressed harder, and the rubber is worn in places.
	c := newClouds(rng, p.SizeMM/4, 3)
	dir := rng.Float64() * 2 * math.Pi
	lean := [2]float64{math.Cos(dir) / p.SizeMM, math.Sin(dir) / p.SizeMM}
	thin := newField(g.box, max(p.SizeMM/60, 0.3), func(x, y float64) float64 {
		t := (x-p.AtMM[0])*lean[0] + (y-p.AtMM[1])*lean[1]
		return p.Uneven * min(max(0.45+0.9*c.at(x, y)+0.7*t, 0), 1)
	})
	b.cover(g.uneven(newGrain(rng, 0.22), 0.06, 0.7, thin))
	return nil
}

// round is a ring with words along it and one or two lines inside.
func (p *Stamp) round(font *raster.Font) ([]raster.Mark, error) {
	text := p.Text
	if len(text) == 0 {
		text = []string{"DEPARTMENT OF CARDIOLOGY * ECG *", "SEEN"}
	}
	r := p.SizeMM / 2
	x, y := p.AtMM[0], p.AtMM[1]
	out := []raster.Mark{raster.NewLine(closed(circle(x, y, r, 90)), 0.05*r, white()),
		raster.NewLine(closed(circle(x, y, 0.66*r, 90)), 0.03*r, white())}
	em := 0.24 * r
	total := 0.0
	for _, c := range text[0] {
		_, w, err := font.Outline(string(c))
		if err != nil {
			return nil, err
		}
		total += w
	}
	em = min(em, 2*math.Pi*0.74*r/max(total, 1))
	at := -total * em / 2
	for _, c := range text[0] {
		_, w, err := font.Outline(string(c))
		if err != nil {
			return nil, err
		}
		// Each letter upright on the ring, the middle of the words on top.
		turn := p.TurnDeg + (at+w*em/2)/(0.74*r)*180/math.Pi
		foot := turned(x, y, turn, -w*em/2, -0.74*r)
		a, _, err := raster.Words(font, string(c), foot[0], foot[1], em, radians(turn), white())
		if err != nil {
			return nil, err
		}
		out, at = append(out, a), at+w*em
	}
	return p.lines(font, out, text[1:], 1.0*r, 0.6*r)
}

// box is a frame with lines of words; a date has one and a rule above.
func (p *Stamp) box(font *raster.Font, rng *rand.Rand) ([]raster.Mark, error) {
	text := p.Text
	if len(text) == 0 {
		text = chance.Pick(rng, []string{"RECEIVED", "ECG LAB"}, []string{"COPY"}, []string{"REVIEWED", "BY:"}, []string{"CONFIDENTIAL"})
		if p.Kind == "date" {
			text = []string{[]string{"12 JAN 2019", "03 MAY 2021", "27 SEP 2016", "08 NOV 1998"}[rng.IntN(4)]}
		}
	}
	h := p.SizeMM * (0.16 + 0.15*float64(len(text)))
	frame := closed(quad(p.AtMM, [2]float64{p.SizeMM, h}, p.TurnDeg))
	out := []raster.Mark{raster.NewLine(frame, max(0.018*p.SizeMM, 0.3), white())}
	if p.Kind == "date" {
		out = out[:0]
		h = 0.3 * p.SizeMM
	}
	return p.lines(font, out, text, 0.86*p.SizeMM, 0.8*h)
}

// lines puts words in the middle, within a width and height.
func (p *Stamp) lines(font *raster.Font, out []raster.Mark, text []string, w, h float64) ([]raster.Mark, error) {
	for i, s := range text {
		_, wide, err := font.Outline(s)
		if err != nil {
			return nil, err
		}
		em := min(w/max(wide, 0.5), 0.95*h/float64(len(text)))
		down := (float64(i)-float64(len(text)-1)/2)*h/float64(len(text)) + 0.36*em
		at := turned(p.AtMM[0], p.AtMM[1], p.TurnDeg, -wide*em/2, down)
		a, _, err := raster.Words(font, s, at[0], at[1], em, radians(p.TurnDeg), white())
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

func radians(deg float64) float64 { return deg * math.Pi / 180 }
