package weights

import (
	"fmt"
	"slices"
	"strings"
)

// Set is a list of tensors with different names, in the order of its file.
type Set struct {
	Tensors []Tensor
	// Metadata holds free text by key, as safetensors files carry it. Keys and
	// values are UTF-8.
	Metadata map[string]string
}

// Lookup finds a tensor by its name, in time linear in their number.
func (s *Set) Lookup(name string) (Tensor, bool) {
	for _, t := range s.Tensors {
		if t.Name == name {
			return t, true
		}
	}
	return Tensor{}, false
}

// Bytes sums the bytes of all tensors.
func (s *Set) Bytes() int64 {
	var n int64
	for _, t := range s.Tensors {
		n += int64(len(t.Data))
	}
	return n
}

// Check tells whether every tensor is whole and no name comes twice.
func (s *Set) Check() error {
	seen := make(map[string]bool, len(s.Tensors))
	for _, t := range s.Tensors {
		if err := t.Check(); err != nil {
			return err
		}
		if seen[t.Name] {
			return fmt.Errorf("two tensors are named %q; rename one", t.Name)
		}
		seen[t.Name] = true
	}
	return nil
}

// StripPrefix gives a set whose names lack the prefix where they had it, such
// as "module.", which PyTorch's parallel wrappers put before every name. The
// tensors share their data with s. Names that become equal are an error.
func StripPrefix(s *Set, prefix string) (*Set, error) {
	out := &Set{Tensors: slices.Clone(s.Tensors), Metadata: s.Metadata}
	seen := make(map[string]bool, len(s.Tensors))
	for k := range out.Tensors {
		name := strings.TrimPrefix(out.Tensors[k].Name, prefix)
		if seen[name] {
			return nil, fmt.Errorf("two tensors are named %q without the prefix %q; keep the prefix", name, prefix)
		}
		seen[name] = true
		out.Tensors[k].Name = name
	}
	return out, nil
}
