package onnx_test

import (
	"bytes"
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/onnx"
)

func ExampleWrite() {
	x := onnx.Value{Name: "x", DType: weights.F32, Dims: []onnx.Dim{{Symbol: "batch"}, {Size: 3}}}
	y := x
	y.Name = "y"
	m := &onnx.Model{Opset: onnx.MinOpset, Graph: onnx.Graph{
		Name:    "soft",
		Nodes:   []onnx.Node{{Op: "Softmax", Inputs: []string{"x"}, Outputs: []string{"y"}, Attrs: []onnx.Attr{onnx.Int("axis", -1)}}},
		Inputs:  []onnx.Value{x},
		Outputs: []onnx.Value{y},
	}}
	var b bytes.Buffer
	if err := onnx.Write(&b, m); err != nil {
		fmt.Println(err)
		return
	}
	back, err := onnx.Read(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b.Len(), back.Graph.Nodes[0].Op, back.Graph.Outputs[0].Dims)
	// Output: 107 Softmax [{0 batch} {3 }]
}
