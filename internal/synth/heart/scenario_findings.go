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

// troubles draws what goes wrong at the electrodes.
func (d *draw) troubles() {
	t := &d.Disturb
	if d.odds(0.4) {
		t.MainsHz = 60
	}
	electrode := func() Electrode { return Electrode(d.rng.IntN(int(C6) + 1)) }
	chance.Choose(d.rng,
		chance.Case(62, func() {}),
		chance.Case(6, func() { d.WanderMV = d.span(0.1, 0.5) }),
		chance.Case(4, func() { t.BreathMV = d.span(0.1, 0.6) }),
		chance.Case(5, func() { d.MuscleMV = d.span(0.012, 0.05) }),
		chance.Case(5, func() { d.MainsMV = d.span(0.004, 0.05) }),
		chance.Case(7, func() {
			for range 1 + d.rng.IntN(3) {
				t.Motion = append(t.Motion, Motion{electrode(), d.span(0, 10), d.signed(0.2, 1.5), d.span(0.05, 0.8)})
			}
		}),
		chance.Case(2, func() { t.Motion = append(t.Motion, Motion{electrode(), d.span(0.5, 9), d.signed(0.2, 1), 0}) }),
		chance.Case(4, func() {
			from := max(d.span(-3, 9), 0)
			off := Off{Electrode: electrode(), FromSec: from, ToSec: from + d.span(0.5, 10)}
			if d.odds(0.3) {
				off.RailMV = d.span(3, 6)
			}
			t.Off = append(t.Off, off)
		}),
		chance.Case(5, func() {
			for range 1 + d.rng.IntN(3) {
				from := d.span(0, 9)
				t.Bursts = append(t.Bursts, Burst{electrode(), from, from + d.span(0.3, 4), d.span(0.03, 0.25)})
			}
		}),
		chance.Case(2, func() {
			t.Artefacts = append(t.Artefacts, Artefact{Electrode: electrode(), ToSec: 3600,
				BPM: d.span(40, 200), MV: d.signed(0.5, 5), Sec: d.span(0.0005, 0.004)})
		}),
		chance.Case(2, func() { t.ClipMV = d.span(0.8, 2) }),
	)
	// Wires are exchanged whatever else happens.
	if d.odds(0.03) {
		first := C1 + Electrode(d.rng.IntN(5))
		t.Swap = chance.Pick(d.rng, Swap{RA, LA}, Swap{RA, LA}, Swap{RA, LL}, Swap{LA, LL}, Swap{first, first + 1}, Swap{C1, C3})
	}
}

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
}
