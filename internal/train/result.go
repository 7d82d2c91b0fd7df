package train

import "github.com/einthoven-ecg/einthoven/internal/model"

// Result is what came of a run, measured with its best checkpoint.
type Result struct {
	Config     Config `json:"config"`
	Parameters int    `json:"parameters"` // numbers that are learned
	// Patients are those of the three parts.
	Patients Counts `json:"patients"`
	Examples Counts `json:"examples"`
	// Unnamed are records that name no patient: each counts as one of its own.
	Unnamed int `json:"records_without_patient,omitempty"`
	Steps   int `json:"steps"`
	// Skipped steps changed nothing: their gradients were not finite.
	Skipped   int     `json:"skipped_steps,omitempty"`
	BestEpoch int     `json:"best_epoch"`
	Early     bool    `json:"stopped_early"` // patience was at an end
	Train     Score   `json:"train"`         // of the first of the training examples
	Valid     Score   `json:"validation"`
	Test      Score   `json:"test,omitzero"`    // none where nothing is kept for testing
	Spread    *Spread `json:"spread,omitempty"` // of networks that give signals
	Epochs    []Epoch `json:"epochs"`
}

// Counts are numbers of the three parts.
type Counts struct {
	Train      int `json:"train"`
	Validation int `json:"validation"`
	Test       int `json:"test"`
}

// maxTrainScore bounds the training examples that are scored at the end.
const maxTrainScore = 256

// result loads the best checkpoint and measures it.
func (r *run) result() (*Result, error) {
	network := r.trainer.network
	if err := begin(network, r.file(FileBest)); err != nil {
		return nil, err
	}
	out := &Result{Config: *r.config, Steps: r.at.Step, Skipped: r.at.Skipped, BestEpoch: r.at.BestEpoch, Early: r.at.Epoch < r.config.Epochs, Epochs: r.at.Epochs,
		Unnamed:  r.store.Unnamed(),
		Examples: Counts{len(r.split.Train), len(r.split.Validation), len(r.split.Test)},
		Patients: Counts{r.patients(r.split.Train), r.patients(r.split.Validation), r.patients(r.split.Test)}}
	for _, p := range network.Params.All() {
		if !p.Buffer {
			out.Parameters += len(p.Value)
		}
	}
	for _, part := range []struct {
		to   *Score
		list []int
	}{
		{&out.Train, r.split.Train[:min(len(r.split.Train), maxTrainScore)]},
		{&out.Valid, r.split.Validation}, {&out.Test, r.split.Test},
	} {
		var err error
		if *part.to, err = r.scorer.score(r.store, part.list, r.opt.Jobs, r.stop); err != nil {
			return nil, err
		}
	}
	if network.Description.Kind == model.KindPanel {
		list := r.split.Test
		if len(list) < 2 {
			list = r.split.Validation
		}
		s, err := r.scorer.spread(r.store, list, network.Description.Input, r.stop)
		if err != nil {
			return nil, err
		}
		out.Spread = &s
	}
	return out, writeJSON(r.file(FileResult), out)
}

func (r *run) patients(list []int) int {
	seen := map[string]bool{}
	for _, i := range list {
		seen[r.store.Groups()[i]] = true
	}
	return len(seen)
}
