package heart

import (
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// RandomCase is a heart drawn from all that this package knows: a
// [RandomHeart] with a rhythm, conduction, findings and troubles of recording.
// Its weights are own: diseased hearts come far more often than in any clinic,
// so that some hundred cases hold some of each kind, and about one in six has
// neither an uncommon rhythm nor a finding. Troubles come in the first 10
// seconds. It is always in range. Which heart comes with which seed changes
// when this package learns more. Further leads are not drawn: the page asks
// for them.
func RandomCase(seed uint64) Heart {
	h := RandomHeart(seed)
	d := draw{Heart: &h, rng: chance.Stream(seed, streamCase)}
	d.rhythm()
	d.conduction()
	d.findings()
	d.troubles()
	d.recorder()
	// A drawn heart may have waves that cannot show the finding.
	ready := h
	ready.setDefaults()
	if _, err := ready.shapes(); err != nil {
		h.Findings = Findings{}
	}
	return h
}

// A draw is a heart in the making.
type draw struct {
	*Heart
	rng *rand.Rand
}

func (d *draw) span(lo, hi float64) float64 { return chance.Between(d.rng, lo, hi) }

func (d *draw) odds(share float64) bool { return chance.Odds(d.rng, share) }

// rhythm draws the heart's rhythm: half of the hearts have their own regular one, and
// what is hardly ever printed with twelve leads (fibrillating ventricles, torsade) is
// one in two or three hundred.
func (d *draw) rhythm() {
	chance.Choose(d.rng,
		chance.Case(60, func() {}),
		chance.Case(3, func() { d.RateBPM = d.span(32, 50) }),
		chance.Case(4, func() { d.RateBPM = d.span(100, 160) }),
		chance.Case(3, func() { d.RateBPM, d.Breathing = d.span(50, 80), d.span(0.1, 0.25) }),
		chance.Case(16, d.atrialRhythm),
		chance.Case(5, d.ownRhythm),
		chance.Case(12, d.block),
		chance.Case(14, d.extraBeats),
		chance.Case(1.5, func() { d.Pause = Pause{AtSec: d.span(1, 6), Sec: d.span(2, 6)} }),
		chance.Case(0.8, func() { d.pace(AtrialPacing) }),
		chance.Case(1.5, func() { d.pace(VentricularPacing) }),
		chance.Case(0.8, func() { d.pace(DualPacing) }),
	)
}

// atrialRhythm is fibrillation, flutter or a reentrant tachycardia.
func (d *draw) atrialRhythm() {
	chance.Choose(d.rng,
		chance.Case(9, func() {
			d.Rhythm, d.RateBPM, d.Variation = AtrialFibrillation, d.span(50, 160), d.span(0.12, 0.3)
			d.AtrialMV = d.span(0.02, 0.15)
			if d.odds(0.2) {
				d.Ectopy = Ectopy{PVC: 0.12, Coupling: d.span(0.5, 0.7)}
				d.Ectopy.Multiform = d.odds(0.3)
			}
		}),
		chance.Case(5, func() {
			d.Rhythm, d.AtrialBPM, d.AtrialMV = AtrialFlutter, d.span(240, 340), d.span(0.1, 0.35)
			d.FlutterRatio = chance.Pick(d.rng, 0, 2, 2, 3, 4, 4)
		}),
		chance.Case(4, func() {
			d.Rhythm, d.RateBPM, d.Variation = SupraventricularTachycardia, d.span(150, 220), d.span(0, 0.005)
			if d.odds(0.6) {
				d.RetrogradeSec = d.span(0.07, 0.16)
			}
		}),
	)
}

// ownRhythm is one of the junction or the ventricles.
func (d *draw) ownRhythm() {
	chance.Choose(d.rng,
		chance.Case(3, func() {
			d.Rhythm, d.RateBPM, d.Variation = VentricularTachycardia, d.span(120, 230), d.span(0, 0.02)
			d.AtrialBPM = d.span(60, 110)
		}),
		chance.Case(3, func() {
			d.Rhythm, d.RateBPM, d.Variation = JunctionalRhythm, d.span(35, 100), d.span(0, 0.03)
			if d.odds(0.6) {
				d.RetrogradeSec = chance.Pick(d.rng, d.span(-0.11, -0.08), d.span(0.07, 0.16))
			}
		}),
		chance.Case(2, func() {
			d.Rhythm, d.RateBPM, d.Variation = IdioventricularRhythm, d.span(28, 110), d.span(0, 0.03)
			d.AtrialBPM = d.span(40, 90)
		}),
		chance.Case(1.2, func() {
			d.Rhythm, d.VentricularMV = VentricularFibrillation, chance.Pick(d.rng, d.span(0.06, 0.19), d.span(0.25, 1.2))
		}),
		chance.Case(1.2, func() {
			d.Rhythm, d.RateBPM, d.Variation = Torsade, d.span(180, 260), d.span(0, 0.05)
			d.TwistSec = d.span(2, 6)
		}),
	)
}

// block is one of the AV node.
func (d *draw) block() {
	second := func(b AVBlock) {
		d.AV, d.RateBPM = b, d.span(55, 95)
		if d.odds(0.5) {
			d.AVRatio = 3 + d.rng.IntN(3)
		}
		if b == MobitzBlock && d.odds(0.3) {
			d.AVRatio = 2
		}
	}
	chance.Choose(d.rng,
		chance.Case(6, func() { d.AV, d.PRSec, d.RateBPM = FirstDegreeBlock, d.span(0.22, 0.36), d.span(45, 90) }),
		chance.Case(4, func() { second(WenckebachBlock) }),
		chance.Case(4, func() { second(MobitzBlock) }),
		chance.Case(6, func() {
			d.AV, d.AtrialBPM, d.Variation = CompleteBlock, d.span(60, 110), d.span(0, 0.03)
			d.RateBPM = d.span(22, 42)
			if d.odds(0.5) {
				d.Escape, d.RateBPM = JunctionalEscape, d.span(40, 58)
			}
		}),
	)
}

func (d *draw) extraBeats() {
	d.RateBPM = d.span(50, 100)
	e := &d.Ectopy
	ventricular := func(lo, hi float64) {
		e.PVC, e.Coupling = d.span(lo, hi), d.span(0.5, 0.75)
		e.Multiform = d.odds(0.25)
	}
	chance.Choose(d.rng,
		chance.Case(5, func() { e.PAC, e.Coupling = d.span(0.08, 0.3), d.span(0.5, 0.75) }),
		chance.Case(3, func() { e.BlockedPAC, e.Coupling = d.span(0.1, 0.3), d.span(0.5, 0.62) }),
		chance.Case(3, func() {
			e.PAC, e.Coupling = d.span(0.08, 0.2), d.span(0.5, 0.7)
			e.PACRow, e.PACRowBPM = 3+d.rng.IntN(10), d.span(120, 190)
		}),
		chance.Case(6, func() { ventricular(0.08, 0.3) }),
		chance.Case(3, func() { e.PVCEvery, e.Coupling = 2+d.rng.IntN(2), d.span(0.5, 0.7) }),
		chance.Case(3, func() {
			ventricular(0.08, 0.2)
			e.PVCRow, e.PVCRowBPM = 2, d.span(110, 180)
		}),
		chance.Case(3, func() {
			ventricular(0.08, 0.15)
			e.PVCRow, e.PVCRowBPM = 3+d.rng.IntN(10), d.span(110, 220)
		}),
		chance.Case(2, func() {
			d.RateBPM = d.span(45, 75)
			e.PVC, e.Coupling, e.Interpolated = d.span(0.1, 0.3), d.span(0.45, 0.6), true
		}),
	)
}

func (d *draw) pace(p Pacing) {
	d.Pacing, d.RateBPM, d.Variation, d.Breathing = p, d.span(50, 100), 0, d.span(0, 0.01)
	d.SpikeMV, d.SpikeSec = d.span(0.5, 6), d.span(0.0005, 0.002)
	d.AtrialBPM = d.span(55, 110)
	if p == VentricularPacing && d.odds(0.3) {
		d.Rhythm, d.AtrialMV, d.AtrialBPM = AtrialFibrillation, d.span(0.02, 0.12), 0
	}
}

func (d *draw) conduction() {
	free := 0.0 // preexcitation goes past the AV node
	if d.Rhythm == Sinus && d.AV == NoBlock {
		free = 1
	}
	is := func(weight float64, c Conduction) chance.Choice {
		return chance.Case(weight, func() { d.Conduction = c })
	}
	chance.Choose(d.rng, is(96, NormalConduction),
		is(5, LBBB), is(5, RBBB), is(3, IncompleteRBBB), is(4, LAFB), is(2.5, LPFB), is(2.5, Bifascicular), is(3, IVCD),
		is(4*free, WPW))
	if d.odds(0.08) {
		d.QTcSec = chance.Pick(d.rng, d.span(0.30, 0.35), d.span(0.48, 0.60), d.span(0.48, 0.60))
	}
	if d.odds(0.02) {
		d.Alternans = d.span(0.2, 0.5)
	}
}
