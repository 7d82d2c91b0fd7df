package weights_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

func f32(t testing.TB, name string, shape []int, values ...float32) weights.Tensor {
	t.Helper()
	a, err := weights.FromFloat32s(name, shape, values)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestHalf holds all 65536 half floats against their definition:
// (-1)^sign 2^(exponent-15) (1 + fraction/1024).
func TestHalf(t *testing.T) {
	for h := range 1 << 16 {
		data := binary.LittleEndian.AppendUint16(nil, uint16(h))
		got := float64(weights.Tensor{DType: weights.F16, Shape: []int{1}, Data: data}.Float32s()[0])
		exponent, fraction := h>>10&31, float64(h&1023)
		want := math.Ldexp(1+fraction/1024, exponent-15)
		switch {
		case exponent == 0:
			want = math.Ldexp(fraction, -24)
		case exponent == 31 && fraction == 0:
			want = math.Inf(1)
		case exponent == 31:
			want = math.NaN()
		}
		if h>>15 == 1 {
			want = -want
		}
		if same := got == want && math.Signbit(got) == math.Signbit(want); !same && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Fatalf("half %04x is %v, want %v", h, got, want)
		}
	}
}

func TestFloat32s(t *testing.T) {
	for _, c := range []struct {
		d    weights.DType
		data []byte
		want float32
	}{
		{weights.F64, []byte{0, 0, 0, 0, 0, 0, 0xf8, 0xbf}, -1.5},
		{weights.F32, []byte{0, 0, 0x20, 0x41}, 10},
		{weights.BF16, []byte{0x20, 0x41}, 10},
		{weights.I64, []byte{254, 255, 255, 255, 255, 255, 255, 255}, -2},
		{weights.I32, []byte{0, 0, 0, 128}, -1 << 31},
		{weights.I16, []byte{255, 255}, -1},
		{weights.I8, []byte{128}, -128},
		{weights.U8, []byte{128}, 128},
		{weights.Bool, []byte{1}, 1},
	} {
		if got := (weights.Tensor{DType: c.d, Data: c.data}).Float32s(); len(got) != 1 || got[0] != c.want {
			t.Errorf("%v: %v, want %v", c.d, got, c.want)
		}
		if d, ok := weights.ParseDType(c.d.String()); !ok || d != c.d {
			t.Errorf("%v is read as %v", c.d, d)
		}
	}
}

func TestInspect(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	s := &weights.Set{Tensors: []weights.Tensor{
		f32(t, "a", []int{2, 4}, 1, 3, 0, -4, nan, inf, 0, 0),
		f32(t, "none", []int{0}),
		f32(t, "nan", []int{1}, nan),
	}}
	got := weights.Inspect(s)
	a := got[0] // the finite ones are 1 3 0 -4 0 0: mean 0, squares 26
	if a.Elements != 8 || a.Mean != 0 || math.Abs(a.Std-math.Sqrt(26.0/6)) > 1e-15 || a.Min != -4 || a.Max != 3 {
		t.Errorf("%+v", a)
	}
	if a.Zeros != 3.0/8 || a.NaNs != 1.0/8 || a.Infs != 1.0/8 {
		t.Errorf("shares %+v", a)
	}
	for _, st := range got[1:] {
		if !math.IsNaN(st.Mean) || !math.IsNaN(st.Std) || !math.IsNaN(st.Min) || st.Zeros != 0 {
			t.Errorf("%+v", st)
		}
	}
}

func TestCompare(t *testing.T) {
	want := &weights.Set{Tensors: []weights.Tensor{
		f32(t, "same", []int{2}, 1, 2),
		f32(t, "value", []int{3}, 1, 2, 3),
		f32(t, "shape", []int{2, 1}, 1, 2),
		f32(t, "encoder.layer1.0.conv1.weight", []int{4}, 1, -2, 3, 5),
		f32(t, "encoder.layer1.0.conv2.weight", []int{4}, 9, 7, -4, 2),
		f32(t, "encoder.layer1.0.bn1.weight", []int{4}, 1, 1, 1, 1),
		f32(t, "gone", []int{7}, 1, 2, 3, 4, 5, 6, 7),
	}}
	long := weights.Tensor{Name: "value", DType: weights.F64, Shape: []int{3}}
	for _, v := range []float64{1, 2.5, math.NaN()} {
		long.Data = binary.LittleEndian.AppendUint64(long.Data, math.Float64bits(v))
	}
	found := &weights.Set{Tensors: []weights.Tensor{
		f32(t, "backbone.conv2.w", []int{4}, 9, 7, -4, 2),
		f32(t, "features.4.0.bn1.weight", []int{4}, 1, 1, 1, 1),
		f32(t, "features.4.0.conv1.weight", []int{4}, 1, -2.1, 3, 5),
		f32(t, "shape", []int{1, 2}, 1, 2),
		long,
		f32(t, "same", []int{2}, 1, 2),
		f32(t, "new", []int{8}, 0, 0, 0, 0, 0, 0, 0, 0),
	}}
	d := weights.Compare(want, found)
	if !slices.Equal(d.Missing, []string{"encoder.layer1.0.conv1.weight", "encoder.layer1.0.conv2.weight", "encoder.layer1.0.bn1.weight", "gone"}) {
		t.Errorf("missing %q", d.Missing)
	}
	if !slices.Equal(d.Unexpected, []string{"backbone.conv2.w", "features.4.0.bn1.weight", "features.4.0.conv1.weight", "new"}) {
		t.Errorf("unexpected %q", d.Unexpected)
	}
	if len(d.Shapes) != 1 || d.Shapes[0].Name != "shape" || !slices.Equal(d.Shapes[0].Found, []int{1, 2}) {
		t.Errorf("shapes %v", d.Shapes)
	}
	if !slices.Equal(d.Types, []weights.TypeChange{{Name: "value", Want: weights.F32, Found: weights.F64}}) {
		t.Errorf("types %v", d.Types)
	}
	if !slices.Equal(d.Values, []weights.ValueChange{{Name: "value", Max: 0.5, Mean: 0.25, Odd: 1}}) {
		t.Errorf("values %v", d.Values)
	}
	pairs := map[string]string{}
	for _, r := range d.Renamed {
		pairs[r.Want] = r.Found
	}
	if fmt.Sprint(pairs) != "map[encoder.layer1.0.bn1.weight:features.4.0.bn1.weight encoder.layer1.0.conv1.weight:features.4.0.conv1.weight encoder.layer1.0.conv2.weight:backbone.conv2.w]" {
		t.Errorf("renamed %+v", d.Renamed)
	}
	if d := weights.Compare(want, want); !d.Same() {
		t.Errorf("a set differs from itself: %+v", d)
	}
}

func TestStripPrefix(t *testing.T) {
	s := &weights.Set{Tensors: []weights.Tensor{f32(t, "module.a", []int{0}), f32(t, "b", []int{0}), f32(t, "c.module.d", []int{0})}}
	got, err := weights.StripPrefix(s, "module.")
	if err != nil || got.Tensors[0].Name != "a" || got.Tensors[1].Name != "b" || got.Tensors[2].Name != "c.module.d" || s.Tensors[0].Name != "module.a" {
		t.Errorf("%v %v", got, err)
	}
	s.Tensors[1].Name = "a"
	if _, err := weights.StripPrefix(s, "module."); err == nil {
		t.Error("two names became one")
	}
}

func TestElements(t *testing.T) {
	for _, shape := range [][]int{{-1}, {0, -1}, {1 << 40, 1 << 40}, {1 << 62, 2, 2}, {0, 1 << 62, 4}} {
		if n, err := weights.Elements(shape); err == nil {
			t.Errorf("%v has %d elements", shape, n)
		}
	}
	for _, c := range []struct {
		shape []int
		want  int
	}{{nil, 1}, {[]int{0}, 0}, {[]int{5, 0, 3}, 0}, {[]int{2, 3}, 6}} {
		if n, err := weights.Elements(c.shape); err != nil || n != c.want {
			t.Errorf("%v has %d elements (%v), want %d", c.shape, n, err, c.want)
		}
	}
}

func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w")
	put := func(text string, fail error) error {
		return weights.WriteFile(path, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return errors.Join(err, fail)
		})
	}
	broken := errors.New("broken")
	if err := put("one", nil); err != nil {
		t.Fatal(err)
	}
	if err := put("two", broken); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	got, err := os.ReadFile(path)
	rest, _ := os.ReadDir(filepath.Dir(path))
	if err != nil || string(got) != "one" || len(rest) != 1 {
		t.Errorf("%q %v, %d files", got, err, len(rest))
	}
}

func ExampleCompare() {
	a, _ := weights.FromFloat32s("conv.weight", []int{2}, []float32{1, 2})
	b, _ := weights.FromFloat32s("module.conv.weight", []int{2}, []float32{1, 2})
	d := weights.Compare(&weights.Set{Tensors: []weights.Tensor{a}}, &weights.Set{Tensors: []weights.Tensor{b}})
	fmt.Println(d.Missing, d.Unexpected, d.Renamed[0].Found, d.Renamed[0].Score)
	// Output: [conv.weight] [module.conv.weight] module.conv.weight 0.9
}
