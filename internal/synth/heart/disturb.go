package heart

import (
	"fmt"
	"math"
	"slices"
)

// A Disturb is what goes wrong between skin and recorder.
type Disturb struct {
	// MainsHz is the frequency of MainsMV, 45 to 65; 0 means 50.
	MainsHz float64
	// BreathMV is how far breathing moves the potential of an electrode to
	// each side, at most (each has its share), 0 to 5 mV: a slow regular
	// wander (0.15 to 0.35 Hz) besides the drift of WanderMV.
	BreathMV float64
	// Motion are jolts, Off lost electrodes, Bursts those of muscles,
	// Artefacts impulses that are not of the heart.
	Motion    []Motion
	Off       []Off
	Bursts    []Burst
	Artefacts []Artefact
	// Swap exchanges the wires of two electrodes.
	Swap Swap
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
	// stays: a jump of the base line.
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

// A Burst is a time in which a muscle below one electrode is tense: noise with
// a standard deviation of MV (0 to 5) that comes and goes within 0.1 s.
type Burst struct {
	Electrode      Electrode
	FromSec, ToSec float64
	MV             float64
}

// An Artefact is a row of impulses that one electrode alone picks up, as of a
// stimulator near it or a wire that pulses: BPM a minute (1 to 600), MV high
// (-20 to 20) and Sec long (0.0005 to 0.02). Where the heart's own pacemaker is
// seen in all leads as one dipole gives it, these are not.
type Artefact struct {
	Electrode      Electrode
	FromSec, ToSec float64
	BPM, MV, Sec   float64
}

// A Swap is a pair of electrodes, both of limbs or both of the chest, whose
// wires are exchanged; A equal to B is none. Electrodes everywhere else are
// places on the body. What leads show follows from their definitions: RA and
// LA exchanged turn I upside down, change II with III and aVR with aVL and
// leave the chest leads as they are, since the mean of the limbs stays.
type Swap struct{ A, B Electrode }

// check tells what is out of range, with the electrodes that are there.
func (d *Disturb) check(places []Electrode) error {
	off := func(format string, args ...any) error {
		return fmt.Errorf("heart: disturb: "+format, args...)
	}
	there := func(e Electrode) bool { return slices.Contains(places, e) }
	span := func(from, to float64) bool { return in(from, 0, 3600) && to > from }
	switch {
	case !orZero(d.MainsHz, 45, 65):
		return off("mains of %g Hz, want 45 to 65", d.MainsHz)
	case !orZero(d.ClipMV, 0.5, 50):
		return off("leads clipped at %g mV, want 0.5 to 50", d.ClipMV)
	case !in(d.BreathMV, 0, 5):
		return off("wander with breathing of %g mV, want 0 to 5", d.BreathMV)
	case !there(d.Swap.A), !there(d.Swap.B), d.Swap.A.limb() != d.Swap.B.limb():
		return off("electrodes %d and %d exchanged, want two limbs or two places on the chest", d.Swap.A, d.Swap.B)
	}
	for _, m := range d.Motion {
		if !there(m.Electrode) || !in(m.AtSec, 0, 3600) || !in(m.MV, -20, 20) || !orZero(m.DecaySec, 0.01, 100) {
			return off("motion of electrode %d at %g s of %g mV over %g s, want 0 to 3600 s, -20 to 20 mV, 0.01 to 100 s",
				m.Electrode, m.AtSec, m.MV, m.DecaySec)
		}
	}
	for _, o := range d.Off {
		if !there(o.Electrode) || !span(o.FromSec, o.ToSec) || !in(o.RailMV, -20, 20) {
			return off("electrode %d off from %g to %g s at %g mV, want a time after 0 and -20 to 20 mV",
				o.Electrode, o.FromSec, o.ToSec, o.RailMV)
		}
	}
	for _, b := range d.Bursts {
		if !there(b.Electrode) || !span(b.FromSec, b.ToSec) || !in(b.MV, 0, 5) {
			return off("burst at electrode %d from %g to %g s of %g mV, want a time after 0 and 0 to 5 mV",
				b.Electrode, b.FromSec, b.ToSec, b.MV)
		}
	}
	for _, a := range d.Artefacts {
		if !there(a.Electrode) || !span(a.FromSec, a.ToSec) || !in(a.BPM, 1, 600) || !in(a.MV, -20, 20) || !in(a.Sec, 0.0005, 0.02) {
			return off("impulses at electrode %d from %g to %g s, %g a minute of %g mV and %g s, want a time after 0, "+
				"1 to 600 a minute, -20 to 20 mV and 0.0005 to 0.02 s", a.Electrode, a.FromSec, a.ToSec, a.BPM, a.MV, a.Sec)
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
	if len(d.Off) > 0 {
		// Potentials have no zero of their own; the recorder's is near the
		// mean of the limbs.
		mean := (e.ra + e.la + e.ll) / 3
		for _, o := range d.Off {
			if t >= o.FromSec && t < o.ToSec {
				*o.Electrode.of(e) = mean + o.RailMV
			}
		}
	}
	if d.Swap.A != d.Swap.B {
		a, b := d.Swap.A.of(e), d.Swap.B.of(e)
		*a, *b = *b, *a
	}
}

// clip cuts the leads off and says whether any was.
func (d *Disturb) clip(s *Signal) (clipped bool) {
	if d.ClipMV == 0 {
		return false
	}
	for _, v := range s.all() {
		for i, x := range v {
			if math.Abs(x) > d.ClipMV {
				v[i], clipped = math.Copysign(d.ClipMV, x), true
			}
		}
	}
	return clipped
}
