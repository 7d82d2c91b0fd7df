package heart

import "slices"

// leastPause is how many usual intervals a pause takes at least (our choice:
// what a reader sees without measuring).
const leastPause = 1.3

// labels are the names for [Signal.Labels]; what falls outside of the
// recording has none.
func (h *Heart) labels(s *Signal, clipped bool) []string {
	l := labelling{heart: h, signal: s, seconds: s.Duration()}
	l.rhythm()
	l.extraBeats()
	// What is hardly longer than the usual interval is none.
	l.add(h.Pause.Sec > leastPause*60/h.RateBPM && h.Pause.AtSec < l.seconds, "pause")
	l.add(len(s.BeatsSec) == 0 && h.Pause.Sec != 0, "asystole")
	l.add(h.Pacing != NoPacing, string(h.Pacing))
	if l.has(NormalBeat) || l.has(PAC) || l.has(JunctionalBeat) {
		l.conduction()
		l.findings()
	}
	// The atria show whatever leads the ventricles.
	p := h.Rhythm == Sinus && (l.has(NormalBeat) || l.has(AtrialBeat) || l.has(PacedBeat))
	l.add(h.Findings.LeftAtrial && p, "left_atrial_enlargement")
	l.add(h.Findings.RightAtrial && p, "right_atrial_enlargement")
	l.add(h.Findings.LowVoltage && len(s.BeatsSec) > 0, "low_voltage")
	l.add(h.Findings.Dextrocardia, "dextrocardia")
	l.troubles(clipped)
	return l.out
}

// A labelling gathers the labels of a signal.
type labelling struct {
	heart   *Heart
	signal  *Signal
	seconds float64
	out     []string
}

func (l *labelling) add(is bool, name string) {
	if is {
		l.out = append(l.out, name)
	}
}

func (l *labelling) has(kind BeatKind) bool { return l.count(kind) > 0 }

func (l *labelling) count(kind BeatKind) (n int) {
	for _, b := range l.signal.Beats {
		if b.Kind == kind {
			n++
		}
	}
	return n
}

// row is the most beats of a kind that follow one another in the ventricles.
func (l *labelling) row(kind BeatKind) (most int) {
	n := 0
	for _, b := range l.signal.Beats {
		switch {
		case b.Kind == kind:
			n++
		case !b.Kind.atrial():
			n = 0
		}
		most = max(most, n)
	}
	return most
}

func (l *labelling) rhythm() {
	h := l.heart
	sinus := h.Rhythm == Sinus && (h.Pacing == NoPacing || h.Pacing == VentricularPacing)
	l.add(sinus && len(l.signal.Beats) > 0, "sinus")
	l.add(h.Rhythm != Sinus, string(h.Rhythm))
	// Below 50: 2018 ACC/AHA/HRS guideline on bradycardia.
	rate := h.RateBPM
	if h.apart() {
		rate = h.AtrialBPM
	}
	l.add(sinus && rate < 50, "bradycardia")
	l.add(sinus && rate > 100, "tachycardia")
	// PP intervals that breathing swings by more than 0.12 s in all, the usual
	// criterion of books.
	l.add(sinus && 2*h.Breathing*60/rate > 0.12, "sinus_arrhythmia")
	l.add(h.Rhythm == VentricularFibrillation && h.VentricularMV < fineMV, "vf_fine")
	l.add(h.Rhythm == VentricularFibrillation && h.VentricularMV >= fineMV, "vf_coarse")
	l.add(h.RetrogradeSec != 0 && l.has(JunctionalBeat), "retrograde_p")
	second := h.AV == WenckebachBlock || h.AV == MobitzBlock
	l.add(h.AV != NoBlock && (!second || l.has(AtrialBeat)), string(h.AV))
	if h.AV == CompleteBlock {
		l.add(h.Escape == JunctionalEscape && l.has(JunctionalBeat), "escape_junctional")
		l.add(h.Escape == VentricularEscape && l.has(VentricularBeat), "escape_ventricular")
	}
}

func (l *labelling) extraBeats() {
	e := &l.heart.Ectopy
	l.add(l.has(PAC), "pac")
	l.add(l.has(BlockedPAC), "pac_blocked")
	l.add(l.row(PAC) >= 3, "atrial_run")
	pvc := l.has(PVC)
	l.add(pvc, "pvc")
	l.add(pvc && e.PVCEvery == 2 && e.PVCRow == 0, "bigeminy")
	l.add(pvc && e.PVCEvery == 3 && e.PVCRow == 0, "trigeminy")
	l.add(e.PVCRow == 2 && l.row(PVC) == 2, "couplet")
	l.add(l.row(PVC) >= 3, "nsvt")
	l.add(pvc && e.Interpolated, "pvc_interpolated")
	l.add(l.count(PVC) >= 2 && e.Multiform, "pvc_multiform")
}

// conduction is that of the beats through the AV node, with their QT interval:
// long above 0.46 and short from 0.36 s (AHA/ACCF/HRS recommendations, part
// IV, 2009, have 0.46 for women and 0.45 for men, and 0.39 as short; 0.36 is
// that of the ESC guideline for ventricular arrhythmias, 2022).
func (l *labelling) conduction() {
	h := l.heart
	l.add(h.Conduction != NormalConduction, string(h.Conduction))
	l.add(h.Conduction == Bifascicular, string(RBBB))
	l.add(h.Conduction == Bifascicular, string(LAFB))
	l.add(h.QTcSec > 0.46, "qt_long")
	l.add(h.QTcSec != 0 && h.QTcSec <= 0.36, "qt_short")
	l.add(h.Alternans >= 0.1, "electrical_alternans")
}

func (l *labelling) findings() {
	f := &l.heart.Findings
	l.add(f.ST.MV > 0, "stemi_"+string(f.ST.Territory))
	l.add(f.ST.MV < 0, "st_depression_"+string(f.ST.Territory))
	l.add(f.TInversion.MV > 0, "t_inversion_"+string(f.TInversion.Territory))
	l.add(f.LVHMV > 0, "lvh")
	l.add(f.Strain, "strain")
	l.add(f.RVHMV > 0, "rvh")
	l.add(f.OldInfarct != "", "old_infarct_"+string(f.OldInfarct))
	l.add(f.PoorR, "poor_r_progression")
	l.add(f.EarlyRepolMV > 0, "early_repolarisation")
	l.add(f.PericarditisMV > 0, "pericarditis")
	l.add(f.PotassiumMM >= 5, "hyperkalaemia")
	l.add(f.PotassiumMM > 0 && f.PotassiumMM < 5, "hypokalaemia")
	l.add(f.BrugadaMV > 0, "brugada_type1")
	l.add(f.OsbornMV > 0, "osborn_wave")
	l.add(f.DigitalisMV > 0, "digitalis")
	l.add(f.Wellens != NoWellens, "wellens_"+string(f.Wellens))
}

// troubles are those of electrodes and recorder.
func (l *labelling) troubles(clipped bool) {
	d, r := &l.heart.Disturb, &l.heart.Recorder
	here := func(from float64) bool { return from < l.seconds }
	l.add(slices.ContainsFunc(d.Motion, func(m Motion) bool { return here(m.AtSec) && m.MV != 0 && m.DecaySec > 0 }), "motion")
	l.add(slices.ContainsFunc(d.Motion, func(m Motion) bool { return here(m.AtSec) && m.MV != 0 && m.DecaySec == 0 }), "baseline_jump")
	l.add(slices.ContainsFunc(d.Off, func(o Off) bool { return here(o.FromSec) }), "lead_off")
	l.add(slices.ContainsFunc(d.Bursts, func(b Burst) bool { return here(b.FromSec) && b.MV > 0 }), "muscle_burst")
	l.add(slices.ContainsFunc(d.Artefacts, func(a Artefact) bool { return here(a.FromSec) && a.MV != 0 }), "spike_artefact")
	l.add(d.BreathMV > 0, "breath_wander")
	l.add(d.Swap.A != d.Swap.B, d.Swap.label())
	l.add(clipped, "clipped")
	l.add(r.HighPassHz > 0, "high_pass")
	l.add(r.LowPassHz > 0, "low_pass")
}

// label is the name of an exchange of wires.
func (s Swap) label() string {
	a, b := min(s.A, s.B), max(s.A, s.B)
	switch {
	case !b.limb():
		return "swap_chest"
	case b == LA:
		return "swap_ra_la"
	case a == RA:
		return "swap_ra_ll"
	}
	return "swap_la_ll"
}

// LabelNames are all labels that a [Signal] may have, in order of kind.
func LabelNames() []string {
	out := []string{"sinus"}
	for _, r := range []Rhythm{AtrialFibrillation, AtrialFlutter, VentricularTachycardia, SupraventricularTachycardia,
		JunctionalRhythm, IdioventricularRhythm, VentricularFibrillation, Torsade} {
		out = append(out, string(r))
	}
	out = append(out, "bradycardia", "tachycardia", "sinus_arrhythmia", "vf_fine", "vf_coarse", "retrograde_p",
		string(FirstDegreeBlock), string(WenckebachBlock), string(MobitzBlock), string(CompleteBlock),
		"escape_junctional", "escape_ventricular",
		"pac", "pac_blocked", "atrial_run", "pvc", "bigeminy", "trigeminy", "couplet", "nsvt", "pvc_interpolated",
		"pvc_multiform", "pause", "asystole",
		string(AtrialPacing), string(VentricularPacing), string(DualPacing))
	for _, c := range []Conduction{LBBB, RBBB, WPW, IncompleteRBBB, LAFB, LPFB, Bifascicular, IVCD} {
		out = append(out, string(c))
	}
	out = append(out, "qt_long", "qt_short", "electrical_alternans")
	for _, kind := range []string{"stemi_", "st_depression_", "t_inversion_", "old_infarct_"} {
		for _, t := range []Territory{Anterior, Septal, Lateral, Inferior, Posterior} {
			if t != Posterior || kind == "stemi_" || kind == "old_infarct_" {
				out = append(out, kind+string(t))
			}
		}
	}
	return append(out, "lvh", "strain", "rvh", "poor_r_progression", "left_atrial_enlargement", "right_atrial_enlargement",
		"early_repolarisation", "pericarditis", "hyperkalaemia", "hypokalaemia", "brugada_type1", "osborn_wave", "digitalis",
		"wellens_a", "wellens_b", "low_voltage", "dextrocardia",
		"motion", "baseline_jump", "lead_off", "muscle_burst", "spike_artefact", "breath_wander",
		"swap_ra_la", "swap_ra_ll", "swap_la_ll", "swap_chest", "clipped", "high_pass", "low_pass")
}
