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

// reference is what another program made of a network: every step-th number of
// its output, and mean and standard deviation of all.
type reference struct {
	Step      int
	Values    []float32
	Mean, Std float64
}

func readReference(t *testing.T, path string, to any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, to); err != nil {
		t.Fatal(err)
	}
}

// near wants an output to be that of the reference.
func (want reference) near(t *testing.T, y []float32) {
	t.Helper()
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

// pictures is the input of the references, n numbers.
func pictures(n int) (x []float32) {
	for _, v := range mixed(1000, n) {
		x = append(x, float32(2*v))
	}
	return x
}

// TestPrototypeReference compares the panel network with ONNX Runtime, which ran
// a graph that was put together independently (testdata/panel.py).
func TestPrototypeReference(t *testing.T) {
	var want reference
	readReference(t, "testdata/panel.json", &want)
	d, _ := Named("panel")
	n := network(t, d, 1)
	setMixed(n.Params)
	want.near(t, forward(t, program(t, n, 1, nn.Options{}), pictures(12*3*128*128)))
}

// TestKindsReference compares small networks of all kinds with PyTorch, whose
// modules were put together independently (testdata/kinds.py).
func TestKindsReference(t *testing.T) {
	want := map[string]reference{}
	readReference(t, "testdata/kinds.json", &want)
	for name, d := range variants() {
		if strings.HasSuffix(name, "/dropout") {
			continue // as without
		}
		t.Run(name, func(t *testing.T) {
			n := network(t, d, 1)
			setMixed(n.Params)
			want[name].near(t, referenceOutput(t, n))
		})
	}
}

// referenceOutput is that of two pages.
func referenceOutput(t *testing.T, n *Network) []float32 {
	t.Helper()
	_, s := n.Description.measure(2)
	return forward(t, program(t, n, 2, nn.Options{}), pictures(size(s.all[0].in[0].Shape)))
}

// TestLoadMapReference gives a checkpoint the names of another time, loads it by
// a map and wants the output that PyTorch gave.
func TestLoadMapReference(t *testing.T) {
	want := map[string]reference{}
	readReference(t, "testdata/kinds.json", &want)
	d := tiny(FusionHierarchical, DecoderUpsample)
	from, to := network(t, d, 1), network(t, d, 2)
	setMixed(from.Params)
	set, err := Save(from.Params)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for i := range set.Tensors {
		new := set.Tensors[i].Name
		old := strings.NewReplacer("encoder.features.", "backbone.", "fusion.pairs.", "tree.", "decoder.", "head.").Replace(new)
		if set.Tensors[i].Name = "module." + old; old != new {
			names[old] = new
		}
	}
	if report, err := Load(to.Params, set, Options{Strict: true, Map: names}); err != nil {
		t.Fatalf("%v: %v", report, err)
	}
	want["panel/hierarchical/upsample"].near(t, referenceOutput(t, to))
}
