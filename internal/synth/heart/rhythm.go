package heart

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// A Rhythm says what leads the atria, and in tachycardia the ventricles.
type Rhythm string

// Rhythms. Their values are stable and serve as labels.
const (
	Sinus              Rhythm = ""         // the sinus node, 20 to 300 a minute (0: 72); its label is "sinus"
	AtrialFibrillation Rhythm = "af"       // no P, fibrillatory waves, irregular RR; up to 200
	AtrialFlutter      Rhythm = "aflutter" // sawtooth, RR a multiple of its period
	// VentricularTachycardia is a monomorphic one: wide beats in a fast
	// regular row, with P waves that know nothing of them. 100 to 280 a minute
	// (0: 170). From 100: AHA/ACC/HRS guideline for ventricular arrhythmias,
	// 2017.
	VentricularTachycardia Rhythm = "vt"
	// SupraventricularTachycardia is a reentrant one: narrow beats in a row
	// without scatter, P hidden in QRS or after it (RetrogradeSec). 150 to 220
	// a minute (0: 180), the usual range of the ACC/AHA/HRS guideline for
	// supraventricular tachycardia, 2015.
	SupraventricularTachycardia Rhythm = "svt"
	// JunctionalRhythm is one of the AV junction, 20 to 130 a minute (0: 50),
	// with P hidden or backwards (RetrogradeSec).
	JunctionalRhythm Rhythm = "junctional"
	// IdioventricularRhythm is a slow one of the ventricles with atria apart:
	// 20 to 120 a minute (0: 45); above 50 it is called accelerated.
	IdioventricularRhythm Rhythm = "idioventricular"
	// VentricularFibrillation has no beats, only waves at about 3 to 7 a
	// second: dominant frequencies of 4.6 (standard deviation 1.0) and 3.3
	// (1.6) Hz are those of Strohmenger and others, Chest 111 (1997) 584-589.
	VentricularFibrillation Rhythm = "vf"
	// Torsade is a ventricular tachycardia whose axis turns around
	// (Dessertenne 1966), 160 to 300 a minute (0: 220; usually 160 to 240:
	// AHA/ACCF statement on its prevention in hospitals, 2010).
	Torsade Rhythm = "torsade"
)

// rates are the lowest, highest and usual rate of the rhythm's beats.
func (r Rhythm) rates() (lo, hi, usual float64) {
	switch r {
	case AtrialFibrillation:
		return 20, 200, 72
	case VentricularTachycardia:
		return 100, 280, 170
	case SupraventricularTachycardia:
		return 150, 220, 180
	case JunctionalRhythm:
		return 20, 130, 50
	case IdioventricularRhythm:
		return 20, 120, 45
	case Torsade:
		return 160, 300, 220
	case Sinus, AtrialFlutter, VentricularFibrillation:
		return 20, 300, 72
	}
	return 0, 0, 0
}

// alone says that the rhythm has all to itself: no block, pacing or extra
// beats are simulated in it.
func (r Rhythm) alone() bool {
	switch r {
	case Sinus, AtrialFibrillation, AtrialFlutter:
		return false
	}
	return true
}

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
	late  float64 // how much later than usual QRS follows P
	form  int     // which of the shapes of its kind it has
}

// apart says that the ventricles do not follow the atria.
func (h *Heart) apart() bool {
	return h.AV == CompleteBlock || h.Rhythm == VentricularTachycardia || h.Rhythm == IdioventricularRhythm ||
		h.Pacing == VentricularPacing
}

// setDefaults replaces zeros.
func (h *Heart) setDefaults() {
	orElse := func(v *float64, other float64) {
		if *v == 0 {
			*v = other
		}
	}
	switch {
	case h.Rhythm.alone():
	case h.AV == CompleteBlock && h.Escape == JunctionalEscape:
		orElse(&h.RateBPM, 50)
	case h.AV == CompleteBlock:
		orElse(&h.RateBPM, 35)
	}
	_, _, usual := h.Rhythm.rates()
	orElse(&h.RateBPM, usual)
	if h.Rhythm == AtrialFlutter {
		orElse(&h.AtrialBPM, 300)
		orElse(&h.AtrialMV, 0.2)
	}
	orElse(&h.AtrialBPM, 75)
	orElse(&h.AtrialMV, 0.08)
	orElse(&h.VentricularMV, 0.5)
	orElse(&h.TwistSec, 5)
	if h.Rhythm == AtrialFibrillation {
		orElse(&h.Variation, 0.22)
	}
	if h.AV == FirstDegreeBlock {
		orElse(&h.PRSec, 0.28)
	}
	orElse(&h.Ectopy.Coupling, 0.6)
	orElse(&h.Ectopy.PVCRowBPM, 160)
	orElse(&h.Ectopy.PACRowBPM, 150)
	orElse(&h.SpikeMV, 3)
	orElse(&h.SpikeSec, 0.001)
	if h.Waves == nil {
		h.Waves = NormalWaves()
	}
}

// checkRhythm is the part of check for rhythms.
func (h *Heart) checkRhythm() error {
	flutter := h.Rhythm == AtrialFlutter
	backwards := h.Rhythm == SupraventricularTachycardia || h.Rhythm == JunctionalRhythm
	lo, hi, usual := h.Rhythm.rates()
	switch {
	case usual == 0:
		return fail("no rhythm %q", h.Rhythm)
	case !in(h.RateBPM, lo, hi):
		return fail("rhythm %q with %g beats a minute, want %g to %g", h.Rhythm, h.RateBPM, lo, hi)
	case flutter && !in(h.AtrialBPM, 200, 400):
		return fail("flutter of %g a minute, want 200 to 400", h.AtrialBPM)
	case !in(h.AtrialBPM, 20, 400):
		return fail("atrial rate of %g a minute, want 20 to 400", h.AtrialBPM)
	case !in(h.AtrialMV, 0, 1):
		return fail("waves of fibrillation or flutter of %g mV, want 0 to 1", h.AtrialMV)
	case h.FlutterRatio != 0 && (!flutter || h.FlutterRatio < 2 || h.FlutterRatio > 8):
		return fail("flutter conducted %d to 1 in rhythm %q, want 2 to 8 in flutter", h.FlutterRatio, h.Rhythm)
	case !in(h.RetrogradeSec, -0.16, 0.2), h.RetrogradeSec != 0 && !backwards:
		return fail("P backwards %g s after R in rhythm %q, want -0.16 to 0.2 in one of the junction", h.RetrogradeSec, h.Rhythm)
	case !in(h.VentricularMV, 0.05, 2):
		return fail("ventricular fibrillation of %g mV, want 0.05 to 2", h.VentricularMV)
	case !in(h.TwistSec, 1.5, 20):
		return fail("axis that turns in %g s, want 1.5 to 20", h.TwistSec)
	}
	for _, check := range []func() error{h.checkPause, h.checkAV, h.checkEctopy, h.checkRows, h.checkPacing} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (h *Heart) checkPause() error {
	switch {
	case h.Pause.Sec == 0:
		return nil
	case !in(h.Pause.Sec, 1, 3600), !in(h.Pause.AtSec, 0, 3600):
		return fail("pause of %g s at %g s, want 1 to 3600 s at 0 to 3600 s", h.Pause.Sec, h.Pause.AtSec)
	case h.Rhythm == AtrialFlutter && !h.apart(), h.Rhythm == VentricularFibrillation, h.Rhythm == Torsade:
		return fail("a pause in rhythm %q is not simulated", h.Rhythm)
	}
	return nil
}

// timeline lists the beats from before the start to beyond the end, and the
// pacemaker's spikes.
func (h *Heart) timeline(sh *shapes, seconds float64) ([]beat, []spike) {
	if h.apart() {
		return h.dissociated(sh, seconds)
	}
	switch h.Rhythm {
	case VentricularFibrillation:
		return nil, nil
	case Torsade:
		return h.twisted(sh, seconds), nil
	case SupraventricularTachycardia, JunctionalRhythm:
		return h.fromJunction(sh, seconds), nil
	case AtrialFlutter:
		return h.conduct(h.flutterBeats(seconds), sh)
	}
	return h.conduct(h.pulses(seconds), sh)
}

// pulses are the beats of the atria (of the ventricles in fibrillation) with
// extra beats among them, still without waves.
func (h *Heart) pulses(seconds float64) []beat {
	end := seconds
	if h.Ectopy.PAC > 0 || h.Ectopy.BlockedPAC > 0 {
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
