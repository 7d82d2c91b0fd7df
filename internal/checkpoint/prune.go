package checkpoint

import (
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
)

// Pruned is what pruning did to the weights of a layer.
type Pruned struct {
	Name     string  `json:"name"`
	Elements int     `json:"elements"`
	Zeros    int     `json:"zeros"`  // after
	Energy   float64 `json:"energy"` // share of the squares that was lost
}

// Pruning is what became of a network.
type Pruning struct {
	Share    float64  `json:"share"` // of the weights of layers, asked for
	Layers   []Pruned `json:"layers"`
	Elements int      `json:"elements"`
	Zeros    int      `json:"zeros"`
	Effects  []Effect `json:"effects"`
}

// Prune sets the smallest weights of convolutions and linear layers to zero, a
// share of them from 0 to less than 1: of all together, or of each layer by
// itself. Of equal ones the first go. The network is changed. Source: S. Han and
// others, Learning both Weights and Connections for Efficient Neural Networks,
// 2015; the training after it is that of einthoven train with this start.
func Prune(n *model.Network, share float64, each bool, pages []Page, threads int) (*Pruning, error) {
	if !(share >= 0 && share < 1) {
		return nil, fmt.Errorf("checkpoint: a share of %g is not at least 0 and less than 1", share)
	}
	before, err := outputs(n, nil, pages, threads)
	if err != nil {
		return nil, err
	}
	var layers []*nn.Param
	for _, p := range n.Params.All() {
		if !p.Buffer && len(p.Shape) > 1 {
			layers = append(layers, p)
		}
	}
	out := &Pruning{Share: share}
	groups := [][]*nn.Param{layers}
	if each {
		groups = nil
		for _, p := range layers {
			groups = append(groups, []*nn.Param{p})
		}
	}
	for _, g := range groups {
		out.cut(g, share)
	}
	after, err := outputs(n, nil, pages, threads)
	if err != nil {
		return nil, err
	}
	out.Effects = effects(pages, before, after)
	return out, nil
}

// cut zeroes a share of a group of weights.
func (o *Pruning) cut(group []*nn.Param, share float64) {
	var all []float32
	for _, p := range group {
		for _, v := range p.Value {
			all = append(all, magnitude(v))
		}
	}
	slices.Sort(all)
	count := int(math.Round(share * float64(len(all))))
	limit, less := float32(0), 0
	if count > 0 {
		limit = all[count-1]
		less, _ = slices.BinarySearch(all, limit)
	}
	equal := count - less // of those at the limit, how many go
	for _, p := range group {
		one := Pruned{Name: p.Name, Elements: len(p.Value)}
		lost, sum := 0.0, 0.0
		for i, v := range p.Value {
			m := magnitude(v)
			sum += float64(v) * float64(v)
			if count > 0 && (m < limit || m == limit && equal > 0) {
				if m == limit {
					equal--
				}
				lost += float64(v) * float64(v)
				p.Value[i] = 0
			}
			if p.Value[i] == 0 {
				one.Zeros++
			}
		}
		if sum > 0 {
			one.Energy = lost / sum
		}
		p.Changed()
		o.Layers = append(o.Layers, one)
		o.Elements += one.Elements
		o.Zeros += one.Zeros
	}
}

// magnitude sorts what is not a number last, where nothing is cut before all
// numbers are.
func magnitude(v float32) float32 {
	if v != v {
		return float32(math.Inf(1))
	}
	return float32(math.Abs(float64(v)))
}
