package paper

import (
	"fmt"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// edanStyle: a title, double rules, a framed grid of points, lines through all
// rows between the columns.
func edanStyle(rng *rand.Rand) Page {
	p := Page{Layout: twelve(rng), Footer: "-", NameMM: chance.Between(rng, 2.8, 3.6), Font: chance.Pick(rng, "serif", "serif", "sans")}
	scaled(rng, &p)
	p.Separator, p.SeparatorMM = chance.Pick(rng, SeparatorFull, SeparatorFull, SeparatorLine, SeparatorNone), chance.Between(rng, 4, 8)
	p.Names.At = chance.Pick(rng, NameClose, NameAbove)
	p.PulseForm.WidthMM, p.PulseForm.FootMM = chance.Pick(rng, 0, 2.5, 3), chance.Between(rng, 1, 2)
	p.Grid = coloured(rng, "grey", "pink", "red", "black")
	p.Grid.Kind = chance.Pick(rng, GridSpeckled, GridPoints, GridDotted, GridLines)
	head := chance.Between(rng, 36, 44)
	p.MarginMM = [4]float64{0, head + 4, 0, 16}
	p.Grid.MarginMM, p.Grid.FrameMM = [4]float64{9, head, 9, 12}, chance.Pick(rng, 0, 0.3, 0.4)
	p.Grid.ShiftMM = [2]float64{9, head}
	byMachine(rng, p.Grid)
	if p.Grid.FrameMM > 0 && chance.Odds(rng, 0.6) {
		p.Grid.Bold = Colour{232, 120, 116}
	}
	who, lang := invent(rng), language(rng)
	p.Names.Kind = called(rng, lang)
	p.Items = []Item{words(0, 9, 5, "", chance.Pick(rng, "ECG REPORT", "ECG Report", "Electrocardiogram", "EKG")).centred(),
		words(9, 14, 3.2, "", "ID: "+who.id+"   "+fmt.Sprintf("%d Years   %s   %d cm   %d kg", who.age, who.sex, who.height, who.weight), who.ward+"     Name: "+who.name),
		ruled(9, 20, 0.5), ruled(9, 21, 0.25),
		words(9, 25, 3, "", "HR: {hr} bpm", "PR: {pr} ms  QRS: {qrs} ms", "QT/QTc: {qt}/{qtc} ms"),
		words(90, 25, 3, "", remarks(rng, lang)...), words(70, 25, 3, "", "Technician:", "Ref-Phys.: "+who.doctor, "Report Confirmed by:").atRight(),
		words(9, 6, 2.8, "", filters(rng)+" "+scales(rng, p.ChestMMPerMV == 0)+" {hr} "+who.device).atFoot(),
		words(9, 6, 2.8, "", who.date+" "+who.time).atRight().atFoot()}
	p.Items[6].Align = 0
	extras(rng, &p, "")
	jetted(rng, &p)
	onPaper(&p, sheet(rng))
	return p
}

// nihonStyle: names and pulses before the traces, dotted thermal paper.
func nihonStyle(rng *rand.Rand) Page {
	p := Page{Layout: twelve(rng), Footer: "-", NameMM: chance.Between(rng, 2.8, 3.8), Font: chance.Pick(rng, "sans wide", "plotter", "regular", "needles")}
	scaled(rng, &p)
	p.Names.At = chance.Pick(rng, NameBefore, NameClose, NameAbove)
	p.Pulse = chance.Pick(rng, PulseLeft, PulseColumns)
	p.Separator = chance.Pick(rng, SeparatorNone, SeparatorDotted, SeparatorTicks)
	p.Grid = coloured(rng, "green", "grey", "red", "pink")
	p.Grid.Kind = chance.Pick(rng, GridDotted, GridPoints, GridLines, GridDashed, GridStarred)
	p.MarginMM = [4]float64{0, chance.Between(rng, 24, 46), 0, 12}
	p.TickSec = chance.Pick(rng, 0, 0, 1.0)
	who := invent(rng)
	p.Items = []Item{words(8, 8, 2.8, "", ids(rng, who)...), listed(rng, 90, 8, 2.6, ""), words(130, 8, 2.8, "", remarks(rng, language(rng))...),
		words(8, 4, 2.6, "", scales(rng, p.ChestMMPerMV == 0)+"  "+filters(rng)).atFoot(), words(8, 4, 2.6, "", who.device).atRight().atFoot()}
	if chance.Odds(rng, 0.15) {
		p.Names.Kind = NamesC
	}
	preprinted(rng, p.Grid)
	thermal(rng, &p)
	onPaper(&p, sheet(rng))
	return p
}

// fukudaStyle: rolls of six channels, name close to the trace, ticks of time.
func fukudaStyle(rng *rand.Rand) Page {
	p := Page{Layout: Layout{Rows: 6, Cols: 2}, Footer: "-", NameMM: chance.Between(rng, 2.6, 3.6), Font: chance.Pick(rng, "needles", "plotter", "mono", "sans condensed")}
	scaled(rng, &p)
	if chance.Odds(rng, 0.4) {
		p.Layout = twelve(rng)
	}
	p.Names.At = chance.Pick(rng, NameClose, NameClose, NameAbove, namePlace(rng))
	p.Pulse, p.OnePulse = chance.Pick(rng, PulseColumns, PulseLeft, PulseNone), false
	p.ColumnGapMM = chance.Between(rng, 0, 12)
	limited(rng, &p)
	p.TickSec = chance.Pick(rng, 0., 1, 1)
	p.PitchMM = chance.Between(rng, 15, 24)
	p.MarginMM = [4]float64{chance.Between(rng, 12, 40), chance.Between(rng, 14, 20), 12, chance.Between(rng, 10, 16)}
	p.Grid = coloured(rng, "orange", "green", "red", "brown")
	preprinted(rng, p.Grid)
	who := invent(rng)
	p.Items = []Item{words(6, 6, 2.6, "", who.date+" "+who.time+"  ID "+who.id+"  HR {hr}/min"), words(6, 4, 2.6, "", "{speed}mm/s {gain}mm/mV "+filters(rng)).atFoot()}
	edged(&p, chance.Pick(rng, EdgePlain, EdgeArrows, EdgeTicks, EdgeHoles), chance.Pick(rng, 0, 0, 140., 210))
	thermal(rng, &p)
	clear(p.Pen.StepMM[:])
	rolled(&p)
	return p
}

// rolled gives a page paper that just fits, as a roll does.
func rolled(p *Page) {
	q, _ := p.withDefaults() // the sizes are there even if some field is wrong
	side := q.margins()
	p.PaperMM = [2]float64{q.needX() + 0.1, side[1] + side[3] + p.PitchMM*float64(q.Layout.Rows+len(q.Layout.Rhythm)) + 0.1}
}

// lifepakStyle: a strip of thermal paper with three rows, a tick before each
// name, a head of bold words on the grid and a list of ST levels.
func lifepakStyle(rng *rand.Rand) Page {
	p := Page{Layout: Layout{Rows: 3, Cols: 4}, Footer: "-", NameMM: chance.Between(rng, 2.6, 3.4), Font: chance.Pick(rng, "bold condensed", "sans-bold narrow", "sans narrow", "regular condensed")}
	scaled(rng, &p)
	single := chance.Odds(rng, 0.3)
	if single {
		p.Layout = Layout{Rows: 1, Cols: 1, Leads: []string{chance.Pick(rng, "II", "II", "I", "III", "V1")}}
		p.RowSec = chance.Pick(rng, 4., 6, 8, 10)
		p.ChestMMPerMV, p.Beats = 0, chance.Pick(rng, BeatsUnmarked, BeatArrows, BeatTicks)
	}
	p.Separator, p.SeparatorMM, p.SeparatorEnds = SeparatorTop, 3, !single
	p.PitchMM = chance.Between(rng, 22, 28)
	p.MarginMM = [4]float64{5, chance.Between(rng, 22, 30), 8, 9}
	p.PulseForm.WidthMM = chance.Pick(rng, 0., 5)
	p.Grid = coloured(rng, "red", "pink", "grey", "brown")
	who := invent(rng)
	p.Items = []Item{words(3, 5, 3.2, "", "Name: "+who.name, "ID: "+who.id, fmt.Sprintf("Age: %d   Sex: %.1s", who.age, who.sex)),
		words(3, 3, 2.8, "", chance.Pick(rng, "x1.0", "x1.0  .05-150Hz", "x1.0 .05-40Hz")+" {speed}mm/sec").atFoot()}
	if !single {
		p.MarginMM[2] = 32
		p.Items = append(p.Items, words(75, 5, 3.2, "", "12-Lead 1\tHR {hr} bpm", "PR {pr}ms\tQRS {qrs}ms", "QT/QTc\t{qt}/{qtc} ms", "P-QRS-T Axes\t{axes}").tabbed(26),
			words(140, 5, 3.4, "", remarks(rng, "en")...))
		st := []string{"STJ Level"}
		for _, name := range p.Layout.cells() {
			st = append(st, fmt.Sprintf("%s\t%.2f mm", name, chance.Between(rng, -1.2, 1.5)))
		}
		st8 := words(28, 30, 2.8, "", st...).tabbed(8).atRight()
		st8.Align, st8.PitchMM = 0, 5
		p.Items = append(p.Items, st8)
	}
	edged(&p, chance.Pick(rng, EdgePlain, EdgePlain, EdgeTicks), chance.Pick(rng, 0, 0, 75., 90))
	preprinted(rng, p.Grid)
	thermal(rng, &p)
	rolled(&p)
	return p
}

// rollStyle: three or six channels on a narrow fan-fold roll.
func rollStyle(rng *rand.Rand) Page {
	p := Page{Layout: Layout{Rows: 3, Cols: 4}, Footer: "-", NameMM: chance.Between(rng, 3, 4.4)}
	scaled(rng, &p)
	if chance.Odds(rng, 0.3) {
		p.Layout = Layout{Rows: 1, Cols: 12}
		p.RowSec = chance.Pick(rng, 30., 24, 36)
		p.SpeedMMPerS = 25
	}
	p.Font = chance.Pick(rng, "sans", "sans condensed", "regular", "plotter", "needles")
	p.Separator = chance.Pick(rng, SeparatorTop, SeparatorTop, SeparatorBar, SeparatorLine, SeparatorNone)
	p.SeparatorEnds = chance.Odds(rng, 0.5)
	p.Names.Kind = chance.Pick(rng, NamesUsual, NamesUsual, NamesUpper, NamesD, NamesDRoman)
	p.Pulse = chance.Pick(rng, PulseLeft, PulseLeft, PulseColumns, PulseNone)
	p.OnePulse = chance.Odds(rng, 0.2)
	p.ColumnGapMM = chance.Pick(rng, 0, 0, chance.Between(rng, 1, 10))
	p.PitchMM = chance.Between(rng, 20, 36)
	p.MarginMM = [4]float64{chance.Between(rng, 8, 40), chance.Between(rng, 8, 18), chance.Between(rng, 8, 40), chance.Between(rng, 6, 12)}
	p.Grid = coloured(rng, "red", "pink", "orange", "green")
	preprinted(rng, p.Grid)
	p.Items = []Item{words(4, 3, 2.4, "", "{speed}mm/s {gain}mm/mV "+filters(rng)+"  "+invent(rng).date).atFoot()}
	edged(&p, chance.Pick(rng, EdgePlain, EdgeHoles, EdgeArrows, EdgeTicks), chance.Pick(rng, 0, 100., 150))
	thermal(rng, &p)
	rolled(&p)
	return p
}

// stylusStyle: one channel of a hot pen on a long strip, or a few.
func stylusStyle(rng *rand.Rand) Page {
	p := Page{Layout: Layout{Rows: 1, Cols: 1, Leads: []string{chance.Pick(rng, "I", "II", "III", "aVF", "V1", "V2", "V5")}}, Footer: "-"}
	scaled(rng, &p)
	p.ChestMMPerMV = 0
	p.RowSec = chance.Pick(rng, 4., 6, 8, 12)
	p.Font = chance.Pick(rng, "plotter", "plotter slanted", "italic")
	p.Names.Kind, p.NameMM = chance.Pick(rng, NamesUsual, NamesUsual, NamesDigits, NamesLead), chance.Between(rng, 3.5, 5)
	p.Names.At, p.NoNames = chance.Pick(rng, NameAbove, NameBelow, NameAtEnd), chance.Odds(rng, 0.3)
	p.PitchMM = chance.Between(rng, 40, 56)
	p.MarginMM = [4]float64{6, 4, 6, 4}
	p.Pulse = chance.Pick(rng, PulseLeft, PulseNone, PulseRight)
	p.Grid = coloured(rng, "red", "orange", "brown", "black", "green")
	edged(&p, chance.Pick(rng, EdgePlain, EdgeTicks, EdgeTicks, EdgeHoles), 0)
	preprinted(rng, p.Grid)
	hotPen(rng, &p)
	p.Paper = chance.Pick(rng, Colour{250, 246, 234}, Colour{255, 252, 246}, Colour{246, 240, 228})
	rolled(&p)
	return p
}
