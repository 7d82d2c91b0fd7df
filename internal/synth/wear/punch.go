package wear

import "github.com/einthoven-ecg/einthoven/internal/synth/chance"

// A Punch is a row of round holes along a side of the sheet: of a file's, or
// those by which a printer moves its paper.
type Punch struct {
	// Side is "left", "right", "top" or "bottom".
	Side string `json:"side"`
	// Count of holes, 1 to 400, PitchMM apart, 5 to 300, WideMM wide, 2 to 12,
	// their middles InsetMM from the edge, 0 to 30.
	Count   int     `json:"count"`
	PitchMM float64 `json:"pitch_mm"`
	WideMM  float64 `json:"wide_mm"`
	InsetMM float64 `json:"inset_mm"`
	// ShiftMM moves them along the side, away from its middle.
	ShiftMM float64 `json:"shift_mm,omitempty"`
}

func (p *Punch) check(l *limits) {
	l.name("punch", "side", p.Side, "left", "right", "top", "bottom")
	l.in("punch", "count", float64(p.Count), 1, 400)
	l.in("punch", "pitch in mm", p.PitchMM, 5, 300)
	l.in("punch", "width in mm", p.WideMM, 2, 12)
	l.in("punch", "inset in mm", p.InsetMM, 0, 30)
	l.in("punch", "shift in mm", p.ShiftMM, -3000, 3000)
}

// FilePunch are the two holes of ISO 838: 6 mm wide, 80 mm apart, 12 mm from
// the edge.
func FilePunch(side string) Punch {
	return Punch{Side: side, Count: 2, PitchMM: 80, WideMM: 6, InsetMM: 12}
}

// Tractor are the holes of endless forms along a side of so many millimetres:
// 4 mm wide, half an inch apart, 6 mm from the edge (ISO 2784).
func Tractor(side string, longMM float64) Punch {
	return Punch{Side: side, Count: min(max(int(longMM/12.7), 1), 400), PitchMM: 12.7, WideMM: 4, InsetMM: 6}
}

func (p *Punch) apply(b *bench, number int) {
	rng := b.chance(kindPunch, number)
	w, h := b.SizeMM[0], b.SizeMM[1]
	for i := range p.Count {
		along := p.ShiftMM + (float64(i)-float64(p.Count-1)/2)*p.PitchMM
		x, y := w/2+along, h/2+along
		switch p.Side {
		case "left":
			x = p.InsetMM
		case "right":
			x = w - p.InsetMM
		case "top":
			y = p.InsetMM
		default:
			y = h - p.InsetMM
		}
		if x < -p.WideMM || y < -p.WideMM || x > w+p.WideMM || y > h+p.WideMM {
			continue
		}
		// A worn cutter leaves a rim that is not quite round.
		t := circle(x, y, p.WideMM/2, 40)
		for j := range t {
			f := 1 + 0.03*chance.Between(rng, -1, 1)
			t[j] = [2]float64{x + f*(t[j][0]-x), y + f*(t[j][1]-y)}
		}
		b.lose(t)
	}
}
