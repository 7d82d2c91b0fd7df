package weights

import (
	"math"
	"testing"
)

// TestHalf wants every number of binary16 and bfloat16 to come back, and numbers
// between two of them to become the nearest, the even one of two equally near.
func TestHalf(t *testing.T) {
	brain := func(b uint16) float32 { return math.Float32frombits(uint32(b) << 16) }
	for name, c := range map[string]struct {
		to   func(float32) uint16
		from func(uint16) float32
		inf  uint16 // the bits of infinity
	}{"F16": {floatToHalf, halfToFloat, 31 << 10}, "BF16": {floatToBrain, brain, 255 << 7}} {
		for b := range c.inf {
			low, high := c.from(b), c.from(b+1)
			if got := c.to(low); got != b {
				t.Fatalf("%s: %g, bits %#x, comes back as %#x", name, low, b, got)
			}
			if got := c.to(-low); got != b|1<<15 {
				t.Fatalf("%s: %g comes back as %#x", name, -low, got)
			}
			if b == c.inf-1 {
				continue // the next is infinite
			}
			even := b + b&1
			middle := float32((float64(low) + float64(high)) / 2)
			if got := c.to(middle); got != even {
				t.Fatalf("%s: the middle of %g and %g becomes %#x, want %#x", name, low, high, got, even)
			}
			if got := c.to(math.Nextafter32(middle, 0)); got != b {
				t.Fatalf("%s: less than the middle of %g and %g becomes %#x", name, low, high, got)
			}
			if got := c.to(math.Nextafter32(middle, high)); got != b+1 {
				t.Fatalf("%s: more than the middle of %g and %g becomes %#x", name, low, high, got)
			}
		}
		if got := c.from(c.to(float32(math.NaN()))); got == got {
			t.Errorf("%s: NaN becomes %g", name, got)
		}
		if got := c.to(float32(math.Inf(-1))); got != c.inf|1<<15 {
			t.Errorf("%s: -Inf becomes %#x", name, got)
		}
	}
	for v, want := range map[float32]uint16{65504: 31<<10 - 1, 65519: 31<<10 - 1, 65520: 31 << 10, 1e30: 31 << 10, 1e-9: 0} {
		if got := floatToHalf(v); got != want {
			t.Errorf("%g becomes %#x, want %#x", v, got, want)
		}
	}
}

func TestConvert(t *testing.T) {
	from, err := FromFloat32s("a", []int{2, 2}, []float32{1, -0.1, 1e5, float32(math.Inf(1))})
	if err != nil {
		t.Fatal(err)
	}
	half, lost, err := Convert(from, F16)
	if err != nil || lost != 1 || half.Check() != nil || half.At(1) != float64(halfToFloat(0xae66)) {
		t.Errorf("%v, %d lost, %v", half, lost, err)
	}
	back, lost, err := Convert(half, F32)
	if err != nil || lost != 0 || back.Check() != nil || back.At(0) != 1 || !math.IsInf(back.At(2), 1) {
		t.Errorf("%v, %d lost, %v", back, lost, err)
	}
	if long, lost, err := Convert(from, F64); err != nil || lost != 0 || long.At(1) != float64(float32(-0.1)) {
		t.Errorf("%v, %d lost, %v", long, lost, err)
	}
	if _, _, err := Convert(Tensor{DType: I64, Data: make([]byte, 8)}, F16); err == nil {
		t.Error("integers became fractions")
	}
}

// TestCompareIntegers wants integers beyond 2^53 to be told apart.
func TestCompareIntegers(t *testing.T) {
	one := func(low byte) *Set {
		return &Set{Tensors: []Tensor{{Name: "n", DType: I64, Data: []byte{low, 0, 0, 0, 0, 0, 0, 64}}}}
	}
	d := Compare(one(1), one(2))
	if len(d.Values) != 1 || d.Values[0].Max != 1 || d.Values[0].Mean != 1 {
		t.Errorf("%+v", d)
	}
	least := &Set{Tensors: []Tensor{{Name: "n", DType: I64, Data: []byte{0, 0, 0, 0, 0, 0, 0, 128}}}}
	if d := Compare(least, one(0)); len(d.Values) != 1 || d.Values[0].Max != 1<<63+1<<62 {
		t.Errorf("%+v", d)
	}
}
