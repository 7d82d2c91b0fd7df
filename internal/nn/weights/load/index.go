package load

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
)

// Bounds of an index, far above what networks need.
const (
	maxIndex  = 10 << 20 // bytes
	maxShards = 1000     // files
	maxRows   = 1000     // pieces of a tensor
)

const indexFormat = "safetensors index"

// index says which file has which tensor, as huggingface/transformers writes it
// (model.safetensors.index.json), and beside it how many pieces a tensor was
// cut into along its first axis: NAME.rows.0 and so on.
type index struct {
	Metadata map[string]any    `json:"metadata"`
	Files    map[string]string `json:"weight_map"`
	Rows     map[string]int    `json:"rows"`
}

func badIndex(err error) error {
	return &weights.MalformedError{Format: indexFormat, Offset: -1, Err: err}
}

// parseIndex reads an index and checks it against itself.
func parseIndex(text []byte) (*index, error) {
	var x index
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&x); err != nil {
		return nil, badIndex(err)
	}
	if len(bytes.TrimSpace(text[dec.InputOffset():])) > 0 {
		return nil, badIndex(errors.New("something follows the last brace"))
	}
	for name, file := range x.Files {
		// Files lie beside the index: a path must not lead elsewhere.
		if path.Base(file) != file || !fs.ValidPath(file) || file == "." || strings.ContainsAny(file, `\:`) {
			return nil, badIndex(fmt.Errorf("tensor %q is in %q, which is no file beside the index", name, file))
		}
	}
	if n := len(x.shards()); n < 1 || n > maxShards {
		return nil, badIndex(fmt.Errorf("names %d files, want 1 to %d", n, maxShards))
	}
	for name, n := range x.Rows {
		if n < 1 || n > maxRows {
			return nil, badIndex(fmt.Errorf("tensor %q in %d pieces, want 1 to %d", name, n, maxRows))
		}
		for i := range n {
			if _, ok := x.Files[piece(name, i)]; !ok {
				return nil, badIndex(fmt.Errorf("piece %d of tensor %q is in no file", i, name))
			}
		}
	}
	return &x, nil
}

func piece(name string, i int) string { return fmt.Sprintf("%s.rows.%d", name, i) }

// shards are the names of the files, sorted.
func (x *index) shards() []string {
	return slices.Compact(slices.Sorted(maps.Values(x.Files)))
}

// sharded reads an index and the files that it names.
func sharded(dir fs.FS, text []byte) (*weights.Set, error) {
	x, err := parseIndex(text)
	if err != nil {
		return nil, err
	}
	all := &weights.Set{}
	for _, file := range x.shards() {
		s, err := shard(dir, file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, t := range s.Tensors {
			if x.Files[t.Name] != file {
				return nil, badIndex(fmt.Errorf("tensor %q of %s is not in the index, or in another file", t.Name, file))
			}
		}
		all.Tensors = append(all.Tensors, s.Tensors...)
	}
	if len(all.Tensors) != len(x.Files) {
		return nil, badIndex(fmt.Errorf("has %d tensors, the files have %d", len(x.Files), len(all.Tensors)))
	}
	for key, v := range x.Metadata {
		if v, ok := v.(string); ok {
			if all.Metadata == nil {
				all.Metadata = map[string]string{}
			}
			all.Metadata[key] = v
		}
	}
	return all, x.join(all)
}

func shard(dir fs.FS, name string) (*weights.Set, error) {
	info, err := fs.Stat(dir, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("is no file")
	}
	text, err := fs.ReadFile(dir, name)
	if err != nil {
		return nil, err
	}
	return safetensors.Read(bytes.NewReader(text), int64(len(text)))
}

// join puts the pieces of tensors together and sorts tensors by name.
func (x *index) join(s *weights.Set) error {
	byName := make(map[string]weights.Tensor, len(s.Tensors))
	for _, t := range s.Tensors {
		byName[t.Name] = t
	}
	for _, name := range slices.Sorted(maps.Keys(x.Rows)) {
		if _, ok := byName[name]; ok {
			return badIndex(fmt.Errorf("tensor %q is there whole and in pieces", name))
		}
		whole := weights.Tensor{Name: name}
		for i := range x.Rows[name] {
			t, ok := byName[piece(name, i)]
			switch {
			case !ok || len(t.Shape) == 0:
				return badIndex(fmt.Errorf("piece %d of tensor %q has no rows, or is a piece of another", i, name))
			case i == 0:
				whole.DType, whole.Shape = t.DType, append([]int{0}, t.Shape[1:]...)
			case t.DType != whole.DType || !slices.Equal(t.Shape[1:], whole.Shape[1:]):
				return badIndex(fmt.Errorf("piece %d of tensor %q has shape %v and type %v, others %v and %v", i, name, t.Shape, t.DType, whole.Shape, whole.DType))
			}
			whole.Shape[0] += t.Shape[0]
			whole.Data = append(whole.Data, t.Data...)
			delete(byName, t.Name)
		}
		byName[name] = whole
	}
	s.Tensors = s.Tensors[:0]
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		s.Tensors = append(s.Tensors, byName[name])
	}
	return s.Check()
}
