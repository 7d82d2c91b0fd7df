package onnx_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"reflect"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/onnx"
)

var update = flag.Bool("update", false, "write testdata/exported.onnx; then run make.py onnx")

const exported = "testdata/exported.onnx"

func read(data []byte) (*onnx.Model, error) {
	return onnx.Read(bytes.NewReader(data), int64(len(data)))
}

func write(t testing.TB, m *onnx.Model) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := onnx.Write(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// near wants y within 1e-4 of what run computes.
func near(t *testing.T, y []float64) {
	t.Helper()
	want := run(net(t).Weights(), input())
	if len(y) != len(want) {
		t.Fatalf("%d numbers, want %d", len(y), len(want))
	}
	for k := range want {
		if !(math.Abs(y[k]-want[k]) < 1e-4) {
			t.Errorf("output %d is %v, want %v", k, y[k], want[k])
		}
	}
}

// TestExport holds the bytes of the exported network, and what ONNX Runtime
// 1.32 made of them, against the network computed here.
func TestExport(t *testing.T) {
	data := write(t, net(t))
	if *update {
		if err := os.WriteFile(exported, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(data, file(t, exported)) {
		t.Error("other bytes than in " + exported + "; if that is meant, use -update and make.py")
	}
	var y []float64
	if err := json.Unmarshal(file(t, "testdata/exported.json"), &y); err != nil {
		t.Fatal(err)
	}
	near(t, y)
}

// TestRuntime does the same with ONNX Runtime, if this computer has it for
// the Python that EINTHOVEN_PYTHON names.
func TestRuntime(t *testing.T) {
	python := os.Getenv("EINTHOVEN_PYTHON")
	if python == "" {
		python = "python3"
	}
	if out, err := exec.Command(python, "-c", "import onnxruntime").CombinedOutput(); err != nil {
		t.Skipf("%s has no onnxruntime: %v %.200s", python, err, out)
	}
	path := t.TempDir() + "/net.onnx"
	if err := os.WriteFile(path, write(t, net(t)), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "testdata/run.py", path, "2", "1", fmt.Sprint(pixels), fmt.Sprint(pixels))
	x, err := weights.FromFloat32s("x", []int{2 * pixels * pixels}, input())
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdin = bytes.NewReader(x.Data)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var y []float64
	for ; len(out) >= 4; out = out[4:] {
		y = append(y, float64(math.Float32frombits(binary.LittleEndian.Uint32(out))))
	}
	near(t, y)
}

// TestImport reads back what was exported.
func TestImport(t *testing.T) {
	m, err := read(file(t, exported))
	if err != nil {
		t.Fatal(err)
	}
	if want := net(t); !reflect.DeepEqual(m, want) {
		t.Errorf("read\n%+v\nwant\n%+v", m, want)
	}
	every := net(t)
	every.Graph.Nodes = append(every.Graph.Nodes, onnx.Node{Op: "Many", Inputs: []string{"y", "", "x"}, Outputs: []string{"", "z"}, Attrs: []onnx.Attr{
		{Name: "floats", Kind: onnx.AttrFloats, Floats: []float32{1.5, -2}},
		{Name: "strings", Kind: onnx.AttrStrings, Strings: []string{"", "b"}},
		{Name: "tensor", Kind: onnx.AttrTensor, Tensor: filled(t, "", 1, 1, 0, 2, 3)},
		onnx.Int("minus", -5), onnx.Int("zero", 0), onnx.Float("nothing", 0), onnx.String("empty", ""), onnx.Ints("none"),
	}})
	every.Graph.Outputs[0].Dims[1] = onnx.Dim{}
	m, err = read(write(t, every))
	if err != nil || !reflect.DeepEqual(m, every) {
		t.Errorf("read\n%+v (%v)\nwant\n%+v", m, err, every)
	}
}

// TestReference reads a model of the reference library, with its elements in
// all places where it puts them.
func TestReference(t *testing.T) {
	m, err := read(file(t, "testdata/plain.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	s := m.Weights()
	for n, name := range []string{"double", "float", "half", "brain", "long", "int", "short", "char"} {
		for _, name := range []string{name, name + ".raw"} {
			tensor, ok := s.Lookup(name)
			if !ok || tensor.DType != weights.DTypes()[n] || !reflect.DeepEqual(tensor.Shape, []int{2, 3}) {
				t.Errorf("%s is %v %v", name, tensor.DType, tensor.Shape)
			}
			for k, v := range tensor.Float32s() {
				if v != value(n, k) {
					t.Errorf("%s: element %d is %v, want %v", name, k, v, value(n, k))
				}
			}
		}
	}
	ops := ""
	for _, n := range m.Graph.Nodes {
		ops += n.Op + " "
	}
	if ops != "Constant Add Clip Softmax " || len(m.Graph.Inputs) != 1 || m.Opset != 17 || m.Producer != "make.py" {
		t.Errorf("%s, %d inputs, operator set %d, by %s", ops, len(m.Graph.Inputs), m.Opset, m.Producer)
	}
	if c := m.Graph.Nodes[0].Attrs[0]; c.Kind != onnx.AttrTensor || c.Tensor.Float32s()[5] != value(1, 5) {
		t.Errorf("constant %+v", c)
	}
	if d := m.Graph.Inputs[0].Dims; d[0].Symbol != "batch" || d[2].Size != 3 {
		t.Errorf("axes %v", d)
	}
	if a := m.Graph.Nodes[3].Attrs[0]; a.Name != "axis" || a.Int != -1 {
		t.Errorf("attribute %+v", a)
	}
}

// BenchmarkRead reads 50 MB of weights.
func BenchmarkRead(b *testing.B) {
	m := net(b)
	for k := range 100 {
		t := weights.Tensor{Name: fmt.Sprint("w", k), DType: weights.F32, Shape: []int{125, 1000}, Data: make([]byte, 500_000)}
		m.Graph.Initializers = append(m.Graph.Initializers, t)
	}
	data := write(b, m)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := read(data); err != nil {
			b.Fatal(err)
		}
	}
}
