package model

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn"
)

// mixed gives n numbers from -0.5 to 0.5 of series k, as in testdata/panel.py.
func mixed(k, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		x := uint32(i)*2654435761 + uint32(k)*40503 + 12345
		x ^= x >> 15
		x *= 2246822519
		x ^= x >> 13
		v[i] = float64(x)/(1<<32) - 0.5
	}
	return v
}

// setMixed gives all parameters the values of testdata/panel.py.
func setMixed(params *nn.Params) {
	all := slices.Clone(params.All())
	slices.SortFunc(all, func(a, b *nn.Param) int { return strings.Compare(a.Name, b.Name) })
	for k, p := range all {
		fan := 1
		for _, n := range p.Shape[1:] {
			fan *= n
		}
		for i, u := range mixed(k, len(p.Value)) {
			switch {
			case strings.HasSuffix(p.Name, "running_var"):
				u++
			case len(p.Shape) > 1:
				u *= math.Sqrt(24 / float64(fan))
			case strings.HasSuffix(p.Name, "weight"):
				u = 1 + 0.4*u
			default:
				u *= 0.4
			}
			p.Value[i] = float32(u)
		}
		p.Changed()
	}
}

// TestPrototypeReference compares the panel network with ONNX Runtime, which ran
// a graph that was put together independently (testdata/panel.py).
func TestPrototypeReference(t *testing.T) {
	text, err := os.ReadFile("testdata/panel.json")
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Step      int
		Values    []float32
		Mean, Std float64
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	d, _ := Named("panel")
	n := network(t, d, 1)
	setMixed(n.Params)
	var x []float32
	for _, v := range mixed(1000, 12*3*128*128) {
		x = append(x, float32(2*v))
	}
	y := forward(t, program(t, n, 1, nn.Options{}), x)
	var got []float32
	sum := 0.0
	for i, v := range y {
		sum += float64(v)
		if i%want.Step == 0 {
			got = append(got, v)
		}
	}
	if len(got) != len(want.Values) {
		t.Fatalf("%d numbers, want %d", len(got), len(want.Values))
	}
	if e := apart(got, want.Values) / want.Std; !(e < 1e-4) {
		t.Errorf("the output differs by %g standard deviations", e)
	}
	if e := math.Abs(sum/float64(len(y))-want.Mean) / want.Std; !(e < 1e-4) {
		t.Errorf("the mean differs by %g standard deviations", e)
	}
}
