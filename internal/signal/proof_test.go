package signal

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/layout"
)

// heartLike is a lead of rate beats a minute from sample start on: a QRS of 80 ms
// of the given height, a T wave and noise of sigma mV.
func heartLike(n, start int, rate, height, sigma float64, r *rand.Rand) []float64 {
	v := make([]float64, n)
	period := 60 / rate
	for i := range v {
		t := math.Mod(float64(start+i)/Base+10*period-0.2, period)
		bell := func(at, width, h float64) float64 {
			u := (t - at) / width
			return h * math.Exp(-u*u/2)
		}
		v[i] = bell(0.20, 0.012, height) + bell(0.235, 0.012, -0.3*height) + bell(0.45, 0.04, 0.25*height) + sigma*r.NormFloat64()
	}
	return v
}

// grid places curves as a page of rows x cols, each cell width samples long.
func grid(rows, cols, width int, curve func(row, col, start int) []float64) []part {
	var ps []part
	for c := range cols {
		for r := range rows {
			ps = append(ps, part{cell: layout.Cell{Row: r, Column: c}, v: curve(r, c, c*width), start: c * width})
		}
	}
	return ps
}

func TestLook(t *testing.T) {
	heights := []float64{1, -0.8, 0.5}
	for _, c := range []struct {
		name  string
		ecg   bool
		why   string
		parts func(r *rand.Rand) []part
	}{
		{"twelve leads", true, "", func(r *rand.Rand) []part {
			return grid(3, 4, 1250, func(row, _, start int) []float64 { return heartLike(1250, start, 72, heights[row], 0.02, r) })
		}},
		{"two beats a window", true, "", func(r *rand.Rand) []part {
			return grid(3, 4, 1250, func(row, _, start int) []float64 { return heartLike(1250, start, 45, heights[row], 0.02, r) })
		}},
		{"mains hum", true, "", func(r *rand.Rand) []part {
			return grid(3, 4, 1250, func(row, _, start int) []float64 {
				v := heartLike(1250, start, 72, heights[row], 0.02, r)
				for i := range v {
					v[i] += 0.15 * math.Sin(2*math.Pi*50*float64(start+i)/Base)
				}
				return v
			})
		}},
		{"muscle noise", true, "", func(r *rand.Rand) []part {
			return grid(3, 4, 1250, func(row, _, start int) []float64 { return heartLike(1250, start, 80, heights[row], 0.12, r) })
		}},
		{"one strip", true, "", func(r *rand.Rand) []part {
			return grid(1, 1, 5000, func(_, _, start int) []float64 { return heartLike(5000, start, 60, 0.9, 0.02, r) })
		}},
		{"every other beat is another", true, "", func(r *rand.Rand) []part {
			return grid(1, 1, 5000, func(_, _, start int) []float64 {
				v := heartLike(5000, start, 80, 0.9, 0.02, r)
				for i := range v {
					if math.Mod(float64(i)/Base, 1.5) >= 0.75 {
						v[i] *= -1.5
					}
				}
				return v
			})
		}},
		{"two hearts' worth of noise", false, "", func(r *rand.Rand) []part {
			return grid(3, 4, 1250, func(_, _, _ int) []float64 {
				v := make([]float64, 1250)
				for i := 1; i < len(v); i++ {
					v[i] = 0.98*v[i-1] + 0.05*r.NormFloat64()
				}
				return v
			})
		}},
		{"a price chart", false, "", func(r *rand.Rand) []part {
			return grid(1, 1, 2500, func(_, _, _ int) []float64 {
				v := make([]float64, 2500)
				for i := 1; i < len(v); i++ {
					v[i] = v[i-1] + 0.02*r.NormFloat64()
				}
				return v
			})
		}},
		{"a sine", false, "", func(*rand.Rand) []part {
			return grid(1, 1, 1250, func(_, _, _ int) []float64 {
				v := make([]float64, 1250)
				for i := range v {
					v[i] = math.Sin(2 * math.Pi * float64(i) / 1250)
				}
				return v
			})
		}},
		{"nothing", false, "", func(*rand.Rand) []part { return nil }},
		{"a flat line", false, "", func(*rand.Rand) []part {
			return grid(3, 1, 1250, func(_, _, _ int) []float64 { return make([]float64, 1250) })
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(5) {
				p := prove(c.parts(rand.New(rand.NewPCG(seed, 1))))
				l := look(p, 0)
				if l.ECG != c.ecg {
					t.Errorf("seed %d: ECG %v (log odds %.1f: %s), %+v", seed, l.ECG, l.LogOdds, l.Why, p)
				}
				if l.ECG == (l.Why != "") || !strings.Contains(l.Why, c.why) {
					t.Errorf("seed %d: reason %q", seed, l.Why)
				}
			}
		})
	}
}

// What was measured on drawings that passed for an ECG, and on hearts that are
// hard to tell from them.
func TestLookAtWhatWasMeasured(t *testing.T) {
	none := math.NaN()
	for _, c := range []struct {
		name string
		ecg  bool
		p    proof
	}{
		{"cardiotocogram", false, proof{none, 0, 0.75, 16, 0.55, 17, 0.33, 175, 3.1}},
		{"cardiotocogram of a common swing", false, proof{none, 0, 0.95, 15, 0.52, 17, 0.26, 151, 0.95}},
		{"seismogram", false, proof{none, 0, 0.59, 4, 0.91, 5, 0.60, 116, 2.2}},
		{"circuit", false, proof{none, 0, 0.51, 3, 0.84, 4, 0.39, 156, 5.5}},
		{"circuit of two strokes", false, proof{none, 0, 0.98, 1, 0.94, 2, 0, 131, 1.1}},
		{"bar chart", false, proof{none, 0, 0.75, 12, 0.63, 14, 0.11, 150, 12.7}},
		{"line chart of two curves", false, proof{0, 1, 0.98, 6, 0.66, 7, 0.29, 154, 3.1}},
		{"ventricular tachycardia", true, proof{none, 0, 1.00, 32, 0.45, 34, 0.01, 200, 2.3}},
		{"fibrillation", true, proof{none, 0, 0.96, 21, 0.58, 24, 0.18, 137, 0.34}},
		{"third degree block, P waves taken for beats", true, proof{none, 0, 0.96, 7, 0.92, 9, 0.23, 34, 2.6}},
		{"two leads", true, proof{0.92, 1, 0.98, 8, 0.9, 6, 0.05, 72, 1.2}},
	} {
		if l := look(c.p, 0); l.ECG != c.ecg {
			t.Errorf("%s: ECG %v (log odds %.1f: %s)", c.name, l.ECG, l.LogOdds, l.Why)
		}
	}
}

func TestProofKnowsTheRate(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, rate := range []float64{30, 60, 110, 180} {
		p := prove(grid(3, 4, 1250, func(_, _, start int) []float64 { return heartLike(1250, start, rate, 1, 0.01, r) }))
		if math.Abs(p.Rate/rate-1) > 0.03 {
			t.Errorf("rate %.1f, want %.0f", p.Rate, rate)
		}
		if p.Spread > 0.03 {
			t.Errorf("rate %.0f: spread %.3f", rate, p.Spread)
		}
	}
}

// Names pass curves that prove nothing, but two do not, and no number of them
// passes what is far from a heart.
func TestNamesSpeakForAnECG(t *testing.T) {
	fibrillation := proof{Together: 0.26, Pairs: 30, Likeness: 0.8, Compared: 30, Sharp: 0.4, Beats: 40, Spread: 0.3, Rate: 240, Height: 0.5}
	for _, c := range []struct {
		named int
		ecg   bool
	}{{0, false}, {2, false}, {9, true}} {
		if l := look(fibrillation, c.named); l.ECG != c.ecg || l.ByNames != c.ecg || l.Why == "" {
			t.Errorf("%d names: %+v", c.named, l)
		}
	}
	noise := proof{Together: 0, Pairs: 30, Likeness: 0.2, Compared: 30, Sharp: 0.17, Beats: 1, Height: 0.01}
	if l := look(noise, 12); l.ECG {
		t.Errorf("noise: %+v", l)
	}
	if l := look(proof{Together: 0.9, Pairs: 30, Likeness: 0.97, Compared: 30, Sharp: 0.9, Beats: 12, Rate: 70, Height: 1}, 12); !l.ECG || l.ByNames || l.Why != "" {
		t.Errorf("a heart: %+v", l)
	}
}
