package trace

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
)

const (
	testRho  = 8.0
	testStep = 0.05
)

// beatsAt is the height in page millimetres, at page position x, of a curve
// that rests at y and beats every 20 mm, r mm high.
func beatsAt(x, y, r float64) float64 {
	u := math.Mod(x+3, 20) - 10
	return y - r*math.Exp(-u*u/0.18) + 0.25*r*math.Exp(-(u-1.1)*(u-1.1)/0.2) - 0.2*r*math.Exp(-(u-7)*(u-7)/3)
}

// sheetWith draws curves over 80 mm by 60 mm of blank paper.
func sheetWith(curves ...func(x float64) float64) *ink.Sheet {
	return sheetOf(1.2, 0.6, curves...)
}

// sheetOf does so with a pen of some half width and blur, in samples.
func sheetOf(half, blur float64, curves ...func(x float64) float64) *ink.Sheet {
	s := &ink.Sheet{W: 80 * testRho, H: 60 * testRho, Rho: testRho, Noise: 0.01}
	n := s.W * s.H
	s.Dark, s.Grid, s.Valid = make([]float32, n), make([]float32, n), make([]bool, n)
	for k := range s.Valid {
		s.Valid[k] = true
	}
	const reach = 6
	for _, f := range curves {
		near := make([]float64, n)
		for k := range near {
			near[k] = math.Inf(1)
		}
		for x := 5.0; x <= 75; x += 0.01 {
			i, j := s.At(x, f(x))
			for r := max(0, int(j)-reach); r <= min(s.H-1, int(j)+reach); r++ {
				for c := int(i) - reach; c <= int(i)+reach; c++ {
					k := r*s.W + c
					near[k] = min(near[k], math.Hypot(float64(c)-i, float64(r)-j))
				}
			}
		}
		for k, d := range near {
			if d < reach {
				s.Dark[k] = min(s.Dark[k]+float32(stroke(d, half, blur)), 1)
			}
		}
	}
	return s
}

func TestReadFollowsCurves(t *testing.T) {
	upper := func(x float64) float64 { return beatsAt(x, 20, 12) }
	lower := func(x float64) float64 { return beatsAt(x+7, 40, 15) }
	s := sheetWith(upper, lower)
	windows := []Window{{X0: 5, X1: 75, Y0: 20.5}, {X0: 5, X1: 75, Y0: 39.5}}
	var first []Curve
	for _, workers := range []int{1, 3} {
		got, err := Read(context.Background(), s, windows, nil, Options{Step: testStep, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		for w, f := range []func(float64) float64{upper, lower} {
			if by := math.Abs(got[w].X0-windows[w].X0) / testStep; by > clockSteps[len(clockSteps)-1]/2 {
				t.Errorf("curve %d begins %.2f knots off its window", w, by)
			}
			var off []float64
			var signal, noise float64
			within, n := 0, 0
			for k, y := range got[w].Y {
				want := f(got[w].X0 + float64(k)*testStep)
				off = append(off, math.Abs(y-want))
				signal += (want - windows[w].Y0) * (want - windows[w].Y0)
				noise += (y - want) * (y - want)
				if math.Abs(y-want) < 2*got[w].Sigma[k] {
					within++
				}
				n++
			}
			slices.Sort(off)
			if m := off[len(off)/2]; m > 0.01 {
				t.Errorf("curve %d: median error %.4f mm", w, m)
			}
			if db := 10 * math.Log10(signal/noise); !(db > 30) {
				t.Errorf("curve %d: %.1f dB", w, db)
			}
			if share := float64(within) / float64(n); share < 0.9 {
				t.Errorf("curve %d: %.2f of the samples within two sigma", w, share)
			}
		}
		if first == nil {
			first = got
		} else if !slices.Equal(first[0].Y, got[0].Y) || !slices.Equal(first[1].Sigma, got[1].Sigma) {
			t.Error("the result depends on the number of workers")
		}
	}
}

// A wave deeper than the usual rows of a window is followed to its end.
func TestReadFollowsDeepWaves(t *testing.T) {
	deep := func(x float64) float64 {
		u := math.Mod(x, 20) - 10
		return 10 + 42*math.Exp(-u*u/2)
	}
	got, err := Read(context.Background(), sheetWith(deep), []Window{{X0: 5, X1: 75, Y0: 10}}, nil, Options{Step: testStep})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []float64{10, 30, 50, 70} {
		k := int(math.Round((x - got[0].X0) / testStep))
		if y := got[0].Y[k]; math.Abs(y-deep(x)) > 0.3 {
			t.Errorf("the wave at %g mm ends at %.1f mm, want %.1f", x, y, deep(x))
		}
	}
}

func TestReadLeavesBlankWhatIsNotThere(t *testing.T) {
	s := sheetWith(func(x float64) float64 { return beatsAt(x, 20, 12) })
	got, err := Read(context.Background(), s, []Window{{X0: 200, X1: 230, Y0: 20}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for k, y := range got[0].Y {
		if !math.IsNaN(y) || !math.IsNaN(got[0].Sigma[k]) {
			t.Fatalf("sample %d outside of the sheet is %g", k, y)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	s := sheetWith()
	good := Window{X0: 5, X1: 75, Y0: 20}
	for name, call := range map[string]func() error{
		"no sheet": func() error { _, err := Read(context.Background(), nil, []Window{good}, nil, Options{}); return err },
		"no width": func() error {
			_, err := Read(context.Background(), s, []Window{{X0: 5, X1: 5}}, nil, Options{})
			return err
		},
		"no height": func() error {
			_, err := Read(context.Background(), s, []Window{{X0: 5, X1: 9, Y0: math.NaN()}}, nil, Options{})
			return err
		},
		"bad step": func() error {
			_, err := Read(context.Background(), s, []Window{good}, nil, Options{Step: -1})
			return err
		},
		"too many": func() error {
			_, err := Read(context.Background(), s, make([]Window, 1000), nil, Options{})
			return err
		},
		"fine beyond": func() error {
			_, err := Read(context.Background(), s, []Window{good}, nil, Options{Step: 1e-6})
			return err
		},
	} {
		if call() == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, s, []Window{good}, nil, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
