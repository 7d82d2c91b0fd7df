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
				l := look(p)
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
