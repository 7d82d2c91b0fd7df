package checkpoint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// Difference says in what a checkpoint differs from what is wanted. Lists are in
// the order of the first side, those of Unexpected in that of the second; Values
// has the largest mean change first.
type Difference struct {
	Same       int                   `json:"same"` // tensors that do not differ
	Missing    []string              `json:"missing"`
	Unexpected []string              `json:"unexpected"`
	Shapes     []weights.ShapeChange `json:"shapes"`
	Types      []TypeChange          `json:"types"`
	Renamed    []weights.Rename      `json:"renamed"`
	Values     []weights.ValueChange `json:"values"`
}

// TypeChange is a tensor of two types.
type TypeChange struct {
	Name  string `json:"name"`
	Want  string `json:"want"`
	Found string `json:"found"`
	// unfit: one holds fractions and the other does not.
	unfit bool
}

// Fits tells whether names and shapes are the same, and fractions are where
// fractions are wanted.
func (d *Difference) Fits() bool {
	unfit := slices.ContainsFunc(d.Types, func(c TypeChange) bool { return c.unfit })
	return len(d.Missing)+len(d.Unexpected)+len(d.Shapes) == 0 && !unfit
}

// Map gives names of the second side those of the first, as far as tensors were
// probably renamed.
func (d *Difference) Map() map[string]string {
	m := map[string]string{}
	for _, r := range d.Renamed {
		m[r.Found] = r.Want
	}
	return m
}

// Diff compares two checkpoints that pass their Check. The prefix "module." is
// taken off a side where all names have it, as [model.Load] does.
func Diff(want, found *weights.Set) *Difference {
	return diff(bare(want), bare(found))
}

// diff compares names as they are.
func diff(want, found *weights.Set) *Difference {
	d := weights.Compare(want, found)
	out := &Difference{Missing: some(d.Missing), Unexpected: some(d.Unexpected), Shapes: some(d.Shapes),
		Types: []TypeChange{}, Renamed: some(d.Renamed), Values: some(d.Values)}
	differ := map[string]bool{}
	for _, c := range d.Types {
		out.Types = append(out.Types, TypeChange{c.Name, c.Want.String(), c.Found.String(), c.Want.Fraction() != c.Found.Fraction()})
		differ[c.Name] = true
	}
	for _, c := range d.Shapes {
		differ[c.Name] = true
	}
	for _, c := range d.Values {
		differ[c.Name] = true
	}
	out.Same = len(want.Tensors) - len(d.Missing) - len(differ)
	slices.SortStableFunc(out.Values, func(a, b weights.ValueChange) int { return cmp.Compare(b.Mean, a.Mean) })
	return out
}

// some is a list that JSON shows as empty, not as null.
func some[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}

// DiffModel compares a checkpoint with what a network wants. Values are not
// compared, nor types of fractions. Counters of batch normalisations may be
// missing, and the prefix "module." is taken off where all names have it.
func DiffModel(d model.Description, found *weights.Set) (*Difference, error) {
	all, err := model.Tensors(d)
	if err != nil {
		return nil, err
	}
	found = bare(found)
	there := map[string]weights.Tensor{}
	for _, t := range found.Tensors {
		there[t.Name] = t
	}
	// Values of the wanted side: those found where name and shape fit, so that
	// nothing differs; zeros elsewhere, of which nothing is alike.
	want := &weights.Set{}
	for _, info := range all {
		t, ok := there[info.Name]
		if !ok || !slices.Equal(t.Shape, info.Shape) || t.DType.Fraction() != info.DType.Fraction() {
			n, err := weights.Elements(info.Shape)
			if err != nil {
				return nil, err
			}
			t = weights.Tensor{Name: info.Name, DType: info.DType, Shape: info.Shape, Data: make([]byte, n*info.DType.Size())}
		}
		want.Tensors = append(want.Tensors, t)
	}
	out := diff(want, found)
	out.Values = []weights.ValueChange{}
	out.Missing = slices.DeleteFunc(out.Missing, func(name string) bool { return strings.HasSuffix(name, counterSuffix) })
	return out, nil
}

// counterSuffix ends the names of counters of batch normalisations.
const counterSuffix = ".num_batches_tracked"

// bare is a set without the prefix "module." if all names have it.
func bare(s *weights.Set) *weights.Set {
	if !prefixed(s) {
		return s
	}
	if out, err := weights.StripPrefix(s, "module."); err == nil {
		return out
	}
	return s
}

// prefixed tells whether all names begin with "module.".
func prefixed(s *weights.Set) bool {
	for _, t := range s.Tensors {
		if !strings.HasPrefix(t.Name, "module.") {
			return false
		}
	}
	return true
}
