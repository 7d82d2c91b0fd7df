package heart

import (
	"math"
	"slices"
	"testing"
)

func TestMoreLeads(t *testing.T) {
	h := Heart{RateBPM: 60, Seed: 3, MuscleMV: 0.01, WanderMV: 0.05}
	plain := record(t, h, 5)
	if plain.More != nil || plain.Lead("V7") != nil || plain.Lead("nose") != nil {
		t.Error("more leads than were asked for")
	}
	h.MoreLeads = []string{"V4R", "V9", "V7"}
	s := record(t, h, 5)
	var names []string
	for _, l := range s.More {
		names = append(names, l.Name)
		if len(l.MV) != len(s.MV[0]) {
			t.Errorf("%s has %d samples", l.Name, len(l.MV))
		}
	}
	if want := []string{"V7", "V9", "V4R"}; !slices.Equal(names, want) {
		t.Errorf("leads are %v, want %v", names, want)
	}
	// The twelve are what they are without, and each further lead what it is
	// with others.
	for l := range s.MV {
		if !slices.Equal(s.MV[l], plain.MV[l]) {
			t.Errorf("lead %d changes with further leads", l)
		}
	}
	h.MoreLeads = MoreLeadNames()
	all := record(t, h, 5)
	if len(all.More) != 7 || !slices.Equal(all.Lead("V9"), s.Lead("V9")) || !slices.Equal(all.Lead("II"), s.MV[1]) {
		t.Error("a further lead changes with others")
	}
	for _, names := range [][]string{{"V10"}, {"V7", "V7"}, {"V1"}} {
		h.MoreLeads = names
		if _, err := h.Signal(1); err == nil {
			t.Errorf("leads %v: no error", names)
		}
	}
}

// Around the chest, from V6R over the front to V9, directions turn one way by
// no more than 35 degrees a step, and sizes rise to V3 and fall behind it.
func TestFieldsGoAroundTheChest(t *testing.T) {
	order := []string{"V6R", "V5R", "V4R", "V3R", "V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9"}
	var angle, size []float64
	for _, lead := range order {
		x, z := leadOf(lead, axisOf(0)), leadOf(lead, axisOf(2))
		angle, size = append(angle, math.Atan2(-z, x)*180/math.Pi), append(size, math.Hypot(x, z))
	}
	for i := 1; i < len(order); i++ {
		step := math.Mod(angle[i-1]-angle[i]+360, 360)
		within(t, "turn from "+order[i-1]+" to "+order[i], step, 10, 35)
		if (i <= 6) != (size[i] > size[i-1]) {
			t.Errorf("sizes of %s and %s are %.2f and %.2f", order[i-1], order[i], size[i-1], size[i])
		}
	}
}

// What a usual heart shows there: rS on the right, lower the further; qR or R
// at the back, lower than in V6.
func TestUsualShapeOfMoreLeads(t *testing.T) {
	s := record(t, Heart{RateBPM: 60, MoreLeads: MoreLeadNames()}, 5)
	r := clearBeat(t, s)
	span := func(lead string) (lo, hi float64) {
		v := qrsTrace(s, lead, r)
		return slices.Min(v), slices.Max(v)
	}
	for i, lead := range []string{"V1", "V3R", "V4R", "V5R", "V6R"} {
		lo, hi := span(lead)
		within(t, "S in "+lead, -lo, 0.3, 2)
		within(t, "r in "+lead, hi, 0.02, -lo)
		if i > 0 {
			before, _ := span([]string{"V1", "V3R", "V4R", "V5R"}[i-1])
			within(t, "S in "+lead+" against the lead before", lo-before, 0, 1)
		}
	}
	top := math.Inf(1)
	for _, lead := range []string{"V6", "V7", "V8", "V9"} {
		lo, hi := span(lead)
		within(t, "R in "+lead, hi, 0.15, top)
		within(t, "q or S in "+lead, -lo, 0, 0.6*hi)
		top = hi
	}
}

func TestDisturbancesOfMoreLeads(t *testing.T) {
	h := Heart{MoreLeads: []string{"V8"}}
	plain := record(t, h, 4)
	h.Disturb.Motion = []Motion{{C8, 2, 1, 0}}
	s := record(t, h, 4)
	within(t, "V8 after a step of its electrode", s.at("V8", 3)-plain.at("V8", 3), 0.999, 1.001)
	within(t, "V6", s.at("V6", 3)-plain.at("V6", 3), -1e-9, 1e-9)
	h.MoreLeads = nil
	if _, err := h.Signal(1); err == nil {
		t.Error("motion of an electrode that is not there: no error")
	}
}
