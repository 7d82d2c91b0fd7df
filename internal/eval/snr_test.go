package eval

import (
	"math"
	"testing"
)

// goldenTruth is the record of docs: twelve sines with offsets at 100 Hz,
// lead II 10 s, the others 2.5 s.
func goldenTruth() [12][]float64 {
	var out [12][]float64
	for k := range out {
		n := 250
		if k == 1 {
			n = 1000
		}
		out[k] = make([]float64, n)
		for i := range out[k] {
			out[k][i] = (0.5+0.05*float64(k))*math.Sin(2*math.Pi*(1+0.1*float64(k))*float64(i)/100) + 0.02*float64(k)
		}
	}
	return out
}

// TestKaggleGolden checks snr_kaggle and snr_raw against figures computed
// independently in Python.
func TestKaggleGolden(t *testing.T) {
	const fs = 100
	truth := goldenTruth()
	each := func(f func(k, i int, v float64) float64) [12][]float64 {
		var out [12][]float64
		for k, x := range truth {
			for i, v := range x {
				out[k] = append(out[k], f(k, i, v))
			}
		}
		return out
	}
	late := func(d int) [12][]float64 {
		return each(func(k, i int, _ float64) float64 { return truth[k][max(0, i-d)] })
	}
	ripple := each(func(_, i int, v float64) float64 { return v + 0.05*float64(1-2*(i%2)) })
	smaller := each(func(_, _ int, v float64) float64 { return 0.9 * v })
	zero := each(func(_, _ int, _ float64) float64 { return 0 })
	got := map[string]float64{}
	for _, c := range []struct {
		name           string
		y              [12][]float64
		ratio, dB, raw float64
		lagI, lagV6    int
	}{
		{"same", each(func(_, _ int, v float64) float64 { return v }), 1e6, 60, math.Inf(1), 0, 0},
		{"zero", zero, 1.07008455, 0.294181, 0, 0, 0},
		{"offset", each(func(_, _ int, v float64) float64 { return v + 0.3 }), 1e6, 60, 5.235438, 0, 0},
		{"gain", smaller, 107.008455, 20.294181, 20, 0, 0},
		{"late 3", late(3), 92.6966758, 19.670642, 10.393213, -3, -3},
		{"late 25", late(25), 3.58416889, 5.543885, -4.752750, -20, 20},
		{"ripple", ripple, 120.183909, 20.798463, 20.798463, 0, 0},
		{"no V6", each(func(k, _ int, v float64) float64 {
			if k == 11 {
				return 0
			}
			return v
		}), 8.22180612, 9.149672, 8.681874, 0, 0},
	} {
		var signal, noise, rawSignal, rawNoise float64
		var lags [12]int
		for k := range truth {
			s, n, lag := kaggleLead(truth[k], c.y[k], fs)
			signal, noise, lags[k] = signal+s, noise+n, lag
			s, n = rawPowers(truth[k], c.y[k])
			rawSignal, rawNoise = rawSignal+s, rawNoise+n
		}
		r := kaggleRatio(signal, noise)
		got[c.name] = r
		if math.Abs(r-c.ratio) > 1e-8*c.ratio || math.Abs(10*math.Log10(r)-c.dB) > 1e-6 {
			t.Errorf("%s: ratio %.9g (%.6f dB), want %.9g (%.6f dB)", c.name, r, 10*math.Log10(r), c.ratio, c.dB)
		}
		if raw := 10 * math.Log10(rawSignal/rawNoise); raw != c.raw && math.Abs(raw-c.raw) > 1e-6 {
			t.Errorf("%s: raw %.6f dB, want %.6f", c.name, raw, c.raw)
		}
		if lags[0] != c.lagI {
			t.Errorf("%s: lag of I is %d, want %d", c.name, lags[0], c.lagI)
		}
		if c.name != "zero" && c.name != "no V6" && lags[11] != c.lagV6 {
			t.Errorf("%s: lag of V6 is %d, want %d", c.name, lags[11], c.lagV6)
		}
	}
	for _, c := range []struct {
		a, b string
		want float64
	}{{"gain", "ripple", 20.553637}, {"ripple", "zero", 17.826661}} {
		e := kaggleSet([]Result{{KaggleRatio: Float(got[c.a])}, {KaggleRatio: Float(got[c.b])}})
		if math.Abs(float64(e.Value)-c.want) > 1e-6 {
			t.Errorf("set of %s and %s: %.6f dB, want %.6f", c.a, c.b, e.Value, c.want)
		}
	}
}

// wave is a lead with some structure, of n samples.
func wave(n int, fs, amplitude, phase float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		t := float64(i) / fs
		out[i] = amplitude * (math.Sin(2*math.Pi*1.3*t+phase) + 0.4*math.Sin(2*math.Pi*7.1*t))
	}
	return out
}

// TestPageSNR checks the figure of merit on cases with known answers.
func TestPageSNR(t *testing.T) {
	const fs, n = 250, 2500
	x := wave(n, fs, 0.5, 0)
	for i := range n / 4 {
		x[i] = math.NaN() // printed from 2.5 s on
	}
	p0 := pair(x, x, fs)
	rms := math.Sqrt(p0.power / float64(len(p0.printed)))
	for _, c := range []struct {
		name string
		y    func(i int) float64
		want float64
	}{
		{"same", func(i int) float64 { return x[i] }, 60},
		{"offset is free", func(i int) float64 { return x[i] + 3 }, 60},
		{"10 % gain", func(i int) float64 { return 1.1 * x[i] }, 20},
		{"ripple of a tenth of the signal", func(i int) float64 { return x[i] + rms/10*float64(1-2*(i%2)) }, 20},
		{"nothing read", func(int) float64 { return math.NaN() }, 0},
	} {
		y := make([]float64, n)
		for i := range y {
			y[i] = c.y(i)
		}
		if got := pageSNR([]pairing{pair(x, y, fs)}); math.Abs(got-c.want) > 0.02 {
			t.Errorf("%s: %.3f dB, want %.3f", c.name, got, c.want)
		}
	}
	// The end unread: the noise is the power of that end.
	y := make([]float64, n)
	missed, my := 0.0, mean(present(x))
	for i := range y {
		if y[i] = x[i]; i > 1800 {
			y[i] = math.NaN()
			if !math.IsNaN(x[i]) {
				missed += (x[i] - my) * (x[i] - my)
			}
		}
	}
	p := pair(x, y, fs)
	if got, want := pageSNR([]pairing{p}), 10*math.Log10(p.power/missed); p.shift != 0 || math.Abs(got-want) > 1e-9 {
		t.Errorf("end unread: %.3f dB, want %.3f", got, want)
	}
	// A lag is free but for the samples it takes in at the end.
	whole := wave(n, fs, 0.5, 0)
	for i := range y {
		y[i] = whole[max(0, i-7)]
	}
	p = pair(whole, y, fs)
	if p.shift != -7 {
		t.Errorf("late by 7 samples: shift %d, want -7", p.shift)
	}
	if got := pageSNR([]pairing{p}); got < 20 || got > 50 {
		t.Errorf("late by 7 samples: %.3f dB", got)
	}
}

func TestLeadSNR(t *testing.T) {
	const fs, n = 250, 1000
	x := wave(n, fs, 0.5, 0)
	y := make([]float64, n)
	for i := range y {
		if y[i] = 0.9*x[i] + 1; i > n/2 {
			y[i] = math.NaN() // what is not read does not count here
		}
	}
	p := pair(x, y, fs)
	if got := leadSNR(x, &p); math.Abs(got-20) > 0.01 {
		t.Errorf("0.9 of the truth: %.3f dB, want 20", got)
	}
	p = pair(x, nil, fs)
	if got := leadSNR(x, &p); got != 0 {
		t.Errorf("not read: %v dB, want 0", got)
	}
	flat := wave(n, fs, 0.01, 0)
	p = pair(flat, flat, fs)
	if got := leadSNR(flat, &p); !math.IsNaN(got) {
		t.Errorf("a lead without swing: %v dB, want none", got)
	}
}

func TestChallenge24(t *testing.T) {
	const fs, n = 250, 1000
	x := wave(n, fs, 0.5, 0)
	shifted := func(d int, level float64) []float64 {
		y := filled(n, math.NaN())
		for i := range y {
			if j := i - d; j >= 0 && j < n {
				y[i] = x[j] + level
			}
		}
		return y
	}
	// Within the limits shift and level are found: what is left is less than
	// the 256th of the swing.
	for _, d := range []int{0, 20, -90} {
		if got := challenge24(x, shifted(d, 0.3), fs); got < 35 {
			t.Errorf("shift of %d samples and 0.3 mV: %.1f dB", d, got)
		}
	}
	// A level of more than 1 mV is not taken out.
	if got := challenge24(x, shifted(0, 1.3), fs); got > 0 {
		t.Errorf("level of 1.3 mV: %.1f dB, want less than 0", got)
	}
	// Half the samples: half the dB.
	y := make([]float64, n)
	for i := range y {
		y[i] = x[i] * 0.9
	}
	full := challenge24(x, y, fs)
	for i := range n / 2 {
		y[i] = math.NaN()
	}
	half := challenge24(x, y, fs)
	if math.Abs(full-20) > 1.5 || math.Abs(half-full/2) > 1.5 {
		t.Errorf("0.9 of the truth: %.2f dB, half of it %.2f; want about 20 and 10", full, half)
	}
	if got := challenge24(x, nil, fs); got != 0 {
		t.Errorf("missing: %v, want 0", got)
	}
	if got := challenge24(filled(n, math.NaN()), x, fs); !math.IsNaN(got) {
		t.Errorf("nothing printed: %v, want none", got)
	}
}
