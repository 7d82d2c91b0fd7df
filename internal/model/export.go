package model

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/onnx"
)

// MetadataDescription is the key under which weight files and ONNX models keep
// the description of their network, as JSON: that of a description, or a text
// with the name of a known one.
const MetadataDescription = "network"

// exportOpset is the operator set of exported models.
const exportOpset = 13

// FromMetadata gives the description that a file brings along, and whether it
// has one.
func FromMetadata(metadata map[string]string) (Description, bool, error) {
	text, ok := metadata[MetadataDescription]
	if !ok {
		return Description{}, false, nil
	}
	var name string
	if json.Unmarshal([]byte(text), &name) == nil {
		d, err := Named(name)
		return d, true, err
	}
	d, err := Decode(strings.NewReader(text))
	return d, true, err
}

// Metadata is what a weight file of the network keeps.
func (d Description) Metadata() (map[string]string, error) {
	text, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("model: description: %w", err)
	}
	return map[string]string{MetadataDescription: string(text)}, nil
}

// Export writes the network as an ONNX model for any number of pages or
// pictures. Input "pictures" is that of the network; output "output" is (B,
// leads, samples) of a panel network, (B, outputs, height, width) of a U-Net and
// (B, features) of an encoder; with attention "attention" is (B, 1, panels).
// Initial tensors have the names and shapes of a checkpoint, so that the model
// can be loaded as one. Producer and version are noted.
func (n *Network) Export(producer, version string) (*onnx.Model, error) {
	b := nn.NewBuilder(n.Params, nil)
	e := &exporter{graph: graph{b}, values: map[nn.Node]value{}, params: map[string]bool{}}
	if err := n.Description.build(e, 1); err != nil {
		return nil, err
	}
	if err := b.Err(); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	set, err := Save(n.Params)
	if err != nil {
		return nil, err
	}
	e.out.Name = n.Description.Kind
	for _, t := range set.Tensors {
		if e.params[t.Name] {
			e.out.Initializers = append(e.out.Initializers, t)
		}
	}
	notes, err := n.Description.Metadata()
	if err != nil {
		return nil, err
	}
	m := &onnx.Model{Producer: producer, Version: version, Opset: exportOpset, Graph: e.out,
		Metadata: []onnx.Pair{{Key: MetadataDescription, Value: notes[MetadataDescription]}}}
	if err := m.Check(); err != nil {
		return nil, fmt.Errorf("model: export: %w", err)
	}
	return m, nil
}

// exporter notes as ONNX what graph makes. Pictures have four axes there,
// signals three and vectors two, as in PyTorch.
type exporter struct {
	graph
	values map[nn.Node]value
	params map[string]bool // initial tensors in use
	out    onnx.Graph
	count  int // constants and nodes without a name
}

// value is a tensor of the model: its name and its number of axes.
type value struct {
	name string
	axes int
}

// axesOf is the number of axes that a shape has by itself.
func axesOf(s kernel.Shape) int {
	switch {
	case s.H > 1:
		return 4
	case s.W > 1:
		return 3
	}
	return 2
}

// sizes are the axes of a shape after the first, which may be any number.
func sizes(s kernel.Shape, axes int) []int64 {
	switch axes {
	case 4:
		return []int64{int64(s.C), int64(s.H), int64(s.W)}
	case 3:
		return []int64{int64(s.C), int64(s.W)}
	}
	return []int64{int64(s.C)}
}

// named gives a name to what has none.
func (e *exporter) named(op string) string {
	e.count++
	return fmt.Sprintf("%s.%d", strings.ToLower(op), e.count)
}

// emit adds a node with one output.
func (e *exporter) emit(op, name string, inputs []string, attrs ...onnx.Attr) string {
	if name == "" {
		name = e.named(op)
	}
	e.out.Nodes = append(e.out.Nodes, onnx.Node{Name: name, Op: op, Inputs: inputs, Outputs: []string{name}, Attrs: attrs})
	return name
}

// constant adds a node that gives fixed numbers.
func (e *exporter) constant(t weights.Tensor) string {
	return e.emit("Constant", "", nil, onnx.Attr{Name: "value", Kind: onnx.AttrTensor, Tensor: t})
}

// ints is a constant list of integers.
func (e *exporter) ints(v ...int64) string {
	t := weights.Tensor{DType: weights.I64, Shape: []int{len(v)}}
	for _, x := range v {
		t.Data = binary.LittleEndian.AppendUint64(t.Data, uint64(x))
	}
	return e.constant(t)
}

// floats is a constant of the shape given.
func (e *exporter) floats(shape []int, v ...float32) string {
	t := weights.Tensor{DType: weights.F32, Shape: shape}
	for _, x := range v {
		t.Data = binary.LittleEndian.AppendUint32(t.Data, math.Float32bits(x))
	}
	return e.constant(t)
}

// as gives a tensor with the wanted number of axes.
func (e *exporter) as(x nn.Node, axes int) string {
	v := e.values[x]
	if v.axes == axes {
		return v.name
	}
	return e.reshaped(v.name, append([]int64{-1}, sizes(x.Shape, axes)...)...)
}

func (e *exporter) reshaped(name string, shape ...int64) string {
	return e.emit("Reshape", "", []string{name, e.ints(shape...)})
}

// note keeps what a node of the graph is in the model.
func (e *exporter) note(n nn.Node, name string, axes int) nn.Node {
	e.values[n] = value{name, axes}
	return n
}

// weight names parameters of a layer and marks them as used.
func (e *exporter) weight(layer string, parts ...string) (names []string) {
	for _, p := range parts {
		names = append(names, layer+p)
		e.params[layer+p] = true
	}
	return names
}

// dims are the sizes of an input or output.
func dims(s kernel.Shape, axes int, batch string) []onnx.Dim {
	all := []onnx.Dim{{Symbol: batch}}
	for _, n := range sizes(s, axes) {
		all = append(all, onnx.Dim{Size: int(n)})
	}
	return all
}

func (e *exporter) Input(s kernel.Shape) nn.Node {
	e.out.Inputs = append(e.out.Inputs, onnx.Value{Name: "pictures", DType: weights.F32, Dims: dims(s, 4, "pictures")})
	return e.note(e.graph.Input(s), "pictures", 4)
}

// Output gives the first output the name output, a second attention.
func (e *exporter) Output(n nn.Node) {
	name := "output"
	if len(e.out.Outputs) > 0 {
		name = "attention"
	}
	e.graph.Output(n)
	axes := axesOf(n.Shape)
	e.emit("Identity", name, []string{e.as(n, axes)})
	e.out.Outputs = append(e.out.Outputs, onnx.Value{Name: name, DType: weights.F32, Dims: dims(n.Shape, axes, "pages")})
}

// pair is one number for signals, two for pictures.
func pair(axes, h, w int) []int64 {
	if axes == 3 {
		return []int64{int64(w)}
	}
	return []int64{int64(h), int64(w)}
}

// window are the attributes of a kernel and its steps.
func window(axes, kh, kw, strideH, strideW, padH, padW int) []onnx.Attr {
	pads := pair(axes, padH, padW)
	return []onnx.Attr{
		onnx.Ints("kernel_shape", pair(axes, kh, kw)...),
		onnx.Ints("strides", pair(axes, max(1, strideH), max(1, strideW))...),
		onnx.Ints("pads", slices.Concat(pads, pads)...),
	}
}
