package heart

import "github.com/einthoven-ecg/einthoven/internal/synth/chance"

// An Ectopy says which extra beats come. None comes next to another, so that
// couplings and pauses are those of single beats.
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
}

func (h *Heart) checkEctopy(fail func(string, ...any) error) error {
	e := h.Ectopy
	in := func(v, lo, hi float64) bool { return v >= lo && v <= hi }
	switch {
	case !in(e.PAC, 0, 0.5), !in(e.PVC, 0, 0.5):
		return fail("chance of premature beats %g and %g, want 0 to 0.5", e.PAC, e.PVC)
	case !in(e.Coupling, 0.4, 0.85):
		return fail("coupling of %g RR, want 0.4 to 0.85", e.Coupling)
	case e.PVCEvery != 0 && (e.PVCEvery < 2 || e.PVCEvery > 12):
		return fail("every beat number %d premature, want 2 to 12", e.PVCEvery)
	case e.PAC == 0 && e.PVC == 0 && e.PVCEvery == 0:
		return nil
	case e.PAC > 0 && h.Rhythm != Sinus:
		return fail("premature atrial beats need sinus rhythm, not %q", h.Rhythm)
	case h.apart(), h.Rhythm == AtrialFlutter, h.AV != NoBlock && h.AV != FirstDegreeBlock, h.Pacing != NoPacing:
		return fail("premature beats need sinus rhythm or fibrillation without higher AV block or pacing")
	}
	return nil
}

// extra puts premature beats among regular ones.
func (h *Heart) extra(in []beat) (out []beat) {
	e := h.Ectopy
	if e.PAC == 0 && e.PVC == 0 && e.PVCEvery == 0 {
		return in
	}
	rng := chance.Stream(h.Seed, streamEctopy)
	mean := 60 / h.RateBPM
	shift, free := 0.0, false
	for k, b := range in {
		chance := rng.Float64()
		b.at -= shift
		// An early beat would take the pause away that h.Pause asks for.
		if !free || b.at+shift-in[k-1].at > 2*mean {
			out, free = append(out, b), true
			continue
		}
		before := in[k-1].at - shift
		early := before + e.Coupling*(b.at-before)
		switch {
		case e.PVCEvery > 0 && k%e.PVCEvery == 0, chance < e.PVC:
			// It does not reach the sinus node: that beats on in its time, but
			// its P finds the ventricles refractory, and the next beat comes
			// two intervals after the last (full compensatory pause).
			out = append(out,
				beat{at: early, rr: mean, kind: PVC},
				beat{at: b.at, rr: b.rr, kind: AtrialBeat})
			free = false
		case chance < e.PVC+e.PAC:
			// It resets the sinus node, which needs a little more than its
			// interval to come back: less than a full compensatory pause.
			const back = 0.1
			shift += b.at - early - back*(b.at-before)
			out = append(out, beat{at: early, rr: mean, kind: PAC})
			free = false
		default:
			out = append(out, b)
		}
	}
	return out
}
