package heart

import "slices"

// conducted are the waves of a beat that comes through the AV node.
func (h *Heart) conducted(f *frame) ([]Wave, error) {
	waves := h.Waves
	p, _ := extentOf(waves, isP)
	q, _ := extentOf(waves, isQRS)
	pr := q - p
	switch h.Conduction {
	case LBBB:
		waves = leftBlock(waves, f)
	case RBBB:
		waves = append(slices.Clone(waves), rightBlock(f)...)
	case IncompleteRBBB:
		waves = append(slices.Clone(waves), f.fit([]Wave{
			{Name: "S", AtSec: 0.050, RiseSec: 0.010, FallSec: 0.0105, XYZ: [3]float64{-0.50, -0.05, -0.62}},
		})...)
		waves = spanQRS(waves, -0.048, 0.070)
	case LAFB:
		waves = anteriorBlock(waves, f)
	case LPFB:
		waves = posteriorBlock(waves, f)
	case Bifascicular:
		waves = append(anteriorBlock(waves, f), rightBlock(f.level())...)
	case IVCD:
		waves = spanQRS(waves, -0.070, 0.072)
	case WPW:
		waves = preexcited(waves, f)
		pr = 0.10
	}
	if h.PRSec != 0 {
		pr = h.PRSec
	}
	waves, err := h.find(waves)
	if err != nil {
		return nil, err
	}
	_, p = extentOf(waves, isP)
	on, _ := extentOf(waves, isQRS)
	// Findings may begin QRS earlier or draw P out.
	if p != 0 && (h.Conduction != NormalConduction || h.PRSec != 0 || on != q || h.Findings.atrial()) {
		waves = setPR(waves, max(pr, h.Findings.leastPR()))
	}
	return waves, nil
}

// leftBlock: from right to left through the septum, not over the bundle: no q,
// and the left side last. Repolarisation follows the same way, so ST and T
// point against QRS.
func leftBlock(waves []Wave, f *frame) []Wave {
	waves = without(waves, func(w *Wave) bool { return !isP(w) })
	return append(waves, f.fit([]Wave{
		{Name: "R", AtSec: -0.022, RiseSec: 0.017, FallSec: 0.020, XYZ: [3]float64{0.80, 0.25, 0.95}},
		{Name: "R", AtSec: 0.035, RiseSec: 0.021, FallSec: 0.020, XYZ: [3]float64{0.90, 0.20, 0.85}},
		{Name: "ST", AtSec: 0.11, RiseSec: 0.025, FallSec: 0.08, XYZ: [3]float64{-0.09, -0.02, -0.12}},
		{Name: "T", AtSec: 0.32, RiseSec: 0.06, FallSec: 0.04, XYZ: [3]float64{-0.30, -0.06, -0.42}, Recovery: true},
	})...)
}

// rightBlock: the right side comes last and alone: a late vector to right and
// front. T turns in V1 only.
func rightBlock(f *frame) []Wave {
	return f.fit([]Wave{
		{Name: "S", AtSec: 0.064, RiseSec: 0.016, FallSec: 0.017, XYZ: [3]float64{-0.60, -0.05, -0.60}},
		{Name: "T", AtSec: 0.30, RiseSec: 0.055, FallSec: 0.036, XYZ: [3]float64{0, 0, 0.24}, Recovery: true},
	})
}

// preexcited: a pathway at the left free wall excites the ventricles early and
// slowly; the septal q drowns in it.
func preexcited(waves []Wave, f *frame) []Wave {
	waves = without(waves, func(w *Wave) bool { return w.Name == "Q" })
	return append(waves, f.fit([]Wave{
		{Name: "D", AtSec: -0.036, RiseSec: 0.020, FallSec: 0.018, XYZ: [3]float64{0.30, 0.22, -0.30}},
		{Name: "T", AtSec: 0.30, RiseSec: 0.055, FallSec: 0.036, XYZ: [3]float64{-0.20, -0.10, 0.05}, Recovery: true},
	})...)
}

// level is the frame with its axis near the usual one: where a criterion is
// the axis itself, the heart's own turn has little to say.
func (f *frame) level() *frame {
	return &frame{size: f.size, turn: min(max(f.turn, -0.12), 0.12)}
}

// anteriorBlock: the left ventricle is excited from below and behind first (a
// small vector to the foot and the right), then up to the left.
func anteriorBlock(waves []Wave, f *frame) []Wave {
	waves = without(waves, isQRS)
	return append(waves, f.level().fit([]Wave{
		{Name: "Q", AtSec: -0.030, RiseSec: 0.008, FallSec: 0.009, XYZ: [3]float64{-0.30, 0.28, -0.30}},
		{Name: "R", AtSec: 0.002, RiseSec: 0.012, FallSec: 0.011, XYZ: [3]float64{1.05, -0.85, 0.20}},
		{Name: "S", AtSec: 0.016, RiseSec: 0.010, FallSec: 0.010, XYZ: [3]float64{0.15, -0.25, 0.50}},
		{Name: "S", AtSec: 0.032, RiseSec: 0.009, FallSec: 0.010, XYZ: [3]float64{-0.15, -0.25, 0.30}},
	})...)
}

// posteriorBlock: it is excited from above and before first (a small vector up
// to the left), then down to the right.
func posteriorBlock(waves []Wave, f *frame) []Wave {
	waves = without(waves, isQRS)
	return append(waves, f.level().fit([]Wave{
		{Name: "Q", AtSec: -0.026, RiseSec: 0.009, FallSec: 0.010, XYZ: [3]float64{0.42, -0.30, -0.26}},
		{Name: "R", AtSec: 0.004, RiseSec: 0.012, FallSec: 0.012, XYZ: [3]float64{-0.15, 1.15, 0.10}},
		{Name: "S", AtSec: 0.018, RiseSec: 0.011, FallSec: 0.012, XYZ: [3]float64{-0.65, 0.45, 0.45}},
	})...)
}

// spanQRS is waves with those of QRS drawn together or apart in time so that
// QRS lasts from one time to the other.
func spanQRS(waves []Wave, from, to float64) []Wave {
	lo, hi := extentOf(waves, isQRS)
	if !(hi > lo) {
		return waves
	}
	waves = slices.Clone(waves)
	scale := (to - from) / (hi - lo)
	for i := range waves {
		if w := &waves[i]; isQRS(w) {
			w.AtSec = from + (w.AtSec-lo)*scale
			w.RiseSec *= scale
			w.FallSec *= scale
		}
	}
	return waves
}
