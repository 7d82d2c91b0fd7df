package train

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

// AverageWeights gives the mean of checkpoints of one network, number by number:
// one network that costs no more than each. It makes sense for checkpoints of
// one run, or of runs that began with the same weights (P. Izmailov and others,
// Averaging Weights Leads to Wider Optima and Better Generalization, 2018);
// networks trained apart have nothing in common that could be averaged, and
// their outputs may be instead ([Evaluate]). Statistics of normalisations are
// averaged too, which is close but not what the mean network would have. What
// is not a fraction is taken from the first.
func AverageWeights(sets []*weights.Set) (*weights.Set, error) {
	if len(sets) < 2 {
		return nil, errors.New("train: an average needs at least two checkpoints")
	}
	for i, s := range sets {
		d := weights.Compare(sets[0], s)
		if len(d.Missing)+len(d.Unexpected)+len(d.Shapes)+len(d.Types) > 0 {
			return nil, fmt.Errorf("train: checkpoint %d is of another network than the first; compare them with \"einthoven model diff\"", i+1)
		}
	}
	out := &weights.Set{Metadata: sets[0].Metadata}
	for _, t := range sets[0].Tensors {
		if !fraction(t.DType) {
			out.Tensors = append(out.Tensors, t)
			continue
		}
		sum := make([]float64, t.Len())
		for _, s := range sets {
			other, _ := s.Lookup(t.Name)
			for i := range sum {
				sum[i] += other.At(i)
			}
		}
		mean := make([]float32, len(sum))
		for i, v := range sum {
			mean[i] = float32(v / float64(len(sets)))
		}
		tensor, err := weights.FromFloat32s(t.Name, t.Shape, mean)
		if err != nil {
			return nil, fmt.Errorf("train: average: %w", err)
		}
		out.Tensors = append(out.Tensors, tensor)
	}
	return out, nil
}

func fraction(t weights.DType) bool {
	return slices.Contains([]weights.DType{weights.F64, weights.F32, weights.F16, weights.BF16}, t)
}

// Parts of a split by name.
const (
	PartTrain      = "train"
	PartValidation = "validation"
	PartTest       = "test"
)

// Evaluation is what [Evaluate] measures.
type Evaluation struct {
	Score
	Spread *Spread `json:"spread,omitempty"`
}

// Evaluate measures the mean output of checkpoints (of the network of a
// configuration) on a part of its examples.
func Evaluate(ctx context.Context, c *Config, store *data.Store, part string, sets []*weights.Set, jobs int) (*Evaluation, error) {
	d, err := c.Network.Get()
	if err != nil {
		return nil, err
	}
	s, err := split(c, store)
	if err != nil {
		return nil, err
	}
	list := map[string][]int{PartTrain: s.Train, PartValidation: s.Validation, PartTest: s.Test}[part]
	if len(list) == 0 {
		return nil, fmt.Errorf("train: no examples for %q", part)
	}
	var networks []*model.Network
	for i, set := range sets {
		n, err := model.New(d, 0)
		if err != nil {
			return nil, err
		}
		if _, err := model.Load(n.Params, set, model.Options{Strict: true}); err != nil {
			return nil, fmt.Errorf("train: checkpoint %d: %w", i+1, err)
		}
		networks = append(networks, n)
	}
	sc, err := newScorer(c, networks, runner(jobs))
	if err != nil {
		return nil, err
	}
	out := &Evaluation{}
	if out.Score, err = sc.score(store, list, jobs, ctx.Err); err != nil {
		return nil, err
	}
	if d.Kind == model.KindPanel {
		spread, err := sc.spread(store, list, d.Input, ctx.Err)
		if err != nil {
			return nil, err
		}
		out.Spread = &spread
	}
	return out, nil
}
