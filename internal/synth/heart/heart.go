package heart

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// RateHz is the sampling rate of simulated signals.
const RateHz = 500

// A Heart is a rhythm with the waves of one beat and what disturbs their
// recording. The zero value of a field is its default; the zero value of all
// is an unremarkable heart in sinus rhythm.
type Heart struct {
	// RateBPM is the mean rate in beats a minute, 20 to 300, of what leads
	// the ventricles: the sinus node, an escape rhythm (0 means 35 or 50), a
	// tachycardia (0 means 170) or a pacemaker; otherwise 0 means 72. Beats
	// that a block loses count. In flutter it follows from AtrialBPM.
	RateBPM float64
	// Variation is the standard deviation of RR intervals from beat to beat,
	// as a share of their mean, 0 to 0.5. In atrial fibrillation 0 means
	// 0.22.
	Variation float64
	// Breathing is the share by which breathing (0.25 Hz) swings RR intervals
	// and, half as much, amplitudes, 0 to 0.5.
	Breathing float64
	// Waves of one beat; nil means NormalWaves.
	Waves []Wave
	// MuscleMV is the standard deviation of muscle noise at each electrode,
	// MainsMV the amplitude of 50 Hz hum, WanderMV the size of the slow drift
	// (0.05 to 0.4 Hz), all in millivolts.
	MuscleMV, MainsMV, WanderMV float64
	// Seed chooses everything that is left to chance.
	Seed uint64

	// Rhythm of the atria, or ventricular tachycardia.
	Rhythm Rhythm
	// AtrialBPM is the rate of atria that the ventricles do not follow, 20 to
	// 400, 0 meaning 75; in flutter that of its waves, 200 to 400, 0 meaning
	// 300.
	AtrialBPM float64
	// AtrialMV is the size of fibrillatory waves (about, in V1, where 0 means
	// 0.08) or flutter waves (from peak to peak in II, 0 means 0.2) in
	// millivolts, up to 1.
	AtrialMV float64
	// FlutterRatio is how many flutter waves come to one beat, 2 to 8; 0
	// means 2 to 4, changing.
	FlutterRatio int
	// AV is the block of the AV node. In second degree block each P of number
	// AVRatio is lost; 0 means 3 to 5, changing.
	AV      AVBlock
	AVRatio int
	// Escape takes over in complete block.
	Escape Escape
	// PRSec is the interval from the start of P to the start of QRS, 0.08 to
	// 0.6 s; 0 means that of the waves, in first degree block 0.28.
	PRSec float64
	// Ectopy adds extra beats, Pause takes beats away.
	Ectopy Ectopy
	Pause  Pause
	// Pacing adds a pacemaker, with spikes of SpikeMV (in the dipole, 0 means
	// 3, up to 20 mV) and SpikeSec (0.0005 to 0.002 s, 0 means 0.001).
	Pacing            Pacing
	SpikeMV, SpikeSec float64
	// Conduction of the ventricles.
	Conduction Conduction
	// Findings change the beats that come through the AV node.
	Findings Findings
	// Disturb is what goes wrong at electrodes besides noise.
	Disturb Disturb
}

// A Signal is a twelve-lead recording.
type Signal struct {
	// RateHz is the sampling rate.
	RateHz float64
	// MV holds the leads in the order of [LeadNames], in millivolts, all of
	// one length, or nil for a lead that was not recorded.
	MV [NumLeads][]float64
	// BeatsSec are the times of the beats, where known; those of the
	// ventricles if they beat apart.
	BeatsSec []float64
	// Beats are those of ventricles and atria with their kinds, in order.
	Beats []Beat
	// Labels say what the recording shows, by stable names: "sinus" or the
	// value of a [Rhythm], [AVBlock], [Pacing] or [Conduction], "bradycardia",
	// "tachycardia", "escape_junctional", "escape_ventricular", "pac", "pvc",
	// "bigeminy", "trigeminy", "pause", "asystole"; "stemi_",
	// "st_depression_" and "t_inversion_" with a [Territory], "lvh",
	// "strain", "low_voltage"; "motion", "lead_off", "clipped".
	Labels []string
}

// Duration is the length of the signal in seconds.
func (s *Signal) Duration() float64 {
	n := 0
	for _, v := range s.MV {
		n = max(n, len(v))
	}
	return float64(n) / s.RateHz
}

// RandomHeart is a heart drawn by chance from a wide but plausible range of
// rates, axes, sizes and disturbances.
func RandomHeart(seed uint64) Heart {
	rng := chance.Stream(seed, streamHeart)
	span := func(lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }
	h := Heart{Seed: seed,
		RateBPM: span(45, 130), Variation: span(0, 0.08), Breathing: span(0, 0.06),
		MuscleMV: span(0, 0.012), MainsMV: span(0, 0.004), WanderMV: span(0, 0.1),
		Waves: NormalWaves()}
	size, turn := span(0.6, 1.5), span(-0.7, 0.7)
	sin, cos := math.Sincos(turn) // of the axis in the frontal plane
	for i := range h.Waves {
		w := &h.Waves[i]
		own := size * span(0.75, 1.25)
		x, y := w.XYZ[0], w.XYZ[1]
		w.XYZ = [3]float64{own * (cos*x - sin*y), own * (sin*x + cos*y), own * w.XYZ[2] * span(0.7, 1.3)}
		stretch := span(0.85, 1.25)
		w.RiseSec *= stretch
		w.FallSec *= stretch
		w.AtSec *= span(0.92, 1.1)
	}
	return h
}

// breathHz is an adult's breathing rate at rest.
const breathHz = 0.25

// Signal records the heart for some seconds at [RateHz]. It fails where a
// field of the heart is out of its range.
func (h Heart) Signal(seconds float64) (*Signal, error) {
	h.setDefaults()
	if err := h.check(seconds); err != nil {
		return nil, err
	}
	n := int(math.Round(seconds * RateHz))
	dipole := make([][3]float64, n)
	s := &Signal{RateHz: RateHz}
	beats, spikes := h.timeline(seconds)
	for _, b := range beats {
		swing := 1 + h.Breathing/2*math.Sin(2*math.Pi*breathHz*b.at)
		for i := range b.waves {
			b.waves[i].add(dipole, b.at, b.rr, swing)
		}
		s.note(&b, seconds)
	}
	s.sortBeats()
	h.atria(dipole)
	for i := range spikes {
		spikes[i].add(dipole, h.SpikeMV, h.SpikeSec)
	}
	for l := range s.MV {
		s.MV[l] = make([]float64, n)
	}
	field, noise, places := dower(), h.noise(n), h.places()
	for i, p := range dipole {
		e := potentials(&field, p)
		for k, place := range places {
			*place.of(&e) += noise[k][i]
		}
		h.Disturb.apply(&e, float64(i)/RateHz)
		for l, v := range e.leads() {
			s.MV[l][i] = v
		}
	}
	clipped := h.Disturb.clip(s)
	s.Labels = h.labels(s, clipped)
	return s, nil
}

func (h *Heart) check(seconds float64) error {
	in := func(v, lo, hi float64) bool { return v >= lo && v <= hi }
	switch {
	case !in(seconds, 0.1, 3600):
		return fmt.Errorf("heart: heart: %g s asked for, want 0.1 to 3600", seconds)
	case !in(h.RateBPM, 20, 300):
		return fmt.Errorf("heart: heart: rate of %g beats a minute, want 20 to 300", h.RateBPM)
	case !in(h.Variation, 0, 0.5), !in(h.Breathing, 0, 0.5):
		return fmt.Errorf("heart: heart: variation %g and breathing %g, want 0 to 0.5", h.Variation, h.Breathing)
	case !in(h.MuscleMV, 0, 10), !in(h.MainsMV, 0, 10), !in(h.WanderMV, 0, 10):
		return fmt.Errorf("heart: heart: noise of %g, %g and %g mV, want 0 to 10", h.MuscleMV, h.MainsMV, h.WanderMV)
	}
	for _, w := range h.Waves {
		if !in(w.RiseSec, 1e-4, 1) || !in(w.FallSec, 1e-4, 1) || !in(w.AtSec, -1, 1) {
			return fmt.Errorf("heart: heart: wave %s at %g s with spreads %g and %g s, want -1 to 1 and 0.0001 to 1",
				w.Name, w.AtSec, w.RiseSec, w.FallSec)
		}
	}
	if err := h.checkRhythm(); err != nil {
		return err
	}
	if err := h.checkFindings(); err != nil {
		return err
	}
	return h.Disturb.check()
}

// beats are the times of the R peaks from before the start to beyond the end,
// with the RR interval that went before each.
func (h *Heart) beats(seconds float64) (at, rr []float64) {
	return clock(chance.Stream(h.Seed, streamRhythm), 60/h.RateBPM, h.Variation, h.Breathing, seconds)
}

// clock is a row of times with a mean interval, scatter and breathing, from
// before the start to beyond the end.
func clock(rng *rand.Rand, mean, variation, breathing, seconds float64) (at, rr []float64) {
	for t := -mean * (1 + rng.Float64()); t < seconds+2; {
		d := mean * (1 + variation*rng.NormFloat64() + breathing*math.Sin(2*math.Pi*breathHz*t))
		d = min(max(d, 0.2), 3.5)
		t += d
		at, rr = append(at, t), append(rr, d)
	}
	return at, rr
}

// The parts that draw from chance, each from a stream of its own, so that one
// may change without the others.
const (
	streamHeart uint64 = iota + 1
	streamRhythm
	streamSensor // not of the heart; kept so that the others keep their numbers
	streamFibrillation
	streamFlutter
	streamAtria
	streamAV
	streamEctopy
	streamSite
	streamCase
	streamElectrode = 100 // and up, by electrode
)
