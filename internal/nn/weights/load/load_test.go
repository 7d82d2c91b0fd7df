package load_test

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/load"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
)

func TestFile(t *testing.T) {
	for path, tensors := range map[string]int{
		"../safetensors/testdata/all.safetensors":  12,
		"../safetensors/testdata/none.safetensors": 0,
		"../pth/testdata/bare.pth":                 7,
		"../pth/testdata/wrapped-old.pth":          7,
		"../onnx/testdata/exported.onnx":           8,
	} {
		s, err := load.File(path, true)
		if err != nil || len(s.Tensors) != tensors {
			t.Errorf("%s: %v, %v", path, s, err)
			continue
		}
		for _, tensor := range s.Tensors {
			if strings.HasPrefix(tensor.Name, "module.") {
				t.Errorf("%s: %s", path, tensor.Name)
			}
		}
	}
	if _, err := load.File("load.go", false); !errors.As(err, new(*weights.UnsupportedError)) {
		t.Errorf("source text: %v", err)
	}
	if _, err := load.Read(strings.NewReader(""), 0, false); err == nil {
		t.Error("nothing was read")
	}
}

// TestWhole wants to be told under which key the tensors lay, and what held none.
func TestWhole(t *testing.T) {
	c, err := load.Whole("../pth/testdata/wrapped.pth")
	if err != nil || c.Wrapper != "state_dict" {
		t.Errorf("%+v, %v", c, err)
	}
	c, err = load.Whole("../pth/testdata/views.pth")
	if err != nil || len(c.Skipped) != 2 {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestConvert turns a checkpoint of PyTorch into a safetensors file and finds
// the same tensors in it.
func TestConvert(t *testing.T) {
	want, err := load.File("../pth/testdata/views.pth", false)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "w.safetensors")
	if err := weights.WriteFile(path, func(w io.Writer) error { return safetensors.Write(w, want) }); err != nil {
		t.Fatal(err)
	}
	got, err := load.File(path, false)
	if err != nil {
		t.Fatal(err)
	}
	if d := weights.Compare(want, got); !d.Same() {
		t.Errorf("%+v", d)
	}
}
