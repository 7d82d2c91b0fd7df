package onnx

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// maxAxes is the most axes of a tensor or value.
const maxAxes = 64

// Check tells whether a model is whole: every value has one source, which
// comes before its use, every tensor its data, every output a source, and
// all texts are UTF-8. It does not know operators.
func (m *Model) Check() error {
	if m.Opset < MinOpset || m.Opset > 1<<20 {
		return fmt.Errorf("operator set %d; at least %d is needed", m.Opset, MinOpset)
	}
	texts := []string{m.Producer, m.Version, m.Graph.Name}
	for _, p := range m.Metadata {
		texts = append(texts, p.Key, p.Value)
	}
	for _, s := range texts {
		if !utf8.ValidString(s) {
			return fmt.Errorf("text %.80q is not UTF-8", s)
		}
	}
	if err := m.Graph.check(); err != nil {
		return fmt.Errorf("graph: %w", err)
	}
	return nil
}

// names are the values that have a source so far.
type names map[string]bool

func (n names) add(name string) error {
	switch {
	case name == "":
		return errors.New("a value has no name")
	case !utf8.ValidString(name):
		return fmt.Errorf("name %.80q is not UTF-8", name)
	case n[name]:
		return fmt.Errorf("value %.80q has two sources; rename one", name)
	}
	n[name] = true
	return nil
}

func (g *Graph) check() error {
	if g.Name == "" {
		return errors.New("has no name")
	}
	known := names{}
	for _, v := range g.Inputs {
		if err := errors.Join(known.add(v.Name), v.check()); err != nil {
			return fmt.Errorf("input: %w", err)
		}
	}
	for _, t := range g.Initializers {
		if err := errors.Join(known.add(t.Name), t.Check()); err != nil {
			return fmt.Errorf("initializer: %w", err)
		}
		if len(t.Shape) > maxAxes {
			return fmt.Errorf("initializer %.80q has %d axes", t.Name, len(t.Shape))
		}
	}
	for k, n := range g.Nodes {
		if err := n.check(known); err != nil {
			return fmt.Errorf("node %d (%.80q, %.40q): %w", k, n.Name, n.Op, err)
		}
	}
	for _, v := range g.Outputs {
		if !known[v.Name] {
			return fmt.Errorf("output %.80q has no source", v.Name)
		}
		if err := v.check(); err != nil {
			return fmt.Errorf("output: %w", err)
		}
	}
	return nil
}

func (n *Node) check(known names) error {
	if n.Op == "" {
		return errors.New("has no operator")
	}
	if !utf8.ValidString(n.Op) || !utf8.ValidString(n.Name) {
		return errors.New("is named in no UTF-8")
	}
	for _, in := range n.Inputs {
		if in != "" && !known[in] {
			return fmt.Errorf("input %.80q has no source before it; sort the nodes", in)
		}
	}
	for _, out := range n.Outputs {
		if out == "" {
			continue // an optional one that is left out
		}
		if err := known.add(out); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, a := range n.Attrs {
		if a.Name == "" || seen[a.Name] || !utf8.ValidString(a.Name) {
			return fmt.Errorf("attribute %.80q has no name of its own", a.Name)
		}
		seen[a.Name] = true
		if err := a.check(); err != nil {
			return fmt.Errorf("attribute %.80q: %w", a.Name, err)
		}
	}
	return nil
}

func (a *Attr) check() error {
	switch a.Kind {
	case AttrFloat, AttrInt, AttrString, AttrFloats, AttrInts, AttrStrings:
		return nil
	case AttrTensor:
		if len(a.Tensor.Shape) > maxAxes {
			return fmt.Errorf("tensor of %d axes", len(a.Tensor.Shape))
		}
		return a.Tensor.Check()
	}
	return fmt.Errorf("kind %d is unknown", a.Kind)
}

func (v *Value) check() error {
	if v.DType.Size() == 0 {
		return fmt.Errorf("%.80q has no type", v.Name)
	}
	if len(v.Dims) > maxAxes {
		return fmt.Errorf("%.80q has %d axes", v.Name, len(v.Dims))
	}
	for _, d := range v.Dims {
		if d.Size < 0 || d.Size > 0 && d.Symbol != "" || !utf8.ValidString(d.Symbol) {
			return fmt.Errorf("%.80q has an axis of size %d and name %.80q; one is needed", v.Name, d.Size, d.Symbol)
		}
	}
	return nil
}
