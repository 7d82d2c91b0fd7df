package heart

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// An Ectopy says which extra beats come. One kind of event (a beat or a row of
// them) never follows another without a regular beat between, so that
// couplings and pauses are those of single events.
type Ectopy struct {
	// PAC and PVC are the chances of a premature atrial or ventricular beat
	// in place of a sinus beat that follows a sinus beat, 0 to 0.5.
	PAC, PVC float64
	// PVCEvery makes every beat of this number a premature ventricular one: 2
	// is bigeminy, 3 trigeminy, up to 12; 0 leaves it to PVC.
	PVCEvery int
	// Coupling is the interval from the beat before to the early one as a
	// share of the RR interval, 0.4 to 0.85; 0 means 0.6.
	Coupling float64
	// BlockedPAC is the chance, 0 to 0.5, of an atrial beat that comes so early
	// (at 0.85 of Coupling) that the AV node does not conduct it.
	BlockedPAC float64
	// PVCRow is how many premature ventricular beats come in a row where one
	// comes, 2 to 30: 2 is a couplet, from 3 it is a nonsustained ventricular
	// tachycardia (below 30 s: AHA/ACC/HRS guideline for ventricular
	// arrhythmias, 2017) of PVCRowBPM, 100 to 250 a minute (0 means 160). 0
	// means one.
	PVCRow    int
	PVCRowBPM float64
	// PACRow is how many premature atrial beats come in a row, 2 to 60, from 3
	// a run of atrial tachycardia, of PACRowBPM, 100 to 220 a minute (0 means
	// 150). 0 means one.
	PACRow    int
	PACRowBPM float64
	// Interpolated lets premature ventricular beats come between two sinus
	// beats without a pause, the second with a longer PR interval, as the AV
	// node has been entered from below. It needs sinus rhythm of at most 80 a
	// minute and Coupling of at most 0.6.
	Interpolated bool
	// Multiform gives every second premature ventricular beat another origin.
	Multiform bool
}

// none says that no extra beats come.
func (e *Ectopy) none() bool {
	return e.PAC == 0 && e.PVC == 0 && e.PVCEvery == 0 && e.BlockedPAC == 0
}

func (h *Heart) checkEctopy() error {
	e := h.Ectopy
	switch {
	case !in(e.PAC, 0, 0.5), !in(e.PVC, 0, 0.5), !in(e.BlockedPAC, 0, 0.5):
		return fail("chance of premature beats %g, %g and %g, want 0 to 0.5", e.PAC, e.PVC, e.BlockedPAC)
	case !in(e.Coupling, 0.4, 0.85):
		return fail("coupling of %g RR, want 0.4 to 0.85", e.Coupling)
	case e.PVCEvery != 0 && (e.PVCEvery < 2 || e.PVCEvery > 12):
		return fail("every beat number %d premature, want 2 to 12", e.PVCEvery)
	case e.none():
		return nil
	case (e.PAC > 0 || e.BlockedPAC > 0) && h.Rhythm != Sinus:
		return fail("premature atrial beats need sinus rhythm, not %q", h.Rhythm)
	case h.apart(), h.Rhythm.alone(), h.Rhythm == AtrialFlutter, h.AV != NoBlock && h.AV != FirstDegreeBlock, h.Pacing != NoPacing:
		return fail("premature beats need sinus rhythm or fibrillation without higher AV block or pacing")
	}
	return nil
}

// checkRows is the part of checkEctopy for what comes of an extra beat.
func (h *Heart) checkRows() error {
	e := h.Ectopy
	pvc := e.PVC > 0 || e.PVCEvery > 0
	switch {
	case e.PVCRow != 0 && (!pvc || e.PVCRow < 2 || e.PVCRow > 30), !in(e.PVCRowBPM, 100, 250):
		return fail("rows of %d premature ventricular beats, %g a minute, want 2 to 30 where there are such beats, 100 to 250",
			e.PVCRow, e.PVCRowBPM)
	case e.PACRow != 0 && (e.PAC == 0 || e.PACRow < 2 || e.PACRow > 60), !in(e.PACRowBPM, 100, 220):
		return fail("rows of %d premature atrial beats, %g a minute, want 2 to 60 where there are such beats, 100 to 220",
			e.PACRow, e.PACRowBPM)
	case (e.Interpolated || e.Multiform) && !pvc:
		return fail("interpolated or multiform beats where there are no premature ventricular ones")
	case e.Interpolated && (e.PVCRow != 0 || h.Rhythm != Sinus || h.RateBPM > 80 || e.Coupling > 0.6):
		return fail("interpolated beats need to be single, in sinus rhythm of at most 80 a minute (not %q of %g), coupling at most 0.6 (not %g)",
			h.Rhythm, h.RateBPM, e.Coupling)
	}
	return nil
}

// extra puts premature beats among regular ones.
func (h *Heart) extra(in []beat) (out []beat) {
	if h.Ectopy.none() {
		return in
	}
	x := extras{Ectopy: h.Ectopy, rng: chance.Stream(h.Seed, streamEctopy), mean: 60 / h.RateBPM, until: math.Inf(-1)}
	for k, b := range in {
		x.take(k, b, in)
	}
	return x.out
}

// extras is the row of beats as it grows.
type extras struct {
	Ectopy
	rng  *rand.Rand
	mean float64
	out  []beat
	// shift is how much earlier than before the sinus node beats by now; free
	// says that the beat before was a regular one; until when ventricles are
	// refractory after a row; pvcs counts.
	shift, until float64
	free         bool
	pvcs         int
}

// take adds beat k of the sinus node, or what comes in its place.
func (x *extras) take(k int, b beat, in []beat) {
	chance := x.rng.Float64()
	b.at -= x.shift
	if b.at < x.until {
		x.out = append(x.out, beat{at: b.at, rr: b.rr, kind: AtrialBeat})
		return
	}
	// An early beat would take the pause away that Heart.Pause asks for.
	if !x.free || b.at+x.shift-in[k-1].at > 2*x.mean {
		x.out, x.free = append(x.out, b), true
		return
	}
	before := in[k-1].at - x.shift
	early := before + x.Coupling*(b.at-before)
	switch {
	case x.PVCEvery > 0 && k%x.PVCEvery == 0, chance < x.PVC:
		x.ventricular(b, early)
	case chance < x.PVC+x.PAC:
		x.atrial(b, before, early)
	case chance < x.PVC+x.PAC+x.BlockedPAC:
		early = before + 0.85*x.Coupling*(b.at-before)
		x.out = append(x.out, beat{at: early, rr: x.mean, kind: BlockedPAC})
		x.reset(b, before, early)
	default:
		x.out = append(x.out, b)
	}
}

// ventricular adds a premature ventricular beat or a row of them before the
// sinus beat b.
func (x *extras) ventricular(b beat, early float64) {
	form := func() int {
		x.pvcs++
		if x.Multiform {
			return x.pvcs % 2
		}
		return 0
	}
	x.free = false
	x.out = append(x.out, beat{at: early, rr: x.mean, kind: PVC, form: form()})
	if x.Interpolated {
		const late = 0.06 // seconds
		b.late = late
		x.out = append(x.out, b)
		return
	}
	// It does not reach the sinus node: that beats on in its time, but its P
	// finds the ventricles refractory, and the next beat comes two intervals
	// after the last (full compensatory pause).
	x.out = append(x.out, beat{at: b.at, rr: b.rr, kind: AtrialBeat})
	interval := 60 / x.PVCRowBPM
	for j := 1; j < x.PVCRow; j++ {
		early += interval
		x.out = append(x.out, beat{at: early, rr: interval, kind: PVC, form: form()})
		const refractory = 0.4 // seconds, about a QT interval
		x.until = early + refractory
	}
}

// atrial adds a premature atrial beat or a row of them in place of the sinus
// beat b.
func (x *extras) atrial(b beat, before, early float64) {
	x.out = append(x.out, beat{at: early, rr: x.mean, kind: PAC})
	interval := 60 / x.PACRowBPM
	for j := 1; j < x.PACRow; j++ {
		early += interval
		x.out = append(x.out, beat{at: early, rr: interval, kind: PAC})
	}
	x.reset(b, before, early)
}

// reset sets the sinus node back by an atrial beat: it needs a little more
// than its interval to come back, less than a full compensatory pause.
func (x *extras) reset(b beat, before, early float64) {
	const back = 0.1
	x.shift += b.at - early - back*(b.at-before)
	x.free = false
}
