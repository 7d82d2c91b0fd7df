package pth

import (
	"errors"
	"fmt"
	"io"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/pickle"
)

// Checkpoint is what a file held.
type Checkpoint struct {
	Set     *weights.Set
	Wrapper string   // the key under which the state_dict lay, "" if it was the whole
	Beside  []string // the other keys beside the wrapper, which were not read
	Skipped []string // keys of the state_dict that hold no tensor
}

// Read reads a file of size bytes. Tensors come in the order of the
// state_dict, each row by row whatever its strides were. Those of one storage
// share memory. A tensor "w" of a dict under the key "a" is named "a.w".
func Read(r io.ReaderAt, size int64, o Options) (*Checkpoint, error) {
	if o.MaxBytes == 0 {
		// Views can share storage, or repeat one element; a state_dict does
		// neither much.
		o.MaxBytes = max(4*size, 64<<20)
	}
	var start [15]byte
	n, err := r.ReadAt(start[:min(max(size, 0), int64(len(start)))], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("pth: read: %w", err)
	}
	var root any
	var load func([]*storage) error
	switch text := string(start[:n]); {
	case len(text) >= 4 && text[:4] == "PK\x03\x04":
		root, load, err = openArchive(r, size)
	case text == legacyStart:
		root, load, err = openLegacy(r, size)
	default:
		err = malformed(0, errors.New("begins like no file of torch.save"))
	}
	if err != nil {
		return nil, err
	}
	c, views, err := stateDict(root)
	if err != nil {
		return nil, err
	}
	if err := c.fill(views, load, o.MaxBytes); err != nil {
		return nil, err
	}
	if o.StripModule {
		c.Set, err = weights.StripPrefix(c.Set, "module.")
	}
	if err != nil {
		return nil, fmt.Errorf("pth: %w", err)
	}
	return c, nil
}

func malformed(at int64, err error) error {
	return &weights.MalformedError{Format: format, Offset: at, Err: err}
}

// stateDict finds the tensors in what the pickle made. The set has names only.
func stateDict(root any) (*Checkpoint, []*view, error) {
	dict, ok := root.(*pickle.Dict)
	if !ok {
		what := fmt.Sprintf("a file whose whole is a %T instead of a dict", root)
		return nil, nil, &weights.UnsupportedError{Format: format, What: what, Hint: hint}
	}
	c := &Checkpoint{Set: &weights.Set{}}
	for _, key := range []string{"state_dict", "model_state_dict", "model"} {
		v, _ := dict.Get(key)
		if inner, ok := v.(*pickle.Dict); ok {
			c.Beside = others(dict, key)
			dict, c.Wrapper = inner, key
			break
		}
	}
	w := &walk{c: c, seen: map[string]bool{}}
	if err := w.take(dict, "", 0); err != nil {
		return nil, nil, err
	}
	if len(w.views) == 0 {
		what := fmt.Sprintf("a dict without tensors (%d keys, the first %.40q)", len(c.Skipped), c.Skipped[:min(3, len(c.Skipped))])
		return nil, nil, &weights.UnsupportedError{Format: format, What: what, Hint: hint}
	}
	return c, w.views, nil
}

// others are the keys of a dict but one.
func others(dict *pickle.Dict, but string) (names []string) {
	for _, item := range dict.Items {
		if name := keyText(item.Key); name != but {
			names = append(names, name)
		}
	}
	return names
}

// keyText is a key as it is told.
func keyText(key any) string {
	if name, ok := key.(string); ok {
		return name
	}
	return fmt.Sprintf("(%T)", key)
}

const (
	// maxDepth bounds dicts in dicts: networks of networks, not endless ones.
	maxDepth = 16
	// maxKeys bounds all keys together: a pickle can hold one dict many times.
	maxKeys = 1 << 20
	// maxName bounds a name, which grows with every dict.
	maxName = 4096
)

// walk collects the tensors of dicts in dicts.
type walk struct {
	c     *Checkpoint
	views []*view
	seen  map[string]bool
	keys  int
}

// take takes the tensors of a dict, whose names begin with start.
func (w *walk) take(dict *pickle.Dict, start string, depth int) error {
	if w.keys += len(dict.Items); depth > maxDepth || w.keys > maxKeys {
		what := fmt.Sprintf("dicts in dicts, more than %d deep or with more than %d keys", maxDepth, maxKeys)
		return &weights.UnsupportedError{Format: format, What: what, Hint: hint}
	}
	for _, item := range dict.Items {
		key, ok := item.Key.(string)
		name := start + keyText(item.Key)
		if len(name) > maxName {
			return malformed(-1, fmt.Errorf("name %.80q has more than %d bytes", name, maxName))
		}
		if !ok {
			w.skip(name)
			continue
		}
		if w.seen[name] {
			return malformed(-1, fmt.Errorf("name %.80q comes twice", name))
		}
		w.seen[name] = true
		switch v := item.Value.(type) {
		case *view:
			w.c.Set.Tensors = append(w.c.Set.Tensors, weights.Tensor{Name: name, DType: v.storage.dtype, Shape: v.shape})
			w.views = append(w.views, v)
		case *pickle.Dict:
			if err := w.take(v, start+key+".", depth+1); err != nil {
				return err
			}
		default:
			w.skip(name)
		}
	}
	return nil
}

// skip notes a key without a tensor, once.
func (w *walk) skip(name string) {
	if n := len(w.c.Skipped); n == 0 || w.c.Skipped[n-1] != name {
		w.c.Skipped = append(w.c.Skipped, name)
	}
}

// fill loads the storages that the views need and gives each tensor its data.
func (c *Checkpoint) fill(views []*view, load func([]*storage) error, most int64) error {
	var storages []*storage
	seen := map[*storage]bool{}
	var total int64
	for k, v := range views {
		size, err := v.check()
		if err != nil {
			return malformed(-1, fmt.Errorf("tensor %.80q: %w", c.Set.Tensors[k].Name, err))
		}
		if total += size; total > most {
			what := fmt.Sprintf("more than %d bytes of tensors", most)
			return &weights.UnsupportedError{Format: format, What: what, Hint: "raise the limit or save fewer tensors"}
		}
		if !seen[v.storage] {
			seen[v.storage] = true
			storages = append(storages, v.storage)
		}
	}
	if err := load(storages); err != nil {
		return err
	}
	for k, v := range views {
		c.Set.Tensors[k].Data = v.bytes()
	}
	return nil
}
