package synth

import "math/rand/v2"

// A choice is something with a weight.
type choice struct {
	weight float64
	take   func()
}

// choose takes one of the choices by chance.
func choose(rng *rand.Rand, choices []choice) {
	sum := 0.0
	for _, c := range choices {
		sum += c.weight
	}
	at := sum * rng.Float64()
	for _, c := range choices {
		if at -= c.weight; at < 0 {
			c.take()
			return
		}
	}
}

// RandomCase is a heart drawn from all that this package knows: a
// [RandomHeart] with a rhythm, conduction, findings and troubles of recording.
// Its weights are own: diseased hearts come far more often than in any clinic,
// so that a hundred cases hold some of each kind, and about one in six has
// neither an uncommon rhythm nor a finding. Troubles come in the first 10
// seconds. It is always in range.
func RandomCase(seed uint64) Heart {
	h := RandomHeart(seed)
	rng := stream(seed, streamCase)
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
	choose(rng, []choice{
		{30, func() {}},
		{3, func() { h.RateBPM = span(32, 50) }},
		{4, func() { h.RateBPM = span(100, 160) }},
		{3, func() { h.RateBPM, h.Breathing = span(50, 80), span(0.1, 0.25) }},
		{12, func() {
			h.Rhythm, h.RateBPM, h.Variation = AtrialFibrillation, span(50, 160), span(0.12, 0.3)
			h.AtrialMV = span(0.02, 0.15)
			if rng.Float64() < 0.2 {
				h.Ectopy = Ectopy{PVC: 0.12, Coupling: span(0.5, 0.7)}
			}
		}},
		{6, func() {
			h.Rhythm, h.AtrialBPM, h.AtrialMV = AtrialFlutter, span(240, 340), span(0.1, 0.35)
			h.FlutterRatio = [...]int{0, 2, 2, 3, 4, 4}[rng.IntN(6)]
		}},
		{6, func() { h.AV, h.PRSec, h.RateBPM = FirstDegreeBlock, span(0.22, 0.36), span(45, 90) }},
		{4, blocked(WenckebachBlock)},
		{4, blocked(MobitzBlock)},
		{6, func() {
			h.AV, h.AtrialBPM, h.Variation = CompleteBlock, span(60, 110), span(0, 0.03)
			h.RateBPM = span(22, 42)
			if rng.Float64() < 0.5 {
				h.Escape, h.RateBPM = JunctionalEscape, span(40, 58)
			}
		}},
		{4, func() {
			h.Rhythm, h.RateBPM, h.Variation = VentricularTachycardia, span(120, 230), span(0, 0.02)
			h.AtrialBPM = span(60, 110)
		}},
		{6, func() { h.RateBPM, h.Ectopy = span(50, 100), Ectopy{PAC: span(0.08, 0.3), Coupling: span(0.5, 0.75)} }},
		{7, func() { h.RateBPM, h.Ectopy = span(50, 100), Ectopy{PVC: span(0.08, 0.3), Coupling: span(0.5, 0.75)} }},
		{3, func() {
			h.RateBPM, h.Ectopy = span(55, 95), Ectopy{PVCEvery: 2 + rng.IntN(2), Coupling: span(0.5, 0.7)}
		}},
		{3, func() { h.Pause = Pause{AtSec: span(1, 6), Sec: span(2, 6)} }},
		{2, paced(AtrialPacing)},
		{3, paced(VentricularPacing)},
		{2, paced(DualPacing)},
	})
}

func (h *Heart) drawConduction(rng *rand.Rand) {
	free := 0.0 // preexcitation goes past the AV node
	if h.Rhythm == Sinus && h.AV == NoBlock {
		free = 1
	}
	choose(rng, []choice{
		{80, func() {}},
		{7, func() { h.Conduction = LBBB }},
		{9, func() { h.Conduction = RBBB }},
		{4 * free, func() { h.Conduction = WPW }},
	})
}

func (h *Heart) drawFindings(rng *rand.Rand) {
	span := func(lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }
	f := &h.Findings
	territory := [...]Territory{Anterior, Septal, Lateral, Inferior}[rng.IntN(4)]
	hypertrophy := 8.0
	if h.Conduction != NormalConduction {
		hypertrophy = 0
	}
	choose(rng, []choice{
		{52, func() {}},
		{12, func() {
			f.ST = Change{territory, span(0.25, 0.5)}
			if rng.Float64() < 0.3 {
				f.TInversion = Change{territory, span(0.1, 0.3)}
			}
		}},
		{8, func() { f.ST = Change{territory, span(-0.25, -0.06)} }},
		{10, func() { f.TInversion = Change{territory, span(0.1, 0.5)} }},
		{hypertrophy, func() { f.LVHMV, f.Strain = span(3.6, 5.5), rng.Float64() < 0.6 }},
		{7, func() { f.LowVoltage = true }},
	})
}

func (h *Heart) drawDisturb(rng *rand.Rand) {
	span := func(lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }
	electrode := func() Electrode { return Electrode(rng.IntN(int(C6) + 1)) }
	d := &h.Disturb
	if rng.Float64() < 0.4 {
		d.MainsHz = 60
	}
	choose(rng, []choice{
		{70, func() {}},
		{6, func() { h.WanderMV = span(0.1, 0.5) }},
		{5, func() { h.MuscleMV = span(0.012, 0.05) }},
		{5, func() { h.MainsMV = span(0.004, 0.05) }},
		{8, func() {
			for range 1 + rng.IntN(3) {
				size := span(0.2, 1.5)
				if rng.Float64() < 0.5 {
					size = -size
				}
				d.Motion = append(d.Motion, Motion{electrode(), span(0, 10), size, span(0.05, 0.8)})
			}
		}},
		{4, func() {
			from := span(-3, 9)
			off := Off{Electrode: electrode(), FromSec: max(from, 0), ToSec: max(from, 0) + span(0.5, 10)}
			if rng.Float64() < 0.3 {
				off.RailMV = span(3, 6)
			}
			d.Off = append(d.Off, off)
		}},
		{2, func() { d.ClipMV = span(0.8, 2) }},
	})
}
