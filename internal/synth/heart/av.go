package heart

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// An AVBlock says how the AV node leads from atria to ventricles. Definitions
// are those of the 2018 ACC/AHA/HRS guideline on bradycardia and cardiac
// conduction delay.
type AVBlock string

// AV blocks. Their values are stable and serve as labels.
const (
	NoBlock          AVBlock = ""
	FirstDegreeBlock AVBlock = "avb1"            // PR above 200 ms, each P conducted
	WenckebachBlock  AVBlock = "avb2_wenckebach" // PR grows until a P is lost
	MobitzBlock      AVBlock = "avb2_mobitz"     // a P is lost, PR stays
	CompleteBlock    AVBlock = "avb3"            // no P conducted, an escape rhythm
)

// An Escape is what beats in place of the conducted rhythm in complete block.
type Escape string

// Escape rhythms.
const (
	VentricularEscape Escape = ""           // wide, 35 a minute unless RateBPM says so
	JunctionalEscape  Escape = "junctional" // narrow, 50 a minute
)

func (h *Heart) checkAV() error {
	second := h.AV == WenckebachBlock || h.AV == MobitzBlock
	switch {
	case !slices.Contains([]AVBlock{NoBlock, FirstDegreeBlock, WenckebachBlock, MobitzBlock, CompleteBlock}, h.AV):
		return fail("no AV block %q", h.AV)
	case h.Escape != VentricularEscape && h.Escape != JunctionalEscape:
		return fail("no escape rhythm %q", h.Escape)
	case h.AV != NoBlock && h.AV != CompleteBlock && h.Rhythm != Sinus:
		return fail("block %q needs sinus rhythm, not %q", h.AV, h.Rhythm)
	case h.AV == CompleteBlock && h.Rhythm.alone():
		return fail("complete block and rhythm %q at once", h.Rhythm)
	case h.AVRatio != 0 && (!second || h.AVRatio < 2 || h.AVRatio > 12),
		h.AVRatio == 2 && h.AV == WenckebachBlock:
		return fail("every P number %d lost in block %q, want 3 to 12 for Wenckebach's, 2 to 12 for Mobitz's", h.AVRatio, h.AV)
	case h.PRSec != 0 && !(h.PRSec >= 0.08 && h.PRSec <= 0.6):
		return fail("PR interval of %g s, want 0.08 to 0.6", h.PRSec)
	case h.AV == FirstDegreeBlock && !(h.PRSec > 0.2):
		return fail("PR interval of %g s in first degree block, want more than 0.2", h.PRSec)
	}
	return nil
}

// conduct gives pulses their waves as the AV node lets them through.
func (h *Heart) conduct(pulses []beat, sh *shapes) (out []beat, spikes []spike) {
	delays := h.delays()
	for _, b := range pulses {
		switch b.kind {
		case PVC:
			b.waves = sh.pvc[b.form]
		case AtrialBeat:
			b.waves = sh.atrial
		case BlockedPAC:
			b.waves = sh.early
		case PAC:
			b.waves = sh.pac
		default:
			delay, lost := delays()
			delay += b.late
			switch {
			case lost:
				b.kind, b.waves = AtrialBeat, sh.atrial
			case h.Pacing == DualPacing:
				b.kind, b.waves = PacedBeat, sh.dual
			default:
				b.waves = sh.normal
			}
			if delay > 0 {
				b.at += delay
				b.waves = earlierP(b.waves, delay)
			}
			spikes = append(spikes, h.spikes(&b)...)
		}
		if len(b.waves) > 0 { // fibrillating atria have no P to lose
			out = append(out, b)
		}
	}
	return out, spikes
}

// delays returns a source of what happens to one P after the other: how much
// longer than usual its PR interval is, or that it is lost.
func (h *Heart) delays() func() (delay float64, lost bool) {
	if h.AV != WenckebachBlock && h.AV != MobitzBlock {
		return func() (float64, bool) { return 0, false }
	}
	rng := chance.Stream(h.Seed, streamAV)
	length := func() int {
		if h.AVRatio > 0 {
			return h.AVRatio
		}
		return 3 + rng.IntN(3)
	}
	n := length()
	k := rng.IntN(n) // the record begins anywhere
	return func() (delay float64, lost bool) {
		lost = k == n-1
		if h.AV == WenckebachBlock && !lost {
			// The first increment is the largest, so that RR intervals shrink
			// within a period though PR grows.
			const first, ratio = 0.08, 0.6
			delay = first * (1 - math.Pow(ratio, float64(k))) / (1 - ratio)
		}
		if k++; k == n {
			n, k = length(), 0
		}
		return delay, lost
	}
}

// earlierP is waves with those of the atria earlier by d seconds.
func earlierP(waves []Wave, d float64) []Wave {
	waves = slices.Clone(waves)
	for i := range waves {
		if isAtrial(&waves[i]) {
			waves[i].AtSec -= d
		}
	}
	return waves
}

// dissociated are ventricles and atria that beat on their own.
func (h *Heart) dissociated(sh *shapes, seconds float64) (out []beat, spikes []spike) {
	kind, waves := VentricularBeat, sh.escape
	switch {
	case h.Pacing == VentricularPacing:
		kind, waves = PacedBeat, sh.paced
	case h.Rhythm == VentricularTachycardia:
		kind, waves = VentricularBeat, sh.tachycardia
	case h.Rhythm == IdioventricularRhythm:
		kind, waves = VentricularBeat, sh.escape
	case h.Escape == JunctionalEscape:
		kind, waves = JunctionalBeat, sh.junctional
	}
	// Breathing acts on the sinus node, not on these pacemakers.
	calm := *h
	calm.Breathing = 0
	at, rr := calm.beats(seconds)
	h.pause(at)
	for k := range at {
		b := beat{at: at[k], rr: rr[k], kind: kind, waves: waves}
		out = append(out, b)
		spikes = append(spikes, h.spikes(&b)...)
	}
	if h.Rhythm != AtrialFibrillation && h.Rhythm != AtrialFlutter {
		at, rr = clock(chance.Stream(h.Seed, streamAtria), 60/h.AtrialBPM, 0.02, h.Breathing, seconds)
		for k := range at {
			out = append(out, beat{at: at[k], rr: rr[k], kind: AtrialBeat, waves: sh.atrial})
		}
	}
	return out, spikes
}
