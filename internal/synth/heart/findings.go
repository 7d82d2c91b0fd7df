package heart

// A Change is a size in millivolts in the leads of a territory. The zero value
// is none.
type Change struct {
	Territory Territory
	MV        float64
}

// Wellens is a pattern of T in V2 and V3 that goes with a narrow left anterior
// descending artery (de Zwaan, Bar, Wellens, American Heart Journal 103 (1982)
// 730-736).
type Wellens string

// Patterns of Wellens.
const (
	NoWellens       Wellens = ""
	WellensBiphasic Wellens = "a" // up, then down
	WellensDeep     Wellens = "b" // down, deep and symmetrical
)

// Findings are changes of the conducted beats. Of those that change QRS only
// one may be given at a time, and likewise of those that change ST and T; ST
// and TInversion go together and with LVHMV. Sizes are in millivolts; 0 means
// none.
type Findings struct {
	// ST moves the ST segment, measured 60 ms after the end of QRS, in each
	// lead of the territory by at least MV, up if positive; leads on the
	// other side move the other way, as one dipole does it. Elevation is 0.1
	// to 1 mV, in the anterior and septal territory from 0.25, in the
	// posterior from 0.05: the 4th universal definition of myocardial
	// infarction (ESC/ACC/AHA/WHF 2018) asks for 0.1 mV, in V2 and V3 for up
	// to 0.25 (men below 40), in V7 to V9 for 0.05. Depression is -0.05 (the
	// same definition) to -1 mV, not in the posterior territory.
	ST Change
	// TInversion turns T down in the leads of the territory, to -MV or
	// deeper in each, 0.1 (the same definition) to 1 mV.
	TInversion Change
	// LVHMV is left ventricular hypertrophy by its Sokolow-Lyon index (1949),
	// S in V1 and the larger R of V5 and V6 together, 3.5 to 8 mV in the mean
	// of breathing. Strain adds ST depression and T inversion in the lateral
	// leads.
	LVHMV  float64
	Strain bool
	// LowVoltage keeps QRS below 0.5 mV from peak to peak in limb leads and
	// below 1 mV in chest leads (Minnesota code 9-1), in all kinds of beats.
	LowVoltage bool
	// RVHMV is right ventricular hypertrophy by the index of Sokolow and Lyon
	// (1949), R in V1 and the larger S of V5 and V6 together, 1.05 to 3 mV,
	// with R above S in V1, R there of at least 0.7 mV and the axis right of
	// 90 degrees, and T down in V1. A small index comes out up to 0.4 mV
	// larger, as the other criteria ask for it.
	RVHMV float64
	// OldInfarct is a territory with pathological Q waves by the same
	// definition of infarction: Q of 30 ms and 0.1 mV or more, or QS, in each
	// lead of the territory; in the posterior one the same seen from the other
	// side: R in V1 and V2 of 40 ms or more, not smaller than S, with T up.
	OldInfarct Territory
	// PoorR is poor progression of R: at most 0.3 mV in V1, V2 and V3 (Zema and
	// Kligfield, American Journal of Cardiology 44 (1979) 645), without Q.
	PoorR bool
	// LeftAtrial is a P of 120 ms or more with two peaks 40 ms apart in II and
	// a last part in V1 of at least 4 uVs below the line (Morris and others,
	// Circulation 29 (1964) 242); RightAtrial a P above 0.25 mV in II and above
	// 0.15 mV at first in V1 (AHA/ACCF/HRS recommendations, part V, 2009).
	LeftAtrial, RightAtrial bool
	// EarlyRepolMV is a notch at the end of QRS in II, aVF, V4, V5 and V6 that
	// peaks at this height or above, 0.1 to 0.5, with an ST segment that rises
	// into T (Macfarlane and others, Journal of the American College of
	// Cardiology 66 (2015) 470).
	EarlyRepolMV float64
	// PericarditisMV is ST elevation by as much or more in I, II, aVF and V2 to
	// V6, 0.05 to 0.3, depression in aVR, and PR depression (Spodick 1974).
	PericarditisMV float64
	// PotassiumMM is potassium in the blood in mmol/l where it is unusual. From
	// 5.6 to 9: T tall, narrow and peaked, from 6.5 P flatter and QRS wider
	// with each step; from 1.5 to 3.4: T flat, U in V2 to V4, ST lower. The
	// order of changes is that of Surawicz, American Heart Journal 73 (1967)
	// 814; how much comes with which value differs widely between patients and
	// is chosen.
	PotassiumMM float64
	// BrugadaMV is Brugada's type 1: ST at its beginning in V1 and V2 as much
	// or more above the line, 0.2 to 0.6, coved down into a T below it
	// (HRS/EHRA/APHRS consensus, 2013).
	BrugadaMV float64
	// OsbornMV is a dome at the end of QRS as in hypothermia (Osborn 1953), as
	// high or higher in II, V4, V5 and V6, 0.1 to 1.
	OsbornMV float64
	// DigitalisMV is an ST segment that sags by as much or more in I, II, V5
	// and V6, 0.05 to 0.3, with a flat early T.
	DigitalisMV float64
	// Wellens is a pattern of T.
	Wellens Wellens
	// Dextrocardia is a heart mirrored from left to right, in all its beats.
	// Findings and conduction, which are said of leads, do not go with it.
	Dextrocardia bool
}

// atrial says that findings change P.
func (f *Findings) atrial() bool { return f.LeftAtrial || f.RightAtrial || f.PotassiumMM >= wideMM }

// leastPR is the shortest PR interval that leaves room for P.
func (f *Findings) leastPR() float64 {
	if f.LeftAtrial {
		return 0.17
	}
	return 0
}

// counts is how many findings change QRS, and how many ST and T besides ST,
// TInversion and Strain themselves.
func (f *Findings) counts() (qrs, recovery int) {
	count := func(is ...bool) (n int) {
		for _, b := range is {
			if b {
				n++
			}
		}
		return n
	}
	qrs = count(f.LVHMV != 0, f.LowVoltage, f.RVHMV != 0, f.OldInfarct != "", f.PoorR)
	recovery = count(f.EarlyRepolMV != 0, f.PericarditisMV != 0, f.PotassiumMM != 0, f.BrugadaMV != 0,
		f.OsbornMV != 0, f.DigitalisMV != 0, f.Wellens != NoWellens)
	return qrs, recovery
}

func (h *Heart) checkFindings() error {
	f := &h.Findings
	none := func(c Change) bool { return c == Change{} }
	elevation := map[Territory]float64{Anterior: 0.25, Septal: 0.25, Lateral: 0.1, Inferior: 0.1, Posterior: 0.05}[f.ST.Territory]
	depression := -1.0
	if f.ST.Territory == Posterior {
		depression = 0 // none
	}
	switch {
	case !none(f.ST) && !f.ST.Territory.known(), !none(f.TInversion) && !f.TInversion.Territory.known(),
		f.OldInfarct != "" && !f.OldInfarct.known():
		return fail("no territory %q, %q or %q", f.ST.Territory, f.TInversion.Territory, f.OldInfarct)
	case !none(f.ST) && !in(f.ST.MV, elevation, 1) && !in(f.ST.MV, depression, -0.05):
		return fail("%s ST shift of %g mV, want -1 to -0.05 or %g to 1", f.ST.Territory, f.ST.MV, elevation)
	case !none(f.TInversion) && !in(f.TInversion.MV, 0.1, 1), f.TInversion.Territory == Posterior:
		return fail("T inversion of %g mV, want 0.1 to 1, not posterior", f.TInversion.MV)
	case !orZero(f.LVHMV, 3.5, 8), !orZero(f.RVHMV, 1.05, 3):
		return fail("Sokolow-Lyon index of %g or %g mV, want 3.5 to 8 (left) or 1.05 to 3 (right)", f.LVHMV, f.RVHMV)
	case f.Strain && f.LVHMV == 0:
		return fail("strain without hypertrophy")
	case !orZero(f.EarlyRepolMV, 0.1, 0.5), !orZero(f.PericarditisMV, 0.05, 0.3), !orZero(f.BrugadaMV, 0.2, 0.6),
		!orZero(f.OsbornMV, 0.1, 1), !orZero(f.DigitalisMV, 0.05, 0.3):
		return fail("early repolarisation of %g, pericarditis of %g, Brugada of %g, Osborn of %g, digitalis of %g mV, "+
			"want 0.1 to 0.5, 0.05 to 0.3, 0.2 to 0.6, 0.1 to 1, 0.05 to 0.3",
			f.EarlyRepolMV, f.PericarditisMV, f.BrugadaMV, f.OsbornMV, f.DigitalisMV)
	case f.PotassiumMM != 0 && !in(f.PotassiumMM, 1.5, 3.4) && !in(f.PotassiumMM, 5.6, 9):
		return fail("potassium of %g mmol/l, want 1.5 to 3.4 or 5.6 to 9", f.PotassiumMM)
	case f.Wellens != NoWellens && f.Wellens != WellensBiphasic && f.Wellens != WellensDeep:
		return fail("no pattern %q of Wellens", f.Wellens)
	}
	return h.checkTogether()
}

// checkTogether tells which findings do not go together.
func (h *Heart) checkTogether() error {
	f := &h.Findings
	qrs, recovery := f.counts()
	shifted := f.ST != (Change{}) || f.TInversion != (Change{})
	switch {
	case qrs > 1:
		return fail("two findings that change QRS at once")
	case recovery > 1, recovery == 1 && (shifted || f.Strain):
		return fail("two findings that change ST and T at once")
	case qrs == 1 && !f.LowVoltage && h.Conduction != NormalConduction:
		// Indices and Q waves say nothing, or something else, then.
		return fail("hypertrophy, an old infarct or poor R and conduction %q at once", h.Conduction)
	case qrs == 1 && recovery == 1:
		// What is added at the end of QRS would add to the measure.
		return fail("a finding that changes QRS and one that changes ST and T, other than ST and TInversion")
	case (f.RVHMV != 0 || f.OldInfarct == Posterior) && shifted:
		return fail("ST or T moved where right hypertrophy or a posterior infarct says how T is")
	case (f.BrugadaMV != 0 || f.EarlyRepolMV != 0 || f.OsbornMV != 0 || f.PotassiumMM != 0 || f.Wellens != NoWellens) &&
		h.Conduction != NormalConduction:
		return fail("a finding at the end of QRS or in T and conduction %q at once", h.Conduction)
	case f.LeftAtrial && h.Conduction == WPW:
		return fail("preexcitation and a left atrium whose P needs a longer PR interval")
	case f.Dextrocardia && (qrs+recovery > 0 || shifted || f.atrial() || h.Conduction != NormalConduction):
		return fail("a mirrored heart with findings or conduction, which are said of leads")
	}
	return nil
}
