package safetensors_test

import (
	"bytes"
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
)

func ExampleWrite() {
	bias, err := weights.FromFloat32s("conv.bias", []int{2}, []float32{0.5, -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	var b bytes.Buffer
	if err := safetensors.Write(&b, &weights.Set{Tensors: []weights.Tensor{bias}}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n", bytes.TrimSpace(b.Bytes()[8:72]))
	s, err := safetensors.Read(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Tensors[0].Float32s())
	// Output:
	// {"conv.bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}
	// [0.5 -1]
}
