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
	Skipped []string // keys of the state_dict that hold no tensor
}

// Read reads a file of size bytes. Tensors come in the order of the
// state_dict, each row by row whatever its strides were. Those of one storage
// share memory.
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
			dict, c.Wrapper = inner, key
			break
		}
	}
	var views []*view
	seen := map[string]bool{}
	for _, item := range dict.Items {
		name, ok := item.Key.(string)
		if !ok {
			c.Skipped = append(c.Skipped, fmt.Sprintf("(%T)", item.Key))
			continue
		}
		if seen[name] {
			return nil, nil, malformed(-1, fmt.Errorf("name %.80q comes twice", name))
		}
		seen[name] = true
		v, ok := item.Value.(*view)
		if !ok {
			c.Skipped = append(c.Skipped, name)
			continue
		}
		c.Set.Tensors = append(c.Set.Tensors, weights.Tensor{Name: name, DType: v.storage.dtype, Shape: v.shape})
		views = append(views, v)
	}
	if len(views) == 0 {
		what := fmt.Sprintf("a dict without tensors (%d keys, the first %.40q)", len(c.Skipped), c.Skipped[:min(3, len(c.Skipped))])
		return nil, nil, &weights.UnsupportedError{Format: format, What: what, Hint: hint}
	}
	return c, views, nil
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
