package heart

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// fibrillateVentricles adds the waves of ventricular fibrillation: on each
// axis four oscillations whose frequencies wander and whose sizes swell and
// fade. Lead II has the power of a sine of VentricularMV in the mean.
func (h *Heart) fibrillateVentricles(dipole [][3]float64) {
	rng := chance.Stream(h.Seed, streamVentricles)
	centre := 4 + 1.5*rng.Float64()
	fine := h.VentricularMV < fineMV
	if fine {
		centre -= 0.7 // it slows down as it dies away
	}
	power := 0.0
	field := dower()
	var waves [3][4][]float64
	for axis := range waves {
		e := potentials(&field, axisOf(axis))
		seen := e.leads()[1]
		for k, shift := range [4]float64{0.75, 0.92, 1.08, 1.35} {
			size := (0.6 + 0.4*rng.Float64()) / (0.7 + math.Abs(shift-1)*2)
			swell := 0.3 + 0.4*rng.Float64()
			waves[axis][k] = swelling(rng.Float64, centre*shift, size, swell, len(dipole))
			power += seen * seen * size * size * (1 + swell*swell/2)
		}
	}
	gain := h.VentricularMV / math.Sqrt(power)
	for axis := range waves {
		for _, w := range waves[axis] {
			for i := range dipole {
				dipole[i][axis] += gain * w[i]
			}
		}
	}
}

// fineMV is where fibrillation of the ventricles begins to be called coarse;
// books have 0.2 to 0.3 mV.
const fineMV = 0.2

// swelling is an oscillation whose frequency wanders by up to 0.4 Hz to each
// side and whose size swells by a share.
func swelling(draw func() float64, hz, size, swell float64, n int) []float64 {
	const wander = 0.4 // Hz
	phase, slow, slowPhase := 2*math.Pi*draw(), 0.1+0.25*draw(), 2*math.Pi*draw()
	breath, breathPhase := 0.15+0.5*draw(), 2*math.Pi*draw()
	v := make([]float64, n)
	for i := range v {
		t := float64(i) / RateHz
		a := 2*math.Pi*hz*t + phase + wander/slow*math.Sin(2*math.Pi*slow*t+slowPhase)
		v[i] = size * (1 + swell*math.Sin(2*math.Pi*breath*t+breathPhase)) * math.Sin(a)
	}
	return v
}

// twisted are the beats of torsade: those of a tachycardia, each turned a
// little further around an axis at right angles to its main direction, so that
// all leads swell and fade and change sides twice in a turn.
func (h *Heart) twisted(sh *shapes, seconds float64) (out []beat) {
	rng := chance.Stream(h.Seed, streamTwist)
	phase := 2 * math.Pi * rng.Float64()
	var main [3]float64
	for _, w := range sh.tachycardia {
		if w.Name == "R" {
			for a := range main {
				main[a] += w.XYZ[a]
			}
		}
	}
	// The other end of the turn lies anywhere.
	other := [3]float64{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}
	pole := unit(cross(main, other))
	calm := *h
	calm.Breathing = 0
	at, rr := calm.beats(seconds)
	for k := range at {
		waves := slices.Clone(sh.tachycardia)
		angle := phase + 2*math.Pi*at[k]/h.TwistSec
		for i := range waves {
			waves[i].XYZ = turned(waves[i].XYZ, pole, angle)
		}
		out = append(out, beat{at: at[k], rr: rr[k], kind: VentricularBeat, waves: waves})
	}
	return out
}

// turned is v turned around a unit vector (Rodrigues' formula).
func turned(v, pole [3]float64, angle float64) (out [3]float64) {
	sin, cos := math.Sincos(angle)
	along := v[0]*pole[0] + v[1]*pole[1] + v[2]*pole[2]
	side := cross(pole, v)
	for a := range out {
		out[a] = v[a]*cos + side[a]*sin + pole[a]*along*(1-cos)
	}
	return out
}

func cross(a, b [3]float64) [3]float64 {
	return [3]float64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

// unit is v at length 1, or one axis if v has none.
func unit(v [3]float64) [3]float64 {
	size := math.Hypot(math.Hypot(v[0], v[1]), v[2])
	if !(size > 1e-12) {
		return [3]float64{2: 1}
	}
	return [3]float64{v[0] / size, v[1] / size, v[2] / size}
}

// fromJunction are the beats of a rhythm of the AV junction.
func (h *Heart) fromJunction(sh *shapes, seconds float64) (out []beat) {
	calm := *h
	calm.Breathing = 0
	at, rr := calm.beats(seconds)
	h.pause(at)
	for k := range at {
		out = append(out, beat{at: at[k], rr: rr[k], kind: JunctionalBeat, waves: sh.retrograde})
	}
	return out
}
