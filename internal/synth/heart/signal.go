package heart

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// A Signal is a recording of twelve leads and perhaps more.
type Signal struct {
	// RateHz is the sampling rate.
	RateHz float64
	// MV holds the leads in the order of [LeadNames], in millivolts, all of
	// one length, or nil for a lead that was not recorded.
	MV [NumLeads][]float64
	// More are the further leads that were asked for, in the order of
	// [MoreLeadNames].
	More []NamedLead
	// BeatsSec are the times of the beats, where known; those of the
	// ventricles if they beat apart.
	BeatsSec []float64
	// Beats are those of ventricles and atria with their kinds, in order.
	Beats []Beat
	// Labels say what the recording shows, by stable names, out of
	// [LabelNames].
	Labels []string
}

// A NamedLead is a lead outside of the twelve.
type NamedLead struct {
	Name string
	MV   []float64
}

// Lead is a lead by its name, one of the twelve or of More; nil if there is
// none.
func (s *Signal) Lead(name string) []float64 {
	if l := LeadIndex(name); l >= 0 {
		return s.MV[l]
	}
	for i := range s.More {
		if s.More[i].Name == name {
			return s.More[i].MV
		}
	}
	return nil
}

// all are the samples of all leads: the twelve, then More.
func (s *Signal) all() [][]float64 {
	out := s.MV[:len(s.MV):len(s.MV)]
	for i := range s.More {
		out = append(out, s.More[i].MV)
	}
	return out
}

// Duration is the length of the signal in seconds.
func (s *Signal) Duration() float64 {
	n := 0
	for _, v := range s.MV {
		n = max(n, len(v))
	}
	return float64(n) / s.RateHz
}

// breathHz is an adult's breathing rate at rest.
const breathHz = 0.25

// Signal records the heart for some seconds at [RateHz]. It fails where a
// field of the heart is out of its range.
func (h Heart) Signal(seconds float64) (*Signal, error) {
	h.setDefaults()
	if err := h.check(seconds); err != nil {
		return nil, err
	}
	sh, err := h.shapes()
	if err != nil {
		return nil, err
	}
	s := &Signal{RateHz: RateHz}
	dipole := h.dipole(s, &sh, seconds)
	h.record(s, dipole)
	clipped := h.Disturb.clip(s)
	h.Recorder.apply(s, clipped)
	s.Labels = h.labels(s, clipped)
	return s, nil
}

// dipole is the heart's dipole over the time; beats are noted in the signal.
func (h *Heart) dipole(s *Signal, sh *shapes, seconds float64) [][3]float64 {
	dipole := make([][3]float64, int(math.Round(seconds*RateHz)))
	beats, spikes := h.timeline(sh, seconds)
	conducted := 0
	for _, b := range beats {
		swing := 1 + h.Breathing/2*math.Sin(2*math.Pi*breathHz*b.at)
		ventricles := swing
		if b.kind == NormalBeat || b.kind == PAC || b.kind == JunctionalBeat {
			if conducted++; conducted%2 == 0 {
				ventricles *= 1 - h.Alternans
			}
		}
		q := h.recovery(sh, b.rr)
		for i := range b.waves {
			size := swing
			if isQRS(&b.waves[i]) {
				size = ventricles
			}
			b.waves[i].add(dipole, b.at, q, size)
		}
		s.note(&b, seconds)
	}
	s.sortBeats()
	h.atria(dipole)
	for i := range spikes {
		spikes[i].add(dipole, h.SpikeMV, h.SpikeSec)
	}
	if h.Findings.Dextrocardia {
		for i := range dipole {
			dipole[i][0] = -dipole[i][0]
		}
	}
	return dipole
}

// record makes the leads of the signal from the dipole.
func (h *Heart) record(s *Signal, dipole [][3]float64) {
	n := len(dipole)
	for l := range s.MV {
		s.MV[l] = make([]float64, n)
	}
	field, noise, places := dower(), h.noise(n), h.places()
	h.Disturb.disturb(noise, places, h.Seed)
	more := places[C6+1:]
	fields := make([][3]float64, len(more))
	for k, place := range more {
		fields[k] = moreField(place)
		s.More = append(s.More, NamedLead{MoreLeadNames()[place-C7], make([]float64, n)})
	}
	for i, p := range dipole {
		e := potentials(&field, p)
		for k, place := range more {
			e.addMore(place, &fields[k], p)
		}
		for k, place := range places {
			*place.of(&e) += noise[k][i]
		}
		h.Disturb.apply(&e, float64(i)/RateHz)
		for l, v := range e.leads() {
			s.MV[l][i] = v
		}
		for k, place := range more {
			s.More[k].MV[i] = e.chestLead(place)
		}
	}
}

// beats are the times of the R peaks from before the start to beyond the end,
// with the RR interval that went before each.
func (h *Heart) beats(seconds float64) (at, rr []float64) {
	return clock(chance.Stream(h.Seed, streamRhythm), 60/h.RateBPM, h.Variation, h.Breathing, seconds)
}

// clock is a row of times with a mean interval, scatter and breathing, from
// before the start to beyond the end.
func clock(rng *rand.Rand, mean, variation, breathing, seconds float64) (at, rr []float64) {
	for t := -mean * (1 + rng.Float64()); t < seconds+2; {
		d := mean * (1 + variation*rng.NormFloat64() + breathing*math.Sin(2*math.Pi*breathHz*t))
		d = min(max(d, 0.2), 3.5)
		t += d
		at, rr = append(at, t), append(rr, d)
	}
	return at, rr
}
