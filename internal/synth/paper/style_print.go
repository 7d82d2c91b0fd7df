package paper

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// kardiaStyle: half a minute of lead I in rows of ten seconds, or six limb
// leads, on a page upright, from a pocket device.
func kardiaStyle(rng *rand.Rand) Page {
	rows := chance.Pick(rng, 3, 3, 4, 5)
	p := Page{Layout: Layout{Rows: rows, Cols: 1, Leads: slices.Repeat([]string{"I"}, rows), Continued: true}, Footer: "-"}
	if chance.Odds(rng, 0.35) {
		p.Layout = Layout{Rows: 6, Cols: 1}
	}
	p.RowSec, p.DPI, p.PenMM = chance.Pick(rng, 10., 10, 7.5), chance.Pick(rng, 110., 150, 200), chance.Between(rng, 0.18, 0.35)
	p.Pulse = chance.Pick(rng, PulseNone, PulseLeft)
	p.Font, p.NameMM, p.NoNames = chance.Pick(rng, "sans", "regular", "regular", "dejavu"), chance.Between(rng, 2.8, 4), p.Layout.Continued && chance.Odds(rng, 0.5)
	p.Times = p.Layout.Continued && chance.Odds(rng, 0.5)
	p.Grid = coloured(rng, "grey", "pink", "red", "blue")
	byMachine(rng, p.Grid)
	p.PitchMM = chance.Between(rng, 30, 44)
	if !p.Layout.Continued {
		p.PitchMM = chance.Between(rng, 24, 30)
	}
	p.Grid.BandMM = chance.Pick(rng, p.PitchMM/2, p.PitchMM/2, 12, 0)
	p.MarginMM = [4]float64{0, 78, 0, 20}
	p.Grid.MarginMM = [4]float64{5, 72, 5, 18}
	who := invent(rng)
	title := word(rng, 2)
	p.Items = []Item{words(14, 16, 6, "sans-bold", title+" ECG"), shape(ItemLogo, 30, 9, 9, 9, rng.Uint64()).atRight(),
		words(14, 28, 3.6, "", "Patient: "+who.name, "Recorded: "+who.date+" "+who.time, "Heart rate: {hr} bpm", "Duration: 30s"),
		words(14, 52, 4.4, "regular", "Finding by "+title+": {rhythm-en}"), ruled(10, 60, 0.3),
		words(14, 66, 3, "", "Filter: enhanced  Mains: 50Hz  Scale: {speed}mm/s, {gain}mm/mV"),
		words(0, 8, 2.6, "", "© "+fmt.Sprint(2014+rng.IntN(12))+" "+title+". Not a diagnosis.  Page 1 of 1").centred().atFoot()}
	p.Ink = chance.Pick(rng, Colour{}, Colour{20, 24, 40}, Colour{60, 60, 60})
	size := sheet(rng)
	onPaper(&p, [2]float64{size[1], size[0]})
	return p
}

// holterStyle: strips out of a long recording, with the times at which they
// start, small and upright.
func holterStyle(rng *rand.Rand) Page {
	rows, cols := 3+rng.IntN(4), chance.Pick(rng, 1, 1, 2)
	lead := chance.Pick(rng, "II", "V5", "V1", "I")
	p := Page{Layout: Layout{Rows: rows, Cols: cols, Leads: slices.Repeat([]string{lead}, rows*cols), Continued: true,
		EverySec: chance.Pick(rng, 0., 15, 20, 30)}, Footer: "-", Times: true}
	if chance.Odds(rng, 0.15) { // strips of the twelve leads, one after the other
		p.Layout = Layout{Rows: 3, Cols: 4, Continued: true, EverySec: chance.Pick(rng, 0., 10)}
	}
	p.SpeedMMPerS, p.GainMMPerMV = chance.Pick(rng, 25., 25, 12.5), chance.Pick(rng, 10., 5)
	if p.RowSec = 7; p.SpeedMMPerS == 12.5 {
		p.RowSec = 14
	}
	p.DPI, p.PenMM, p.Pulse = chance.Pick(rng, 150., 200), chance.Between(rng, 0.15, 0.3), chance.Pick(rng, PulseNone, PulseLeft)
	p.NameMM, p.Font = chance.Between(rng, 2.4, 3.2), chance.Pick(rng, "sans", "dejavu", "serif")
	p.Grid = coloured(rng, "grey", "pink", "green")
	p.Grid.BandMM, p.Grid.Machine = chance.Pick(rng, 0, 12., 15), true
	p.Grid.FineMM = chance.Pick(rng, 0, 1.)
	p.Beats = chance.Pick(rng, BeatSpacing, BeatLetters, BeatTicks, BeatsUnmarked)
	p.MarginMM = [4]float64{0, 40, 0, 16}
	p.ColumnGapMM = chance.Between(rng, 0, 6)
	who := invent(rng)
	p.Items = []Item{words(0, 10, 4.5, "sans-bold", "Holter "+chance.Pick(rng, "Strip Report", "Full disclosure", "Events")).centred(), ruled(10, 13, 0.3),
		words(12, 19, 3, "", "Name: "+who.name+"\tID: "+who.id, "Sex: "+who.sex+"\tDate: "+who.date, "Physician: "+who.doctor+"\tHR mean: {hr}").tabbed(90),
		words(12, 7, 2.6, "", who.device+"   {speed} mm/s   {gain} mm/mV").atFoot(), words(12, 7, 2.6, "", "Page 1").atRight().atFoot()}
	size := sheet(rng)
	onPaper(&p, [2]float64{size[1], size[0]})
	return p
}

// textbookStyle: two blocks of six, a pulse in each, dotted paper in black.
func textbookStyle(rng *rand.Rand) Page {
	p := Page{Layout: Layout{Rows: 6, Cols: 2}, Footer: "-", NameMM: chance.Between(rng, 3, 4), Font: "serif", Pulse: PulseColumns}
	scaled(rng, &p)
	if chance.Odds(rng, 0.4) {
		p.Layout = Layout{Rows: 12, Cols: 1}
	}
	p.Layout.Cabrera = chance.Odds(rng, 0.15)
	p.ColumnGapMM = chance.Between(rng, 0, 8)
	p.Names.At = chance.Pick(rng, NameBefore, NameBefore, NameAbove)
	p.PulseForm.WidthMM = chance.Pick(rng, 0., 2.5, 3)
	p.Grid = coloured(rng, "black", "black", "grey")
	p.Grid.Kind = chance.Pick(rng, GridDotted, GridPoints, GridSpeckled, GridDashed)
	p.Grid.InsetMM = chance.Pick(rng, 0., 4)
	p.MarginMM = [4]float64{0, chance.Between(rng, 8, 16), 0, 8}
	if chance.Odds(rng, 0.3) {
		p.Items = []Item{words(6, 6, 3.4, "", "Fig. "+fmt.Sprint(1+rng.IntN(99)))}
	}
	p.PenMM = chance.Between(rng, 0.25, 0.45)
	if p.SpeedMMPerS != 50 {
		p.RowSec = chance.Pick(rng, 10., 8, 6)
	}
	onPaper(&p, sheet(rng))
	return p
}

// needleStyle: all in dots, as a needle printer of the first computers does.
func needleStyle(rng *rand.Rand) Page {
	p := Page{Layout: twelve(rng), NameMM: chance.Between(rng, 3, 4)}
	scaled(rng, &p)
	p.Pulse = chance.Pick(rng, PulseLeft, PulseRight, PulseNone)
	p.Separator = chance.Pick(rng, SeparatorDotted, SeparatorBar, SeparatorNone, SeparatorTop)
	p.Grid = coloured(rng, "grey", "green", "orange", chance.Pick(rng, "grey", "none"))
	p.Grid.Kind = chance.Pick(rng, GridLines, GridPoints)
	p.MarginMM = [4]float64{0, 42, 0, 16}
	needled(rng, &p)
	who := invent(rng)
	p.Items = []Item{words(12, 12, 3, "", ids(rng, who)...), measured(rng, "en", 110, 12, 3, ""), words(12, 36, 3, "", "{rhythm-en}")}
	p.Items = append(p.Items, words(12, 6, 3, "", "{speed} mm/s   {gain} mm/mV").atFoot())
	p.Footer = "-"
	edged(&p, EdgeHoles, chance.Pick(rng, 0, 150.))
	onPaper(&p, sheet(rng))
	return p
}

// plotStyle: a page that a plotting program makes: grid from edge to edge,
// thick bars between the leads, few words.
func plotStyle(rng *rand.Rand) Page {
	p := Page{Layout: twelve(rng), Footer: "-", NameMM: chance.Between(rng, 3, 4.2), Font: chance.Pick(rng, "dejavu", "dejavu", "regular", "sans")}
	scaled(rng, &p)
	p.Names.At = chance.Pick(rng, NameBelow, NameBelow, NameAbove, NameClose)
	p.Separator, p.SeparatorMM = chance.Pick(rng, SeparatorBar, SeparatorBar, SeparatorNone, SeparatorLine), chance.Between(rng, 4, 8)
	p.SeparatorEnds = p.Separator != SeparatorNone && chance.Odds(rng, 0.2)
	p.Pulse = chance.Pick(rng, PulseLeft, PulseLeft, PulseNone)
	p.Grid = coloured(rng, "red", "pink", "black", "grey", "brown", "blue", chance.Pick(rng, "red", "black", "black", "none"))
	p.Grid.ShiftMM = [2]float64{}
	byMachine(rng, p.Grid)
	if chance.Odds(rng, 0.3) {
		p.Grid.FineMM = 0
	}
	p.Grid.Hard = chance.Odds(rng, 0.1)
	p.Pen.Hard = p.Grid.Hard
	p.MarginMM = [4]float64{0, chance.Between(rng, 10, 70), 0, 14}
	p.PitchMM = chance.Pick(rng, 0, 0, chance.Between(rng, 22, 34))
	who := invent(rng)
	if chance.Odds(rng, 0.7) {
		p.Items = append(p.Items, words(4, 5, 3, "", "ID: "+who.id, fmt.Sprintf("Age: %d yrs", who.age), "Sex: "+who.sex),
			words(78, 5, 3, "", "Name: "+chance.Pick(rng, "", who.name), fmt.Sprintf("Height: %d cm", who.height)), words(155, 5, 3, "", "Date: "+who.date+", "+who.time, fmt.Sprintf("Weight: %d kg", who.weight)))
	}
	if chance.Odds(rng, 0.7) {
		p.Items = append(p.Items, words(50, 4, 3.4, "", "{speed}mm/s").atFoot(), words(100, 4, 3.4, "", "{gain}mm/mV").atFoot())
	}
	if chance.Odds(rng, 0.3) {
		p.Items = append(p.Items, shape(ItemCode, 16, 3, 13, 13, rng.Uint64()).atRight())
	}
	p.Ink = chance.Pick(rng, Colour{}, Colour{}, Colour{0, 0, 120}, Colour{40, 40, 40})
	onPaper(&p, sheet(rng))
	return p
}

// plainStyle: a page with little on it.
func plainStyle(rng *rand.Rand) Page {
	p := Page{Layout: twelve(rng), NameMM: chance.Between(rng, 2.8, 4.5)}
	scaled(rng, &p)
	p.Font = chance.Pick(rng, Fonts()...)
	p.Names.At, p.NoNames = chance.Pick(rng, NameAbove, NameBelow, NameClose), chance.Odds(rng, 0.08)
	p.Pulse, p.OnePulse = chance.Pick(rng, PulseLeft, PulseLeft, PulseRight, PulseNone), chance.Odds(rng, 0.2)
	p.Separator = chance.Pick(rng, SeparatorNone, SeparatorBar, SeparatorTicks, SeparatorLine)
	p.Grid = coloured(rng, "red", "pink", "orange", "green", "blue", "grey")
	if chance.Odds(rng, 0.7) {
		p.Header = []string{chance.Pick(rng, "Simulated ECG, no patient", "ECG "+invent(rng).id, invent(rng).name)}
	}
	if chance.Odds(rng, 0.2) {
		p.Footer = "-"
	}
	onPaper(&p, sheet(rng))
	return p
}
