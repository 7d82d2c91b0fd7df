package heart

import (
	"math"

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
	// tachycardia or another rhythm (see [Rhythm] for ranges and what 0 means)
	// or a pacemaker; otherwise 0 means 72. Beats that a block loses count. In
	// flutter it follows from AtrialBPM.
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

	// Rhythm of the atria, or of ventricles that beat by themselves.
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
	// RetrogradeSec is when, after the R peak, atria beat that are excited
	// backwards from the AV junction (in supraventricular tachycardia and
	// junctional rhythm), with P upside down: -0.16 to 0.2 s; 0 means that P
	// is hidden.
	RetrogradeSec float64
	// VentricularMV is the amplitude of ventricular fibrillation in lead II
	// (that of a sine of equal power), 0.05 to 2 mV; 0 means 0.5. Below 0.2 it
	// is called fine, otherwise coarse.
	VentricularMV float64
	// TwistSec is the time in which the axis of torsade turns once around, 1.5
	// to 20 s; 0 means 5.
	TwistSec float64
	// AV is the block of the AV node. In second degree block each P of number
	// AVRatio is lost; 0 means 3 to 5, changing.
	AV      AVBlock
	AVRatio int
	// Escape takes over in complete block.
	Escape Escape
	// PRSec is the interval from the start of P to the start of QRS, 0.08 to
	// 0.6 s; 0 means that of the waves, in first degree block 0.28.
	PRSec float64
	// QTcSec is the QT interval at 60 beats a minute, 0.26 to 0.7 s; at others
	// it goes with the square root of RR (Bazett 1920). T ends where the
	// tangent to its steepest fall meets the base line (Lepeschkin and
	// Surawicz 1952). 0 leaves T to the waves and to Fridericia's rule.
	QTcSec float64
	// Alternans makes QRS of each second conducted beat smaller by this share,
	// 0 to 0.8 (electrical alternans).
	Alternans float64
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
	// MoreLeads are further chest leads to record, out of [MoreLeadNames], in
	// any order.
	MoreLeads []string
	// Disturb is what goes wrong at electrodes besides noise, Recorder what
	// the machine does to the leads.
	Disturb  Disturb
	Recorder Recorder
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
	streamVentricles
	streamTwist
	streamBreath
	streamElectrode = 100 // and up, by electrode
	streamBurst     = 200 // and up, by burst
)
