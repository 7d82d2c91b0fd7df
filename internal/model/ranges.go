package model

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// Ranges gives the ranges that a checkpoint with weights of 8 bits notes, see
// [weights.Range], for a program that computes these layers in 8 bits: names are
// changed as [Load] changes them, and only layers that Load would take count. The
// checkpoint is the file as it is, before [weights.Dequantize]. There are none for
// other checkpoints. It is an error if a range is no two finite numbers in order.
func Ranges(params *nn.Params, stored *weights.Set, opt Options) (nn.Ranges, error) {
	prefix, there := prefixOf(stored), map[string]weights.Tensor{}
	for _, t := range stored.Tensors {
		there[t.Name] = t
	}
	var all nn.Ranges
	for _, t := range stored.Tensors {
		noted, ranged := there[t.Name+weights.RangeSuffix]
		_, scaled := there[t.Name+weights.ScaleSuffix]
		if t.DType != weights.I8 || !ranged || !scaled {
			continue
		}
		name, _ := opt.renamed(strings.TrimPrefix(t.Name, prefix))
		p := params.Get(name)
		if p == nil || !slices.Equal(torchShape(p.Shape), t.Shape) {
			continue
		}
		r, ok := rangeOf(noted)
		if !ok {
			return nil, fmt.Errorf("model: tensor %q is no range of two finite numbers, the least first; quantize the network anew", noted.Name)
		}
		if all == nil {
			all = nn.Ranges{}
		}
		all[name] = r
	}
	return all, nil
}

func rangeOf(t weights.Tensor) (r kernel.Range, ok bool) {
	if t.DType != weights.F32 || !slices.Equal(t.Shape, []int{2}) {
		return r, false
	}
	v := t.Float32s()
	r = kernel.Range{Min: v[0], Max: v[1]}
	width := float64(r.Max) - float64(r.Min)
	return r, width >= 0 && !math.IsInf(width, 0)
}
