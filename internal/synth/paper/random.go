package paper

import (
	"math/rand/v2"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// mixedShare is the share of pages that keep to no style.
const mixedShare = 1.0 / 3

// RandomPage draws a page by chance: one of a style ([Styles]), or one that
// mixes what there is freely. It is always in range. Weights follow what is
// printed most, without leaving the rest out.
func RandomPage(rng *rand.Rand) Page { return randomPage(rng).honest() }

func randomPage(rng *rand.Rand) Page {
	if chance.Odds(rng, mixedShare) {
		return mixed(rng)
	}
	sum := 0.0
	for _, s := range Styles() {
		sum += s.Weight
	}
	at := sum * rng.Float64()
	for _, s := range Styles() {
		if at -= s.Weight; at < 0 {
			return s.Page(rng)
		}
	}
	return mixed(rng)
}

// mixed draws everything for itself.
func mixed(rng *rand.Rand) Page {
	var p Page
	p.Layout = mixedLayout(rng)
	scaled(rng, &p)
	mixedGrid(rng, &p)
	mixedWords(rng, &p)
	p.Pulse = chance.Pick(rng, PulseLeft, PulseLeft, PulseRight, PulseColumns, PulseNone)
	p.OnePulse = chance.Odds(rng, 0.2)
	if chance.Odds(rng, 0.3) {
		p.PulseForm = PulseForm{WidthMM: chance.Pick(rng, 0., 2.5, 5, 10), FootMM: chance.Between(rng, 0.5, 3),
			RoundMM: chance.Pick(rng, 0, 0, chance.Between(rng, 0.1, 0.6)), Steps: chance.Odds(rng, 0.3)}
	}
	p.Separator = Separator(rng.IntN(int(numSeparators)))
	p.SeparatorMM, p.SeparatorEnds = chance.Between(rng, 2, 9), chance.Odds(rng, 0.15)
	if p.Separator == SeparatorNone && chance.Odds(rng, 0.3) {
		p.GapMM = chance.Between(rng, 1, 4)
	}
	p.ColumnGapMM = chance.Pick(rng, 0, 0, chance.Between(rng, 1, 12))
	if chance.Odds(rng, 0.15) {
		p.ClipMM, p.ClipFlat = chance.Between(rng, 9, 22), chance.Odds(rng, 0.3)
	}
	p.TickSec = chance.Pick(rng, 0, 0, 0, 1.)
	if chance.Odds(rng, 0.15) {
		p.Beats = BeatMarks(rng.IntN(int(numBeatMarks)))
	}
	p.Times = p.Layout.Continued
	chance.Choose(rng, chance.Case(3, func() {}), chance.Case(3, func() { thermal(rng, &p) }), chance.Case(2, func() { jetted(rng, &p) }),
		chance.Case(0.6, func() { hotPen(rng, &p) }), chance.Case(0.4, func() { needled(rng, &p) }))
	if chance.Odds(rng, 0.08) {
		p.Pen.Hard, p.Grid.Hard = true, true
	}
	if chance.Odds(rng, 0.2) {
		edged(&p, EdgeKind(rng.IntN(int(numEdges))), chance.Pick(rng, 0, 100., 140))
	}
	mixedPaper(rng, &p)
	return p
}

// mixedLayout draws from all layouts. Four in five pages show twelve leads or more: of 29
// real ones of any origin 27 did.
func mixedLayout(rng *rand.Rand) (l Layout) {
	chest := []string{"V1", "V2", "V3", "V4", "V5", "V6"}
	lead := chance.Pick(rng, "II", "II", "I", "V1", "V5", "aVF")
	chance.Choose(rng,
		chance.Case(36, func() { l = twelve(rng) }),
		chance.Case(2, func() { l = Layout{Rows: 6, Cols: 1} }),
		chance.Case(1, func() { l = Layout{Rows: 6, Cols: 1, Leads: chest} }),
		chance.Case(1, func() { l = Layout{Rows: 8, Cols: 1} }),
		chance.Case(1, func() { l = Layout{Rows: 3, Cols: 2} }),
		chance.Case(1, func() { l = Layout{Rows: 3, Cols: 2, Leads: []string{"I", "II", "III", "V1", "V3", "V5"}} }),
		chance.Case(0.5, func() { l = Layout{Rows: 3, Cols: 2, Leads: chest} }),
		chance.Case(0.5, func() { l = Layout{Rows: 3, Cols: 1, Leads: []string{"II", "V1", "V5"}} }),
		chance.Case(1, func() { l = Layout{Rows: 1, Cols: 1, Leads: []string{lead}} }),
		chance.Case(1, func() {
			n := 2 + rng.IntN(4)
			l = Layout{Rows: n, Cols: 1, Leads: slices.Repeat([]string{lead}, n), Continued: true}
		}),
		chance.Case(0.5, func() {
			l = Layout{Rows: 15, Cols: 1}
		}),
	)
	return l
}

// mixedGrid draws the lines of the paper.
func mixedGrid(rng *rand.Rand, p *Page) {
	g := coloured(rng, "red", "red", "pink", "pink", "orange", "green", "blue", "grey", "black", "brown", chance.Pick(rng, "red", "none"))
	g.Kind = chance.Pick(rng, GridLines, GridLines, GridLines, GridDotted, GridDashed, GridPoints, GridSpeckled, GridStarred)
	if chance.Odds(rng, 0.08) {
		g.FineMM = 0
	}
	if chance.Odds(rng, 0.01) && g.BoldMM > 0 && g.FineMM > 0 {
		g.BoldMM = 10
	}
	if chance.Odds(rng, 0.3) {
		preprinted(rng, g)
	} else if chance.Odds(rng, 0.4) {
		byMachine(rng, g)
	}
	if chance.Odds(rng, 0.06) {
		g.BandMM = chance.Between(rng, 10, 20)
	}
	if chance.Odds(rng, 0.15) {
		g.FrameMM = chance.Between(rng, 0.2, 0.6)
	}
	g.InsetMM = chance.Pick(rng, 0, 0, chance.Between(rng, 2, 8))
	p.Grid = g
}

// mixedWords draws letters, names and what is written above and below.
func mixedWords(rng *rand.Rand, p *Page) {
	p.Font = chance.Pick(rng, Fonts()...) + chance.Pick(rng, "", "", "", " condensed", " wide", " slanted")
	p.NoNames = chance.Odds(rng, 0.03)
	p.NameMM = chance.Between(rng, 2.4, 5)
	p.Names = Names{At: namePlace(rng), Again: chance.Odds(rng, 0.1), Patch: chance.Odds(rng, 0.1), Cover: chance.Odds(rng, 0.05)}
	if chance.Odds(rng, 0.3) {
		p.Names.Kind = NameKind(rng.IntN(int(numNameKinds)))
	}
	if chance.Odds(rng, 0.3) {
		p.Names.Font = chance.Pick(rng, Fonts()...)
	}
	if chance.Odds(rng, 0.1) {
		p.Names.Ink = &Colour{20, 40, uint8(100 + rng.IntN(120))}
	}
	who, lang := invent(rng), language(rng)
	if chance.Odds(rng, 0.2) {
		p.Footer = "-"
	} else if chance.Odds(rng, 0.5) {
		p.Footer = "-"
		p.Items = append(p.Items, words(chance.Between(rng, 6, 60), 5, 3, "", scales(rng, p.ChestMMPerMV == 0)+"   "+filters(rng)).atFoot())
	}
	if chance.Odds(rng, 0.15) {
		p.Header = []string{"Simulated ECG, no patient"}
		return
	}
	em := chance.Between(rng, 2.4, 3.6)
	p.MarginMM[1] = chance.Between(rng, 14, 50)
	if p.MarginMM[1] > 32 {
		p.Items = append(p.Items, words(chance.Between(rng, 4, 14), 8, em, "", ids(rng, who)...), measured(rng, lang, chance.Between(rng, 70, 100), 8, em, ""))
	}
	if p.MarginMM[1] > 20 && chance.Odds(rng, 0.7) {
		p.Items = append(p.Items, words(chance.Between(rng, 150, 180), 8, em, "", remarks(rng, lang)...))
	}
	extras(rng, p, "")
}

// namePlace draws where names stand. On 29 real pages of any origin they stood above
// the start of their trace or close to it, below it, or on two before the rows; on
// none across the trace or at its end.
func namePlace(rng *rand.Rand) (at NamePlace) {
	is := func(weight float64, p NamePlace) chance.Choice { return chance.Case(weight, func() { at = p }) }
	chance.Choose(rng, is(32, NameAbove), is(30, NameBelow), is(25, NameClose), is(9, NameBefore), is(2, NameOnTrace), is(2, NameAtEnd))
	return at
}

// mixedPaper draws the size of the paper and how the rows share it.
func mixedPaper(rng *rand.Rand, p *Page) {
	if chance.Odds(rng, 0.25) {
		p.Ink = chance.Pick(rng, Colour{20, 20, 90}, Colour{40, 40, 40}, Colour{60, 0, 0}, Colour{0, 0, 160}, Colour{0, 60, 30})
	}
	if chance.Odds(rng, 0.3) {
		p.Paper = chance.Pick(rng, Colour{252, 250, 242}, Colour{255, 246, 240}, Colour{246, 246, 246}, Colour{240, 248, 240}, Colour{255, 240, 240})
	} else if chance.Odds(rng, 0.05) { // paper that is coloured, with a grid of the same hue or another
		p.Paper = chance.Pick(rng, Colour{255, 244, 190}, Colour{236, 226, 255}, Colour{214, 240, 214}, Colour{255, 220, 224}, Colour{218, 236, 250})
	}
	n := p.Layout.Rows + len(p.Layout.Rhythm)
	if n <= 2 {
		p.PitchMM = chance.Between(rng, 30, 50)
		rolled(p)
		return
	}
	// Rows nearer to each other than their waves are high. Twelve rows are 15 mm apart on
	// real pages, six 20 and more, three or four 25 and more.
	if chance.Odds(rng, 0.2) {
		p.PitchMM = chance.Between(rng, 12, 20) * max(1, 1.5-float64(n)/12)
	}
	size := sheet(rng)
	if chance.Odds(rng, 0.15) {
		size[0], size[1] = size[1], size[0]
	}
	onPaper(p, size)
	somewhere(rng, p)
}
