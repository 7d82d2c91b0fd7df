package pth

import (
	"errors"
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/pickle"
)

// symbol is a name that a pickle may use.
type symbol string

const (
	orderedDict      symbol = "collections.OrderedDict"
	rebuildTensor    symbol = "torch._utils._rebuild_tensor"
	rebuildTensorV2  symbol = "torch._utils._rebuild_tensor_v2"
	rebuildParameter symbol = "torch._utils._rebuild_parameter"
	torchSize        symbol = "torch.Size"
)

// storageDType gives the element type of a class of storages.
func storageDType(module, name string) (weights.DType, bool) {
	if module != "torch" && module != "torch.cuda" {
		return 0, false
	}
	switch name {
	case "DoubleStorage":
		return weights.F64, true
	case "FloatStorage":
		return weights.F32, true
	case "HalfStorage":
		return weights.F16, true
	case "BFloat16Storage":
		return weights.BF16, true
	case "LongStorage":
		return weights.I64, true
	case "IntStorage":
		return weights.I32, true
	case "ShortStorage":
		return weights.I16, true
	case "CharStorage":
		return weights.I8, true
	case "ByteStorage":
		return weights.U8, true
	case "BoolStorage":
		return weights.Bool, true
	}
	return 0, false
}

// host gives meaning to the names of a state_dict's pickle and to no others.
type host struct {
	copied   int // pairs of dicts made from lists
	storages map[string]*storage
}

var _ pickle.Host = (*host)(nil)

func newHost() *host { return &host{storages: map[string]*storage{}} }

// Global knows the names above.
func (h *host) Global(module, name string) (any, error) {
	switch s := symbol(module + "." + name); s {
	case orderedDict, rebuildTensor, rebuildTensorV2, rebuildParameter, torchSize:
		return s, nil
	}
	if d, ok := storageDType(module, name); ok {
		return d, nil
	}
	what := fmt.Sprintf("the name %.100s.%.100s", module, name)
	return nil, &weights.UnsupportedError{Format: format, What: what, Hint: hint}
}

// Call makes dicts, tensors and tuples.
func (h *host) Call(callee any, args pickle.Tuple) (any, error) {
	s, _ := callee.(symbol)
	switch s {
	case orderedDict:
		return h.makeDict(args)
	case rebuildTensor, rebuildTensorV2:
		return makeView(args)
	case rebuildParameter:
		if len(args) > 0 {
			if v, ok := args[0].(*view); ok {
				return v, nil
			}
		}
		return nil, malformed(-1, errors.New("parameter without a tensor"))
	case torchSize:
		if len(args) == 1 {
			if t, ok := args[0].(pickle.Tuple); ok {
				return t, nil
			}
		}
		return nil, malformed(-1, errors.New("size that is no tuple"))
	}
	return nil, malformed(-1, fmt.Errorf("calls a %T", callee))
}

// Build accepts attributes of dicts, such as the versions that PyTorch keeps
// beside a state_dict, and forgets them.
func (h *host) Build(object, _ any) error {
	if _, ok := object.(*pickle.Dict); ok {
		return nil
	}
	return malformed(-1, fmt.Errorf("sets the state of a %T", object))
}

// Persistent notes a storage: ("storage", class, key, place, elements), in
// old files followed by a part of it, which must be None.
func (h *host) Persistent(id any) (any, error) {
	t, _ := id.(pickle.Tuple)
	if len(t) < 5 || len(t) > 6 || t[0] != "storage" {
		return nil, malformed(-1, errors.New("outside object that is no storage"))
	}
	dtype, known := t[1].(weights.DType)
	key, named := t[2].(string)
	elements, counted := t[4].(int64)
	if !known || !named || !counted || elements < 0 || elements > 1<<50 {
		return nil, malformed(-1, errors.New("storage without class, key or size"))
	}
	if len(t) == 6 && t[5] != nil {
		return nil, &weights.UnsupportedError{Format: format, What: "a storage that is part of another", Hint: "save the file with PyTorch 1.6 or later"}
	}
	s := &storage{key: key, dtype: dtype, elements: elements}
	if old := h.storages[key]; old != nil {
		if old.dtype != dtype || old.elements != elements {
			return nil, malformed(-1, fmt.Errorf("storage %.40q has two types or sizes", key))
		}
		return old, nil
	}
	h.storages[key] = s
	return s, nil
}

// maxCopied bounds the pairs of all dicts that are made from lists: a few bytes
// of a file can ask for a long list again and again. Networks have thousands of
// tensors.
const maxCopied = 1 << 20

// makeDict makes a dict, of pairs if there are any.
func (h *host) makeDict(args pickle.Tuple) (any, error) {
	d := &pickle.Dict{}
	if len(args) == 0 {
		return d, nil
	}
	pairs := items(args[0])
	if h.copied += len(pairs); h.copied > maxCopied {
		what := fmt.Sprintf("dicts of more than %d pairs", maxCopied)
		return nil, &weights.UnsupportedError{Format: format, What: what, Hint: hint}
	}
	for _, p := range pairs {
		pair := items(p)
		if len(pair) != 2 {
			return nil, malformed(-1, errors.New("ordered dict of what are no pairs"))
		}
		d.Items = append(d.Items, pickle.Item{Key: pair[0], Value: pair[1]})
	}
	return d, nil
}

// items gives the elements of a list or tuple.
func items(v any) []any {
	switch c := v.(type) {
	case pickle.Tuple:
		return c
	case *pickle.List:
		return c.Items
	}
	return nil
}

// makeView takes the arguments storage, offset, shape, strides, and more that
// say nothing of the values.
func makeView(args pickle.Tuple) (any, error) {
	if len(args) < 4 {
		return nil, malformed(-1, errors.New("tensor of fewer than 4 arguments"))
	}
	s, ok := args[0].(*storage)
	offset, too := args[1].(int64)
	if !ok || !too {
		return nil, malformed(-1, errors.New("tensor without storage or offset"))
	}
	v := &view{storage: s, offset: offset}
	shape, strides := items(args[2]), items(args[3])
	if len(shape) != len(strides) || len(shape) > maxAxes {
		return nil, malformed(-1, fmt.Errorf("tensor of %d axes and %d strides", len(shape), len(strides)))
	}
	for k := range shape {
		n, ok := shape[k].(int64)
		stride, too := strides[k].(int64)
		if !ok || !too || n != int64(int(n)) {
			return nil, malformed(-1, errors.New("tensor whose shape or strides are no integers"))
		}
		v.shape, v.strides = append(v.shape, int(n)), append(v.strides, stride)
	}
	return v, nil
}
