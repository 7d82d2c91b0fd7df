package weights

import (
	"bytes"
	"math"
	"slices"
)

// Difference says in what two sets differ. Names come in the order of the
// first set, those of Unexpected in the order of the second.
type Difference struct {
	Missing    []string // only in the first set
	Unexpected []string // only in the second
	Shapes     []ShapeChange
	Types      []TypeChange
	Values     []ValueChange
	Renamed    []Rename // likely pairs of Missing and Unexpected, which still list them
}

// Same tells whether nothing differs.
func (d Difference) Same() bool {
	return len(d.Missing)+len(d.Unexpected)+len(d.Shapes)+len(d.Types)+len(d.Values) == 0
}

// ShapeChange is a tensor of two shapes.
type ShapeChange struct {
	Name  string `json:"name"`
	Want  []int  `json:"want"`  // in the first set
	Found []int  `json:"found"` // in the second
}

// TypeChange is a tensor of two types.
type TypeChange struct {
	Name        string
	Want, Found DType
}

// ValueChange is a tensor of one shape whose values differ. Distances are
// absolute; those of integers are exact before they are rounded to a float64.
// They leave out elements where one side is not finite; Odd counts those of them
// that are not the same on both sides.
type ValueChange struct {
	Name string  `json:"name"`
	Max  float64 `json:"max"`
	Mean float64 `json:"mean"`
	Odd  int     `json:"odd"`
}

// Compare looks for what distinguishes two sets that pass [Set.Check]: want
// is what is expected, found is what there is. Looking for renamed tensors
// takes time quadratic in the number of those that only one side has.
func Compare(want, found *Set) Difference {
	var d Difference
	there := byName(found)
	var missing, unexpected []Tensor
	for _, a := range want.Tensors {
		b, ok := there[a.Name]
		if !ok {
			d.Missing, missing = append(d.Missing, a.Name), append(missing, a)
			continue
		}
		d.compare(a, b)
	}
	expected := byName(want)
	for _, b := range found.Tensors {
		if _, ok := expected[b.Name]; !ok {
			d.Unexpected, unexpected = append(d.Unexpected, b.Name), append(unexpected, b)
		}
	}
	d.Renamed = renames(missing, unexpected)
	return d
}

func byName(s *Set) map[string]Tensor {
	m := make(map[string]Tensor, len(s.Tensors))
	for _, t := range s.Tensors {
		m[t.Name] = t
	}
	return m
}

// compare notes in what two tensors of one name differ.
func (d *Difference) compare(a, b Tensor) {
	if a.DType != b.DType {
		d.Types = append(d.Types, TypeChange{a.Name, a.DType, b.DType})
	}
	if !slices.Equal(a.Shape, b.Shape) {
		d.Shapes = append(d.Shapes, ShapeChange{a.Name, slices.Clone(a.Shape), slices.Clone(b.Shape)})
		return
	}
	if a.DType == b.DType && bytes.Equal(a.Data, b.Data) {
		return
	}
	if c := distance(a, b); c.Max > 0 || c.Odd > 0 {
		d.Values = append(d.Values, c)
	}
}

// distance measures two tensors of one shape.
func distance(a, b Tensor) ValueChange {
	c := ValueChange{Name: a.Name}
	sum, n := 0.0, 0
	whole := a.DType.integer() && b.DType.integer()
	for k := range a.Len() {
		x, y := a.At(k), b.At(k)
		far := math.Abs(x - y)
		if whole {
			far = apart(a.int(k), b.int(k))
		}
		if math.IsNaN(far) || math.IsInf(far, 0) {
			if x != y && !(math.IsNaN(x) && math.IsNaN(y)) {
				c.Odd++
			}
			continue
		}
		c.Max = max(c.Max, far)
		sum += far
		n++
	}
	if n > 0 {
		c.Mean = sum / float64(n)
	}
	return c
}

// apart is the distance of two integers.
func apart(x, y int64) float64 {
	if x < y {
		x, y = y, x
	}
	return float64(uint64(x) - uint64(y))
}
