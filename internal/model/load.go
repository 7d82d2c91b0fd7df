package model

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// Options say how to load.
type Options struct {
	// Strict makes it an error if anything is missing, unexpected or of
	// another shape; then no parameter is changed.
	Strict bool
	// Map gives names of the checkpoint those of the network; an empty one
	// leaves the tensor out. A name that ends in a dot stands for all that begin
	// so, unless the map has them whole or with more of their beginning. Names
	// are meant without the prefix "module.".
	Map map[string]string
}

// Report says what became of every tensor. Names are those of the network, and
// those of the checkpoint for what is unexpected or skipped.
type Report struct {
	// Prefix is what every name of the checkpoint began with: "module." or
	// nothing.
	Prefix     string   `json:"prefix"`
	Loaded     []string `json:"loaded"`
	Missing    []string `json:"missing"`    // parameters without a tensor
	Unexpected []string `json:"unexpected"` // tensors without a parameter
	// Shapes are parameters whose tensor has another shape. They keep their
	// values, like those that are missing.
	Shapes []weights.ShapeChange `json:"shapes"`
	// Skipped are tensors that are left out as asked, and counters of batch
	// normalisations, which nothing uses.
	Skipped []string `json:"skipped"`
}

// MarshalJSON implements json.Marshaler: lists without names are empty.
func (r Report) MarshalJSON() ([]byte, error) {
	type plain Report
	for _, list := range []*[]string{&r.Loaded, &r.Missing, &r.Unexpected, &r.Skipped} {
		if *list == nil {
			*list = []string{}
		}
	}
	if r.Shapes == nil {
		r.Shapes = []weights.ShapeChange{}
	}
	return json.Marshal(plain(r))
}

// Complete tells whether every parameter was loaded and every tensor had a use.
func (r Report) Complete() bool {
	return len(r.Missing) == 0 && len(r.Unexpected) == 0 && len(r.Shapes) == 0
}

// String is the report in one line, with up to three names of a sort.
func (r Report) String() string {
	s := fmt.Sprintf("%d loaded, %d skipped", len(r.Loaded), len(r.Skipped))
	var shapes []string
	for _, c := range r.Shapes {
		shapes = append(shapes, fmt.Sprintf("%s %v instead of %v", c.Name, c.Found, c.Want))
	}
	for _, part := range []struct {
		what  string
		names []string
	}{{"missing", r.Missing}, {"unexpected", r.Unexpected}, {"of another shape", shapes}} {
		if n := len(part.names); n > 0 {
			s += fmt.Sprintf(", %d %s (%s)", n, part.what, few(part.names))
		}
	}
	return s
}

func few(names []string) string {
	if len(names) > 3 {
		return strings.Join(names[:3], ", ") + ", ..."
	}
	return strings.Join(names, ", ")
}

// Load gives parameters the numbers of a checkpoint. The prefix "module." of
// PyTorch's parallel wrappers is taken off if all names have it. Counters of
// batch normalisations may be missing. It is an error if nothing fits, if a
// tensor is damaged or has integers where a parameter has fractions, and if the
// map names what is not there or gives two tensors one name; with any error all
// parameters stay as they were.
func Load(params *nn.Params, set *weights.Set, opt Options) (Report, error) {
	if err := set.Check(); err != nil {
		return Report{}, fmt.Errorf("model: %w", err)
	}
	l := &loader{opt: opt, params: map[string]*nn.Param{}, counters: map[string]bool{}, found: map[string]string{}, used: map[string]bool{}}
	l.report.Prefix = prefixOf(set)
	for _, p := range params.All() {
		l.params[p.Name] = p
		if c, ok := counterOf(p.Name); ok {
			l.counters[c] = true
		}
	}
	for _, t := range set.Tensors {
		if err := l.take(t); err != nil {
			return l.report, fmt.Errorf("model: %w", err)
		}
	}
	return l.end(params)
}

// prefixOf is "module." if all names begin with it.
func prefixOf(set *weights.Set) string {
	const prefix = "module."
	other := func(t weights.Tensor) bool { return !strings.HasPrefix(t.Name, prefix) }
	if len(set.Tensors) == 0 || slices.ContainsFunc(set.Tensors, other) {
		return ""
	}
	return prefix
}

// loader collects what is to be loaded.
type loader struct {
	opt      Options
	params   map[string]*nn.Param
	counters map[string]bool
	found    map[string]string // names of the network to those of the checkpoint
	used     map[string]bool   // names of the map
	ready    []weights.Tensor  // with names of the network
	report   Report
}

// take decides about one tensor.
func (l *loader) take(t weights.Tensor) error {
	from := strings.TrimPrefix(t.Name, l.report.Prefix)
	to := l.renamed(from)
	if to == "" {
		l.report.Skipped = append(l.report.Skipped, t.Name)
		return nil
	}
	if other, ok := l.found[to]; ok {
		return fmt.Errorf("tensors %q and %q are both for %q", other, t.Name, to)
	}
	l.found[to] = t.Name
	p := l.params[to]
	switch {
	case l.counters[to]:
		l.report.Skipped = append(l.report.Skipped, t.Name)
	case p == nil:
		l.report.Unexpected = append(l.report.Unexpected, t.Name)
	case !slices.Equal(torchShape(p.Shape), t.Shape):
		l.report.Shapes = append(l.report.Shapes, weights.ShapeChange{Name: to, Want: torchShape(p.Shape), Found: t.Shape})
	case !fractions(t.DType):
		return fmt.Errorf("tensor %q is of type %v, want a floating-point type", t.Name, t.DType)
	default:
		t.Name = to
		l.ready = append(l.ready, t)
	}
	return nil
}

func fractions(t weights.DType) bool {
	return t == weights.F64 || t == weights.F32 || t == weights.F16 || t == weights.BF16
}

// end ends the report and loads.
func (l *loader) end(params *nn.Params) (Report, error) {
	if names := l.strangers(); len(names) > 0 {
		return l.report, fmt.Errorf("model: the map names tensors that are not there: %s", few(names))
	}
	for _, p := range params.All() {
		if _, ok := l.found[p.Name]; !ok {
			l.report.Missing = append(l.report.Missing, p.Name)
		}
	}
	if l.opt.Strict && !l.report.Complete() {
		return l.report, fmt.Errorf("model: the checkpoint does not fit: %v", l.report)
	}
	if len(l.ready) == 0 {
		return l.report, errors.New("model: nothing of the checkpoint fits")
	}
	for _, t := range l.ready {
		if err := params.Load(t.Name, t.Float32s()); err != nil {
			return l.report, err
		}
		l.report.Loaded = append(l.report.Loaded, t.Name)
	}
	return l.report, nil
}

// renamed gives a name of the checkpoint that of the network, and notes which name
// of the map did it.
func (l *loader) renamed(from string) string {
	to, by := l.opt.renamed(from)
	if by != "" {
		l.used[by] = true
	}
	return to
}

// renamed gives a name of the checkpoint that of the network, and the name of the
// map that did it, if one did.
func (o Options) renamed(from string) (to, by string) {
	if to, ok := o.Map[from]; ok {
		return to, from
	}
	for end := len(from) - 1; end > 0; end-- {
		start := from[:end]
		to, ok := o.Map[start]
		if !ok || from[end-1] != '.' {
			continue
		}
		if to == "" {
			return "", start
		}
		return to + from[end:], start
	}
	return from, ""
}

// strangers are names of the map that no tensor has, sorted.
func (l *loader) strangers() (names []string) {
	for from := range l.opt.Map {
		if !l.used[from] {
			names = append(names, from)
		}
	}
	slices.Sort(names)
	return names
}
