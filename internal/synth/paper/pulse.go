package paper

import (
	"fmt"
	"math"
)

// A PulseForm is the shape of the calibration pulse.
type PulseForm struct {
	// WidthMM is its width, 0.5 to 50; 0 means 0.2 s. FootMM is the line
	// before and after it, 0.1 to 20; 0 means 1.5.
	WidthMM, FootMM float64
	// RoundMM rounds its edges as a slow pen does: the way of paper in which
	// the pen comes within a third of its aim, up to 5.
	RoundMM float64
	// Steps draws the right half in the scale of the chest leads.
	Steps bool
}

func (f PulseForm) withDefaults(speed float64) PulseForm {
	if f.WidthMM == 0 {
		f.WidthMM = pulseSec * speed
	}
	if f.FootMM == 0 {
		f.FootMM = pulseFootMM
	}
	return f
}

func (f *PulseForm) check() error {
	if !within(f.WidthMM, 0.5, 50) || !within(f.FootMM, 0.1, 20) || !within(f.RoundMM, 0, 5) {
		return fmt.Errorf("pulse is %g mm wide, on feet of %g mm, with edges of %g mm, want 0.5 to 50, 0.1 to 20, 0 to 5",
			f.WidthMM, f.FootMM, f.RoundMM)
	}
	return nil
}

// pulses draws the calibration pulses.
func (d *drawing) pulses() {
	if d.Pulse == PulseNone {
		return
	}
	l := d.plan.Layout
	for r := range d.rows {
		if r > 0 && d.OnePulse {
			break
		}
		if d.Pulse != PulseColumns {
			d.pulseAt(r, d.plan.pulse, d.plan.GainMMPerMV)
			continue
		}
		cells := l.cells()
		for c := range l.Cols {
			if r < l.Rows {
				d.pulseAt(r, d.colX(c)-d.pulseZone(), d.gainOf(cells[c*l.Rows+r]))
			} else if c == 0 {
				d.pulseAt(r, d.colX(0)-d.pulseZone(), d.gainOf(l.Rhythm[r-l.Rows]))
			}
		}
	}
}

// pulseAt draws a pulse of one millivolt that begins at x.
func (d *drawing) pulseAt(row int, x0, gain float64) {
	f, y := d.PulseForm, d.rows[row]
	up, down := x0+f.FootMM, x0+f.FootMM+f.WidthMM
	end, top := down+f.FootMM, y-gain
	path := [][2]float64{{x0, y}, {up, y}, {up, top}, {down, top}, {down, y}, {end, y}}
	if f.Steps && d.ChestMMPerMV != gain {
		mid, low := (up+down)/2, y-d.ChestMMPerMV
		path = [][2]float64{{x0, y}, {up, y}, {up, top}, {mid, top}, {mid, low}, {down, low}, {down, y}, {end, y}}
		top = min(top, low)
	}
	if f.RoundMM > 0 {
		path = rounded(path, f.RoundMM)
	}
	d.polyline(path, d.PenMM)
	d.Boxes = append(d.Boxes, Box{Kind: BoxPulse, Row: row, X0: x0 - d.PenMM/2, Y0: top - d.PenMM/2, X1: end + d.PenMM/2, Y1: y + d.PenMM/2, Way: path, PenMM: d.PenMM})
}

// rounded lets the pen follow upright edges slowly: it comes nearer to where
// it should be by a factor of e in each mm of paper.
func rounded(path [][2]float64, mm float64) [][2]float64 {
	const step = 0.1
	out := [][2]float64{path[0]}
	y := path[0][1]
	x, last := path[0][0], path[len(path)-1][0]
	for i := 1; x+step < last; {
		x += step
		for i+1 < len(path) && path[i+1][0] <= x {
			i++
		}
		y += (path[i][1] - y) * (1 - math.Exp(-step/mm))
		out = append(out, [2]float64{x, y})
	}
	return append(out, [2]float64{last, y})
}
