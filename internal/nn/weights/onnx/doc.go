// Package onnx writes networks as ONNX models, so that other runtimes can run
// them, and reads such models back. The format is that of onnx/onnx.proto
// (ONNX 1.23, IR version 8 and operator sets from 13 on): a Protocol Buffers
// message, whose encoding is written out here for the few messages needed.
//
// A [Model] is a list of nodes with their initial tensors and says nothing of
// what operators mean. [Write] gives the same bytes for the same model.
// [Read] takes what Write writes and plain models of other writers: it skips
// documentation and notes on shapes, and refuses with a
// [weights.UnsupportedError] what would change the result if left out, such
// as functions, subgraphs, external data and operators of other domains.
package onnx

import "github.com/einthoven-ecg/einthoven/internal/nn/weights"

const format = "onnx"

const (
	// IRVersion is the version of the format that Write states: that of ONNX
	// 1.13, which every runtime since 2022 reads.
	IRVersion = 8
	// MinOpset is the oldest operator set that is written and read.
	MinOpset = 13
)

// Model is a network with what it needs to be read.
type Model struct {
	Producer string // the program that made it, with its version
	Version  string
	Opset    int // version of the standard operator set, at least MinOpset
	Metadata []Pair
	Graph    Graph
}

// Pair is a note by key.
type Pair struct{ Key, Value string }

// Graph is a network: nodes in an order in which they can run.
type Graph struct {
	Name            string
	Nodes           []Node
	Initializers    []weights.Tensor
	Inputs, Outputs []Value // Inputs are those without an initializer
}

// Node is an operator applied to values by name. An input of no name is an
// optional one that is left out.
type Node struct {
	Name            string
	Op              string // such as "Conv"
	Inputs, Outputs []string
	Attrs           []Attr
}

// Value is an array that enters or leaves a graph.
type Value struct {
	Name  string
	DType weights.DType
	Dims  []Dim
}

// Dim is the length of an axis: a number, or a name if Size is 0 and any
// length will do, such as "batch".
type Dim struct {
	Size   int
	Symbol string
}

// AttrKind tells which field of an [Attr] counts. The numbers are ONNX's.
type AttrKind uint8

// The kinds of attributes.
const (
	AttrFloat   AttrKind = 1
	AttrInt     AttrKind = 2
	AttrString  AttrKind = 3
	AttrTensor  AttrKind = 4
	AttrFloats  AttrKind = 6
	AttrInts    AttrKind = 7
	AttrStrings AttrKind = 8
)

// Attr is a setting of a node.
type Attr struct {
	Name    string
	Kind    AttrKind
	Float   float32
	Int     int64
	String  string
	Tensor  weights.Tensor
	Floats  []float32
	Ints    []int64
	Strings []string
}

// Int makes an attribute of one integer.
func Int(name string, v int64) Attr { return Attr{Name: name, Kind: AttrInt, Int: v} }

// Ints makes an attribute of integers.
func Ints(name string, v ...int64) Attr { return Attr{Name: name, Kind: AttrInts, Ints: v} }

// Float makes an attribute of one float.
func Float(name string, v float32) Attr { return Attr{Name: name, Kind: AttrFloat, Float: v} }

// String makes an attribute of a text.
func String(name, v string) Attr { return Attr{Name: name, Kind: AttrString, String: v} }

// Weights gives the initial tensors as a set, with the notes. Of a key that comes
// twice the last note counts.
func (m *Model) Weights() *weights.Set {
	s := &weights.Set{Tensors: m.Graph.Initializers}
	if len(m.Metadata) > 0 {
		s.Metadata = make(map[string]string, len(m.Metadata))
	}
	for _, p := range m.Metadata {
		s.Metadata[p.Key] = p.Value
	}
	return s
}
