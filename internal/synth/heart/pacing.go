package heart

import (
	"math"
	"slices"
)

// A Pacing says which chambers a pacemaker stimulates.
type Pacing string

// Pacing modes. Each paces at RateBPM, whatever the heart does.
const (
	NoPacing          Pacing = ""
	AtrialPacing      Pacing = "paced_atrial"      // a spike before each P
	VentricularPacing Pacing = "paced_ventricular" // a spike before each QRS, P apart
	DualPacing        Pacing = "paced_dual"        // both
)

// pacedPRSec is the interval from P to QRS that a dual pacemaker keeps; its AV
// delay is usually set between 0.12 and 0.2 s.
const pacedPRSec = 0.16

// A spike is a pacemaker's impulse.
type spike struct {
	at  float64
	dir [3]float64
}

func (h *Heart) checkPacing() error {
	switch {
	case !slices.Contains([]Pacing{NoPacing, AtrialPacing, VentricularPacing, DualPacing}, h.Pacing):
		return fail("no pacing %q", h.Pacing)
	case h.Pacing != NoPacing && (h.Rhythm.alone() || h.AV == CompleteBlock):
		return fail("pacing %q with rhythm %q and block %q is not simulated", h.Pacing, h.Rhythm, h.AV)
	case (h.Pacing == AtrialPacing || h.Pacing == DualPacing) && h.Rhythm != Sinus,
		h.Pacing == DualPacing && h.AV != NoBlock:
		return fail("pacing %q needs atria that follow it and no other conduction", h.Pacing)
	case !in(h.SpikeMV, 0, 20):
		return fail("pacing spike of %g mV, want 0 to 20", h.SpikeMV)
	case !in(h.SpikeSec, 0.0005, 0.002):
		return fail("pacing spike of %g s, want 0.0005 to 0.002", h.SpikeSec)
	}
	return nil
}

// spikes are the impulses of one paced beat, just before the waves they make.
func (h *Heart) spikes(b *beat) (out []spike) {
	const latency = 0.006 // from the impulse to what is seen of its effect
	if h.Pacing == AtrialPacing || h.Pacing == DualPacing {
		on, _ := extentOf(b.waves, isP)
		out = append(out, spike{b.at + on - latency, [3]float64{0.5, 0.8, -0.1}})
	}
	if b.kind == PacedBeat {
		on, _ := extentOf(b.waves, isQRS)
		out = append(out, spike{b.at + on - latency, [3]float64{0.7, 0.6, -0.3}})
	}
	return out
}

// add puts the spike into the dipole. A sample holds 1/RateHz of time, so a
// shorter impulse shows with less than its height, and one between two
// samples in both, as behind a recorder's low-pass: area is kept.
func (s *spike) add(dipole [][3]float64, mv, sec float64) {
	at := s.at * RateHz
	i := int(math.Floor(at))
	share := at - float64(i)
	for k, part := range [2]float64{1 - share, share} {
		if j := i + k; j >= 0 && j < len(dipole) {
			for a := range 3 {
				dipole[j][a] += mv * sec * RateHz * part * s.dir[a]
			}
		}
	}
}
