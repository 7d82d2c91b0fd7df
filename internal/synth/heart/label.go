package heart

import (
	"cmp"
	"slices"
)

// A BeatKind says where a beat comes from. Values are stable.
type BeatKind string

// Kinds of beats.
const (
	NormalBeat      BeatKind = "normal"      // conducted from the atria
	PAC             BeatKind = "pac"         // premature, from the atria
	PVC             BeatKind = "pvc"         // premature, from the ventricles
	JunctionalBeat  BeatKind = "junctional"  // from the AV junction
	VentricularBeat BeatKind = "ventricular" // escape or tachycardia
	PacedBeat       BeatKind = "paced"       // ventricles paced
	AtrialBeat      BeatKind = "atrial"      // a P without QRS of its own
)

// A Beat is an activation of the heart.
type Beat struct {
	// AtSec is the time of its R peak or, of an atrial beat, that of P.
	AtSec float64
	Kind  BeatKind
}

// note records a beat within the signal.
func (s *Signal) note(b *beat, seconds float64) {
	at := b.at
	if b.kind == AtrialBeat {
		sum, n := 0.0, 0
		for i := range b.waves {
			sum, n = sum+b.waves[i].AtSec, n+1
		}
		at += sum / float64(max(n, 1))
	}
	if at < 0 || at >= seconds {
		return
	}
	s.Beats = append(s.Beats, Beat{at, b.kind})
	if b.kind != AtrialBeat {
		s.BeatsSec = append(s.BeatsSec, at)
	}
}

// sortBeats puts beats in order of time; those of atria and ventricles may
// come mixed.
func (s *Signal) sortBeats() {
	slices.SortStableFunc(s.Beats, func(a, b Beat) int { return cmp.Compare(a.AtSec, b.AtSec) })
	slices.Sort(s.BeatsSec)
}

// labels are the names for [Signal.Labels]; what falls outside of the
// recording has none.
func (h *Heart) labels(s *Signal, clipped bool) (out []string) {
	add := func(is bool, name string) {
		if is {
			out = append(out, name)
		}
	}
	has := func(kind BeatKind) bool {
		return slices.ContainsFunc(s.Beats, func(b Beat) bool { return b.Kind == kind })
	}
	seconds := s.Duration()
	sinus := h.Rhythm == Sinus && (h.Pacing == NoPacing || h.Pacing == VentricularPacing)
	add(sinus && len(s.Beats) > 0, "sinus")
	add(h.Rhythm != Sinus, string(h.Rhythm))
	// Below 50: 2018 ACC/AHA/HRS guideline on bradycardia.
	rate := h.RateBPM
	if h.apart() {
		rate = h.AtrialBPM
	}
	add(sinus && rate < 50, "bradycardia")
	add(sinus && rate > 100, "tachycardia")
	second := h.AV == WenckebachBlock || h.AV == MobitzBlock
	add(h.AV != NoBlock && (!second || has(AtrialBeat)), string(h.AV))
	if h.AV == CompleteBlock {
		add(h.Escape == JunctionalEscape && has(JunctionalBeat), "escape_junctional")
		add(h.Escape == VentricularEscape && has(VentricularBeat), "escape_ventricular")
	}
	add(has(PAC), "pac")
	add(has(PVC), "pvc")
	add(has(PVC) && h.Ectopy.PVCEvery == 2, "bigeminy")
	add(has(PVC) && h.Ectopy.PVCEvery == 3, "trigeminy")
	add(h.Pause.Sec != 0 && h.Pause.AtSec < seconds, "pause")
	add(len(s.BeatsSec) == 0 && h.Pause.Sec != 0, "asystole")
	add(h.Pacing != NoPacing, string(h.Pacing))

	conducted := has(NormalBeat) || has(PAC) || has(JunctionalBeat)
	f := &h.Findings
	if conducted {
		add(h.Conduction != NormalConduction, string(h.Conduction))
		add(f.ST.MV > 0, "stemi_"+string(f.ST.Territory))
		add(f.ST.MV < 0, "st_depression_"+string(f.ST.Territory))
		add(f.TInversion.MV > 0, "t_inversion_"+string(f.TInversion.Territory))
		add(f.LVHMV > 0, "lvh")
		add(f.Strain, "strain")
	}
	add(f.LowVoltage && len(s.BeatsSec) > 0, "low_voltage")

	d := &h.Disturb
	add(slices.ContainsFunc(d.Motion, func(m Motion) bool { return m.AtSec < seconds && m.MV != 0 }), "motion")
	add(slices.ContainsFunc(d.Off, func(o Off) bool { return o.FromSec < seconds }), "lead_off")
	add(clipped, "clipped")
	return out
}
