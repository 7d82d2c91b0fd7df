package pth_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/pth"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(data []byte, o pth.Options) (*pth.Checkpoint, error) {
	return pth.Read(bytes.NewReader(data), int64(len(data)), o)
}

// value is element k of tensor number n of a file, see make.py.
func value(n, k int) float32 { return float32((k*7+n*3)%17 - 8) }

// describe gives a tensor's type, shape and values.
func describe(s *weights.Set, name string) string {
	t, ok := s.Lookup(name)
	if !ok {
		return "missing"
	}
	return fmt.Sprint(t.DType, t.Shape, t.Float32s())
}

// wanted is what describe gives for tensor number n of consecutive values.
func wanted(d weights.DType, n int, shape ...int) string {
	count, _ := weights.Elements(shape)
	v := make([]float32, count)
	for k := range v {
		v[k] = value(n, k)
	}
	return fmt.Sprint(d, shape, v)
}

// TestStateDict reads one network in all forms that PyTorch 1.13 saves.
func TestStateDict(t *testing.T) {
	for name, o := range map[string]struct {
		strip   bool
		wrapper string
		skipped int
	}{
		"bare.pth":           {},
		"bare-2.pth":         {},
		"bare-old.pth":       {},
		"bare-protocol4.pth": {},
		"wrapped.pth":        {true, "state_dict", 0},
		"wrapped-old.pth":    {true, "state_dict", 0},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := read(file(t, name), pth.Options{StripModule: o.strip})
			if err != nil {
				t.Fatal(err)
			}
			if c.Wrapper != o.wrapper || len(c.Skipped) != o.skipped {
				t.Errorf("under %q, skipped %q", c.Wrapper, c.Skipped)
			}
			if err := c.Set.Check(); err != nil {
				t.Error(err)
			}
			for n, w := range []struct {
				name  string
				d     weights.DType
				shape []int
			}{
				{"0.weight", weights.F32, []int{2, 1, 3, 3}}, {"0.bias", weights.F32, []int{2}},
				{"1.weight", weights.F32, []int{2}}, {"1.bias", weights.F32, []int{2}},
				{"1.running_mean", weights.F32, []int{2}}, {"1.running_var", weights.F32, []int{2}},
				{"1.num_batches_tracked", weights.I64, []int{}},
			} {
				if got, want := describe(c.Set, w.name), wanted(w.d, n, w.shape...); got != want {
					t.Errorf("%s is %s, want %s", w.name, got, want)
				}
				if c.Set.Tensors[n].Name != w.name {
					t.Errorf("tensor %d is %s", n, c.Set.Tensors[n].Name)
				}
			}
		})
	}
	c, err := read(file(t, "wrapped.pth"), pth.Options{})
	if err != nil || c.Set.Tensors[0].Name != "module.0.weight" {
		t.Errorf("with prefix: %v %v", c, err)
	}
	c, err = read(file(t, "parameters.pth"), pth.Options{})
	if err != nil || c.Wrapper != "model" || describe(c.Set, "1.bias") != wanted(weights.F32, 3, 2) {
		t.Errorf("parameters: %v %v", c, err)
	}
}

func TestTypes(t *testing.T) {
	c, err := read(file(t, "types.pth"), pth.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for n, d := range weights.DTypes()[:8] {
		name := "torch." + []string{"float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8"}[n]
		if got, want := describe(c.Set, name), wanted(d, n, 2, 3); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if got := describe(c.Set, "byte"); got != "U8 [3] [16 6 13]" {
		t.Error(got)
	}
	if got := describe(c.Set, "bool"); got != "BOOL [3] [0 1 0]" {
		t.Error(got)
	}
}

// TestViews reads tensors that show parts of one storage in other orders.
func TestViews(t *testing.T) {
	for _, name := range []string{"views.pth", "views-old.pth"} {
		c, err := read(file(t, name), pth.Options{})
		if err != nil {
			t.Fatal(err)
		}
		base := func(i, j int) float32 { return value(0, 6*i+j) }
		want := map[string][]float32{"scalar": {base(3, 5)}, "empty": {}}
		for _, w := range []struct {
			name       string
			rows, cols int
			at         func(i, j int) float32
		}{
			{"base", 4, 6, base},
			{"transposed", 6, 4, func(i, j int) float32 { return base(j, i) }},
			{"part", 2, 3, func(i, j int) float32 { return base(i+1, j+2) }},
			{"row", 1, 6, func(_, j int) float32 { return base(2, j) }},
			{"column", 4, 1, func(i, _ int) float32 { return base(i, 1) }},
			{"steps", 2, 2, func(i, j int) float32 { return base(2*i, 3*j) }},
			{"wide", 3, 4, func(_, _ int) float32 { return base(0, 0) }},
			{"channels_last", 2, 12, func(i, j int) float32 { return value(1, 12*i+j) }},
		} {
			for k := range w.rows * w.cols {
				want[w.name] = append(want[w.name], w.at(k/w.cols, k%w.cols))
			}
		}
		for key, v := range want {
			tensor, _ := c.Set.Lookup(key)
			if !slices.Equal(tensor.Float32s(), v) {
				t.Errorf("%s: %s is %v, want %v", name, key, tensor.Float32s(), v)
			}
		}
		if !slices.Equal(c.Skipped, []string{"size", "number"}) {
			t.Errorf("skipped %q", c.Skipped)
		}
	}
	if _, err := read(file(t, "views.pth"), pth.Options{MaxBytes: 100}); err == nil || !strings.Contains(err.Error(), "more than 100 bytes") {
		t.Errorf("limit: %v", err)
	}
}

// FuzzPTH wants whole tensors from whatever is read.
func FuzzPTH(f *testing.F) {
	names, err := filepath.Glob("testdata/*.pth")
	if err != nil || len(names) == 0 {
		f.Fatal("no files", err)
	}
	for _, name := range names {
		f.Add(file(f, filepath.Base(name)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := read(data, pth.Options{MaxBytes: 1 << 20})
		if err != nil {
			return
		}
		if err := c.Set.Check(); err != nil {
			t.Fatal(err)
		}
	})
}

// BenchmarkRead reads 50 MB of one storage.
func BenchmarkRead(b *testing.B) {
	const n = 12_500_000
	pkl := "\x80\x02}X\x01\x00\x00\x00wctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\n" +
		"X\x01\x00\x00\x000X\x03\x00\x00\x00cpuJ\x20\xbc\xbe\x00tQK\x00J\x20\xbc\xbe\x00\x85K\x01\x85\x89N}tRs."
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for name, data := range map[string][]byte{"a/data.pkl": []byte(pkl), "a/data/0": make([]byte, 4*n)} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(buf.Len()))
	for b.Loop() {
		if _, err := read(buf.Bytes(), pth.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
