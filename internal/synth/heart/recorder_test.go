package heart

import (
	"math"
	"slices"
	"testing"
)

// tone is a heart of no beats that shows only a pure hum.
func tone(t *testing.T, hz float64, r Recorder) *Signal {
	t.Helper()
	s := &Signal{RateHz: RateHz}
	for l := range s.MV {
		s.MV[l] = make([]float64, 20*RateHz)
		addSine(s.MV[l], hz, 0.3, 1)
	}
	r.apply(s, false)
	return s
}

// gain is the amplitude of the last half of a pure tone of amplitude 1.
func gain(v []float64, hz float64) float64 {
	v = v[len(v)/2:]
	re, im := 0.0, 0.0
	for i, x := range v {
		sin, cos := math.Sincos(2 * math.Pi * hz * float64(i) / RateHz)
		re, im = re+x*cos, im+x*sin
	}
	return 2 * math.Hypot(re, im) / float64(len(v))
}

func TestFiltersHaveTheirCorners(t *testing.T) {
	for _, c := range []struct {
		filter   Recorder
		hz, want float64
	}{
		{Recorder{LowPassHz: 40}, 40, math.Sqrt(0.5)}, {Recorder{LowPassHz: 40}, 5, 1}, {Recorder{LowPassHz: 40}, 120, 0.09},
		{Recorder{LowPassHz: 150}, 150, math.Sqrt(0.5)}, {Recorder{LowPassHz: 150}, 30, 1},
		{Recorder{HighPassHz: 0.5}, 0.5, math.Sqrt(0.5)}, {Recorder{HighPassHz: 0.5}, 0.1, 0.196}, {Recorder{HighPassHz: 0.5}, 10, 1},
	} {
		within(t, "gain", gain(tone(t, c.hz, c.filter).MV[0], c.hz), c.want-0.03, c.want+0.03)
	}
}

func TestFiltersOnAHeart(t *testing.T) {
	h := RandomHeart(4)
	h.WanderMV = 0.5
	plain := record(t, h, 10)
	h.Recorder = Recorder{LowPassHz: 40, HighPassHz: 0.5}
	s := record(t, h, 10)
	if e := relations(s); e > 1e-9 {
		t.Errorf("relations are off by %g mV behind filters", e)
	}
	slow := func(s *Signal) float64 {
		band, _ := power(s.MV[7], RateHz, 0, 0.35)
		return band
	}
	within(t, "wander behind the high-pass", slow(s)/slow(plain), 0, 0.5)
	top := func(s *Signal) float64 { return slices.Max(s.Lead("V5")) - slices.Min(s.Lead("V5")) }
	within(t, "QRS behind the low-pass", top(s)/top(plain), 0.5, 0.97)
	wantLabels(t, s, "low_pass", "high_pass")
	// They begin without a jump.
	within(t, "first sample of V2", s.MV[7][0], -1e-9, 1e-9)
}

func TestStepsOfTheRecorder(t *testing.T) {
	for _, step := range []float64{2.44, 5} {
		h := RandomHeart(5)
		plain := record(t, h, 5)
		h.Recorder.LSBUV = step
		h.MoreLeads = []string{"V7"}
		s := record(t, h, 5)
		if e := relations(s); e > 1e-9 {
			t.Errorf("relations are off by %g mV", e)
		}
		for _, lead := range []string{"I", "II", "V1", "V6", "V7"} {
			for _, x := range s.Lead(lead) {
				if d := x*1000/step - math.Round(x*1000/step); math.Abs(d) > 1e-6 {
					t.Fatalf("%s holds %g mV, no multiple of %g uV", lead, x, step)
				}
			}
		}
		for l := range s.MV {
			for i, x := range s.MV[l] {
				if d := math.Abs(x - plain.MV[l][i]); d > step/1000+1e-9 {
					t.Fatalf("lead %d is off by %g mV at steps of %g uV", l, d, step)
				}
			}
		}
	}
	// Clipped leads are rounded each alone: none goes beyond.
	h := Heart{Disturb: Disturb{ClipMV: 0.7}, Recorder: Recorder{LSBUV: 5}}
	for _, v := range record(t, h, 5).MV {
		within(t, "top of a clipped lead", max(slices.Max(v), -slices.Min(v)), 0, 0.7+1e-9)
	}
}

func TestRecorderKeepsFewerSamples(t *testing.T) {
	for _, rate := range []float64{500, 250, 100} {
		c := Recorder{RateHz: rate}
		s := tone(t, 20, c)
		if s.RateHz != rate {
			t.Fatalf("signal of %g samples a second, want %g", s.RateHz, rate)
		}
		within(t, "seconds", s.Duration(), tone(t, 20, Recorder{}).Duration()-1/rate, tone(t, 20, Recorder{}).Duration()+1/rate)
		swing := func(hz float64) float64 {
			v := tone(t, hz, c).MV[0]
			v = v[len(v)/4 : 3*len(v)/4]
			return math.Sqrt(2 * meanSquare(v))
		}
		within(t, "20 Hz", swing(20), 0.97, 1.03)
		// What would come back as another tone is gone.
		if rate < 500 {
			within(t, "tone of 0.8 of the samples", swing(0.8*rate), 0, 0.02)
		}
	}
	h := RandomHeart(6)
	h.MoreLeads = MoreLeadNames()
	h.Recorder.RateHz = 100
	s := record(t, h, 5)
	if e := relations(s); e > 1e-9 {
		t.Errorf("relations are off by %g mV", e)
	}
	for _, v := range s.all() {
		if len(v) != 500 {
			t.Errorf("lead of %d samples, want 500", len(v))
		}
	}
}

func meanSquare(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	return sum / float64(len(v))
}
