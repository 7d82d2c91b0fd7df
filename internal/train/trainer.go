package train

import (
	"errors"
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

// ErrDiverged is what errors about a loss that is no number wrap.
var ErrDiverged = errors.New("the loss is not finite")

// trainer makes steps. It knows nothing of epochs, files and the rest of a run.
type trainer struct {
	config  *Config
	network *model.Network
	program *nn.Program
	opt     nn.Optimizer
	ema     *nn.EMA // nil without
	losses  []loss
	weights []float64
	critic  *critic // nil without
	grads   [][]float32
	// micro is the number of the next batch in the step at hand.
	micro int
	// skipped says that the last step was left out.
	skipped bool
}

func newTrainer(c *Config, n *model.Network, run kernel.Runner) (*trainer, error) {
	t := &trainer{config: c, network: n}
	var err error
	if t.program, err = n.Program(c.Batch, nn.Options{Train: true, Runner: run}); err != nil {
		return nil, err
	}
	for i := range t.program.Outputs() {
		t.grads = append(t.grads, make([]float32, len(t.program.Output(i))))
	}
	for _, term := range c.Losses {
		if term.Name == LossAdversarial {
			t.critic, err = newCritic(term, t.program.OutputShape(0), c.Seed, run)
		} else {
			var l loss
			l, err = newLoss(term, n.Description)
			t.losses, t.weights = append(t.losses, l), append(t.weights, term.Weight)
		}
		if err != nil {
			return nil, err
		}
	}
	if c.Optimizer.Kind == OptimizerSGD {
		t.opt = nn.NewSGD(n.Params, run, c.Optimizer.Momentum, c.Optimizer.Decay)
	} else {
		t.opt = nn.NewAdamW(n.Params, run, c.Optimizer.Decay)
	}
	if c.EMA > 0 {
		t.ema = nn.NewEMA(n.Params, run, c.EMA)
	}
	return t, nil
}

// batch takes one batch of a step: the gradients of its share of the loss are
// added up. With the last one of the step, done, the parameters change.
func (t *trainer) batch(b *data.Batch, step int, rate float64) (value float64, done bool, err error) {
	share := 1 / float64(t.config.Accumulate)
	t.program.Step = uint64(step)*uint64(t.config.Accumulate) + uint64(t.micro)
	if t.micro == 0 {
		t.network.Params.ZeroGrad()
	}
	if err := t.program.Forward(b.Input); err != nil {
		return 0, false, err
	}
	g, p := t.grads[0], t.program.Output(0)
	clear(g)
	value = sum(t.losses, t.weights, g, p, b, share)
	if t.critic != nil {
		v, err := t.critic.fool(g, p, b, t.critic.weight*share)
		if err != nil {
			return 0, false, err
		}
		value += v
	}
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return value, false, fmt.Errorf("train: step %d: %w; lower optimizer.rate, or set clip or schedule.warm_up", step+1, ErrDiverged)
	}
	if err := t.program.Backward(t.grads...); err != nil {
		return 0, false, err
	}
	if t.critic != nil {
		if err := t.critic.learn(p, b); err != nil {
			return 0, false, err
		}
	}
	if t.micro++; t.micro < t.config.Accumulate {
		return value, false, nil
	}
	t.micro = 0
	t.update(rate)
	return value, true, nil
}

// update changes the parameters. A gradient that is not finite is left out.
func (t *trainer) update(rate float64) {
	most := t.config.Clip
	if most == 0 {
		most = math.MaxFloat64
	}
	norm := nn.ClipNorm(t.network.Params, most)
	t.skipped = math.IsNaN(norm) || math.IsInf(norm, 0)
	if t.skipped {
		return
	}
	t.opt.Step(rate)
	if t.ema != nil {
		t.ema.Update()
	}
}

// averaged runs f with the averages in place of the parameters, if there are
// averages.
func (t *trainer) averaged(f func() error) error {
	if t.ema == nil {
		return f()
	}
	t.ema.Swap()
	defer t.ema.Swap()
	return f()
}

// sum adds up losses and their gradients.
func sum(losses []loss, weights []float64, g, p []float32, b *data.Batch, share float64) (value float64) {
	for i, l := range losses {
		value += l(g, p, b, weights[i]*share)
	}
	return value
}
