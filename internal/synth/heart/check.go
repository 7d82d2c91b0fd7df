package heart

import (
	"fmt"
	"slices"
)

// in says whether a value lies in a range; what is no number does not.
func in(v, lo, hi float64) bool { return v >= lo && v <= hi }

// orZero says whether a value is zero or lies in a range.
func orZero(v, lo, hi float64) bool { return v == 0 || in(v, lo, hi) }

// fail is an error about a heart.
func fail(format string, args ...any) error {
	return fmt.Errorf("heart: heart: "+format, args...)
}

// check tells what is out of range; defaults are set.
func (h *Heart) check(seconds float64) error {
	switch {
	case !in(seconds, 0.1, 3600):
		return fail("%g s asked for, want 0.1 to 3600", seconds)
	case !in(h.RateBPM, 20, 300):
		return fail("rate of %g beats a minute, want 20 to 300", h.RateBPM)
	case !in(h.Variation, 0, 0.5), !in(h.Breathing, 0, 0.5):
		return fail("variation %g and breathing %g, want 0 to 0.5", h.Variation, h.Breathing)
	case !in(h.MuscleMV, 0, 10), !in(h.MainsMV, 0, 10), !in(h.WanderMV, 0, 10):
		return fail("noise of %g, %g and %g mV, want 0 to 10", h.MuscleMV, h.MainsMV, h.WanderMV)
	case !orZero(h.QTcSec, 0.26, 0.7):
		return fail("QTc of %g s, want 0.26 to 0.7", h.QTcSec)
	case !in(h.Alternans, 0, 0.8):
		return fail("alternans of %g, want 0 to 0.8", h.Alternans)
	}
	for _, w := range h.Waves {
		if !in(w.RiseSec, 1e-4, 1) || !in(w.FallSec, 1e-4, 1) || !in(w.AtSec, -1, 1) {
			return fail("wave %s at %g s with spreads %g and %g s, want -1 to 1 and 0.0001 to 1",
				w.Name, w.AtSec, w.RiseSec, w.FallSec)
		}
		for _, mv := range w.XYZ {
			if !in(mv, -20, 20) {
				return fail("wave %s of %g mV, want -20 to 20", w.Name, mv)
			}
		}
	}
	for i, name := range h.MoreLeads {
		if !slices.Contains(MoreLeadNames(), name) || slices.Contains(h.MoreLeads[:i], name) {
			return fail("no further lead %q, or named twice", name)
		}
	}
	for _, check := range []func() error{h.checkRhythm, h.checkConduction, h.checkFindings, h.Recorder.check} {
		if err := check(); err != nil {
			return err
		}
	}
	return h.Disturb.check(h.places())
}
