package model

import (
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// TensorInfo is a tensor that a checkpoint of a network holds.
type TensorInfo struct {
	Name  string
	DType weights.DType
	Shape []int // as in PyTorch
}

// Tensors lists what a checkpoint of a network holds, with the counters of batch
// normalisations that PyTorch keeps.
func Tensors(d Description) ([]TensorInfo, error) {
	if err := d.Validate(); err != nil {
		return nil, err
	}
	m, _ := d.measure(1)
	var all []TensorInfo
	for _, p := range m.params {
		all = append(all, TensorInfo{p.name, weights.F32, torchShape(p.shape)})
		if c, ok := counterOf(p.name); ok {
			all = append(all, TensorInfo{c, weights.I64, nil})
		}
	}
	return all, nil
}

// torchShape is the shape of a parameter in PyTorch: weights of a convolution
// of signals have no axis of rows. No network here has another convolution of
// one row and several columns.
func torchShape(s []int) []int {
	if len(s) == 4 && s[2] == 1 && s[3] > 1 {
		return []int{s[0], s[1], s[3]}
	}
	return append([]int(nil), s...)
}

const (
	variance = ".running_var"
	counter  = ".num_batches_tracked"
)

// counterOf is the name of the counter that PyTorch saves after the variance of
// a batch normalisation. Nothing here uses it.
func counterOf(name string) (string, bool) {
	layer, ok := strings.CutSuffix(name, variance)
	return layer + counter, ok
}

// Save gives the parameters and statistics as a checkpoint, in the names, shapes
// and order of Tensors. Counters of batch normalisations are 0, as nothing here
// counts; PyTorch does not need them where the momentum is a number.
func Save(params *nn.Params) (*weights.Set, error) {
	set := &weights.Set{}
	for _, p := range params.All() {
		t, err := weights.FromFloat32s(p.Name, torchShape(p.Shape), p.Value)
		if err != nil {
			return nil, err
		}
		set.Tensors = append(set.Tensors, t)
		if c, ok := counterOf(p.Name); ok {
			set.Tensors = append(set.Tensors, weights.Tensor{Name: c, DType: weights.I64, Data: make([]byte, 8)})
		}
	}
	return set, nil
}
