package heart

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// Conduction says how excitation spreads in the ventricles. Criteria are those
// of the AHA/ACCF/HRS recommendations for the standardization and
// interpretation of the electrocardiogram, part III (Surawicz and others,
// 2009).
type Conduction string

// Kinds of conduction. Their values are stable and serve as labels.
const (
	NormalConduction Conduction = ""
	LBBB             Conduction = "lbbb" // QRS of 120 ms or more, broad notched R in I, V5, V6, no q there
	RBBB             Conduction = "rbbb" // QRS of 120 ms or more, R' in V1, wide S in I and V6
	WPW              Conduction = "wpw"  // PR below 120 ms, delta wave, QRS above 120 ms
)

// shapes are the waves of each kind of beat.
type shapes struct {
	normal, atrial, pac, pvc, paced, dual, escape, junctional, tachycardia []Wave
}

// extentSD is how many standard deviations from its peak a wave seems to
// begin: where 4 % of it are left.
const extentSD = 2.5

func isP(w *Wave) bool { return w.Name == "P" }

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

// shapes makes the waves of all kinds of beats of this heart.
func (h *Heart) shapes() (s shapes) {
	f := frameOf(h.Waves)
	waves := h.conducted(&f)
	if h.Rhythm == AtrialFibrillation || h.Rhythm == AtrialFlutter {
		waves = without(waves, isP)
	}
	s.normal = waves
	s.atrial = without(waves, func(w *Wave) bool { return !isP(w) })
	s.junctional = without(waves, isP)
	s.pac = slices.Clone(waves)
	for i := range s.pac {
		// From low in the atria: P goes up, so that II, III and aVF turn.
		if p := &s.pac[i]; isP(p) {
			p.XYZ = [3]float64{0.6 * p.XYZ[0], -0.9 * p.XYZ[1], 1.1 * p.XYZ[2]}
		}
	}
	sites := [...][3]float64{
		{0.35, 1.15, 0.55},   // right outflow tract: like LBBB, axis down
		{-0.30, -0.95, -0.8}, // left, below: like RBBB, axis up
		{-0.95, 0.40, -0.7},  // left free wall: like RBBB, axis right
		{0.60, -0.85, 0.75},  // right apex: like LBBB, axis up
	}
	site := chance.Stream(h.Seed, streamSite).Perm(len(sites))
	s.pvc = h.dim(f.fit(wide(sites[site[0]], 0.16)))
	s.escape = h.dim(f.fit(wide(sites[site[1]], 0.16)))
	s.tachycardia = h.dim(f.fit(wide(sites[site[2]], 0.15)))
	// The pacemaker's wire lies in the right apex.
	s.paced = h.dim(f.fit(wide(sites[3], 0.17)))
	s.dual = s.paced
	if len(s.atrial) > 0 {
		s.dual = setPR(append(slices.Clone(s.atrial), s.paced...), pacedPRSec)
	}
	return s
}

// conducted are the waves of a beat that comes through the AV node.
func (h *Heart) conducted(f *frame) []Wave {
	waves := h.Waves
	p, _ := extentOf(waves, isP)
	q, _ := extentOf(waves, isQRS)
	pr := q - p
	switch h.Conduction {
	case LBBB:
		// From right to left through the septum, not over the bundle: no q,
		// and the left side last. Repolarisation follows the same way, so ST
		// and T point against QRS.
		waves = without(waves, func(w *Wave) bool { return !isP(w) })
		waves = append(waves, f.fit([]Wave{
			{Name: "R", AtSec: -0.022, RiseSec: 0.017, FallSec: 0.020, XYZ: [3]float64{0.80, 0.25, 0.95}},
			{Name: "R", AtSec: 0.035, RiseSec: 0.021, FallSec: 0.020, XYZ: [3]float64{0.90, 0.20, 0.85}},
			{Name: "ST", AtSec: 0.11, RiseSec: 0.025, FallSec: 0.08, XYZ: [3]float64{-0.09, -0.02, -0.12}},
			{Name: "T", AtSec: 0.32, RiseSec: 0.06, FallSec: 0.04, XYZ: [3]float64{-0.30, -0.06, -0.42}, Recovery: true},
		})...)
	case RBBB:
		// The right side comes last and alone: a late vector to right and
		// front. T turns in V1 only.
		waves = append(slices.Clone(waves), f.fit([]Wave{
			{Name: "S", AtSec: 0.064, RiseSec: 0.016, FallSec: 0.017, XYZ: [3]float64{-0.60, -0.05, -0.60}},
			{Name: "T", AtSec: 0.30, RiseSec: 0.055, FallSec: 0.036, XYZ: [3]float64{0, 0, 0.24}, Recovery: true},
		})...)
	case WPW:
		// A pathway at the left free wall excites the ventricles early and
		// slowly; the septal q drowns in it.
		waves = without(waves, func(w *Wave) bool { return w.Name == "Q" })
		waves = append(waves, f.fit([]Wave{
			{Name: "D", AtSec: -0.036, RiseSec: 0.020, FallSec: 0.018, XYZ: [3]float64{0.30, 0.22, -0.30}},
			{Name: "T", AtSec: 0.30, RiseSec: 0.055, FallSec: 0.036, XYZ: [3]float64{-0.20, -0.10, 0.05}, Recovery: true},
		})...)
		pr = 0.10
	}
	if h.PRSec != 0 {
		pr = h.PRSec
	}
	waves = h.find(waves)
	if _, p := extentOf(waves, isP); p != 0 && (h.Conduction != NormalConduction || h.PRSec != 0) {
		waves = setPR(waves, pr)
	}
	return waves
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
