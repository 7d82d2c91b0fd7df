package train

import (
	"errors"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

// Score is how well a network does on some examples.
type Score struct {
	Examples int `json:"examples"`
	// Loss is the mean over examples of the weighted sum of losses, without
	// the adversarial one, which measures two networks.
	Loss float64 `json:"loss"`
	// SNR is the mean over examples of 10 log10(sum t^2 / sum (p-t)^2), all
	// leads together and where the mask is one, in decibels; of networks that
	// give signals. It is 0 for a flat line.
	SNR *float64 `json:"snr_db,omitempty"`
	// Dice is the mean over examples of 2 sum(p t) / (sum p + sum t), with p
	// the probabilities; of networks that give maps.
	Dice *float64 `json:"dice,omitempty"`
}

// scorer runs one or several networks, the mean of whose outputs counts.
type scorer struct {
	programs []*nn.Program
	losses   []loss
	weights  []float64
	mean     []float32
	maps     bool
	none     []float32 // gradients that nobody wants
}

// newScorer is for networks of one description.
func newScorer(c *Config, networks []*model.Network, run kernel.Runner) (*scorer, error) {
	if len(networks) == 0 {
		return nil, errors.New("train: no network to score")
	}
	s := &scorer{maps: networks[0].Description.Kind == model.KindUNet}
	for _, n := range networks {
		p, err := n.Program(1, nn.Options{Runner: run})
		if err != nil {
			return nil, err
		}
		s.programs = append(s.programs, p)
	}
	for _, t := range c.Losses {
		if t.Name == LossAdversarial {
			continue
		}
		l, err := newLoss(t, networks[0].Description)
		if err != nil {
			return nil, err
		}
		s.losses, s.weights = append(s.losses, l), append(s.weights, t.Weight)
	}
	s.mean = make([]float32, len(s.programs[0].Output(0)))
	s.none = make([]float32, len(s.mean))
	return s, nil
}

// output gives the mean of the outputs for one input, until the next call.
func (s *scorer) output(input []float32) ([]float32, error) {
	clear(s.mean)
	for _, p := range s.programs {
		if err := p.Forward(input); err != nil {
			return nil, err
		}
		for i, v := range p.Output(0) {
			s.mean[i] += v / float32(len(s.programs))
		}
	}
	return s.mean, nil
}

// score runs over examples of a store; none have no figures. Stop ends it, with its error.
func (s *scorer) score(store *data.Store, list []int, jobs int, stop func() error) (out Score, err error) {
	if len(list) == 0 {
		return out, nil
	}
	out.Examples = len(list)
	n := float64(len(list))
	quality := 0.0
	err = par.Ordered(jobs, len(list), func(k int) (*data.Batch, error) {
		e, err := store.Get(list[k], 0)
		if err != nil {
			return nil, err
		}
		b := data.NewBatch(store.Size(), 1)
		b.Set(0, &e)
		return b, nil
	}, func(_ int, b *data.Batch) error {
		p, err := s.output(b.Input)
		if err != nil {
			return err
		}
		out.Loss += sum(s.losses, s.weights, s.none, p, b, 1) / n
		if s.maps {
			quality += dice(p, b) / n
		} else {
			quality += snr(p, b) / n
		}
		return stop()
	})
	if s.maps {
		out.Dice = &quality
	} else {
		out.SNR = &quality
	}
	return out, err
}

// snr is that of one example in decibels, at most 60.
func snr(p []float32, b *data.Batch) float64 {
	signal, noise := 0.0, 0.0
	for i, v := range p {
		d, t, m := float64(v)-float64(b.Target[i]), float64(b.Target[i]), float64(b.Mask[i])
		signal += t * t * m
		noise += d * d * m
	}
	if signal == 0 {
		return 0
	}
	return 10 * math.Log10(signal/max(noise, 1e-6*signal))
}

// dice is that of one example, of logits.
func dice(p []float32, b *data.Batch) float64 {
	both, all := 0.0, 0.0
	for i, v := range p {
		x, t, m := 1/(1+math.Exp(-float64(v))), float64(b.Target[i]), float64(b.Mask[i])
		both += x * t * m
		all += (x + t) * m
	}
	return (2*both + 1) / (all + 1) // as the loss, so that empty maps count as right
}
