package paper

import (
	"fmt"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// museStyle: white head with measurements and finding, serif letters, names
// below the traces, pulses at the left, one line at the foot.
func museStyle(rng *rand.Rand) Page {
	p := Page{Layout: twelve(rng), Footer: "-", NameMM: chance.Between(rng, 2.8, 3.6)}
	scaled(rng, &p)
	p.Font = chance.Pick(rng, "serif", "serif", "serif", "sans", "sans condensed")
	p.Names.At = chance.Pick(rng, NameBelow, NameBelow, NameBelow, NameAbove)
	emphatic(rng, &p)
	if p.Names.At == NameAbove {
		p.Names.Patch, p.Names.Cover = chance.Odds(rng, 0.5), chance.Odds(rng, 0.3)
	}
	if p.Pulse = PulseLeft; chance.Odds(rng, 0.25) {
		p.Pulse = PulseNone
	}
	head := chance.Between(rng, 38, 52)
	p.MarginMM = [4]float64{0, head, 0, 14}
	p.Grid = coloured(rng, "pink", "red", "red", "orange", "grey")
	p.Grid.MarginMM = [4]float64{5, head, 5, 11}
	if chance.Odds(rng, 0.5) {
		byMachine(rng, p.Grid)
		p.Grid.Kind = chance.Pick(rng, GridLines, GridDotted, GridLines, GridStarred)
	}
	who, lang := invent(rng), language(rng)
	p.Names.Kind = called(rng, lang)
	p.Items = append(p.Items,
		words(8, 9, 3, "", who.name, who.born+fmt.Sprintf(" (%d yr)", who.age), who.sex, "", who.ward, "Loc: "+fmt.Sprint(rng.IntN(90))),
		words(90, 9, 3, "", "ID: "+who.id), words(140, 9, 3, "", who.date+" "+who.time), words(195, 9, 3, "", who.clinic),
		measured(rng, lang, 60, 15, 3, ""), words(130, 15, 3.2, "", remarks(rng, lang)...),
		words(130, head-6, 3, "", "Referred by: "+who.doctor), words(200, head-6, 3, "", tongueOf(lang).reviewed),
		words(8, 6, 2.8, "", scales(rng, p.ChestMMPerMV == 0)+"    "+filters(rng)+"    "+fmt.Sprintf("%d.%d.%d    12SL %d    CID: %d", rng.IntN(10), rng.IntN(9), rng.IntN(9), rng.IntN(300), rng.IntN(30))).atFoot())
	if chance.Odds(rng, 0.6) {
		p.Items = append(p.Items, words(60, 6, 2.8, "", "EID:"+fmt.Sprint(rng.IntN(999))+"  EDT: "+who.time).atRight().atFoot())
	}
	extras(rng, &p, "")
	jetted(rng, &p)
	onPaper(&p, sheet(rng))
	return p
}

// cardiosoftStyle: a ruled frame, a list of measurements in it, thin traces
// with their names below, often at 50 mm/s.
func cardiosoftStyle(rng *rand.Rand) Page {
	p := Page{Footer: "-", NameMM: chance.Between(rng, 2.6, 3.2), NameBelow: true, Font: chance.Pick(rng, "serif", "serif", "sans")}
	scaled(rng, &p)
	p.Layout = twelve(rng)
	if chance.Odds(rng, 0.6) {
		leads := chance.Pick(rng, []string{"I", "II", "III", "aVR", "aVL", "aVF"}, []string{"V1", "V2", "V3", "V4", "V5", "V6"})
		p.Layout, p.SpeedMMPerS, p.RowSec, p.ChestMMPerMV = Layout{Rows: 6, Cols: 1, Leads: leads}, 50, 5, 0
	}
	p.Grid = coloured(rng, "grey", "grey", "pink", "green")
	p.Grid.Kind = chance.Pick(rng, GridPoints, GridDotted, GridLines)
	byMachine(rng, p.Grid)
	p.Pulse, p.OnePulse = PulseLeft, chance.Odds(rng, 0.6)
	head := chance.Between(rng, 55, 65)
	p.MarginMM = [4]float64{0, head, 0, 20}
	p.Grid.MarginMM = [4]float64{6, head, 6, 18}
	p.Grid.FrameMM = 0.25
	who, lang := invent(rng), chance.Pick(rng, "de", "de", "en", "fr")
	p.Names.Kind = called(rng, lang)
	p.Items = []Item{
		words(8, 14, 3.4, "serif-bold", who.name), words(8, 18, 3.2, "", "Nr. "+who.id, who.date+"\t"+who.sex, who.time+"\t"+fmt.Sprint(who.age)).tabbed(30),
		words(0, 9, 3.4, "", chance.Pick(rng, "RUHE-EKG", "Resting ECG", "ECG de repos")).centred(), words(8, 9, 3.4, "", who.clinic).atRight(),
		{Kind: ItemFrame, AtMM: [2]float64{6, 31}, SizeMM: [2]float64{0, head - 31}, PenMM: 0.25},
		measured(rng, lang, 35, 36, 3, ""), words(120, 36, 3, "", remarks(rng, lang)...),
		words(8, 12, 3, "", who.device, scales(rng, p.ChestMMPerMV == 0)+"  "+filters(rng)).atFoot(),
		words(8, 6, 3, "", "Seite 1").atRight().atFoot()}
	p.PenMM = chance.Between(rng, 0.14, 0.24)
	jetted(rng, &p)
	onPaper(&p, sheet(rng))
	return p
}

// pagewriterStyle: sans letters, a column of measurements beside the finding,
// names above, the grid up to the head.
func pagewriterStyle(rng *rand.Rand) Page {
	p := Page{Layout: twelve(rng), Footer: "-", NameMM: chance.Between(rng, 2.8, 3.8)}
	scaled(rng, &p)
	p.Font = chance.Pick(rng, "sans", "sans", "sans condensed", "regular")
	p.Names.At = chance.Pick(rng, NameAbove, NameAbove, NameClose)
	p.Separator = chance.Pick(rng, SeparatorDouble, SeparatorTicks, SeparatorColon, SeparatorNone, SeparatorDotted)
	p.SeparatorMM = chance.Between(rng, 3, 7)
	emphatic(rng, &p)
	limited(rng, &p)
	p.Pulse = chance.Pick(rng, PulseRight, PulseRight, PulseLeft)
	p.PulseForm.Steps = chance.Odds(rng, 0.5)
	head := chance.Between(rng, 40, 55)
	p.MarginMM = [4]float64{0, head, 0, 16}
	p.Grid = coloured(rng, "red", "pink", "pink", "orange")
	if chance.Odds(rng, 0.7) {
		p.Grid.MarginMM = [4]float64{3, head - 4, 3, 12}
	}
	if chance.Odds(rng, 0.5) {
		byMachine(rng, p.Grid)
	}
	who, lang := invent(rng), language(rng)
	p.Names.Kind = called(rng, lang)
	p.Items = append(p.Items,
		words(6, 8, 3.4, "sans-bold", who.id), words(70, 8, 3.4, "", who.date+" "+who.time), words(130, 8, 3.4, "", who.clinic),
		words(6, 13, 3, "", who.name, fmt.Sprintf("%d Years   %s", who.age, who.sex)),
		listed(rng, 6, 24, 2.8, ""), words(55, 20, 3, "", remarks(rng, lang)...),
		words(0, 14, 3.2, "", "- "+chance.Pick(rng, "ABNORMAL ECG", "NORMAL ECG", "OTHERWISE NORMAL ECG", "BORDERLINE ECG")+" -").centred(),
		words(6, 5, 2.8, "", "Dev: "+who.device+"    "+scales(rng, p.ChestMMPerMV == 0)+"    "+filters(rng)).atFoot())
	extras(rng, &p, "")
	chance.Choose(rng, chance.Case(2, func() { thermal(rng, &p) }), chance.Case(2, func() { jetted(rng, &p) }))
	onPaper(&p, sheet(rng))
	return p
}

// schillerStyle: two groups of six side by side, condensed letters, names at
// the left above each trace, boxes at the head.
func schillerStyle(rng *rand.Rand) Page {
	p := Page{Layout: Layout{Rows: 6, Cols: 2}, Footer: "-", NameMM: chance.Between(rng, 2.8, 4), Font: chance.Pick(rng, "sans condensed", "sans", "regular condensed")}
	scaled(rng, &p)
	chance.Choose(rng, chance.Case(3, func() {}), chance.Case(1, func() { p.Layout.Rhythm = []string{"II"} }), chance.Case(2, func() { p.Layout = twelve(rng) }))
	p.Layout.Cabrera = p.Layout.Leads == nil && chance.Odds(rng, 0.2)
	p.Layout.Simultaneous = p.Layout.Cols > 1 && chance.Odds(rng, 0.3)
	p.Names.At = chance.Pick(rng, NameClose, NameAbove, NameBefore)
	p.Pulse = chance.Pick(rng, PulseColumns, PulseLeft, PulseNone)
	p.ColumnGapMM = chance.Pick(rng, 0, 0, chance.Between(rng, 2, 8))
	p.Grid = coloured(rng, "red", "orange", "orange", "pink")
	head := chance.Between(rng, 26, 38)
	p.MarginMM = [4]float64{0, head, 0, 14}
	if chance.Odds(rng, 0.6) {
		p.Grid.MarginMM = [4]float64{0, head - 4, 0, 10}
	}
	preprinted(rng, p.Grid)
	who, lang := invent(rng), chance.Pick(rng, "de", "en", "fr", "it", "nl")
	p.Names.Kind = called(rng, lang)
	p.Items = []Item{
		{Kind: ItemFrame, AtMM: [2]float64{6, 5}, SizeMM: [2]float64{70, head - 11}, PenMM: 0.2},
		words(8, 9, 2.8, "", ids(rng, who)[:3]...), measured(rng, lang, 82, 9, 2.6, ""), words(160, 9, 2.8, "", remarks(rng, lang)...),
		words(6, 5, 2.6, "", who.device+"   "+scales(rng, p.ChestMMPerMV == 0)+"   "+filters(rng)+"   "+who.date+" "+who.time).atFoot()}
	extras(rng, &p, "")
	thermal(rng, &p)
	onPaper(&p, sheet(rng))
	return p
}

// mortaraStyle: grid over all of the paper, small arrow heads between the
// leads, a typed line at the foot.
func mortaraStyle(rng *rand.Rand) Page {
	p := Page{Layout: twelve(rng), Footer: "-", NameMM: chance.Between(rng, 2.4, 3.2), Font: chance.Pick(rng, "mono", "mono", "sans condensed", "plotter")}
	scaled(rng, &p)
	p.Separator = chance.Pick(rng, SeparatorCaret, SeparatorCaret, SeparatorTop)
	p.SeparatorMM = chance.Between(rng, 2, 4)
	p.Names.At, p.Names.ShiftMM = chance.Pick(rng, NameClose, NameAbove), [2]float64{1, 0}
	p.Grid = coloured(rng, "red", "red", "pink", "orange")
	p.Grid.MarginMM = [4]float64{0, chance.Between(rng, 0, 12), 0, 10}
	p.MarginMM = [4]float64{0, chance.Between(rng, 38, 50), 0, 18}
	preprinted(rng, p.Grid)
	who, lang := invent(rng), language(rng)
	p.Names.Kind = called(rng, lang)
	p.Items = []Item{
		words(10, 9, 2.8, "", ids(rng, who)...), measured(rng, lang, 90, 9, 2.6, ""), words(165, 9, 2.8, "", remarks(rng, lang)...),
		words(12, 4, 2.4, "", who.id).atFoot(), shape(ItemBlock, 40, 8, 3, 6, 0).atFoot(),
		words(100, 4, 2.4, "", fmt.Sprintf("Site #%d Cart #%d Version %d.%d Sequence #%d  ", rng.IntN(99), rng.IntN(9), 1+rng.IntN(3), rng.IntN(9), rng.IntN(99999))+scales(rng, p.ChestMMPerMV == 0)+"  "+filters(rng)).atFoot()}
	thermal(rng, &p)
	onPaper(&p, sheet(rng))
	return p
}
