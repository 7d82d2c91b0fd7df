package nn

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// trainer is a small network in training.
type trainer struct {
	t       testing.TB
	params  *Params
	program *Program
	opt     Optimizer
	ema     *EMA
	x, y, g []float32
	rate    Schedule
}

// newTrainer makes a U-Net with dropout that learns random numbers.
func newTrainer(t testing.TB, run kernel.Runner, s kernel.Shape, base, levels int) *trainer {
	rng := rand.New(rand.NewPCG(1, 2))
	r := &trainer{t: t, params: NewParams(1), rate: Constant(1e-3)}
	b := NewBuilder(r.params, nil)
	x := unet(b, b.Input(s), base, levels)
	x = b.Dropout(x, 0.1, 3)
	b.Output(b.Conv("out", x, kernel.ConvParams{Out: 1, KH: 1, KW: 1}, true))
	var err error
	if r.program, err = Compile(b, Options{Train: true, Runner: run}); err != nil {
		t.Fatal(err)
	}
	r.opt, r.ema = NewAdamW(r.params, run, 1e-2), NewEMA(r.params, run, 0.99)
	r.x, r.y = random(rng, plainSize(s)), random(rng, plainSize(r.program.OutputShape(0)))
	r.g = make([]float32, len(r.y))
	return r
}

func (r *trainer) step() (loss float64) {
	if err := r.program.Forward(r.x); err != nil {
		r.t.Fatal(err)
	}
	clear(r.g)
	loss = MSE(r.g, r.program.Output(0), r.y, nil, 1)
	r.params.ZeroGrad()
	if err := r.program.Backward(r.g); err != nil {
		r.t.Fatal(err)
	}
	ClipNorm(r.params, 1)
	r.opt.Step(r.rate(int(r.program.Step)))
	r.ema.Update()
	r.program.Step++
	return loss
}

func TestStepAllocatesNothing(t *testing.T) {
	r := newTrainer(t, nil, kernel.Shape{N: 2, C: 1, H: 16, W: 16}, 4, 2)
	r.step()
	if n := testing.AllocsPerRun(5, func() { r.step() }); n != 0 {
		t.Errorf("a step allocates %g times", n)
	}
}

// TestLayersAllocateNothing wants the same of every layer.
func TestLayersAllocateNothing(t *testing.T) {
	for _, l := range layers {
		c := newCase(t, Options{Train: true}, 1, l.make)
		step := func() {
			if err := c.program.Forward(c.inputs...); err != nil {
				t.Fatal(err)
			}
			if err := c.program.Backward(c.weights...); err != nil {
				t.Fatal(err)
			}
		}
		step()
		if n := testing.AllocsPerRun(3, step); n != 0 {
			t.Errorf("%s allocates %g times", l.name, n)
		}
	}
}

// TestLossesAllocateNothing leaves out what the cases themselves allocate.
func TestLossesAllocateNothing(t *testing.T) {
	n := lossLength * lossRows
	p := random(rand.New(rand.NewPCG(1, 1)), n)
	g, m := make([]float32, n), make([]float32, n)
	spectral, err := NewSpectral(lossLength, 8)
	if err != nil {
		t.Fatal(err)
	}
	correlation, heat := newLeads(t, 6, lossLength), newHeat(t, 6, lossLength)
	step := func() {
		MSE(g, p, m, nil, 1)
		Difference(g, p, m, nil, lossLength, 1)
		Bounds(g, p, nil, -1, 1, 1)
		SNR(g, p, p, nil, lossLength, 1)
		BCE(g, p, m, nil, 1)
		Dice(g, p, m, nil, n, 1)
		heat.CrossEntropy(g, p, m, nil, 1)
		heat.JensenShannon(g, p, m, nil, 1)
		Einthoven(g, p, nil, 6, lossLength, 1)
		correlation.Loss(g, p, m, 1)
		spectral.Loss(g, p, p, 1)
	}
	step()
	if n := testing.AllocsPerRun(3, step); n != 0 {
		t.Errorf("losses allocate %g times", n)
	}
}

// TestOverfit lets two layers learn a fixed target in 200 steps.
func TestOverfit(t *testing.T) {
	for name, opt := range map[string]func(p *Params) Optimizer{
		"adamw": func(p *Params) Optimizer { return NewAdamW(p, nil, 0) },
		"sgd":   func(p *Params) Optimizer { return NewSGD(p, nil, 0.9, 0) },
	} {
		rng := rand.New(rand.NewPCG(1, 2))
		params := NewParams(3)
		b := NewBuilder(params, nil)
		s := kernel.Shape{N: 2, C: 2, H: 4, W: 4}
		x := b.ReLU(b.Conv3("conv1", b.Input(s), 32, 1, true))
		b.Output(b.Conv3("conv2", x, 1, 1, true))
		g, err := Compile(b, Options{Train: true})
		if err != nil {
			t.Fatal(err)
		}
		o, rate := opt(params), WarmUp(10, Cosine(0.03, 0, 190))
		in, target := random(rng, plainSize(s)), random(rng, 32)
		d, loss := make([]float32, 32), 0.0
		for i := range 200 {
			if err := g.Forward(in); err != nil {
				t.Fatal(err)
			}
			clear(d)
			loss = MSE(d, g.Output(0), target, nil, 1)
			params.ZeroGrad()
			if err := g.Backward(d); err != nil {
				t.Fatal(err)
			}
			ClipNorm(params, 10)
			o.Step(rate(i))
		}
		t.Logf("%s: loss %g after 200 steps", name, loss)
		if !(loss < 1e-3) {
			t.Errorf("%s: loss is %g after 200 steps", name, loss)
		}
	}
}

// TestResume wants the bits of an uninterrupted run from a saved one.
func TestResume(t *testing.T) {
	s := kernel.Shape{N: 2, C: 1, H: 8, W: 8}
	a := newTrainer(t, nil, s, 3, 1)
	for range 4 {
		a.step()
	}
	b := newTrainer(t, nil, s, 3, 1)
	for _, p := range a.params.All() {
		if err := b.params.Load(p.Name, p.Value); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.opt.Restore(a.opt.State()); err != nil {
		t.Fatal(err)
	}
	if err := b.ema.Restore(a.ema.State()); err != nil {
		t.Fatal(err)
	}
	b.program.Step = a.program.Step
	for range 3 {
		a.step()
		b.step()
	}
	compareTrainers(t, a, b)
}

func compareTrainers(t *testing.T, a, b *trainer) {
	t.Helper()
	for i, p := range a.params.All() {
		sameBits(t, p.Value, b.params.All()[i].Value)
	}
	for i, s := range a.opt.State().Slices {
		sameBits(t, s.Data, b.opt.State().Slices[i].Data)
	}
	for i, s := range a.ema.State().Slices {
		sameBits(t, s.Data, b.ema.State().Slices[i].Data)
	}
}

// TestTrainingThreads wants the same bits of one thread and three.
func TestTrainingThreads(t *testing.T) {
	s := kernel.Shape{N: 2, C: 1, H: 32, W: 32}
	a := newTrainer(t, nil, s, 5, 2)
	b := newTrainer(t, func(n int, f func(i int)) { par.Each(3, n, f) }, s, 5, 2)
	for range 3 {
		a.step()
		b.step()
	}
	compareTrainers(t, a, b)
}

func TestEMA(t *testing.T) {
	r := newTrainer(t, nil, kernel.Shape{N: 1, C: 1, H: 8, W: 8}, 3, 1)
	first := r.params.Get("out.bias").Value[0]
	r.step()
	second := r.params.Get("out.bias").Value[0]
	want := first + 0.9*(second-first) // the first decay is 1/10
	r.ema.Swap()
	if got := r.params.Get("out.bias").Value[0]; math.Abs(float64(got-want)) > 1e-7 {
		t.Errorf("average is %g, want %g", got, want)
	}
	r.ema.Swap()
	if got := r.params.Get("out.bias").Value[0]; got != second {
		t.Errorf("value is %g after two exchanges, want %g", got, second)
	}
}
