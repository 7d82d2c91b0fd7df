package heart

import (
	"fmt"
	"math"
)

// An Electrode is a place that is recorded from.
type Electrode int

// Electrodes: right arm, left arm, left leg, and the six on the chest.
const (
	RA Electrode = iota
	LA
	LL
	C1
	C2
	C3
	C4
	C5
	C6
)

// of is the electrode's potential.
func (e Electrode) of(p *electrodes) *float64 {
	switch e {
	case RA:
		return &p.ra
	case LA:
		return &p.la
	case LL:
		return &p.ll
	}
	return &p.chest[e-C1]
}

// places are the electrodes of the heart.
func (h *Heart) places() []Electrode {
	return []Electrode{RA, LA, LL, C1, C2, C3, C4, C5, C6}
}

// A Disturb is what goes wrong between skin and recorder.
type Disturb struct {
	// MainsHz is the frequency of MainsMV, 45 to 65; 0 means 50.
	MainsHz float64
	// Motion are jolts, Off lost electrodes.
	Motion []Motion
	Off    []Off
	// ClipMV is where leads saturate on both sides, 0.5 to 50 mV; 0 means
	// never. Leads are clipped after they are formed, each alone, so the
	// relations between leads do not hold where one is clipped.
	ClipMV float64
}

// A Motion is a jump of one electrode's potential that fades.
type Motion struct {
	Electrode Electrode
	// AtSec is when, MV how far (-20 to 20).
	AtSec, MV float64
	// DecaySec is the time in which 1/e is left, 0.01 to 100; 0 means that it
	// stays.
	DecaySec float64
}

// An Off is a time in which an electrode has no contact. A lost electrode
// follows the mean of the limbs, plus RailMV, as an amplifier's input drifts
// to its rail (-20 to 20 mV). So a lost chest electrode gives a flat lead; of
// limb leads remains what the other electrode sees.
type Off struct {
	Electrode      Electrode
	FromSec, ToSec float64
	RailMV         float64
}

func (d *Disturb) check() error {
	in := func(v, lo, hi float64) bool { return v >= lo && v <= hi }
	switch {
	case d.MainsHz != 0 && !in(d.MainsHz, 45, 65):
		return fmt.Errorf("heart: disturb: mains of %g Hz, want 45 to 65", d.MainsHz)
	case d.ClipMV != 0 && !in(d.ClipMV, 0.5, 50):
		return fmt.Errorf("heart: disturb: leads clipped at %g mV, want 0.5 to 50", d.ClipMV)
	}
	for _, m := range d.Motion {
		switch {
		case m.Electrode < RA || m.Electrode > C6:
			return fmt.Errorf("heart: disturb: motion of electrode %d, want 0 to 8", m.Electrode)
		case !in(m.AtSec, 0, 3600), !in(m.MV, -20, 20), m.DecaySec != 0 && !in(m.DecaySec, 0.01, 100):
			return fmt.Errorf("heart: disturb: motion at %g s of %g mV over %g s, want 0 to 3600 s, -20 to 20 mV, 0.01 to 100 s",
				m.AtSec, m.MV, m.DecaySec)
		}
	}
	for _, o := range d.Off {
		switch {
		case o.Electrode < RA || o.Electrode > C6:
			return fmt.Errorf("heart: disturb: electrode %d off, want 0 to 8", o.Electrode)
		case !in(o.FromSec, 0, 3600), !(o.ToSec > o.FromSec), !in(o.RailMV, -20, 20):
			return fmt.Errorf("heart: disturb: electrode off from %g to %g s at %g mV, want a time after 0 and -20 to 20 mV",
				o.FromSec, o.ToSec, o.RailMV)
		}
	}
	return nil
}

// apply changes the potentials at time t.
func (d *Disturb) apply(e *electrodes, t float64) {
	for _, m := range d.Motion {
		switch {
		case t < m.AtSec:
		case m.DecaySec == 0:
			*m.Electrode.of(e) += m.MV
		default:
			*m.Electrode.of(e) += m.MV * math.Exp((m.AtSec-t)/m.DecaySec)
		}
	}
	if len(d.Off) == 0 {
		return
	}
	// Potentials have no zero of their own; the recorder's is near the mean of
	// the limbs.
	mean := (e.ra + e.la + e.ll) / 3
	for _, o := range d.Off {
		if t >= o.FromSec && t < o.ToSec {
			*o.Electrode.of(e) = mean + o.RailMV
		}
	}
}

// clip cuts the leads off and says whether any was.
func (d *Disturb) clip(s *Signal) (clipped bool) {
	if d.ClipMV == 0 {
		return false
	}
	for _, v := range s.MV {
		for i, x := range v {
			if math.Abs(x) > d.ClipMV {
				v[i], clipped = math.Copysign(d.ClipMV, x), true
			}
		}
	}
	return clipped
}
