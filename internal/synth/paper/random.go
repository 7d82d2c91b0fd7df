package paper

import (
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// RandomPage draws a page by chance. It is always in range. Weights follow
// what is printed most, without leaving the rest out.
func RandomPage(rng *rand.Rand) Page {
	var p Page
	chance.Choose(rng,
		chance.Case(8, func() { p.Layout = Layout{Rows: 3, Cols: 4, Rhythm: []string{"II"}} }),
		chance.Case(2, func() { p.Layout = Layout{Rows: 3, Cols: 4} }),
		chance.Case(2, func() { p.Layout = Layout{Rows: 3, Cols: 4, Rhythm: []string{"V1", "II", "V5"}} }),
		chance.Case(1, func() { p.Layout = Layout{Rows: 3, Cols: 4, Rhythm: []string{"II", "V5"}} }),
		chance.Case(3, func() { p.Layout = Layout{Rows: 6, Cols: 2} }),
		chance.Case(2, func() { p.Layout = Layout{Rows: 6, Cols: 2, Rhythm: []string{"II"}} }),
		chance.Case(2, func() { p.Layout = Layout{Rows: 12, Cols: 1} }),
		chance.Case(1, func() { p.Layout = Layout{Rows: 6, Cols: 1} }),
		chance.Case(1, func() { p.Layout = Layout{Rows: 3, Cols: 2, Leads: []string{"I", "II", "III", "V1", "V3", "V5"}} }),
		chance.Case(1, func() { p.Layout = Layout{Rows: 1, Cols: 1, Leads: []string{chance.Pick(rng, "I", "II", "V1", "V5")}} }),
	)
	l := &p.Layout
	if l.Rows*l.Cols == 12 && rng.Float64() < 0.1 {
		l.Cabrera = true
	}
	if l.Cols == 2 && rng.Float64() < 0.3 {
		l.Simultaneous = true
	}
	p.GainMMPerMV = chance.Pick(rng, 10., 10, 10, 10, 10, 5, 20)
	if rng.Float64() < 0.05 {
		p.ChestMMPerMV = p.GainMMPerMV / 2
	}
	if rng.Float64() < 0.08 {
		p.SpeedMMPerS = chance.Pick(rng, 12.5, 50)
	}
	// The colour is one that GridOf knows.
	p.Grid, _ = GridOf(chance.Pick(rng, "red", "red", "pink", "pink", "orange", "green", "blue", "grey"))
	p.Grid.FineWidthMM, p.Grid.BoldWidthMM = chance.Between(rng, 0.07, 0.14), chance.Between(rng, 0.15, 0.3)
	p.Grid.ShiftMM = [2]float64{chance.Between(rng, 0, 5), chance.Between(rng, 0, 5)}
	if rng.Float64() < 0.08 {
		p.Grid.FineMM = 0
	}
	p.Pulse = chance.Pick(rng, PulseLeft, PulseLeft, PulseRight, PulseNone)
	p.OnePulse = rng.Float64() < 0.2
	p.Separator = chance.Pick(rng, SeparatorNone, SeparatorBar, SeparatorTicks)
	if p.Separator == SeparatorNone && rng.Float64() < 0.2 {
		p.GapMM = chance.Between(rng, 1, 4)
	}
	p.NoNames = rng.Float64() < 0.05
	p.NameBelow = rng.Float64() < 0.2
	p.NameMM = chance.Between(rng, 2.8, 4.5)
	p.Font = chance.Pick(rng, "regular", "regular", "bold", "mono", "italic")
	p.Header = []string{"Simulated ECG, no patient"}
	if rng.Float64() < 0.15 {
		p.Footer = "-"
	}
	if rng.Float64() < 0.25 {
		p.Ink = chance.Pick(rng, Colour{20, 20, 90}, Colour{40, 40, 40}, Colour{60, 0, 0})
	}
	if rng.Float64() < 0.3 {
		p.Paper = chance.Pick(rng, Colour{252, 250, 242}, Colour{255, 246, 240}, Colour{246, 246, 246})
	}
	p.PenMM = chance.Between(rng, 0.18, 0.4)
	p.DPI = chance.Pick(rng, 110., 150, 200, 200, 200, 300)
	return p
}
