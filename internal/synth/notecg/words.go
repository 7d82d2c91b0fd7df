package notecg

import (
	"fmt"
	"image/color"
	"strings"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A face is one of the Go fonts.
type face int

const (
	regular face = iota
	bold
	mono
	italic
)

// fonts are the parsed fonts, by face.
type fonts []*sfnt.Font

func loadFonts() (fonts, error) {
	var out fonts
	for _, ttf := range [][]byte{goregular.TTF, gobold.TTF, gomono.TTF, goitalic.TTF} {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			return nil, fmt.Errorf("font: %w", err)
		}
		out = append(out, f)
	}
	return out, nil
}

// outline is the contours of a word in em, from the start of its base line,
// and its width. Curves are cut into straight pieces.
func (p *pad) outline(f face, s string) (contours [][]point, width float64) {
	const ppem = 1024
	var buf sfnt.Buffer
	em := func(q fixed.Point26_6, x float64) point {
		return point{x + float64(q.X)/64/ppem, float64(q.Y) / 64 / ppem}
	}
	for _, r := range s {
		g, err := p.fonts[f].GlyphIndex(&buf, r)
		if err != nil {
			p.fail(err)
			return nil, 0
		}
		segments, err := p.fonts[f].LoadGlyph(&buf, g, fixed.I(ppem), nil)
		if err != nil {
			p.fail(err)
			return nil, 0
		}
		for _, seg := range segments {
			n := len(contours) - 1
			switch seg.Op {
			case sfnt.SegmentOpMoveTo:
				contours = append(contours, []point{em(seg.Args[0], width)})
			case sfnt.SegmentOpLineTo:
				contours[n] = append(contours[n], em(seg.Args[0], width))
			case sfnt.SegmentOpQuadTo: // the Go fonts have no cubic curves
				a, b, c := contours[n][len(contours[n])-1], em(seg.Args[0], width), em(seg.Args[1], width)
				for i := 1; i <= 4; i++ {
					t := float64(i) / 4
					u := 1 - t
					contours[n] = append(contours[n], point{u*u*a[0] + 2*u*t*b[0] + t*t*c[0], u*u*a[1] + 2*u*t*b[1] + t*t*c[1]})
				}
			}
		}
		adv, err := p.fonts[f].GlyphAdvance(&buf, g, fixed.I(ppem), 0)
		if err != nil {
			p.fail(err)
			return nil, 0
		}
		width += float64(adv) / 64 / ppem
	}
	return contours, width
}

func (p *pad) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// write puts s on the base line y. The share of its width that lies left of x
// is left: 0 begins there, 0.5 is centred, 1 ends there. It returns the width.
func (p *pad) write(c color.NRGBA, f face, size, x, y, left float64, s string) float64 {
	contours, width := p.outline(f, s)
	for _, t := range contours {
		for i, q := range t {
			t[i] = point{x + size*(q[0]-left*width), y + size*q[1]}
		}
	}
	p.fill(c, contours...)
	return size * width
}

// width is how far s reaches.
func (p *pad) width(f face, size float64, s string) float64 {
	_, w := p.outline(f, s)
	return size * w
}

// word is a made-up or common word.
func (p *pad) word() string {
	if p.odds(0.35) {
		return pick(p, "the", "of", "and", "a", "to", "in", "is", "it", "for", "was", "on", "are", "as", "with", "at", "by", "from", "this", "not", "or")
	}
	var b strings.Builder
	for range p.count(1, 4) {
		b.WriteString(pick(p, "b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl", "ch", "sh"))
		b.WriteString(pick(p, "a", "e", "i", "o", "u", "ea", "ou", "ai"))
		if p.odds(0.4) {
			b.WriteString(pick(p, "n", "r", "s", "t", "l", "m", "nd", "rt"))
		}
	}
	return b.String()
}

// title is some words that begin with a capital.
func (p *pad) title(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = p.word()
	}
	s := strings.Join(words, " ")
	return strings.ToUpper(s[:1]) + s[1:]
}

// number is a figure as tables show it.
func (p *pad) number() string {
	switch p.count(0, 3) {
	case 0:
		return fmt.Sprint(p.count(0, 99))
	case 1:
		return fmt.Sprintf("%.2f", p.between(0, 1000))
	case 2:
		return fmt.Sprintf("%.1f %%", p.between(0, 100))
	default:
		return fmt.Sprint(p.count(100, 99999))
	}
}
