package train

import (
	"cmp"
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

// critic is a small network that learns to tell signals of hearts from those of
// the network in training, which in turn learns to please it. Source: I.
// Goodfellow and others, Generative Adversarial Nets, 2014, with the loss of
// section 3 that does not saturate.
//
// It sees what the mask shows: elsewhere both kinds of signals are zero, so that
// gaps tell it nothing.
type critic struct {
	params  *nn.Params
	program *nn.Program
	opt     nn.Optimizer
	rate    float64
	weight  float64
	shown   []float32 // signals under the mask
	g       []float32 // gradient of the logits
	verdict []float32 // what they should be
}

// criticKernel is the length of its filters; every one of its levels takes a
// quarter of the samples.
const criticKernel, criticStride, criticLevels = 9, 4, 4

// newCritic makes one for signals (batch, leads, 1, samples).
func newCritic(t Term, s kernel.Shape, seed uint64, run kernel.Runner) (*critic, error) {
	c := &critic{params: nn.NewParams(seed), rate: cmp.Or(t.Rate, defaultCriticRate), weight: t.Weight,
		shown: make([]float32, s.N*s.C*s.W), g: make([]float32, s.N), verdict: make([]float32, s.N)}
	b := nn.NewBuilder(c.params, nil)
	x := b.Input(s)
	out := cmp.Or(t.Width, defaultCriticWidth)
	for i := range criticLevels {
		if x.Shape.W < criticStride {
			break
		}
		x = b.Conv(fmt.Sprintf("critic.%d", i), x, kernel.ConvParams{Out: out, KH: 1, KW: criticKernel, PadW: criticKernel / 2, StrideW: criticStride}, true)
		x = b.SiLU(x)
		out *= 2
	}
	b.Output(b.Linear("critic.out", b.GlobalMean(x), 1, true))
	var err error
	if c.program, err = nn.Compile(b, nn.Options{Train: true, InputGrads: true, Runner: run}); err != nil {
		return nil, fmt.Errorf("train: discriminator: %w", err)
	}
	// Betas of A. Radford and others, 2016, for adversaries.
	opt := nn.NewAdamW(c.params, run, 0)
	opt.Beta1 = 0.5
	c.opt = opt
	return c, nil
}

// judge runs the network on signals and gives its cross-entropy when they should
// be taken for real, or not. Gradients of the weights are added up.
func (c *critic) judge(p, mask []float32, real bool, weight float64) (float64, error) {
	for i, v := range p {
		c.shown[i] = v * mask[i]
	}
	if err := c.program.Forward(c.shown); err != nil {
		return 0, err
	}
	for i := range c.verdict {
		c.verdict[i] = 0
		if real {
			c.verdict[i] = 1
		}
	}
	clear(c.g)
	value := nn.BCE(c.g, c.program.Output(0), c.verdict, nil, weight)
	return value, c.program.Backward(c.g)
}

// fool adds to g the gradient of the wish that outputs be taken for real.
func (c *critic) fool(g, p []float32, b *data.Batch, weight float64) (float64, error) {
	value, err := c.judge(p, b.Mask, true, weight)
	if err != nil {
		return 0, err
	}
	for i, v := range c.program.InputGrad(0) {
		g[i] += v * b.Mask[i]
	}
	return value, nil
}

// learn makes a step of its own on real signals and on outputs.
func (c *critic) learn(p []float32, b *data.Batch) error {
	c.params.ZeroGrad()
	if _, err := c.judge(b.Target, b.Mask, true, 0.5); err != nil {
		return err
	}
	if _, err := c.judge(p, b.Mask, false, 0.5); err != nil {
		return err
	}
	c.opt.Step(c.rate)
	return nil
}
