package weights_test

import (
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// TestQuantize wants the nearest multiple of the scale of each channel, along
// whatever axis, and the same numbers when rounded again.
func TestQuantize(t *testing.T) {
	values := make([]float32, 3*4*2)
	for k := range values {
		values[k] = float32(math.Sin(float64(k*k))) * float32(1+k%5)
	}
	for axis, length := range []int{3, 4, 2} {
		for _, bits := range []int{8, 7} {
			from := f32(t, "w", []int{3, 4, 2}, values...)
			q, scale, err := weights.Quantize(from, axis, bits)
			if err != nil || q.DType != weights.I8 || scale.Len() != length || scale.Shape[axis] != length || scale.Name != "w.scale" {
				t.Fatalf("axis %d: %v, %v, %v", axis, q, scale, err)
			}
			other := f32(t, "b", []int{1}, 5)
			limits, err := weights.Range("w", -1, 2)
			if err != nil {
				t.Fatal(err)
			}
			set, n, err := weights.Dequantize(&weights.Set{Tensors: []weights.Tensor{q, other, scale, limits}})
			if err != nil || n != 1 || len(set.Tensors) != 2 || set.Tensors[1].Name != "b" {
				t.Fatalf("axis %d: %v, %d, %v", axis, set, n, err)
			}
			got := set.Tensors[0].Float32s()
			most, step := make([]float64, length), float64(int(1)<<(bits-1)-1)
			index := func(k int) int { return []int{k / 8, k / 2 % 4, k % 2}[axis] }
			for k, v := range values {
				most[index(k)] = max(most[index(k)], math.Abs(float64(v)))
			}
			for k, v := range values {
				if far := math.Abs(float64(got[k] - v)); far > most[index(k)]/step/2*1.0001 {
					t.Errorf("axis %d, %d bits: %g became %g, more than half a step away", axis, bits, v, got[k])
				}
			}
			again, _, err := weights.Quantize(set.Tensors[0], axis, bits)
			if err != nil || !slices.Equal(again.Data, q.Data) {
				t.Errorf("axis %d, %d bits: rounded again, numbers are %v, before %v (%v)", axis, bits, again.Data, q.Data, err)
			}
		}
	}
	q, scale, err := weights.Quantize(f32(t, "w", []int{2, 1}, 0, 4), 0, 8)
	if err != nil || !slices.Equal(scale.Float32s(), []float32{0, 4.0 / 127}) || q.Data[0] != 0 || q.Data[1] != 127 {
		t.Errorf("%v %v %v", q.Data, scale.Float32s(), err)
	}
}

func TestQuantizeErrors(t *testing.T) {
	w := f32(t, "w", []int{2, 1}, 1, 2)
	for _, c := range []struct{ axis, bits int }{{-1, 8}, {2, 8}, {0, 9}, {0, 1}} {
		if _, _, err := weights.Quantize(w, c.axis, c.bits); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
	if _, _, err := weights.Quantize(f32(t, "w", []int{1}, float32(math.NaN())), 0, 8); err == nil {
		t.Error("NaN is rounded")
	}
	eight := weights.Tensor{Name: "w", DType: weights.I8, Shape: []int{2, 2}, Data: make([]byte, 4)}
	for _, shape := range [][]int{{4}, {4, 1}, {2, 2}, {1, 3}} {
		n, _ := weights.Elements(shape)
		s := &weights.Set{Tensors: []weights.Tensor{eight, f32(t, "w.scale", shape, make([]float32, n)...)}}
		if _, _, err := weights.Dequantize(s); err == nil {
			t.Errorf("a scale of shape %v is taken", shape)
		}
	}
	// What only looks like it stays.
	s := &weights.Set{Tensors: []weights.Tensor{eight, f32(t, "norm.scale", []int{1}, 1), f32(t, "x.range", []int{1}, 1)}}
	if out, n, err := weights.Dequantize(s); err != nil || n != 0 || len(out.Tensors) != 3 {
		t.Errorf("%v, %d, %v", out, n, err)
	}
	// A range of numbers without a scale is nobody's: it stays to be told of.
	s = &weights.Set{Tensors: []weights.Tensor{eight, f32(t, "w.range", []int{2}, 0, 1)}}
	if out, n, err := weights.Dequantize(s); err != nil || n != 0 || len(out.Tensors) != 2 {
		t.Errorf("a range without a scale: %v, %d, %v", out, n, err)
	}
}
