package checkpoint

import (
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
)

// Effect is what a change of weights does to the output for a page.
type Effect struct {
	Page string `json:"page"`
	// Error is the root mean square of the change over the standard deviation
	// of the output before, Largest the largest change over the same.
	Error       Number `json:"error"`
	Largest     Number `json:"largest"`
	Correlation Number `json:"correlation"`
}

// outputs computes the first output for all pages, in 8 bits where there are
// ranges.
func outputs(n *model.Network, ranges nn.Ranges, pages []Page, threads int) (all [][]float32, err error) {
	g, err := program(n, ranges, threads)
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		if err := g.Forward(p.Pixels); err != nil {
			return nil, fmt.Errorf("checkpoint: page %q: %w", p.Name, err)
		}
		all = append(all, slices.Clone(g.Output(0)))
	}
	return all, nil
}

// effects compares outputs before and after.
func effects(pages []Page, before, after [][]float32) (all []Effect) {
	for i, p := range pages {
		all = append(all, effect(p.Name, before[i], after[i]))
	}
	return all
}

func effect(page string, before, after []float32) Effect {
	sum, most := 0.0, 0.0
	for i, v := range before {
		d := float64(after[i]) - float64(v)
		sum += d * d
		most = max(most, math.Abs(d))
	}
	unit := deviation(before)
	return Effect{page, Number(math.Sqrt(sum/float64(len(before))) / unit), Number(most / unit), Number(correlation(before, after))}
}
