package heart

import "github.com/einthoven-ecg/einthoven/internal/synth/chance"

// findings draws one finding or none, or ST with T.
func (d *draw) findings() {
	f := &d.Findings
	plain := 0.0 // what says something only where conduction is normal
	if d.Conduction == NormalConduction {
		plain = 1
	}
	chance.Choose(d.rng,
		chance.Case(90, func() {}),
		chance.Case(14, d.elevation),
		chance.Case(8, func() { f.ST = Change{d.territory(), d.span(-0.25, -0.06)} }),
		chance.Case(10, func() { f.TInversion = Change{d.territory(), d.span(0.1, 0.5)} }),
		chance.Case(6, func() { f.LowVoltage = true }),
		chance.Case(24*plain, d.qrsFinding),
		chance.Case(22*plain, d.recoveryFinding),
		chance.Case(3, func() { f.PericarditisMV = d.span(0.06, 0.2) }),
		chance.Case(3, func() { f.DigitalisMV = d.span(0.06, 0.2) }),
		chance.Case(1.5*plain, func() { f.Dextrocardia = true }),
	)
	if f.Dextrocardia || d.Rhythm != Sinus || f.LowVoltage || !d.odds(0.1) {
		return
	}
	left := 1.0 // its P needs a longer PR interval than preexcitation has
	if d.Conduction == WPW {
		left = 0
	}
	chance.Choose(d.rng,
		chance.Case(2*left, func() { f.LeftAtrial = true }),
		chance.Case(2, func() { f.RightAtrial = true }),
		chance.Case(left, func() { f.LeftAtrial, f.RightAtrial = true, true }),
	)
}

// territory is one that the twelve leads see directly.
func (d *draw) territory() Territory { return chance.Pick(d.rng, Anterior, Septal, Lateral, Inferior) }

func (d *draw) elevation() {
	f := &d.Findings
	if d.odds(0.15) {
		f.ST = Change{Posterior, d.span(0.06, 0.15)}
		return
	}
	f.ST = Change{d.territory(), d.span(0.25, 0.5)}
	if d.odds(0.3) {
		f.TInversion = Change{f.ST.Territory, d.span(0.1, 0.3)}
	}
}

func (d *draw) qrsFinding() {
	f := &d.Findings
	chance.Choose(d.rng,
		chance.Case(6, func() { f.LVHMV, f.Strain = d.span(3.6, 5.5), d.odds(0.6) }),
		chance.Case(5, func() { f.RVHMV = d.span(1.1, 2.2) }),
		chance.Case(10, func() {
			f.OldInfarct = chance.Pick(d.rng, Anterior, Septal, Lateral, Inferior, Inferior, Posterior)
			if f.OldInfarct != Posterior && d.odds(0.3) {
				f.TInversion = Change{f.OldInfarct, d.span(0.1, 0.2)}
			}
		}),
		chance.Case(4, func() { f.PoorR = true }),
	)
}

func (d *draw) recoveryFinding() {
	f := &d.Findings
	chance.Choose(d.rng,
		chance.Case(4, func() { f.EarlyRepolMV = d.span(0.1, 0.3) }),
		chance.Case(5, func() { f.PotassiumMM = d.span(5.8, 9) }),
		chance.Case(4, func() { f.PotassiumMM = d.span(1.6, 3.3) }),
		chance.Case(4, func() { f.BrugadaMV = d.span(0.2, 0.45) }),
		chance.Case(3, func() { f.OsbornMV = d.span(0.12, 0.6) }),
		chance.Case(4, func() { f.Wellens = chance.Pick(d.rng, WellensBiphasic, WellensDeep) }),
	)
}

// troubles draws what goes wrong at the electrodes. Of 882 recordings (PTB-XL,
// LUDB, Challenge 2020 and 2021) the power above 70 Hz is 28.5 dB below the rest in
// the median, 23 dB in one of twenty, 19 in one of a hundred, and the power below
// 0.5 Hz has a root mean square of 0.05 mV in the median and 0.19 in one of twenty:
// hearts drawn here come to 30, 21, 13, 0.05 and 0.18.
func (d *draw) troubles() {
	t := &d.Disturb
	d.MuscleMV, d.WanderMV = d.along(0.006, 0.013), d.along(0.04, 0.3)
	if d.odds(0.4) {
		t.MainsHz = 60
	}
	electrode := func() Electrode { return Electrode(d.rng.IntN(int(C6) + 1)) }
	chance.Choose(d.rng,
		chance.Case(72, func() {}),
		chance.Case(5, func() { d.WanderMV = d.span(0.2, 0.8) }),
		chance.Case(3, func() { t.BreathMV = d.span(0.1, 0.6) }),
		chance.Case(4, func() { d.MuscleMV = d.along(0.01, 0.03) }),
		chance.Case(2, func() { d.MainsMV = d.along(0.006, 0.06) }),
		chance.Case(4, func() {
			for range 1 + d.rng.IntN(3) {
				t.Motion = append(t.Motion, Motion{electrode(), d.span(0, 10), d.signed(0.2, 1.5), d.span(0.05, 0.8)})
			}
		}),
		chance.Case(1.5, func() { t.Motion = append(t.Motion, Motion{electrode(), d.span(0.5, 9), d.signed(0.2, 1), 0}) }),
		chance.Case(1.5, func() {
			from := max(d.span(-3, 9), 0)
			off := Off{Electrode: electrode(), FromSec: from, ToSec: from + d.span(0.5, 10)}
			if d.odds(0.3) {
				off.RailMV = d.span(3, 6)
			}
			t.Off = append(t.Off, off)
		}),
		chance.Case(4, func() {
			for range 1 + d.rng.IntN(3) {
				from := d.span(0, 9)
				t.Bursts = append(t.Bursts, Burst{electrode(), from, from + d.span(0.3, 4), d.along(0.015, 0.12)})
			}
		}),
		chance.Case(1, func() {
			t.Artefacts = append(t.Artefacts, Artefact{Electrode: electrode(), ToSec: 3600,
				BPM: d.span(40, 200), MV: d.signed(0.5, 5), Sec: d.span(0.0005, 0.004)})
		}),
		chance.Case(1, func() { t.ClipMV = d.span(0.8, 2) }),
	)
	// Wires are exchanged whatever else happens.
	if d.odds(0.03) {
		first := C1 + Electrode(d.rng.IntN(5))
		t.Swap = chance.Pick(d.rng, Swap{RA, LA}, Swap{RA, LA}, Swap{RA, LL}, Swap{LA, LL}, Swap{first, first + 1}, Swap{C1, C3})
	}
}

// along is a size in a range whose logarithm is drawn evenly.
func (d *draw) along(lo, hi float64) float64 { return chance.Along(d.rng.Float64(), lo, hi) }

// signed is a size in a range, up or down.
func (d *draw) signed(lo, hi float64) float64 {
	if d.odds(0.5) {
		return -d.span(lo, hi)
	}
	return d.span(lo, hi)
}

// recorder draws the machine.
func (d *draw) recorder() {
	r := &d.Recorder
	if d.odds(0.2) {
		r.LowPassHz = chance.Pick(d.rng, 40.0, 40, 100, 150)
	}
	if d.odds(0.2) {
		r.HighPassHz = chance.Pick(d.rng, 0.05, 0.15, 0.5)
	}
	if d.odds(0.3) {
		r.LSBUV = chance.Pick(d.rng, 2.44, 5.0)
	}
	// Of the 84 recordings behind the development pictures 43 were printed from 500
	// samples a second, 37 from 250 and 4 from 100.
	chance.Choose(d.rng, chance.Case(50, func() {}), chance.Case(42, func() { r.RateHz = 250 }), chance.Case(4, func() { r.RateHz = 100 }))
}
