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
	BlockedPAC      BeatKind = "pac_blocked" // premature, from the atria, without QRS
	PVC             BeatKind = "pvc"         // premature, from the ventricles
	JunctionalBeat  BeatKind = "junctional"  // from the AV junction
	VentricularBeat BeatKind = "ventricular" // escape or tachycardia
	PacedBeat       BeatKind = "paced"       // ventricles paced
	AtrialBeat      BeatKind = "atrial"      // a P without QRS of its own
)

// A Beat is an activation of the heart.
type Beat struct {
	// AtSec is the time of its R peak or, of a beat of the atria alone, that of P.
	AtSec float64
	Kind  BeatKind
}

// atrial says that no QRS belongs to the beat.
func (k BeatKind) atrial() bool { return k == AtrialBeat || k == BlockedPAC }

// note records a beat within the signal.
func (s *Signal) note(b *beat, seconds float64) {
	at := b.at
	if b.kind.atrial() {
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
	if !b.kind.atrial() {
		s.BeatsSec = append(s.BeatsSec, at)
	}
}

// sortBeats puts beats in order of time; those of atria and ventricles may
// come mixed.
func (s *Signal) sortBeats() {
	slices.SortStableFunc(s.Beats, func(a, b Beat) int { return cmp.Compare(a.AtSec, b.AtSec) })
	slices.Sort(s.BeatsSec)
}
