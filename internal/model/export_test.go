package model

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/load"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/onnx"
)

// exported writes a network as a file.
func exported(t *testing.T, n *Network) []byte {
	t.Helper()
	m, err := n.Export("einthoven", "test")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := onnx.Write(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestExportImport loads what was exported, with its own description, and wants
// the same network.
func TestExportImport(t *testing.T) {
	for name, d := range variants() {
		n := network(t, d, 1)
		setMixed(n.Params)
		data := exported(t, n)
		set, err := load.Read(bytes.NewReader(data), int64(len(data)), false)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, ok, err := FromMetadata(set.Metadata)
		if err != nil || !ok || !reflect.DeepEqual(got, d) {
			t.Fatalf("%s: description is %+v, %v, %v", name, got, ok, err)
		}
		again := network(t, got, 2)
		if report, err := Load(again.Params, set, Options{Strict: true}); err != nil {
			t.Fatalf("%s: %v, %v", name, report, err)
		}
		if !slices.Equal(values(n.Params), values(again.Params)) {
			t.Errorf("%s: other numbers came back", name)
		}
	}
}

// runtimes runs a model in ONNX Runtime, if this computer has it for the Python
// that EINTHOVEN_PYTHON names, and gives its first output.
func runtimes(t *testing.T, python, model string, x []float32, axes ...int) []float32 {
	t.Helper()
	args := []string{"../nn/weights/onnx/testdata/run.py", model}
	for _, n := range axes {
		args = append(args, fmt.Sprint(n))
	}
	in, err := weights.FromFloat32s("x", []int{len(x)}, x)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, args...)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in.Data), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var y []float32
	for ; len(out) >= 4; out = out[4:] {
		y = append(y, math.Float32frombits(binary.LittleEndian.Uint32(out)))
	}
	return y
}

// TestExportRuns compares ONNX Runtime on exported networks with their own
// output, for two pages at once.
func TestExportRuns(t *testing.T) {
	python := os.Getenv("EINTHOVEN_PYTHON")
	if python == "" {
		python = "python3"
	}
	if out, err := exec.Command(python, "-c", "import onnxruntime").CombinedOutput(); err != nil {
		t.Skipf("%s has no onnxruntime: %v %.200s", python, err, out)
	}
	for name, d := range variants() {
		n := network(t, d, 1)
		setMixed(n.Params)
		path := filepath.Join(t.TempDir(), "net.onnx")
		if err := os.WriteFile(path, exported(t, n), 0o644); err != nil {
			t.Fatal(err)
		}
		pictures := 2
		if d.Panel != nil {
			pictures *= d.Panel.Panels
		}
		s := d.Input.shape(pictures)
		x := noise(1, size(s))
		want := forward(t, program(t, n, 2, nn.Options{}), x)
		got := runtimes(t, python, path, x, s.N, s.C, s.H, s.W)
		if len(got) != len(want) {
			t.Fatalf("%s: %d numbers, want %d", name, len(got), len(want))
		}
		if e := apart(got, want) / deviation(want); !(e < 1e-4) {
			t.Errorf("%s: the output differs by %g standard deviations", name, e)
		}
	}
}

// deviation is the standard deviation.
func deviation(v []float32) float64 {
	sum, square := 0.0, 0.0
	for _, x := range v {
		sum += float64(x)
		square += float64(x) * float64(x)
	}
	n := float64(len(v))
	return math.Sqrt(square/n - sum/n*sum/n)
}

// TestFromMetadata takes a description, the name of a known one, and nothing.
func TestFromMetadata(t *testing.T) {
	want, _ := Named("panel_gated")
	notes, err := want.Metadata()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []map[string]string{notes, {MetadataDescription: `"panel_gated"`}} {
		if got, ok, err := FromMetadata(m); err != nil || !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%v: %+v, %v, %v", m, got, ok, err)
		}
	}
	if _, ok, err := FromMetadata(nil); ok || err != nil {
		t.Errorf("nothing gives %v, %v", ok, err)
	}
	for _, text := range []string{"", `"other"`, "{}"} {
		if _, ok, err := FromMetadata(map[string]string{MetadataDescription: text}); !ok || err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
