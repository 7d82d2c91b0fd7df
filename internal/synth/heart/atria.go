package heart

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// atria adds what the atria do in fibrillation and flutter to the dipole, and
// ventricles that fibrillate.
func (h *Heart) atria(dipole [][3]float64) {
	switch h.Rhythm {
	case AtrialFibrillation:
		h.fibrillate(dipole)
	case AtrialFlutter:
		h.flutter(dipole)
	case VentricularFibrillation:
		h.fibrillateVentricles(dipole)
	}
}

// fibrillate adds fibrillatory waves: on each axis three oscillations whose
// frequencies wander within 4 to 9 Hz. They are largest in V1, as the right
// atrium lies in front.
func (h *Heart) fibrillate(dipole [][3]float64) {
	rng := chance.Stream(h.Seed, streamAtria)
	centre := 5.2 + 2.2*rng.Float64()
	for axis, size := range [3]float64{0.35, 0.5, 1} {
		for _, shift := range [3]float64{0.85, 1, 1.15} {
			hz, phase := centre*shift, 2*math.Pi*rng.Float64()
			swing, swingPhase := 0.1+0.2*rng.Float64(), 2*math.Pi*rng.Float64()
			const wander = 0.25 // Hz, how far the frequency goes to each side
			mv := h.AtrialMV * size * (0.35 + 0.2*rng.Float64())
			for i := range dipole {
				t := float64(i) / RateHz
				a := 2*math.Pi*hz*t + phase + wander/swing*math.Sin(2*math.Pi*swing*t+swingPhase)
				dipole[i][axis] += mv * math.Sin(a)
			}
		}
	}
}

// flutterShape is one period of typical (counterclockwise) flutter as seen
// from the foot: a slow way down, a fast fall, a fast rise.
func flutterShape(u float64) float64 {
	knots := [...][2]float64{{0, 0.4}, {0.45, 0.1}, {0.70, -0.6}, {0.92, 0.4}, {1, 0.4}}
	u -= math.Floor(u)
	for i := 1; i < len(knots); i++ {
		if a, b := knots[i-1], knots[i]; u <= b[0] {
			s := (u - a[0]) / (b[0] - a[0])
			return a[1] + (b[1]-a[1])*s*s*(3-2*s)
		}
	}
	return knots[0][1]
}

// flutter adds flutter waves, AtrialMV from peak to peak in lead II, where the
// fast fall looks down; V1 shows them upside down and smaller.
func (h *Heart) flutter(dipole [][3]float64) {
	dir := [3]float64{0.05, 0.95, 0.55}
	field := dower()
	e := potentials(&field, dir)
	mv := h.AtrialMV / e.leads()[1]
	start := h.flutterPhase()
	for i := range dipole {
		v := mv * flutterShape(start+float64(i)/RateHz*h.AtrialBPM/60)
		for axis := range dir {
			dipole[i][axis] += v * dir[axis]
		}
	}
}

// flutterPhase is the share of a period of flutter that has passed at the
// start.
func (h *Heart) flutterPhase() float64 {
	return chance.Stream(h.Seed, streamAtria).Float64()
}

// flutterBeats are the conducted beats: one for FlutterRatio periods, or for
// 2 to 4 by chance.
func (h *Heart) flutterBeats(seconds float64) (out []beat) {
	rng := chance.Stream(h.Seed, streamFlutter)
	period := 60 / h.AtrialBPM
	// The first wave before the start; R falls at one place in its period.
	t := (-8 - h.flutterPhase() + 0.2) * period
	for t < seconds+2 {
		ratio := h.FlutterRatio
		if ratio == 0 {
			ratio = [...]int{2, 2, 2, 3, 4, 4, 4}[rng.IntN(7)]
		}
		rr := float64(ratio) * period
		t += rr
		out = append(out, beat{at: t, rr: rr, kind: NormalBeat})
	}
	return out
}
