package paper

import (
	"fmt"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// words is a text item at millimetres from the upper left corner of the page.
func words(x, y, em float64, font string, lines ...string) Item {
	return Item{AtMM: [2]float64{x, y}, EmMM: em, Font: font, Lines: lines}
}

// atRight hangs an item at the right edge of the page, its lines ending there.
func (it Item) atRight() Item {
	it.From[0], it.AtMM[0] = 1, -it.AtMM[0]
	if it.Kind == ItemText {
		it.Align = 1
	}
	return it
}

// atFoot tells an item's place from the foot of the page.
func (it Item) atFoot() Item {
	it.From[1], it.AtMM[1] = 1, -it.AtMM[1]
	return it
}

// centred puts the middle of an item's lines in the middle of the page.
func (it Item) centred() Item {
	it.From[0], it.AtMM[0], it.Align = 0.5, 0, 0.5
	return it
}

// tabbed sets the places of tabs.
func (it Item) tabbed(mm ...float64) Item {
	it.TabMM = mm
	return it
}

// shape is an item without words.
func shape(kind ItemKind, x, y, w, h float64, seed uint64) Item {
	return Item{Kind: kind, AtMM: [2]float64{x, y}, SizeMM: [2]float64{w, h}, Seed: seed}
}

// ruled is a line across the page, in from both sides.
func ruled(x, y, pen float64) Item {
	return Item{Kind: ItemLine, AtMM: [2]float64{x, y}, PenMM: pen}
}

// measured is a table of measurements in a language.
func measured(rng *rand.Rand, lang string, x, y, em float64, font string) Item {
	w := tongueOf(lang)
	sep := chance.Pick(rng, "", ":", "")
	lines := []string{
		w.rate + sep + "\t{hr}\t" + chance.Pick(rng, "BPM", "bpm", "/min"),
		w.pr + sep + "\t{pr}\tms", w.qrs + sep + "\t{qrs}\tms", w.qt + sep + "\t{qt}/{qtc}\tms"}
	if chance.Odds(rng, 0.7) {
		lines = append(lines, w.axes+sep+"\t{axes}"+chance.Pick(rng, "", " °"))
	}
	return words(x, y, em, font, lines...).tabbed(8.2*em, 13*em)
}

// listed is a narrow table of measurements, as older machines print it.
func listed(rng *rand.Rand, x, y, em float64, font string) Item {
	lines := []string{"Rate\t{hr}", "PR\t{pr}", "QRSD\t{qrs}", "QT\t{qt}", "QTc\t{qtc}"}
	if chance.Odds(rng, 0.6) {
		lines = append(lines, "--Axis--", "P-QRS-T", "{axes}")
	}
	return words(x, y, em, font, lines...).tabbed(4.5 * em)
}

// filters is how a machine writes its filters.
func filters(rng *rand.Rand) string {
	return chance.Pick(rng, "0.05-150 Hz", "0.05-40 Hz", "0.15-100 Hz", "0.5-40Hz", "F 50~ 0.15-100 Hz", "AC 50 Hz  LP 25 Hz",
		"40Hz", "150Hz", "100Hz", "0.67-25Hz AC50", "50 Hz 0.01-20Hz ADS", "F 60~ 0.5-150 Hz W")
}

// scales is how a machine writes its scales; whole says that all leads have
// one gain.
func scales(rng *rand.Rand, whole bool) string {
	if !whole {
		return chance.Pick(rng, "{speed} mm/s  Limb: {limb} mm/mV  Chest: {chest} mm/mV", "{speed}mm/s {limb}:{chest} mm/mV",
			"Speed: {speed} mm/sec   Limb: {limb} mm/mV   Chest: {chest} mm/mV")
	}
	return chance.Pick(rng, "{speed}mm/s    {gain}mm/mV", "{speed} mm/s  {gain} mm/mV", "Speed: {speed} mm/sec  Limb: {limb} mm/mV  Chest: {chest} mm/mV",
		"{speed}mm/sec {gain}mm/mV", "{gain} mm/mV  {speed} mm/s")
}

// ids are the lines of a box of demographics.
func ids(rng *rand.Rand, p person) []string {
	all := []string{"ID: " + p.id, "Name: " + p.name, fmt.Sprintf("Age: %d yrs", p.age), "Sex: " + p.sex, "Born: " + p.born,
		fmt.Sprintf("%d cm  %d kg", p.height, p.weight), p.ward, "Ref.: " + p.doctor, p.date + " " + p.time}
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:3+rng.IntN(4)]
}

// called draws what leads are called where a language is spoken.
func called(rng *rand.Rand, lang string) NameKind {
	switch lang {
	case "fr", "es", "pt", "it":
		return chance.Pick(rng, NamesUsual, NamesUsual, NamesD, NamesDRoman)
	case "de", "nl", "pl":
		return chance.Pick(rng, NamesUsual, NamesUsual, NamesUsual, NamesC)
	}
	if chance.Odds(rng, 0.1) {
		return chance.Pick(rng, NamesUpper, NamesLower, NamesLead, NamesC)
	}
	return NamesUsual
}

// emphatic prints names in bold letters on some pages.
func emphatic(rng *rand.Rand, p *Page) {
	if chance.Odds(rng, 0.3) {
		p.Names.Font = chance.Pick(rng, "sans-bold", "serif-bold", "bold", "sans-bold condensed")
	}
}

// limited cuts traces off at their rows' borders on some pages.
func limited(rng *rand.Rand, p *Page) {
	if chance.Odds(rng, 0.15) {
		p.ClipMM, p.ClipFlat = chance.Between(rng, 10, 22), chance.Odds(rng, 0.2)
	}
}

// leadOff is a remark that machines print when a cable has come off.
func leadOff(rng *rand.Rand) string {
	return chance.Pick(rng, "Lead off: ", "CHECK ELECTRODE ", "Elektrode prüfen: ", "Poor electrode contact: ") +
		chance.Pick(rng, "RA", "LA", "LL", "V1", "V3", "C2", "V6")
}

// extras adds what some pages have: bar codes, logos, page numbers, remarks.
func extras(rng *rand.Rand, p *Page, font string) {
	add := func(share float64, items ...Item) {
		if chance.Odds(rng, share) {
			p.Items = append(p.Items, items...)
		}
	}
	seed := rng.Uint64()
	add(0.12, shape(ItemBarcode, 60, 4, 30+20*rng.Float64(), 5+4*rng.Float64(), seed).atRight())
	add(0.08, shape(ItemCode, 22, 4, 14, 14, seed).atRight())
	add(0.12, shape(ItemLogo, 36, 4, 7, 7, seed).atRight())
	add(0.15, words(8, 4, 2.6, font, chance.Pick(rng, "Page 1 of 1", "1 / 1", "Page 1", "Seite 1", "1/2")).atRight().atFoot())
	add(0.06, Item{Kind: ItemFrame, AtMM: [2]float64{2.5, 2.5}, PenMM: chance.Between(rng, 0.2, 0.5)})
	add(0.05, words(0, 7, 3, font, leadOff(rng)).centred().atFoot())
}
