package train

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
)

// position is what a run must know, besides numbers of networks, to go on. It is
// the JSON text under the key "run" in the metadata of the state file, so that
// one file that is written whole holds all of it.
type position struct {
	Version int    `json:"version"`
	Config  string `json:"config"` // hash of the configuration
	Data    string `json:"data"`   // digest of the store
	// Step is the number of steps done, Epoch that of the epoch at hand, At
	// the number of its steps done.
	Step  int `json:"step"`
	Epoch int `json:"epoch"`
	At    int `json:"at"`
	// Sum is the sum of the losses of the steps of this epoch, Window that
	// since the last line of the log.
	Sum    float64 `json:"sum"`
	Window float64 `json:"window"`
	// Skipped steps had gradients that were not finite; InRow are the last.
	Skipped int `json:"skipped,omitempty"`
	InRow   int `json:"skipped_in_row,omitempty"`
	// Best is the least validation loss, of epoch BestEpoch counted from one
	// (0: none yet); Bad is how many epochs came after it.
	Best      float64     `json:"best"`
	BestEpoch int         `json:"best_epoch"`
	Bad       int         `json:"bad"`
	Plateau   *nn.Plateau `json:"plateau,omitempty"`
	Epochs    []Epoch     `json:"epochs"`
	// Steps of optimiser, averages and discriminator.
	OptimizerSteps int64 `json:"optimizer_steps"`
	EMASteps       int64 `json:"ema_steps"`
	CriticSteps    int64 `json:"critic_steps"`
}

// maxSkipped is how many steps in a row may be left out: a few are no harm, but
// a network that has nothing else learns no more.
const maxSkipped = 10

// note counts a step that was made, or left out.
func (p *position) note(skipped bool) error {
	if !skipped {
		p.InRow = 0
		return nil
	}
	p.Skipped++
	if p.InRow++; p.InRow < maxSkipped {
		return nil
	}
	return fmt.Errorf("train: step %d: the gradients of %d steps in a row are not finite; lower optimizer.rate, or set schedule.warm_up", p.Step, p.InRow)
}

const stateVersion = 1

// Prefixes of the names of tensors.
const (
	prefixParam           = "param/"
	prefixOptimizer       = "optimizer/"
	prefixEMA             = "ema/"
	prefixCriticParam     = "critic/"
	prefixCriticOptimizer = "critic_optimizer/"
)

// section is numbers that the state file keeps under one prefix.
type section struct {
	prefix string
	steps  *int64
	state  func() nn.State
	load   func(nn.State) error
}

// sections are all that a trainer has.
func (t *trainer) sections(at *position) []section {
	out := []section{paramSection(prefixParam, t.network.Params),
		{prefixOptimizer, &at.OptimizerSteps, t.opt.State, t.opt.Restore}}
	if t.ema != nil {
		out = append(out, section{prefixEMA, &at.EMASteps, t.ema.State, t.ema.Restore})
	}
	if t.critic != nil {
		out = append(out, paramSection(prefixCriticParam, t.critic.params),
			section{prefixCriticOptimizer, &at.CriticSteps, t.critic.opt.State, t.critic.opt.Restore})
	}
	return out
}

// paramSection keeps parameters and statistics.
func paramSection(prefix string, p *nn.Params) section {
	var none int64
	return section{prefix, &none, func() (s nn.State) {
		for _, q := range p.All() {
			s.Slices = append(s.Slices, nn.Slice{Name: q.Name, Data: q.Value})
		}
		return s
	}, func(s nn.State) error {
		if len(s.Slices) != len(p.All()) {
			return fmt.Errorf("%d parameters, want %d", len(s.Slices), len(p.All()))
		}
		for _, v := range s.Slices {
			if err := p.Load(v.Name, v.Data); err != nil {
				return err
			}
		}
		return nil
	}}
}

// save writes the state of a run.
func (t *trainer) save(path string, at *position) error {
	set := &weights.Set{}
	for _, s := range t.sections(at) {
		state := s.state()
		*s.steps = state.Step
		for _, v := range state.Slices {
			tensor, err := weights.FromFloat32s(s.prefix+v.Name, []int{len(v.Data)}, v.Data)
			if err != nil {
				return fmt.Errorf("train: save the state: %w", err)
			}
			set.Tensors = append(set.Tensors, tensor)
		}
	}
	at.Version = stateVersion
	text, err := json.Marshal(at)
	if err != nil {
		return fmt.Errorf("train: save the state: %w", err)
	}
	set.Metadata = map[string]string{"run": string(text)}
	return weights.WriteFile(path, func(w io.Writer) error { return safetensors.Write(w, set) })
}

// load reads the state of a run; a file that is not there gives false.
func (t *trainer) load(path string, at *position) (bool, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("train: %w", err)
	}
	set, err := safetensors.Read(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		return false, fmt.Errorf("train: the state %s cannot be read: %w", path, err)
	}
	var found position
	if err := json.Unmarshal([]byte(set.Metadata["run"]), &found); err != nil || found.Version != stateVersion {
		return false, fmt.Errorf("train: %s is no state of a run of this version; start anew in another folder", path)
	}
	if found.Config != at.Config {
		return false, fmt.Errorf("train: %s is of another configuration; start anew in another folder", path)
	}
	if found.Data != at.Data {
		return false, fmt.Errorf("train: %s is of other examples than those drawn now; start anew in another folder", path)
	}
	plateau := at.Plateau
	*at = found
	if plateau != nil && found.Plateau != nil {
		*plateau = *found.Plateau
	}
	at.Plateau = plateau
	for _, s := range t.sections(at) {
		state := nn.State{Step: *s.steps}
		for _, tensor := range set.Tensors {
			if name, ok := strings.CutPrefix(tensor.Name, s.prefix); ok {
				state.Slices = append(state.Slices, nn.Slice{Name: name, Data: tensor.Float32s()})
			}
		}
		if err := s.load(state); err != nil {
			return false, fmt.Errorf("train: the state %s does not fit: %w", path, err)
		}
	}
	return true, nil
}
