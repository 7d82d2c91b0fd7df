package onnx

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// maxParts bounds the nodes, attributes, tensors and values of a model.
const maxParts = 1 << 18

// Numbers and texts of lists may take as much memory as the file has bytes times
// roomFactor, and roomBase more: enough for float_data and doubles, and for
// networks with two million small integers. Raw data is not
// copied.
const (
	roomFactor = 4
	roomBase   = 32 << 20
)

// Read reads a model of size bytes. It passes [Model.Check]. Tensors share
// memory.
func Read(r io.ReaderAt, size int64) (*Model, error) {
	if size < 0 || size >= math.MaxInt32 {
		what := fmt.Sprintf("a model of %d bytes", size)
		return nil, &weights.UnsupportedError{Format: format, What: what, Hint: "models are less than 2 GiB"}
	}
	b := make([]byte, size)
	if n, err := r.ReadAt(b, 0); n < len(b) {
		if errors.Is(err, io.EOF) {
			return nil, bad(int64(n), io.ErrUnexpectedEOF)
		}
		return nil, fmt.Errorf("onnx: read at byte %d: %w", n, err)
	}
	rd := &reader{model: &Model{}}
	room := roomFactor*size + roomBase
	if err := rd.file(span{b, 0, &room}); err != nil {
		return nil, err
	}
	if err := rd.model.Check(); err != nil {
		return nil, bad(-1, err)
	}
	return rd.model, nil
}

// reader fills a model. Its methods read the message of their name in
// onnx.proto, whose field numbers are the bare numbers here.
type reader struct {
	model *Model
	parts int
}

// part counts what costs more memory than it has bytes.
func (r *reader) part() error {
	if r.parts++; r.parts > maxParts {
		what := fmt.Sprintf("a model of more than %d parts", maxParts)
		return &weights.UnsupportedError{Format: format, What: what, Hint: "split it"}
	}
	return nil
}

func (r *reader) file(s span) error {
	m := r.model
	var version int64
	hasGraph := false
	err := s.each("model", 1<<8|1<<14, func(f field) error {
		switch f.number {
		case 1:
			return f.int(&version)
		case 2:
			return f.text(&m.Producer)
		case 3:
			return f.text(&m.Version)
		case 4, 5, 6: // domain, version and description of the model
			return nil
		case 7:
			hasGraph = true
			return f.message(r.graph)
		case 8:
			return f.message(r.opset)
		case 14:
			return f.message(r.pair)
		}
		return unknown("model", f)
	})
	switch {
	case err != nil:
		return err
	case !hasGraph || version == 0:
		return bad(0, errors.New("no ONNX model: graph or version is missing"))
	case m.Opset < MinOpset:
		what := fmt.Sprintf("operator set %d", m.Opset)
		hint := fmt.Sprintf("convert the model to operator set %d or later", MinOpset)
		return &weights.UnsupportedError{Format: format, What: what, Hint: hint}
	}
	return nil
}

// opset notes the version of the standard operators. Other sets may be
// imported as long as no node uses them.
func (r *reader) opset(s span) error {
	var domain string
	var version int64
	err := s.each("operator set", 0, func(f field) error {
		switch f.number {
		case 1:
			return f.text(&domain)
		case 2:
			return f.int(&version)
		}
		return unknown("operator set", f)
	})
	if err == nil && standard(domain) {
		if version < 0 || version > 1<<20 || r.model.Opset != 0 {
			return fmt.Errorf("operator set %d", version)
		}
		r.model.Opset = int(version)
	}
	return err
}

// standard tells whether a domain is that of ONNX's own operators.
func standard(domain string) bool { return domain == "" || domain == "ai.onnx" }

func (r *reader) pair(s span) error {
	var p Pair
	err := s.each("metadata", 0, func(f field) error {
		switch f.number {
		case 1:
			return f.text(&p.Key)
		case 2:
			return f.text(&p.Value)
		}
		return unknown("metadata", f)
	})
	r.model.Metadata = append(r.model.Metadata, p)
	return errors.Join(err, r.part())
}

func (r *reader) graph(s span) error {
	g := &r.model.Graph
	const repeated = 1<<1 | 1<<5 | 1<<11 | 1<<12 | 1<<13 | 1<<16
	err := s.each("graph", repeated, func(f field) error {
		switch f.number {
		case 1:
			return f.message(r.node)
		case 2:
			return f.text(&g.Name)
		case 5:
			return f.message(func(s span) error {
				t, err := tensorOf(s)
				g.Initializers = append(g.Initializers, t)
				return errors.Join(err, r.part())
			})
		case 11:
			return f.message(func(s span) error { return r.value(s, &g.Inputs) })
		case 12:
			return f.message(func(s span) error { return r.value(s, &g.Outputs) })
		case 10, 13, 16: // description, shapes between nodes, notes
			return nil
		}
		return unknown("graph", f)
	})
	if err == nil {
		g.dropDefaults()
	}
	return err
}

// dropDefaults takes those inputs out that have an initializer: older writers
// list every initializer as an input too.
func (g *Graph) dropDefaults() {
	initial := make(map[string]bool, len(g.Initializers))
	for _, t := range g.Initializers {
		initial[t.Name] = true
	}
	var rest []Value
	for _, v := range g.Inputs {
		if !initial[v.Name] {
			rest = append(rest, v)
		}
	}
	g.Inputs = rest
}

func (r *reader) node(s span) error {
	var n Node
	var domain string
	err := s.each("node", 1<<1|1<<2|1<<5|1<<9, func(f field) error {
		switch f.number {
		case 1:
			return f.texts(&n.Inputs)
		case 2:
			return f.texts(&n.Outputs)
		case 3:
			return f.text(&n.Name)
		case 4:
			return f.text(&n.Op)
		case 5:
			return f.message(func(s span) error {
				a, err := attributeOf(s)
				n.Attrs = append(n.Attrs, a)
				return errors.Join(err, r.part())
			})
		case 7:
			return f.text(&domain)
		case 6, 9: // description, notes
			return nil
		}
		return unknown("node", f)
	})
	if err == nil && !standard(domain) {
		what := fmt.Sprintf("operator %.40q of domain %.40q", n.Op, domain)
		return &weights.UnsupportedError{Format: format, What: what, Hint: "export the model with standard operators"}
	}
	r.model.Graph.Nodes = append(r.model.Graph.Nodes, n)
	return errors.Join(err, r.part())
}
