package train

import "math"

// Cross is what cross-validation says.
type Cross struct {
	Folds []*Result `json:"folds"`
	// Mean and SD (divided by n-1) of the validation loss of the folds, and
	// of their quality: SNR in decibels or Dice.
	Loss    Estimate `json:"validation_loss"`
	Quality Estimate `json:"validation_quality"`
}

// Estimate is a mean with the standard deviation of what it is of.
type Estimate struct {
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
}

// Summarise gives the result of all folds.
func Summarise(folds []*Result) *Cross {
	c := &Cross{Folds: folds}
	var losses, qualities []float64
	for _, f := range folds {
		losses = append(losses, f.Valid.Loss)
		switch {
		case f.Valid.SNR != nil:
			qualities = append(qualities, *f.Valid.SNR)
		case f.Valid.Dice != nil:
			qualities = append(qualities, *f.Valid.Dice)
		}
	}
	c.Loss, c.Quality = estimate(losses), estimate(qualities)
	return c
}

func estimate(v []float64) (e Estimate) {
	for _, x := range v {
		e.Mean += x / float64(len(v))
	}
	if len(v) < 2 {
		return e
	}
	for _, x := range v {
		e.SD += (x - e.Mean) * (x - e.Mean) / float64(len(v)-1)
	}
	e.SD = math.Sqrt(e.SD)
	return e
}

// FileCross is where the summary of all folds is.
const FileCross = "cross.json"

// WriteCross writes it.
func WriteCross(path string, c *Cross) error { return writeJSON(path, c) }
