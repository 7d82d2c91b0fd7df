package checkpoint

import (
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// Tensor describes a tensor of a file. Mean, Std, Min and Max are of its finite
// values.
type Tensor struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Shape    []int  `json:"shape"`
	Elements int    `json:"elements"`
	Mean     Number `json:"mean"`
	Std      Number `json:"std"`
	Min      Number `json:"min"`
	Max      Number `json:"max"`
	// Shares of all elements, from 0 to 1.
	Zeros float64 `json:"zeros"`
	NaNs  float64 `json:"nans"`
	Infs  float64 `json:"infs"`
}

// Totals sums up a file. Shares are of all elements.
type Totals struct {
	Tensors  int            `json:"tensors"`
	Elements int64          `json:"elements"`
	Bytes    int64          `json:"bytes"`
	Types    map[string]int `json:"types"` // numbers of tensors
	Zeros    float64        `json:"zeros"`
	NaNs     float64        `json:"nans"`
	Infs     float64        `json:"infs"`
}

// Inspection is what is in a file.
type Inspection struct {
	Tensors  []Tensor          `json:"tensors"`
	Totals   Totals            `json:"totals"`
	Metadata map[string]string `json:"metadata,omitempty"`
}

// Inspect describes all tensors of a set and sums them up.
func Inspect(set *weights.Set) (*Inspection, error) {
	if err := set.Check(); err != nil {
		return nil, err
	}
	out := &Inspection{Tensors: []Tensor{}, Metadata: set.Metadata, Totals: Totals{Bytes: set.Bytes(), Types: map[string]int{}}}
	t := &out.Totals
	for _, s := range weights.Inspect(set) {
		shape := s.Shape
		if shape == nil {
			shape = []int{}
		}
		out.Tensors = append(out.Tensors, Tensor{
			Name: s.Name, Type: s.DType.String(), Shape: shape, Elements: s.Elements,
			Mean: Number(s.Mean), Std: Number(s.Std), Min: Number(s.Min), Max: Number(s.Max),
			Zeros: s.Zeros, NaNs: s.NaNs, Infs: s.Infs,
		})
		n := float64(s.Elements)
		t.Tensors++
		t.Elements += int64(s.Elements)
		t.Types[s.DType.String()]++
		t.Zeros, t.NaNs, t.Infs = t.Zeros+s.Zeros*n, t.NaNs+s.NaNs*n, t.Infs+s.Infs*n
	}
	if n := float64(t.Elements); n > 0 {
		t.Zeros, t.NaNs, t.Infs = t.Zeros/n, t.NaNs/n, t.Infs/n
	}
	return out, nil
}
