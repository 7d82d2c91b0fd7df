package onnx_test

import (
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/onnx"
)

// num and sub write fields of a message, see the Protocol Buffers encoding.
func num(field, v uint64) string {
	return string(binary.AppendUvarint(binary.AppendUvarint(nil, field<<3), v))
}

func sub(field uint64, parts ...string) string {
	data := strings.Join(parts, "")
	b := binary.AppendUvarint(nil, field<<3|2)
	return string(binary.AppendUvarint(b, uint64(len(data)))) + data
}

// packed is a model of the graph.
func packed(graph ...string) []byte {
	return []byte(num(1, 8) + sub(7, append([]string{sub(2, "g")}, graph...)...) + sub(8, num(2, 13)))
}

func TestBad(t *testing.T) {
	whole := write(t, net(t))
	tensor := func(parts ...string) []byte { return packed(sub(5, append([]string{sub(8, "t")}, parts...)...)) }
	node := func(parts ...string) []byte { return packed(sub(1, parts...)) }
	value := func(parts ...string) []byte { return packed(sub(11, append([]string{sub(1, "v")}, parts...)...)) }
	one := sub(9, "\x00\x00\x80\x3f")
	for label, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":            {nil, "graph or version"},
		"text":               {[]byte("hello"), "field 13 of message model"},
		"cut":                {whole[:len(whole)-1], "ends within"},
		"cut early":          {whole[:40], "ends within"},
		"field zero":         {[]byte("\x00\x00"), "broken tag"},
		"group":              {[]byte("\x0b"), "wire type 3"},
		"endless number":     {[]byte("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "broken number"},
		"huge length":        {[]byte("\x3a\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), "ends within"},
		"two graphs":         {append(slices.Clone(whole), sub(7)...), "field 7 comes twice"},
		"graph is a number":  {[]byte(num(1, 8) + num(7, 1)), "no message"},
		"version is a text":  {[]byte(sub(1, "8")), "no integer"},
		"two operator sets":  {append(slices.Clone(whole), sub(8, num(2, 14))...), "operator set 14"},
		"old operator set":   {[]byte(num(1, 8) + sub(7, sub(2, "g")) + sub(8, num(2, 12))), "operator set 12"},
		"functions":          {append(slices.Clone(whole), sub(25)...), "field 25 of message model"},
		"training":           {append(slices.Clone(whole), sub(20)...), "field 20 of message model"},
		"sparse":             {packed(sub(15)), "field 15 of message graph"},
		"no graph name":      {[]byte(num(1, 8) + sub(7) + sub(8, num(2, 13))), "has no name"},
		"node of nothing":    {node(), "no operator"},
		"other domain":       {node(sub(4, "A"), sub(7, "com.microsoft")), "com.microsoft"},
		"overload":           {node(sub(4, "A"), sub(8, "x")), "field 8 of message node"},
		"input not there":    {node(sub(4, "A"), sub(1, "x")), `input "x" has no source`},
		"output twice":       {node(sub(4, "A"), sub(2, "x"), sub(2, "x")), "two sources"},
		"no output source":   {packed(sub(12, sub(1, "v"), sub(2, sub(1, num(1, 1), sub(2))))), `output "v" has no source`},
		"subgraph":           {node(sub(4, "If"), sub(5, sub(1, "then"), sub(6), num(20, 5))), "field 6 of message attribute"},
		"attribute kind":     {node(sub(4, "A"), sub(5, sub(1, "a"), num(20, 14))), "of kind 14"},
		"attribute kind 0":   {node(sub(4, "A"), sub(5, sub(1, "a"))), "kind 0 is unknown"},
		"attribute no name":  {node(sub(4, "A"), sub(5, num(20, 2))), "no name of its own"},
		"broken ints":        {node(sub(4, "A"), sub(5, sub(1, "a"), sub(8, "\xff"), num(20, 7))), "broken number"},
		"broken floats":      {node(sub(4, "A"), sub(5, sub(1, "a"), sub(7, "\xff"), num(20, 6))), "broken number"},
		"tensor twice":       {packed(sub(5, sub(8, "t"), num(2, 1), one), sub(5, sub(8, "t"), num(2, 1), one)), "two sources"},
		"tensor no name":     {packed(sub(5, num(2, 1), one)), "no name"},
		"tensor too short":   {tensor(num(1, 2), num(2, 1), one), "needs 8 bytes"},
		"tensor too long":    {tensor(num(1, 0), num(2, 1), one), "needs 0 bytes"},
		"negative axis":      {tensor(num(1, math.MaxUint64), num(2, 1), one), "axis of -1"},
		"huge axes":          {tensor(num(1, 1<<50), num(1, 1<<50), num(2, 1), one), "2^50"},
		"many axes":          {tensor(strings.Repeat(num(1, 1), 65), num(2, 1), one), "65 axes"},
		"no element type":    {tensor(one), "no known type"},
		"text elements":      {tensor(num(2, 8), sub(6, "a")), "element type 8"},
		"two places":         {tensor(num(2, 1), one, sub(4, "\x00\x00\x80\x3f")), "two places"},
		"elements of double": {tensor(num(2, 1), sub(10, "\x00\x00\x00\x00\x00\x00\x00\x00")), "elements of another"},
		"external":           {tensor(num(2, 1), sub(13, sub(1, "location")), num(14, 1)), "field 13 of message tensor"},
		"external place":     {tensor(num(2, 1), num(14, 1)), "field 14 of message tensor"},
		"value no shape":     {value(sub(2, sub(1, num(1, 1)))), "without a shape"},
		"value no type":      {value(sub(2, sub(1, sub(2)))), "has no type"},
		"value sequence":     {value(sub(2, sub(4))), "field 4 of message type"},
		"value of axis 0":    {value(sub(2, sub(1, num(1, 1), sub(2, sub(1, num(1, 0)))))), "axis of 0"},
		"value many axes":    {value(sub(2, sub(1, num(1, 1), sub(2, strings.Repeat(sub(1), 65))))), "more than 64 axes"},
		"many nodes":         {packed(strings.Repeat(sub(1), 1<<18+1)), "more than 262144 parts"},
	} {
		t.Run(label, func(t *testing.T) {
			_, err := read(c.data)
			var malformed *weights.MalformedError
			var unsupported *weights.UnsupportedError
			if !errors.As(err, &malformed) && !errors.As(err, &unsupported) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}

func TestWriteRefuses(t *testing.T) {
	for label, change := range map[string]func(*onnx.Model){
		"operator set": func(m *onnx.Model) { m.Opset = 12 },
		"no name":      func(m *onnx.Model) { m.Graph.Name = "" },
		"order":        func(m *onnx.Model) { slices.Reverse(m.Graph.Nodes) },
		"output":       func(m *onnx.Model) { m.Graph.Outputs[0].Name = "z" },
		"tensor":       func(m *onnx.Model) { m.Graph.Initializers[0].Shape[0]++ },
		"axis":         func(m *onnx.Model) { m.Graph.Inputs[0].Dims[0] = onnx.Dim{Size: 1, Symbol: "n"} },
		"no UTF-8":     func(m *onnx.Model) { m.Graph.Nodes[0].Name = "\xff" },
		"metadata":     func(m *onnx.Model) { m.Metadata[0].Value = "\xff" },
		"kind":         func(m *onnx.Model) { m.Graph.Nodes[0].Attrs[0].Kind = 5 },
		"attr twice":   func(m *onnx.Model) { m.Graph.Nodes[0].Attrs[1].Name = "kernel_shape" },
	} {
		m := net(t)
		change(m)
		var b strings.Builder
		if err := onnx.Write(&b, m); err == nil || b.Len() > 0 {
			t.Errorf("%s: error %v after %d bytes", label, err, b.Len())
		}
	}
}

// FuzzONNX wants of every model that is read the same model again.
func FuzzONNX(f *testing.F) {
	f.Add(file(f, exported))
	f.Add(file(f, "testdata/plain.onnx"))
	f.Add(packed(sub(5, sub(8, "t"), num(2, 1), sub(9, "\x00\x00\x80\x3f"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := read(data)
		if err != nil {
			return
		}
		written := write(t, m)
		again, err := read(written)
		if err != nil {
			t.Fatalf("written model: %v", err)
		}
		if second := write(t, again); string(second) != string(written) {
			t.Fatalf("wrote %q, then %q", written, second)
		}
		if len(m.Graph.Nodes) != len(again.Graph.Nodes) || !reflect.DeepEqual(m.Graph.Inputs, again.Graph.Inputs) {
			t.Fatalf("read %+v, then %+v", m, again)
		}
	})
}

// TestGrowth refuses lists that take many times their bytes in memory, wherever
// they stand, and still reads short ones.
func TestGrowth(t *testing.T) {
	zeros := strings.Repeat("\x00", 3<<20)
	names := strings.Repeat(sub(1), 5<<20)
	for label, data := range map[string][]byte{
		"numbers of a tensor": packed(sub(5, sub(8, "t"), num(2, 7), num(1, 3<<20), sub(7, zeros))),
		"small numbers":       packed(sub(5, sub(8, "t"), num(2, 3), num(1, 3<<20), sub(5, zeros))),
		"attribute":           packed(sub(1, sub(4, "A"), sub(5, sub(1, "a"), num(20, 7), sub(8, zeros)))),
		"inputs of a node":    packed(sub(1, sub(4, "A"), names)),
	} {
		var unsupported *weights.UnsupportedError
		if _, err := read(data); !errors.As(err, &unsupported) || !strings.Contains(err.Error(), "raw_data") {
			t.Errorf("%s: %v", label, err)
		}
	}
	short := packed(sub(5, sub(8, "t"), num(2, 7), num(1, 1<<20), sub(7, zeros[:1<<20])))
	if m, err := read(short); err != nil || m.Graph.Initializers[0].Len() != 1<<20 {
		t.Errorf("a million integers: %v", err)
	}
}
