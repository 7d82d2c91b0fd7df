package onnx

import (
	"fmt"
	"io"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// Write writes a model that passes [Model.Check], the same bytes for the
// same model. It checks all before it writes the first byte. Models of 2 GiB
// and more do not fit the format.
func Write(w io.Writer, m *Model) error {
	if err := m.Check(); err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	out := model(m)
	if out.size >= math.MaxInt32 {
		return fmt.Errorf("onnx: model of %d bytes does not fit the format; use smaller types", out.size)
	}
	for _, p := range out.pieces {
		if _, err := w.Write(p); err != nil {
			return fmt.Errorf("onnx: write: %w", err)
		}
	}
	return nil
}

// The functions below write the message of their name in onnx.proto. Its
// field numbers are the bare numbers here.

func model(m *Model) *message {
	out := &message{}
	out.int(1, IRVersion)
	out.text(2, m.Producer)
	out.text(3, m.Version)
	out.message(7, graph(&m.Graph))
	opset := &message{}
	opset.string(1, "") // the domain of the standard operators
	opset.int(2, int64(m.Opset))
	out.message(8, opset)
	for _, p := range m.Metadata {
		pair := &message{}
		pair.string(1, p.Key)
		pair.string(2, p.Value)
		out.message(14, pair)
	}
	return out
}

func graph(g *Graph) *message {
	out := &message{}
	for k := range g.Nodes {
		out.message(1, node(&g.Nodes[k]))
	}
	out.string(2, g.Name)
	for _, t := range g.Initializers {
		out.message(5, tensor(t))
	}
	for k := range g.Inputs {
		out.message(11, value(&g.Inputs[k]))
	}
	for k := range g.Outputs {
		out.message(12, value(&g.Outputs[k]))
	}
	return out
}

func node(n *Node) *message {
	out := &message{}
	for _, s := range n.Inputs {
		out.string(1, s)
	}
	for _, s := range n.Outputs {
		out.string(2, s)
	}
	out.text(3, n.Name)
	out.string(4, n.Op)
	for k := range n.Attrs {
		out.message(5, attribute(&n.Attrs[k]))
	}
	return out
}

func attribute(a *Attr) *message {
	out := &message{}
	out.string(1, a.Name)
	switch a.Kind {
	case AttrFloat:
		out.float(2, a.Float)
	case AttrInt:
		out.int(3, a.Int)
	case AttrString:
		out.string(4, a.String)
	case AttrTensor:
		out.message(5, tensor(a.Tensor))
	case AttrFloats: // lists of attributes are not packed in ONNX
		for _, v := range a.Floats {
			out.float(7, v)
		}
	case AttrInts:
		for _, v := range a.Ints {
			out.int(8, v)
		}
	case AttrStrings:
		for _, v := range a.Strings {
			out.string(9, v)
		}
	}
	out.int(20, int64(a.Kind))
	return out
}

func tensor(t weights.Tensor) *message {
	out := &message{}
	for _, n := range t.Shape {
		out.int(1, int64(n))
	}
	out.int(2, dataType(t.DType))
	out.string(8, t.Name)
	out.bytes(9, t.Data)
	return out
}

func value(v *Value) *message {
	shape := &message{}
	for _, d := range v.Dims {
		dim := &message{}
		switch {
		case d.Symbol != "":
			dim.string(2, d.Symbol)
		case d.Size > 0:
			dim.int(1, int64(d.Size))
		}
		shape.message(1, dim)
	}
	array, kind, out := &message{}, &message{}, &message{}
	array.int(1, dataType(v.DType))
	array.message(2, shape)
	kind.message(1, array)
	out.string(1, v.Name)
	out.message(2, kind)
	return out
}

// dataType gives ONNX's number of an element type.
func dataType(d weights.DType) int64 {
	switch d {
	case weights.F32:
		return 1
	case weights.U8:
		return 2
	case weights.I8:
		return 3
	case weights.I16:
		return 5
	case weights.I32:
		return 6
	case weights.I64:
		return 7
	case weights.Bool:
		return 9
	case weights.F16:
		return 10
	case weights.F64:
		return 11
	case weights.BF16:
		return 16
	}
	return 0
}
