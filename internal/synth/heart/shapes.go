package heart

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// shapes are the waves of each kind of beat.
type shapes struct {
	normal, atrial, pac, early, paced, dual, escape, junctional, retrograde, tachycardia []Wave
	// pvc are those of two origins.
	pvc [2][]Wave
	// onset and end are those of QRS and T in a normal beat at 60 a minute,
	// T's by its tangent.
	onset, end float64
}

// shapes makes the waves of all kinds of beats of this heart. It fails where
// the heart's waves cannot show a finding.
func (h *Heart) shapes() (s shapes, err error) {
	f := frameOf(h.Waves)
	waves, err := h.conducted(&f)
	if err != nil {
		return s, err
	}
	if h.Rhythm == AtrialFibrillation || h.Rhythm == AtrialFlutter {
		waves = without(waves, isAtrial)
	}
	s.normal = waves
	s.atrial = without(waves, func(w *Wave) bool { return !isAtrial(w) })
	s.junctional = without(waves, isAtrial)
	s.pac = backwards(waves)
	s.early = without(s.pac, func(w *Wave) bool { return !isAtrial(w) })
	s.retrograde = s.junctional
	if h.RetrogradeSec != 0 {
		if len(s.early) == 0 {
			return s, fail("P backwards without P")
		}
		s.retrograde = append(slices.Clone(s.junctional), earlierP(s.early, middleP(s.early)-h.RetrogradeSec)...)
	}
	h.ventricular(&s, &f)
	s.dual = s.paced
	if len(s.atrial) > 0 {
		s.dual = setPR(append(slices.Clone(s.atrial), s.paced...), pacedPRSec)
	}
	s.onset, _ = extentOf(waves, isQRS)
	s.end = tangentEnd(waves)
	if h.QTcSec != 0 && !(s.end > 0) {
		return s, fail("a QT interval without T")
	}
	return s, nil
}

// ventricular makes the waves of beats that begin in the ventricles.
func (h *Heart) ventricular(s *shapes, f *frame) {
	sites := [...][3]float64{
		{0.35, 1.15, 0.55},   // right outflow tract: like LBBB, axis down
		{-0.30, -0.95, -0.8}, // left, below: like RBBB, axis up
		{-0.95, 0.40, -0.7},  // left free wall: like RBBB, axis right
		{0.60, -0.85, 0.75},  // right apex: like LBBB, axis up
	}
	site := chance.Stream(h.Seed, streamSite).Perm(len(sites))
	s.pvc[0] = h.dim(f.fit(wide(sites[site[0]], 0.16)))
	s.pvc[1] = h.dim(f.fit(wide(sites[site[3]], 0.16)))
	s.escape = h.dim(f.fit(wide(sites[site[1]], 0.16)))
	s.tachycardia = h.dim(f.fit(wide(sites[site[2]], 0.15)))
	// The pacemaker's wire lies in the right apex.
	s.paced = h.dim(f.fit(wide(sites[3], 0.17)))
}

// backwards is waves with P from low in the atria: it goes up, so that II, III
// and aVF turn.
func backwards(waves []Wave) []Wave {
	waves = slices.Clone(waves)
	for i := range waves {
		if p := &waves[i]; isAtrial(p) {
			p.XYZ = [3]float64{0.6 * p.XYZ[0], -0.9 * p.XYZ[1], 1.1 * p.XYZ[2]}
		}
	}
	return waves
}

// middleP is the middle of P.
func middleP(waves []Wave) float64 {
	from, to := extentOf(waves, isP)
	return (from + to) / 2
}

// tangentSD is how many standard deviations after its peak a Gaussian's
// tangent at its steepest place meets the base line: one to there, one more
// along the tangent.
const tangentSD = 2

// tangentEnd is where T ends by its tangent, at 60 beats a minute.
func tangentEnd(waves []Wave) (end float64) {
	for _, w := range waves {
		if w.Name == "T" {
			end = max(end, w.AtSec+tangentSD*w.FallSec)
		}
	}
	return end
}

// recovery is how long repolarisation takes after an RR interval, as a share
// of that at 60 beats a minute.
func (h *Heart) recovery(sh *shapes, rr float64) float64 {
	if h.QTcSec == 0 {
		return math.Cbrt(rr)
	}
	// T does not go under QRS, however short the interval.
	return max(h.QTcSec*math.Sqrt(rr)+sh.onset, 0.12) / sh.end
}
