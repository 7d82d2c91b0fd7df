package heart

import (
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// A Rhythm says what leads the atria, and in tachycardia the ventricles.
type Rhythm string

// Rhythms. Their values are stable and serve as labels.
const (
	Sinus              Rhythm = ""         // the sinus node; its label is "sinus"
	AtrialFibrillation Rhythm = "af"       // no P, fibrillatory waves, irregular RR
	AtrialFlutter      Rhythm = "aflutter" // sawtooth, RR a multiple of its period
	// VentricularTachycardia is a monomorphic one: wide beats in a fast
	// regular row, with P waves that know nothing of them. From 100 a minute:
	// AHA/ACC/HRS guideline for ventricular arrhythmias, 2017.
	VentricularTachycardia Rhythm = "vt"
)

// A Pause is a time in which no beat comes.
type Pause struct {
	// AtSec is when it may begin: it lasts from the last beat before then.
	AtSec float64
	// Sec is the RR interval that it makes, 1 to 3600; 0 means no pause. In
	// sinus rhythm it is an arrest, without P; where atria and ventricles are
	// apart, only the ventricles stand still.
	Sec float64
}

// A beat is one activation of the heart: of atria, ventricles or both.
type beat struct {
	at    float64 // of its R peak, or where it would be
	rr    float64 // the interval that its recovery goes by
	kind  BeatKind
	waves []Wave
}

// apart says that the ventricles do not follow the atria.
func (h *Heart) apart() bool {
	return h.AV == CompleteBlock || h.Rhythm == VentricularTachycardia || h.Pacing == VentricularPacing
}

// setDefaults replaces zeros.
func (h *Heart) setDefaults() {
	orElse := func(v *float64, other float64) {
		if *v == 0 {
			*v = other
		}
	}
	switch {
	case h.Rhythm == VentricularTachycardia:
		orElse(&h.RateBPM, 170)
	case h.AV == CompleteBlock && h.Escape == JunctionalEscape:
		orElse(&h.RateBPM, 50)
	case h.AV == CompleteBlock:
		orElse(&h.RateBPM, 35)
	}
	orElse(&h.RateBPM, 72)
	if h.Rhythm == AtrialFlutter {
		orElse(&h.AtrialBPM, 300)
		orElse(&h.AtrialMV, 0.2)
	}
	orElse(&h.AtrialBPM, 75)
	orElse(&h.AtrialMV, 0.08)
	if h.Rhythm == AtrialFibrillation {
		orElse(&h.Variation, 0.22)
	}
	if h.AV == FirstDegreeBlock {
		orElse(&h.PRSec, 0.28)
	}
	orElse(&h.Ectopy.Coupling, 0.6)
	orElse(&h.SpikeMV, 3)
	orElse(&h.SpikeSec, 0.001)
	if h.Waves == nil {
		h.Waves = NormalWaves()
	}
}

// checkRhythm is the part of check for rhythms; defaults are set.
func (h *Heart) checkRhythm() error {
	in := func(v, lo, hi float64) bool { return v >= lo && v <= hi }
	fail := func(format string, args ...any) error {
		return fmt.Errorf("heart: heart: "+format, args...)
	}
	flutter := h.Rhythm == AtrialFlutter
	switch {
	case !slices.Contains([]Rhythm{Sinus, AtrialFibrillation, AtrialFlutter, VentricularTachycardia}, h.Rhythm):
		return fail("no rhythm %q", h.Rhythm)
	case h.Rhythm == VentricularTachycardia && !in(h.RateBPM, 100, 280):
		return fail("ventricular tachycardia of %g beats a minute, want 100 to 280", h.RateBPM)
	case h.Rhythm == AtrialFibrillation && h.RateBPM > 200:
		return fail("atrial fibrillation with %g beats a minute, want at most 200", h.RateBPM)
	case flutter && !in(h.AtrialBPM, 200, 400):
		return fail("flutter of %g a minute, want 200 to 400", h.AtrialBPM)
	case !in(h.AtrialBPM, 20, 400):
		return fail("atrial rate of %g a minute, want 20 to 400", h.AtrialBPM)
	case !in(h.AtrialMV, 0, 1):
		return fail("waves of fibrillation or flutter of %g mV, want 0 to 1", h.AtrialMV)
	case h.FlutterRatio != 0 && (!flutter || h.FlutterRatio < 2 || h.FlutterRatio > 8):
		return fail("flutter conducted %d to 1 in rhythm %q, want 2 to 8 in flutter", h.FlutterRatio, h.Rhythm)
	case h.Pause.Sec != 0 && (!in(h.Pause.Sec, 1, 3600) || !in(h.Pause.AtSec, 0, 3600)):
		return fail("pause of %g s at %g s, want 1 to 3600 s at 0 to 3600 s", h.Pause.Sec, h.Pause.AtSec)
	case h.Pause.Sec != 0 && flutter && !h.apart():
		return fail("a pause in conducted flutter is not simulated")
	}
	for _, check := range []func(func(string, ...any) error) error{h.checkAV, h.checkEctopy, h.checkPacing} {
		if err := check(fail); err != nil {
			return err
		}
	}
	return nil
}

// timeline lists the beats from before the start to beyond the end, and the
// pacemaker's spikes.
func (h *Heart) timeline(seconds float64) ([]beat, []spike) {
	sh := h.shapes()
	if h.apart() {
		return h.dissociated(&sh, seconds)
	}
	var pulses []beat
	switch h.Rhythm {
	case AtrialFlutter:
		pulses = h.flutterBeats(seconds)
	default:
		pulses = h.pulses(seconds)
	}
	return h.conduct(pulses, &sh)
}

// pulses are the beats of the atria (of the ventricles in fibrillation) with
// extra beats among them, still without waves.
func (h *Heart) pulses(seconds float64) []beat {
	end := seconds
	if h.Ectopy.PAC > 0 {
		end = 2*seconds + 2 // early beats pull the later ones forward
	}
	at, rr := h.beats(end)
	if h.Rhythm == AtrialFibrillation {
		at, rr = h.irregular(end)
	}
	h.pause(at)
	out := make([]beat, len(at))
	for k := range at {
		out[k] = beat{at: at[k], rr: rr[k], kind: NormalBeat}
	}
	return h.extra(out)
}

// pause delays the beats after the pause.
func (h *Heart) pause(at []float64) {
	if h.Pause.Sec == 0 {
		return
	}
	k := slices.IndexFunc(at, func(t float64) bool { return t > h.Pause.AtSec })
	if k < 1 {
		return
	}
	shift := max(0, h.Pause.Sec-(at[k]-at[k-1]))
	for i := range at[k:] {
		at[k+i] += shift
	}
}

// irregular are the beats of atrial fibrillation: intervals that do not
// depend on one another, with the skew to the long side that a log-normal
// distribution has and a floor as the AV node sets one.
func (h *Heart) irregular(seconds float64) (at, rr []float64) {
	const floor = 0.27
	rng := chance.Stream(h.Seed, streamFibrillation)
	mean := 60 / h.RateBPM
	sigma := math.Sqrt(math.Log1p(h.Variation * h.Variation))
	for t := -mean * (1 + rng.Float64()); t < seconds+2; {
		d := min(max(mean*math.Exp(sigma*rng.NormFloat64()-sigma*sigma/2), floor+0.05*rng.Float64()), 3.5)
		t += d
		// Repolarisation does not jump with single intervals.
		at, rr = append(at, t), append(rr, mean)
	}
	return at, rr
}
