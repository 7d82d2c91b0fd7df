package model

import (
	"encoding/json"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/load"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
)

// pythonVariable names the interpreter that has PyTorch; python3 without it.
const pythonVariable = "EINTHOVEN_PYTHON"

// python gives an interpreter that has PyTorch. Where there is none the test is
// skipped, unless one was named.
func python(t *testing.T) string {
	t.Helper()
	name, named := os.LookupEnv(pythonVariable)
	if !named {
		name = "python3"
	}
	if out, err := exec.Command(name, "-c", "import torch, numpy").CombinedOutput(); err != nil {
		if named {
			t.Fatalf("%s=%s: %v\n%s", pythonVariable, name, err, out)
		}
		t.Skipf("%s has no PyTorch; name one that has with %s", name, pythonVariable)
	}
	return name
}

// torchTerm is a loss as losses.py takes it.
type torchTerm struct {
	Name    string    `json:"name"`
	Weight  float64   `json:"weight"`
	Low     []float64 `json:"low,omitempty"`
	High    []float64 `json:"high,omitempty"`
	Windows []int     `json:"windows,omitempty"`
	Log     float64   `json:"log,omitempty"`
}

// torchCase is one step of one network, here and in PyTorch.
type torchCase struct {
	d      Description
	terms  []torchTerm
	masked bool
}

// torchCases are the tiny networks, with all losses that their outputs can
// have.
func torchCases() map[string]torchCase {
	signals := []torchTerm{{Name: "mse", Weight: 1}, {Name: "gradient", Weight: 0.5}, {Name: "snr", Weight: 0.01},
		{Name: "bounds", Weight: 0.7, Low: []float64{-0.5}, High: []float64{0.3, 0.2, 0.1}}}
	whole := []torchTerm{{Name: "mse", Weight: 1}, {Name: "correlation", Weight: 0.5},
		{Name: "spectral", Weight: 0.2, Windows: []int{16, 8}, Log: 0.3}}
	maps := []torchTerm{{Name: "bce", Weight: 1}, {Name: "dice", Weight: 0.5}}
	columns := []torchTerm{{Name: "cross_entropy", Weight: 0.3}, {Name: "jensen_shannon", Weight: 0.5}}
	all := map[string]torchCase{}
	for name, d := range variants() {
		switch {
		case d.Kind == KindEncoder || d.Panel != nil && d.Panel.Dropout > 0 || d.UNet != nil && d.UNet.Dropout > 0:
			// An encoder alone is not trained; what dropout drops differs.
			continue
		case d.UNet != nil:
			all[name] = torchCase{d, maps, true}
			all[name+"/columns"] = torchCase{d, columns, false}
		default:
			all[name] = torchCase{d, signals, true}
		}
	}
	limbs := tiny(FusionMean, DecoderTransposed)
	limbs.Panel.Decoder.Leads = 6
	all["panel/einthoven"] = torchCase{limbs, []torchTerm{{Name: "mse", Weight: 1}, {Name: "einthoven", Weight: 0.5}}, true}
	limbs.Encoder.Frozen = true
	all["panel/frozen"] = torchCase{limbs, whole, false}
	return all
}

// TestTorch wants the first step of training to be that of train/torch: outputs
// to 1e-4, loss and every gradient to 1e-3, statistics of normalisations, and
// weights written there to load here.
func TestTorch(t *testing.T) {
	interpreter, dir := python(t), t.TempDir()
	program, err := filepath.Abs("../../train/torch/train.py")
	if err != nil {
		t.Fatal(err)
	}
	cases := torchCases()
	call := []string{program, "step0"}
	steps := map[string]*torchStep{}
	for name, c := range cases {
		folder := filepath.Join(dir, name)
		steps[name] = newTorchStep(t, c, folder)
		call = append(call, folder)
	}
	python := exec.Command(interpreter, call...)
	// Networks so small lose more by threads than they win.
	python.Env = append(os.Environ(), "OMP_NUM_THREADS=1")
	if out, err := python.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, s := range steps {
		t.Run(name, func(t *testing.T) { s.compare(t, filepath.Join(dir, name)) })
	}
}

// torchStep is a step that was done here.
type torchStep struct {
	network *Network
	program *nn.Program
	loss    float64
}

// pages of a batch.
const torchPages = 3

// newTorchStep does a step and writes what PyTorch needs to do the same.
func newTorchStep(t *testing.T, c torchCase, folder string) *torchStep {
	t.Helper()
	n := network(t, c.d, 3)
	for i, p := range n.Params.All() {
		// Statistics and factors that are not those of the beginning.
		if len(p.Shape) == 1 {
			for j, v := range noise(uint64(i), len(p.Value)) {
				p.Value[j] += v / 4
			}
			p.Changed()
		}
	}
	s := &torchStep{network: n, program: program(t, n, torchPages, nn.Options{Train: true})}
	pictures := torchPages
	if c.d.Panel != nil {
		pictures *= c.d.Panel.Panels
	}
	in, out := c.d.Input.shape(pictures), s.program.OutputShape(0)
	x, target, mask := noise(1, size(in)), noise(2, size(out)), []float32(nil)
	batch := &weights.Set{}
	add := func(name string, v []float32, shape ...int) {
		tensor, err := weights.FromFloat32s(name, shape, v)
		if err != nil {
			t.Fatal(err)
		}
		batch.Tensors = append(batch.Tensors, tensor)
	}
	shape := []int{out.N, out.C, out.H, out.W}
	if c.d.UNet != nil {
		// Bare paper beside ink: some columns have none.
		for i, v := range target {
			target[i] = max(v, 0)
			if i%out.W%5 == 0 {
				target[i] *= float32(i%out.W%2) / 200
			}
		}
	} else {
		shape = []int{out.N, out.C, out.W}
	}
	add("input", x, in.N, in.C, in.H, in.W)
	add("target", target, shape...)
	if c.masked {
		mask = noise(4, size(out))
		for i, v := range mask {
			mask[i] = float32(math.Round(float64(v+1) / 2))
		}
		add("mask", mask, shape...)
	}
	saved, err := Save(n.Params)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	writeSet(t, filepath.Join(folder, "weights.safetensors"), saved)
	writeSet(t, filepath.Join(folder, "batch.safetensors"), batch)
	writeJSON(t, filepath.Join(folder, "network.json"), c.d)
	writeJSON(t, filepath.Join(folder, "losses.json"), c.terms)

	y := forward(t, s.program, x)
	grads := make([][]float32, s.program.Outputs())
	for i := range grads {
		grads[i] = make([]float32, size(s.program.OutputShape(i)))
	}
	s.loss = torchLoss(t, c.terms, grads[0], y, target, mask, [3]int{out.C, out.H, out.W})
	if err := s.program.Backward(grads...); err != nil {
		t.Fatal(err)
	}
	return s
}

// torchLoss adds up terms as losses.py does; shape is that of a sample.
func torchLoss(t *testing.T, terms []torchTerm, g, p, target, mask []float32, shape [3]int) (sum float64) {
	t.Helper()
	leads, length := shape[0], shape[2]
	for _, term := range terms {
		w := term.Weight
		switch term.Name {
		case "mse":
			sum += nn.MSE(g, p, target, mask, w)
		case "gradient":
			sum += nn.Difference(g, p, target, mask, length, w)
		case "bounds":
			rows := len(p) / length
			for r := range rows {
				from, to := r*length, (r+1)*length
				sum += nn.Bounds(g[from:to], p[from:to], mask[from:to], term.Low[0], term.High[r%leads], w/float64(rows))
			}
		case "snr":
			sum += nn.SNR(g, p, target, mask, length, w)
		case "einthoven":
			sum += nn.Einthoven(g, p, mask, leads, length, w)
		case "bce":
			sum += nn.BCE(g, p, target, mask, w)
		case "dice":
			sum += nn.Dice(g, p, target, mask, leads*shape[1]*length, w)
		case "correlation":
			c, err := nn.NewCorrelation(leads, length)
			if err != nil {
				t.Fatal(err)
			}
			sum += c.Loss(g, p, target, w)
		case "spectral":
			s, err := nn.NewSpectral(length, term.Windows...)
			if err != nil {
				t.Fatal(err)
			}
			s.Log = term.Log
			sum += s.Loss(g, p, target, w)
		case "cross_entropy", "jensen_shannon":
			h, err := nn.NewHeat(shape[1], length)
			if err != nil {
				t.Fatal(err)
			}
			f := h.CrossEntropy
			if term.Name == "jensen_shannon" {
				f = h.JensenShannon
			}
			columns, inked := inkColumns(target, shape[1], length)
			sum += f(g, p, columns, inked, w)
		default:
			t.Fatalf("no term %q", term.Name)
		}
	}
	return sum
}

// inkColumns makes the columns of maps sum to one; those with less than a
// quarter of a pixel of ink have no weight.
func inkColumns(target []float32, height, width int) (columns, w []float32) {
	columns, w = slices.Clone(target), make([]float32, len(target)/height)
	for c := range w {
		first, sum := c/width*height*width+c%width, float32(0)
		for y := range height {
			sum += target[first+y*width]
		}
		if sum < 0.25 {
			continue
		}
		w[c] = 1
		for y := range height {
			columns[first+y*width] /= sum
		}
	}
	return columns, w
}

// compare wants the answer of PyTorch to be what was computed here.
func (s *torchStep) compare(t *testing.T, folder string) {
	answer, err := load.File(filepath.Join(folder, "step0.safetensors"), false)
	if err != nil {
		t.Fatal(err)
	}
	take := func(name string) []float32 {
		tensor, ok := answer.Lookup(name)
		if !ok {
			t.Fatalf("the answer has no %s", name)
		}
		return tensor.Float32s()
	}
	if e := apart(s.program.Output(0), take("output")); !(e < 1e-4) {
		t.Errorf("outputs differ by %g", e)
	}
	if s.program.Outputs() > 1 {
		if e := apart(s.program.Output(1), take("weights")); !(e < 1e-4) {
			t.Errorf("weights of panels differ by %g", e)
		}
	}
	if want := float64(take("loss")[0]); !(math.Abs(s.loss-want) <= 1e-3*math.Abs(want)) {
		t.Errorf("loss is %g, in PyTorch %g", s.loss, want)
	}
	whole := 0.0
	for _, p := range s.network.Params.All() {
		whole += power(p.Grad)
	}
	for _, p := range s.network.Params.All() {
		if p.Buffer || s.network.Description.Encoder.Frozen && !slices.ContainsFunc(p.Grad, func(v float32) bool { return v != 0 }) {
			continue
		}
		want := take("grad/" + p.Name)
		// What has no slope, such as a bias before a normalisation, has
		// the rounding errors of the others: 1e-7 of the whole gradient.
		floor := 1e-8 * whole
		if e := distance(p.Grad, want) / (power(want) + floor); !(e < 1e-6) {
			t.Errorf("gradient of %s differs by %g of its length", p.Name, math.Sqrt(e))
		}
	}
	// Weights that PyTorch wrote; as fp16 they are a little off.
	for file, most := range map[string]float64{"after.safetensors": 1e-8, "sharded/model.safetensors.index.json": 1e-6} {
		after := network(t, s.network.Description, 4)
		set, err := load.File(filepath.Join(folder, file), false)
		if err != nil {
			t.Fatal(err)
		}
		if report, err := Load(after.Params, set, Options{Strict: true}); err != nil {
			t.Fatalf("%s: %v: %v", file, err, report)
		}
		for i, p := range s.network.Params.All() {
			if got := after.Params.All()[i]; !(distance(p.Value, got.Value) <= most*power(p.Value)) {
				t.Errorf("%s: %s differs after the forward pass", file, p.Name)
			}
		}
	}
}

// power is the sum of squares.
func power(v []float32) (s float64) { return distance(v, make([]float32, len(v))) }

// distance is the sum of squared differences.
func distance(a, b []float32) (s float64) {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	for i, v := range a {
		d := float64(v) - float64(b[i])
		s += d * d
	}
	return s
}

func writeSet(t *testing.T, path string, s *weights.Set) {
	t.Helper()
	if err := weights.WriteFile(path, func(w io.Writer) error { return safetensors.Write(w, s) }); err != nil {
		t.Fatal(err)
	}
}

func writeJSON(t *testing.T, path string, v any) {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
}
