package paper

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// coloured is paper in one of some colours, none quite like another.
func coloured(rng *rand.Rand, names ...string) *Grid {
	g, err := GridOf(chance.Pick(rng, names...))
	if err != nil {
		return &Grid{}
	}
	depth := chance.Between(rng, 0.7, 1.25)
	for i := range g.Fine {
		g.Fine[i] = deeper(g.Fine[i], depth, rng)
		g.Bold[i] = deeper(g.Bold[i], depth, rng)
	}
	g.FineWidthMM, g.BoldWidthMM = chance.Between(rng, 0.06, 0.16), chance.Between(rng, 0.14, 0.34)
	g.ShiftMM = [2]float64{chance.Between(rng, 0, 5), chance.Between(rng, 0, 5)}
	return g
}

// byMachine prints the grid with the traces, on many pages in step with them.
func byMachine(rng *rand.Rand, g *Grid) {
	if g.Machine = true; chance.Odds(rng, 0.4) {
		g.Aligned, g.ShiftMM = true, [2]float64{}
	}
}

func deeper(v uint8, depth float64, rng *rand.Rand) uint8 {
	return uint8(min(max(255-depth*float64(255-v)+chance.Between(rng, -5, 5), 0), 255))
}

// preprinted paper was not printed by the machine: its scale is not quite the
// drive's. Of 27 real scans and photos none was off by more than 0.03 %, while
// standards allow per cents: most are nearly right, a few far off.
func preprinted(rng *rand.Rand, g *Grid) {
	off := func(most float64) float64 {
		u := chance.Between(rng, -1, 1)
		return 1 + most*u*u*u*u*u
	}
	if chance.Odds(rng, 0.4) {
		g.Scale = [2]float64{off(0.007), off(0.003)}
	}
	if chance.Odds(rng, 0.3) {
		g.BleedMM = chance.Between(rng, 0.02, 0.12)
	}
}

// thermal printing loses ink with age and with the elements of its head.
func thermal(rng *rand.Rand, p *Page) {
	p.Pen.Alpha, p.Pen.Seed = 1-0.3*rng.Float64()*rng.Float64(), rng.Uint64()
	if chance.Odds(rng, 0.35) {
		p.Pen.Mottle = chance.Between(rng, 0.1, 0.6)
	}
	if chance.Odds(rng, 0.25) {
		p.Pen.Dead = 1 + rng.IntN(6)
	}
	if chance.Odds(rng, 0.15) {
		p.Pen.Fade[rng.IntN(2)] = chance.Between(rng, 0.1, 0.6)
	}
	if chance.Odds(rng, 0.5) {
		p.Pen.StepMM = [2]float64{0.125, 0.125}
	}
	if chance.Odds(rng, 0.05) {
		p.Pen.Skip = chance.Between(rng, 0.005, 0.04)
	}
	p.Ink = chance.Pick(rng, Colour{}, Colour{36, 36, 40}, Colour{52, 44, 60}, Colour{30, 30, 70})
	p.Paper = chance.Pick(rng, Colour{252, 250, 244}, Colour{255, 248, 246}, Colour{255, 255, 255}, Colour{250, 246, 234})
}

// jetted ink strays a little.
func jetted(rng *rand.Rand, p *Page) {
	p.Pen.Seed = rng.Uint64()
	if chance.Odds(rng, 0.5) {
		p.Pen.WobbleMM = chance.Between(rng, 0.01, 0.06)
	}
	if chance.Odds(rng, 0.1) {
		p.Pen.Dead, p.Pen.DeadMM = 1+rng.IntN(20), chance.Between(rng, 0.05, 0.3)
	}
	if chance.Odds(rng, 0.3) {
		p.Pen.Multiply = true
	}
}

// hotPen is a stylus on wax paper.
func hotPen(rng *rand.Rand, p *Page) {
	p.Pen.Seed, p.Pen.TurnMM = rng.Uint64(), chance.Between(rng, 0.2, 0.7)
	p.Pen.Mottle = chance.Between(rng, 0, 0.5)
	p.PenMM = chance.Between(rng, 0.25, 0.5)
	p.PulseForm.RoundMM = chance.Between(rng, 0.1, 0.6)
	p.Ink = chance.Pick(rng, Colour{20, 20, 24}, Colour{40, 30, 60}, Colour{60, 50, 40})
}

// needled prints all in dots.
func needled(rng *rand.Rand, p *Page) {
	p.Pen.StepMM = [2]float64{chance.Between(rng, 0.12, 0.2), chance.Between(rng, 0.2, 0.36)}
	p.Font, p.Names.Font = "needles", ""
}

// scaled draws speed and gain: mostly the usual ones, as all of 55 real pages had
// whose scales were read. Others are two or three times as frequent here as half of
// one in 56, for the parts of the world that those pages are not from.
func scaled(rng *rand.Rand, p *Page) {
	switch r := rng.Float64(); {
	case r < 0.03:
		p.GainMMPerMV = chance.Pick(rng, 5., 5, 20, 20, 2.5, 15, 8)
	case r < 0.05:
		p.GainMMPerMV, p.ChestMMPerMV = 10, 5
	case r < 0.06:
		p.GainMMPerMV, p.ChestMMPerMV = 20, 10
	}
	switch r := rng.Float64(); {
	case r < 0.02:
		p.SpeedMMPerS, p.RowSec = 12.5, chance.Pick(rng, 20., 20, 20, 10)
	case r < 0.06:
		p.SpeedMMPerS, p.RowSec = 50, 5
	}
	p.PenMM = 0.2 + 0.25*math.Pow(rng.Float64(), 1.5)
	// Of 34 pictures that programs drew 25 had 200 dots to the inch, 4 more, 3 about 150
	// and 2 fewer.
	chance.Choose(rng, chance.Case(6, func() { p.DPI = 110 }), chance.Case(9, func() { p.DPI = 150 }),
		chance.Case(72, func() { p.DPI = 200 }), chance.Case(13, func() { p.DPI = 300 }))
}

// Sizes of paper, mm.
const (
	letterLongMM  = 279.4
	letterShortMM = 215.9
)

// sheet is a common size of paper, across.
func sheet(rng *rand.Rand) [2]float64 {
	return chance.Pick(rng, [2]float64{a4LongMM, a4ShortMM}, [2]float64{letterLongMM, letterShortMM})
}

// onPaper puts the page on paper of a size; where that is too small the page
// is printed smaller, that is to say, in its own millimetres the paper is
// larger, and so are letters and what else does not belong to the traces.
func onPaper(p *Page, size [2]float64) {
	q, _ := p.withDefaults() // the sizes are there even if some field is wrong
	n := float64(q.Layout.Rows + len(q.Layout.Rhythm))
	side, pitch := q.margins(), max(q.PitchMM, 8)
	k := max(1, (q.needX()+0.1)/size[0], (pitch*n+0.1)/(size[1]-side[1]-side[3]))
	if k > 1 {
		enlarge(p, &q, k)
		p.DPI = max(100, q.DPI/k)
		side = p.margins()
	}
	p.PaperMM = [2]float64{k * size[0], max(k*size[1], side[1]+side[3]+pitch*n+0.1)}
}

// enlarge makes all k times as large that is not measured in time and
// voltage. q is the page with its defaults.
func enlarge(p, q *Page, k float64) {
	p.Grid.InsetMM *= k
	for i := range p.MarginMM {
		p.Grid.MarginMM[i] *= k
		if i%2 == 1 { // those at the sides are part of what did not fit
			p.MarginMM[i] *= k
		}
	}
	if q.Names.At != NameBefore {
		p.NameMM = min(k*q.NameMM, 12)
	}
	p.PenMM = min(k*q.PenMM, 1)
	for i := range p.Items {
		it := &p.Items[i]
		for j := range 2 {
			it.AtMM[j] *= k
			it.SizeMM[j] *= k
		}
		for j := range it.TabMM {
			it.TabMM[j] *= k
		}
		if it.EmMM == 0 {
			it.EmMM = 3
		}
		it.EmMM, it.PenMM, it.PitchMM = it.EmMM*k, it.PenMM*k, it.PitchMM*k
	}
}

// somewhere puts rows of a fixed distance at some height of their paper.
func somewhere(rng *rand.Rand, p *Page) {
	q, _ := p.withDefaults() // the sizes are there even if some field is wrong
	side := q.margins()
	free := p.PaperMM[1] - side[1] - side[3] - p.PitchMM*float64(q.Layout.Rows+len(q.Layout.Rhythm))
	if p.PitchMM > 0 && free > 0 {
		p.MarginMM[1] = side[1] + free*rng.Float64()
	}
}

// edged gives paper off a stack or roll its edges, and room for holes.
func edged(p *Page, kind EdgeKind, foldMM float64) {
	p.Edge = Edge{Kind: kind, FoldMM: foldMM}
	if kind != EdgeHoles {
		return
	}
	const room = holeInMM + holeMM
	for i := range p.MarginMM {
		if i%2 == 1 && p.MarginMM[i] > 0 {
			p.MarginMM[i] += room
			p.Grid.MarginMM[i] = max(p.Grid.MarginMM[i], room)
		}
	}
	for i := range p.Items {
		if it := &p.Items[i]; it.From[1] == 1 {
			it.AtMM[1] -= room
		} else {
			it.AtMM[1] += room
		}
	}
}

// twelve draws the layout of twelve leads. Of 26 real pages of twelve leads 24 had rows of
// four columns: 16 with one strip below them, 3 with three, 2 with two, 3 with none.
// Of 55 pages, rendered kits among them, three showed their columns at the same time and none
// had the order of Cabrera.
func twelve(rng *rand.Rand) Layout {
	strips := func(leads ...string) Layout { return Layout{Rows: 3, Cols: 4, Rhythm: leads} }
	var l Layout
	chance.Choose(rng,
		chance.Case(12, func() { l = strips("II") }),
		chance.Case(1, func() { l = strips(chance.Pick(rng, "V1", "III", "V5", "aVF")) }),
		chance.Case(3, func() { l = strips() }),
		chance.Case(3, func() { l = strips("V1", "II", "V5") }),
		chance.Case(1.5, func() { l = strips(chance.Pick(rng, "II", "V1"), chance.Pick(rng, "V5", "V2")) }),
		chance.Case(1.2, func() { l = Layout{Rows: 6, Cols: 2} }),
		chance.Case(0.8, func() { l = Layout{Rows: 6, Cols: 2, Rhythm: []string{"II"}} }),
		chance.Case(1.5, func() { l = Layout{Rows: 12, Cols: 1} }),
	)
	if chance.Odds(rng, 0.03) {
		l.Cabrera = true
	}
	if l.Cols > 1 && chance.Odds(rng, 0.06) {
		l.Simultaneous = true
	}
	if l.Cols == 4 && !l.Cabrera && chance.Odds(rng, 0.04) {
		l.Cols = 5
		l.Leads = append(Layout{Rows: 3, Cols: 4}.cells(), chance.Pick(rng,
			[]string{"V7", "V8", "V9"}, []string{"V3R", "V4R", "V5R"}, []string{"V4R", "V8", "V9"})...)
	}
	return l
}
