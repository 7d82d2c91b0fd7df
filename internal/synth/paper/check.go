package paper

import "fmt"

// withDefaults returns the page with every default filled in, or says which
// field is out of range.
func (p Page) withDefaults() (Page, error) {
	def := func(v *float64, d float64) {
		if *v == 0 {
			*v = d
		}
	}
	if p.Layout.Rows == 0 && p.Layout.Cols == 0 {
		p.Layout = Layout{Rows: 3, Cols: 4, Rhythm: []string{"II"}}
	}
	def(&p.SpeedMMPerS, 25)
	def(&p.GainMMPerMV, 10)
	def(&p.RowSec, 10)
	def(&p.NameMM, 4)
	def(&p.PenMM, 0.25)
	def(&p.Pen.Alpha, 1)
	def(&p.DPI, 200)
	def(&p.SeparatorMM, barMM)
	if p.Grid == nil {
		p.Grid, _ = GridOf("red") // a name it knows
	}
	if p.Paper == (Colour{}) {
		p.Paper = Colour{255, 255, 255}
	}
	if p.Font == "" {
		p.Font = "regular"
	}
	if p.NameBelow {
		p.Names.At = NameBelow
	}
	def(&p.ChestMMPerMV, p.GainMMPerMV)
	p.PulseForm = p.PulseForm.withDefaults(p.SpeedMMPerS)
	switch {
	case p.Footer != "":
	case p.ChestMMPerMV != p.GainMMPerMV:
		p.Footer = fmt.Sprintf("%g mm/s   Limb: %g mm/mV   Chest: %g mm/mV", p.SpeedMMPerS, p.GainMMPerMV, p.ChestMMPerMV)
	default:
		p.Footer = fmt.Sprintf("%g mm/s   %g mm/mV", p.SpeedMMPerS, p.GainMMPerMV)
	}
	return p, p.check()
}

// check tells which field of a page with its defaults is out of range.
func (p *Page) check() error {
	if err := p.Layout.check(); err != nil {
		return fmt.Errorf("paper: page: layout %v: %w", p.Layout, err)
	}
	for _, f := range p.ranges() {
		if !within(f.v, f.lo, f.hi) {
			return fmt.Errorf("paper: page: %s is %g, want %g to %g", f.name, f.v, f.lo, f.hi)
		}
	}
	for _, m := range p.MarginMM {
		if !within(m, 0, 2000) {
			return fmt.Errorf("paper: page: margin is %g mm, want 0 to 2000", m)
		}
	}
	switch {
	case p.Pulse >= numPulseSides:
		return fmt.Errorf("paper: page: place %d of the pulse does not exist", p.Pulse)
	case p.Separator >= numSeparators:
		return fmt.Errorf("paper: page: separator %d does not exist", p.Separator)
	case p.Beats >= numBeatMarks:
		return fmt.Errorf("paper: page: beat marks %d do not exist", p.Beats)
	case p.Edge.Kind >= numEdges:
		return fmt.Errorf("paper: page: edge %d does not exist", p.Edge.Kind)
	case len(p.Items) > maxItems:
		return fmt.Errorf("paper: page: %d items, want at most %d", len(p.Items), maxItems)
	}
	for _, err := range []error{p.Grid.check(), p.Names.check(), p.Pen.check(), p.PulseForm.check(), p.Edge.check()} {
		if err != nil {
			return fmt.Errorf("paper: page: %w", err)
		}
	}
	for i := range p.Items {
		if err := p.Items[i].check(); err != nil {
			return fmt.Errorf("paper: page: item %d: %w", i, err)
		}
	}
	return nil
}

// A fieldRange is a number with the range that it must be in.
type fieldRange struct {
	name      string
	v, lo, hi float64
}

func (p *Page) ranges() []fieldRange {
	r := []fieldRange{
		{"speed in mm/s", p.SpeedMMPerS, 5, 200},
		{"gain in mm/mV", p.GainMMPerMV, 1, 100},
		{"gain of chest leads in mm/mV", p.ChestMMPerMV, 1, 100},
		{"gap between columns in mm", p.GapMM, 0, 20},
		{"room between columns in mm", p.ColumnGapMM, 0, 100},
		{"row in seconds", p.RowSec, 0.5, 120},
		{"name size in mm", p.NameMM, 1, 20},
		{"pen in mm", p.PenMM, 0.02, 3},
		{"separator in mm", p.SeparatorMM, 0.5, 100},
		{"resolution in dpi", p.DPI, 50, 1200},
		{"grid lines in mm", p.Grid.FineMM, 0, 50},
		{"bold grid lines in mm", p.Grid.BoldMM, 0, 50},
		{"bleed of the grid in mm", p.Grid.BleedMM, 0, 0.5},
		{"frame of the grid in mm", p.Grid.FrameMM, 0, 2},
		{"band of the grid in mm", p.Grid.BandMM, 0, 500},
	}
	if p.PitchMM != 0 {
		r = append(r, fieldRange{"distance of rows in mm", p.PitchMM, 3, 200})
	}
	if p.ClipMM != 0 {
		r = append(r, fieldRange{"border of traces in mm", p.ClipMM, 1, 500})
	}
	if p.TickSec != 0 {
		r = append(r, fieldRange{"seconds between ticks", p.TickSec, 0.1, 60})
	}
	return r
}
