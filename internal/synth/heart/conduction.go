package heart

import (
	"math"
	"slices"
)

// Conduction says how excitation spreads in the ventricles. Criteria are those
// of the AHA/ACCF/HRS recommendations for the standardization and
// interpretation of the electrocardiogram, part III (Surawicz and others,
// 2009).
type Conduction string

// Kinds of conduction. Their values are stable and serve as labels.
const (
	NormalConduction Conduction = ""
	LBBB             Conduction = "lbbb"  // QRS of 120 ms or more, broad notched R in I, V5, V6, no q there
	RBBB             Conduction = "rbbb"  // QRS of 120 ms or more, R' in V1, wide S in I and V6
	WPW              Conduction = "wpw"   // PR below 120 ms, delta wave, QRS above 120 ms
	IncompleteRBBB   Conduction = "irbbb" // as RBBB with QRS of 110 to 120 ms
	// LAFB is left anterior fascicular block: axis -45 to -90 degrees, qR in
	// aVL with its peak 45 ms or more after the beginning, rS in II, III and
	// aVF, QRS below 120 ms.
	LAFB Conduction = "lafb"
	// LPFB is left posterior fascicular block: axis 90 to 180 degrees, rS in I
	// and aVL, qR in III and aVF, QRS below 120 ms.
	LPFB Conduction = "lpfb"
	// Bifascicular is RBBB with LAFB.
	Bifascicular Conduction = "bifascicular"
	// IVCD is a nonspecific delay: QRS above 110 ms without the shape of a
	// bundle branch block.
	IVCD Conduction = "ivcd"
)

func (h *Heart) checkConduction() error {
	switch h.Conduction {
	case NormalConduction, LBBB, RBBB, IncompleteRBBB, LAFB, LPFB, Bifascicular, IVCD:
		return nil
	case WPW:
		if h.PRSec != 0 || h.AV != NoBlock || h.Rhythm.alone() {
			return fail("preexcitation with its own PR interval, AV block or rhythm %q", h.Rhythm)
		}
		return nil
	}
	return fail("no conduction %q", h.Conduction)
}

// extentSD is how many standard deviations from its peak a wave seems to
// begin: where 4 % of it are left.
const extentSD = 2.5

func isP(w *Wave) bool { return w.Name == "P" }

// isAtrial says whether a wave is of the atria: P, or their repolarisation.
func isAtrial(w *Wave) bool { return w.Name == "P" || w.Name == "Ta" }

func isQRS(w *Wave) bool {
	return w.Name == "Q" || w.Name == "R" || w.Name == "S" || w.Name == "D"
}

// extentOf is from when to when the waves last that are of a kind, relative to
// the beat; zeros if there are none.
func extentOf(waves []Wave, kind func(*Wave) bool) (from, to float64) {
	from, to = math.Inf(1), math.Inf(-1)
	for i := range waves {
		if w := &waves[i]; kind(w) {
			from, to = min(from, w.AtSec-extentSD*w.RiseSec), max(to, w.AtSec+extentSD*w.FallSec)
		}
	}
	if from > to {
		return 0, 0
	}
	return from, to
}

// setPR moves P so that the interval from its start to that of QRS is sec.
func setPR(waves []Wave, sec float64) []Wave {
	p, _ := extentOf(waves, isP)
	q, _ := extentOf(waves, isQRS)
	return earlierP(waves, sec-(q-p))
}

// without is waves but for those of a kind.
func without(waves []Wave, kind func(*Wave) bool) []Wave {
	return slices.DeleteFunc(slices.Clone(waves), func(w Wave) bool { return kind(&w) })
}

// wide are the waves of a beat that spreads from muscle to muscle: QRS of a
// duration along one direction, ST and T against it.
func wide(dir [3]float64, sec float64) []Wave {
	times := func(s float64) (v [3]float64) {
		for a := range v {
			v[a] = s * dir[a]
		}
		return v
	}
	side := [3]float64{dir[2], 0, -dir[0]} // the loop opens to one side
	early, late := times(0.85), times(0.75)
	for a := range side {
		early[a] += 0.15 * side[a]
		late[a] -= 0.15 * side[a]
	}
	sd := 0.13 * sec // with peaks at a third and two thirds: extentSD gives sec
	return []Wave{
		{Name: "R", AtSec: -0.175 * sec, RiseSec: sd, FallSec: sd, XYZ: early},
		{Name: "R", AtSec: 0.175 * sec, RiseSec: sd, FallSec: sd, XYZ: late},
		{Name: "ST", AtSec: 0.75 * sec, RiseSec: 0.025, FallSec: 0.07, XYZ: times(-0.10)},
		{Name: "T", AtSec: 0.33, RiseSec: 0.06, FallSec: 0.045, XYZ: times(-0.38), Recovery: true},
	}
}

// A frame is how large a heart is and how its axis lies in the frontal plane,
// relative to the normal one, so that other beats suit it.
type frame struct{ size, turn float64 }

func frameOf(waves []Wave) frame {
	sum := func(waves []Wave) (size, angle float64) {
		var v [3]float64
		for _, w := range waves {
			if w.Name == "R" {
				for a := range v {
					v[a] += w.XYZ[a]
				}
			}
		}
		return math.Hypot(math.Hypot(v[0], v[1]), v[2]), math.Atan2(v[1], v[0])
	}
	size, angle := sum(waves)
	usual, usualAngle := sum(NormalWaves())
	if !(size > 0.01*usual) {
		return frame{size: 1}
	}
	return frame{size: size / usual, turn: angle - usualAngle}
}

// fit sizes and turns waves in place.
func (f *frame) fit(waves []Wave) []Wave {
	sin, cos := math.Sincos(f.turn)
	for i := range waves {
		v := &waves[i].XYZ
		*v = [3]float64{f.size * (cos*v[0] - sin*v[1]), f.size * (sin*v[0] + cos*v[1]), f.size * v[2]}
	}
	return waves
}
