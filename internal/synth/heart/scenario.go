package heart

import (
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// RandomCase is a heart drawn from all that this package knows: a
// [RandomHeart] with a rhythm, conduction, findings and troubles of recording.
// Its weights are own: diseased hearts come far more often than in any clinic,
// so that a hundred cases hold some of each kind, and about one in six has
// neither an uncommon rhythm nor a finding. Troubles come in the first 10
// seconds. It is always in range.
func RandomCase(seed uint64) Heart {
	h := RandomHeart(seed)
	rng := chance.Stream(seed, streamCase)
	h.drawRhythm(rng)
	h.drawConduction(rng)
	h.drawFindings(rng)
	h.drawDisturb(rng)
	return h
}

func (h *Heart) drawRhythm(rng *rand.Rand) {
	span := func(lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }
	paced := func(p Pacing) func() {
		return func() {
			h.Pacing, h.RateBPM, h.Variation, h.Breathing = p, span(50, 100), 0, span(0, 0.01)
			h.SpikeMV, h.SpikeSec = span(0.5, 6), span(0.0005, 0.002)
			h.AtrialBPM = span(55, 110)
			if p == VentricularPacing && rng.Float64() < 0.3 {
				h.Rhythm, h.AtrialMV, h.AtrialBPM = AtrialFibrillation, span(0.02, 0.12), 0
			}
		}
	}
	blocked := func(b AVBlock) func() {
		return func() {
			h.AV, h.RateBPM = b, span(55, 95)
			if rng.Float64() < 0.5 {
				h.AVRatio = 3 + rng.IntN(3)
			}
			if b == MobitzBlock && rng.Float64() < 0.3 {
				h.AVRatio = 2
			}
		}
	}
	chance.Choose(rng,
		chance.Case(30, func() {}),
		chance.Case(3, func() { h.RateBPM = span(32, 50) }),
		chance.Case(4, func() { h.RateBPM = span(100, 160) }),
		chance.Case(3, func() { h.RateBPM, h.Breathing = span(50, 80), span(0.1, 0.25) }),
		chance.Case(12, func() {
			h.Rhythm, h.RateBPM, h.Variation = AtrialFibrillation, span(50, 160), span(0.12, 0.3)
			h.AtrialMV = span(0.02, 0.15)
			if rng.Float64() < 0.2 {
				h.Ectopy = Ectopy{PVC: 0.12, Coupling: span(0.5, 0.7)}
			}
		}),
		chance.Case(6, func() {
			h.Rhythm, h.AtrialBPM, h.AtrialMV = AtrialFlutter, span(240, 340), span(0.1, 0.35)
			h.FlutterRatio = [...]int{0, 2, 2, 3, 4, 4}[rng.IntN(6)]
		}),
		chance.Case(6, func() { h.AV, h.PRSec, h.RateBPM = FirstDegreeBlock, span(0.22, 0.36), span(45, 90) }),
		chance.Case(4, blocked(WenckebachBlock)),
		chance.Case(4, blocked(MobitzBlock)),
		chance.Case(6, func() {
			h.AV, h.AtrialBPM, h.Variation = CompleteBlock, span(60, 110), span(0, 0.03)
			h.RateBPM = span(22, 42)
			if rng.Float64() < 0.5 {
				h.Escape, h.RateBPM = JunctionalEscape, span(40, 58)
			}
		}),
		chance.Case(4, func() {
			h.Rhythm, h.RateBPM, h.Variation = VentricularTachycardia, span(120, 230), span(0, 0.02)
			h.AtrialBPM = span(60, 110)
		}),
		chance.Case(6, func() { h.RateBPM, h.Ectopy = span(50, 100), Ectopy{PAC: span(0.08, 0.3), Coupling: span(0.5, 0.75)} }),
		chance.Case(7, func() { h.RateBPM, h.Ectopy = span(50, 100), Ectopy{PVC: span(0.08, 0.3), Coupling: span(0.5, 0.75)} }),
		chance.Case(3, func() {
			h.RateBPM, h.Ectopy = span(55, 95), Ectopy{PVCEvery: 2 + rng.IntN(2), Coupling: span(0.5, 0.7)}
		}),
		chance.Case(3, func() { h.Pause = Pause{AtSec: span(1, 6), Sec: span(2, 6)} }),
		chance.Case(2, paced(AtrialPacing)),
		chance.Case(3, paced(VentricularPacing)),
		chance.Case(2, paced(DualPacing)),
	)
}

func (h *Heart) drawConduction(rng *rand.Rand) {
	free := 0.0 // preexcitation goes past the AV node
	if h.Rhythm == Sinus && h.AV == NoBlock {
		free = 1
	}
	chance.Choose(rng,
		chance.Case(80, func() {}),
		chance.Case(7, func() { h.Conduction = LBBB }),
		chance.Case(9, func() { h.Conduction = RBBB }),
		chance.Case(4*free, func() { h.Conduction = WPW }),
	)
}

func (h *Heart) drawFindings(rng *rand.Rand) {
	span := func(lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }
	f := &h.Findings
	territory := [...]Territory{Anterior, Septal, Lateral, Inferior}[rng.IntN(4)]
	hypertrophy := 8.0
	if h.Conduction != NormalConduction {
		hypertrophy = 0
	}
	chance.Choose(rng,
		chance.Case(52, func() {}),
		chance.Case(12, func() {
			f.ST = Change{territory, span(0.25, 0.5)}
			if rng.Float64() < 0.3 {
				f.TInversion = Change{territory, span(0.1, 0.3)}
			}
		}),
		chance.Case(8, func() { f.ST = Change{territory, span(-0.25, -0.06)} }),
		chance.Case(10, func() { f.TInversion = Change{territory, span(0.1, 0.5)} }),
		chance.Case(hypertrophy, func() { f.LVHMV, f.Strain = span(3.6, 5.5), rng.Float64() < 0.6 }),
		chance.Case(7, func() { f.LowVoltage = true }),
	)
}

func (h *Heart) drawDisturb(rng *rand.Rand) {
	span := func(lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }
	electrode := func() Electrode { return Electrode(rng.IntN(int(C6) + 1)) }
	d := &h.Disturb
	if rng.Float64() < 0.4 {
		d.MainsHz = 60
	}
	chance.Choose(rng,
		chance.Case(70, func() {}),
		chance.Case(6, func() { h.WanderMV = span(0.1, 0.5) }),
		chance.Case(5, func() { h.MuscleMV = span(0.012, 0.05) }),
		chance.Case(5, func() { h.MainsMV = span(0.004, 0.05) }),
		chance.Case(8, func() {
			for range 1 + rng.IntN(3) {
				size := span(0.2, 1.5)
				if rng.Float64() < 0.5 {
					size = -size
				}
				d.Motion = append(d.Motion, Motion{electrode(), span(0, 10), size, span(0.05, 0.8)})
			}
		}),
		chance.Case(4, func() {
			from := span(-3, 9)
			off := Off{Electrode: electrode(), FromSec: max(from, 0), ToSec: max(from, 0) + span(0.5, 10)}
			if rng.Float64() < 0.3 {
				off.RailMV = span(3, 6)
			}
			d.Off = append(d.Off, off)
		}),
		chance.Case(2, func() { d.ClipMV = span(0.8, 2) }),
	)
}
