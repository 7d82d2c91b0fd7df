package heart

import "math"

// A Wave is one Gaussian bump of the heart's dipole in each beat.
type Wave struct {
	// Name is the wave it is part of: P, Q, R, S, T or U; D is the delta wave
	// of preexcitation, Ta the atria's repolarisation, ST the segment, J a wave
	// at its beginning.
	Name string
	// AtSec is the time of its peak after the reference of the beat (the R
	// peak). For waves with Recovery it is the time at 60 beats a minute.
	AtSec float64
	// RiseSec and FallSec are its standard deviations before and after the
	// peak.
	RiseSec, FallSec float64
	// XYZ is the dipole at the peak in Frank's leads X (left), Y (foot) and Z
	// (back), in millivolts.
	XYZ [3]float64
	// Recovery waves come earlier and are shorter at higher rates, by the
	// cube root of the RR interval (Fridericia's rule for QT).
	Recovery bool
}

// NormalWaves are the waves of an unremarkable beat. The two parts of P are
// the right and the left atrium; Q is the septum (right and front), R the
// free wall (left and down), S its back part and the base. Directions follow
// the textbook order of activation, sizes were chosen so that the leads look
// usual.
func NormalWaves() []Wave {
	return []Wave{
		{Name: "P", AtSec: -0.165, RiseSec: 0.018, FallSec: 0.018, XYZ: [3]float64{0.09, 0.09, -0.07}},
		{Name: "P", AtSec: -0.135, RiseSec: 0.018, FallSec: 0.018, XYZ: [3]float64{0.09, 0.03, 0.05}},
		{Name: "Q", AtSec: -0.026, RiseSec: 0.008, FallSec: 0.008, XYZ: [3]float64{-0.14, -0.08, -0.24}},
		{Name: "R", AtSec: 0, RiseSec: 0.011, FallSec: 0.010, XYZ: [3]float64{1.25, 0.60, 0.05}},
		{Name: "S", AtSec: 0.014, RiseSec: 0.010, FallSec: 0.010, XYZ: [3]float64{0.20, 0.05, 0.65}},
		{Name: "S", AtSec: 0.034, RiseSec: 0.009, FallSec: 0.011, XYZ: [3]float64{-0.28, -0.20, 0.25}},
		{Name: "T", AtSec: 0.30, RiseSec: 0.055, FallSec: 0.036, XYZ: [3]float64{0.30, 0.16, -0.20}, Recovery: true},
	}
}

// add adds the wave of the beat at time r to the dipole, with recovery at q
// times what it takes at 60 beats a minute.
func (w *Wave) add(dipole [][3]float64, r, q, swing float64) {
	at, rise, fall := w.AtSec, w.RiseSec, w.FallSec
	if w.Recovery {
		at, rise, fall = at*q, rise*q, fall*q
	}
	const reach = 6.5 // standard deviations: 1e-9 of the peak is left
	lo := max(0, int(math.Ceil((r+at-reach*rise)*RateHz)))
	hi := min(len(dipole)-1, int(math.Floor((r+at+reach*fall)*RateHz)))
	for i := lo; i <= hi; i++ {
		u := float64(i)/RateHz - r - at
		if u < 0 {
			u /= rise
		} else {
			u /= fall
		}
		g := swing * math.Exp(-u*u/2)
		for a := range 3 {
			dipole[i][a] += g * w.XYZ[a]
		}
	}
}
