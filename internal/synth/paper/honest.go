package paper

import (
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// honest is the page with the usual scales where it does not show that it has
// others, and with its names where it shows other leads than anyone would take
// them for: nobody could read it. A pulse shows the scale of all leads together,
// words show all. Where neither a grid nor a pulse shows any, words do: nobody
// could measure anything.
func (p Page) honest() Page {
	speed, gain := p.Footer != "-", p.Footer != "-"
	for i := range p.Items {
		for _, line := range p.Items[i].Lines {
			speed = speed || strings.Contains(line, "{speed}")
			gain = gain || strings.Contains(line, "{gain}") || strings.Contains(line, "{chest}")
		}
	}
	bare := p.Grid != nil && p.Grid.FineMM == 0 && p.Grid.BoldMM == 0 && p.Pulse == PulseNone
	if bare && !(speed && gain) {
		p.Footer, speed, gain = "", true, true
	}
	if !speed && p.SpeedMMPerS != 0 && p.SpeedMMPerS != 25 {
		row := p.RowSec
		if row == 0 {
			row = 10
		}
		p.SpeedMMPerS, p.RowSec = 25, row*p.SpeedMMPerS/25 // as wide as before
	}
	if !gain {
		p.ChestMMPerMV = 0
		if p.Pulse == PulseNone {
			p.GainMMPerMV = 0
		}
	}
	p.NoNames = p.NoNames && p.Layout.usual()
	if _, err := p.plan(); err != nil {
		p.PaperMM = [2]float64{} // pulses have become wider than it allows
	}
	return p
}

// usual layouts need no names: twelve leads in their usual order, with strips that
// can be compared with them, or nothing but lead II.
func (l Layout) usual() bool {
	cells, twelve := l.cells(), heart.LeadNames()
	return slices.Equal(cells, twelve[:]) || !slices.ContainsFunc(cells, func(lead string) bool { return lead != "II" })
}
