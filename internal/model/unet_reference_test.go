package model

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn"
)

// tensorSample is the norm of a tensor and some of its numbers.
type tensorSample struct {
	Norm float64
	Some []float64
}

// errors gives the relative error of the norm and the distance of the numbers in
// units of the root mean square of the tensor.
func (s tensorSample) errors(v []float32) (norm, some float64) {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	for i, want := range s.Some {
		d := float64(v[i*len(v)/7]) - want
		some += d * d / float64(len(s.Some))
	}
	return math.Abs(math.Sqrt(sum)-s.Norm) / s.Norm, math.Sqrt(some) * math.Sqrt(float64(len(v))) / s.Norm
}

// TestUNetGradients compares a whole U-Net with a ResNet-18 in training with
// PyTorch in float64 (testdata/unet.py): the output and the gradients of all
// parameters.
func TestUNetGradients(t *testing.T) {
	text, err := os.ReadFile("testdata/unet.json")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]tensorSample
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	d, _ := Named("resnet_unet")
	d.Input = rgb(64)
	n := network(t, d, 1)
	setMixed(n.Params)
	g := program(t, n, 2, nn.Options{Train: true})
	plain := func(k, n int, factor float64) []float32 {
		v := make([]float32, n)
		for i, x := range mixed(k, n) {
			v[i] = float32(factor * x)
		}
		return v
	}
	y := forward(t, g, plain(int(want["input"].Norm), 2*3*64*64, 2))
	if err := g.Backward(plain(2000, len(y), 1)); err != nil {
		t.Fatal(err)
	}
	if norm, some := want["output"].errors(y); !(norm < 1e-4 && some < 1e-4) {
		t.Errorf("the output has relative errors of %g and %g", norm, some)
	}
	worst, all, learned := 0.0, 0.0, 0
	for _, p := range n.Params.All() {
		if p.Buffer {
			continue
		}
		learned++
		norm, some := want[p.Name].errors(p.Grad)
		if !(norm < 1e-3 && some < 1e-3) {
			t.Errorf("the gradient of %s has relative errors of %g and %g", p.Name, norm, some)
		}
		worst, all = max(worst, some), all+some*some
	}
	if learned != len(want)-2 {
		t.Errorf("%d parameters, want %d", learned, len(want)-2)
	}
	t.Logf("relative error of gradients: mean %.2g, worst tensor %.2g", math.Sqrt(all/float64(learned)), worst)
}
