package signal

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/layout"
)

// polyline is a record kept at 250 Hz and joined by straight lines, looked at
// from 500 Hz samples that lie by samples before its own.
func polyline(n int, by float64, seed uint64) []float64 {
	rnd := rand.New(rand.NewPCG(seed, 1))
	kept := make([]float64, n/2+3)
	for i := range kept {
		beat := math.Exp(-math.Pow(float64(i%200)-60, 2) / 8)
		kept[i] = 1.2*beat + 0.01*rnd.NormFloat64()
	}
	v := make([]float64, n)
	for i := range v {
		u := max(0, (float64(i)-by)/2)
		k := int(u)
		v[i] = kept[k] + (u-float64(k))*(kept[k+1]-kept[k])
	}
	return v
}

func TestClockFindsKeptSamples(t *testing.T) {
	for _, by := range []float64{0, 0.3, 0.9, -0.4, -0.8} {
		var parts []part
		for k := range 3 {
			parts = append(parts, part{cell: layout.Cell{Lead: Names[k]}, v: polyline(1250, by, uint64(k)), start: 1250 * k})
		}
		// A start that is odd must not turn the parity over.
		parts = append(parts, part{cell: layout.Cell{Lead: "V1"}, v: polyline(1250, by, 9)[1:], start: 1})
		at, ok := clock(parts)
		if !ok || math.Abs(math.Remainder(at-by, 2)) > 0.12 {
			t.Errorf("vertices %.1f samples after the even ones: found %.2f, %v", by, at, ok)
		}
	}
}

func TestClockLeavesOtherRecordsAlone(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	// A record kept at 500 Hz has bends everywhere.
	v := make([]float64, 5000)
	for i := range v {
		v[i] = 1.2*math.Exp(-math.Pow(float64(i%437)-100, 2)/20) + 0.01*rnd.NormFloat64()
	}
	if at, ok := clock([]part{{v: v}}); ok {
		t.Errorf("moved by %.2f samples", at)
	}
	if _, ok := clock([]part{{v: make([]float64, 5000)}}); ok {
		t.Error("a flat line was moved")
	}
	if _, ok := clock(nil); ok {
		t.Error("nothing was moved")
	}
}

func TestMoveBetweenSamples(t *testing.T) {
	p := part{v: make([]float64, 400)}
	for i := range p.v {
		p.v[i] = math.Sin(float64(i) / 20)
	}
	p.v[200] = math.NaN()
	p.move(0.4)
	for i, v := range p.v {
		switch {
		case i == 200:
			if !math.IsNaN(v) {
				t.Errorf("the gap was filled with %g", v)
			}
		case i < 2 || i > 396 || i > 196 && i < 204:
		case math.Abs(v-math.Sin((float64(i)+0.4)/20)) > 1e-4:
			t.Fatalf("sample %d: %g", i, v)
		}
	}
}
