package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// tolerance is the greatest relative error of a gradient.
const tolerance = 1e-3

// random gives numbers from -1 to 1, none nearer to zero than 0.02 and no two
// nearer to each other than 1e-4, so that small steps do not cross kinks.
func random(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i, p := range rng.Perm(n) {
		v[i] = (float32(p)+0.5)/float32(n)*0.98 + 0.02
		if rng.IntN(2) == 0 {
			v[i] = -v[i]
		}
	}
	return v
}

func to64(v []float32) []float64 {
	w := make([]float64, len(v))
	for i, x := range v {
		w[i] = float64(x)
	}
	return w
}

// relative is the distance of two vectors in units of the length of the second.
func relative(got []float32, want []float64) float64 {
	var d, s float64
	for i, w := range want {
		d += (float64(got[i]) - w) * (float64(got[i]) - w)
		s += w * w
	}
	if s < 1e-16 {
		return math.Sqrt(d)
	}
	return math.Sqrt(d / s)
}

// graphCase is a graph in float32 and in float64.
type graphCase struct {
	t       *testing.T
	b       *Builder
	params  *Params
	program *Program
	inputs  [][]float32
	weights [][]float32 // the loss is the sum of outputs times these
	train   bool
}

// newCase builds and runs a graph on random inputs and parameters.
func newCase(t *testing.T, opt Options, seed uint64, make func(b *Builder)) *graphCase {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	c := &graphCase{t: t, params: NewParams(seed), train: opt.Train}
	c.b = NewBuilder(c.params, nil)
	make(c.b)
	opt.InputGrads = true
	var err error
	if c.program, err = Compile(c.b, opt); err != nil {
		t.Fatal(err)
	}
	for _, p := range c.params.All() {
		for i := range p.Value {
			p.Value[i] += 0.3 * (2*rng.Float32() - 1)
			if p.Buffer {
				p.Value[i] = float32(math.Abs(float64(p.Value[i]))) + 0.2
			}
		}
		p.Changed()
	}
	for _, i := range c.b.inputs {
		c.inputs = append(c.inputs, random(rng, plainSize(c.b.nodes[i].shape)))
	}
	for i := range c.program.Outputs() {
		c.weights = append(c.weights, random(rng, plainSize(c.program.OutputShape(i))))
	}
	return c
}

// loss64 is the loss in float64.
func (c *graphCase) loss64(inputs [][]float64, params values64) (loss float64, outputs [][]float64) {
	in := map[int]plain64{}
	for i, id := range c.b.inputs {
		in[id] = plain64{c.b.nodes[id].shape, inputs[i]}
	}
	all := reference(c.b.nodes, in, c.train, params)
	for i, id := range c.b.outputs {
		for j, v := range all[id].v {
			loss += v * float64(c.weights[i][j])
		}
		outputs = append(outputs, all[id].v)
	}
	return loss, outputs
}

// check compares outputs, and gradients if the program trains.
func (c *graphCase) check() {
	c.t.Helper()
	params, inputs := values64{}, [][]float64{}
	for _, p := range c.params.All() {
		params[p] = to64(p.Value)
	}
	for _, x := range c.inputs {
		inputs = append(inputs, to64(x))
	}
	_, want := c.loss64(inputs, params)
	c.poison()
	if err := c.program.Forward(c.inputs...); err != nil {
		c.t.Fatal(err)
	}
	for i, w := range want {
		if e := relative(c.program.Output(i), w); !(e < 1e-5) {
			c.t.Errorf("output %d has a relative error of %g", i, e)
		}
	}
	c.checkFill(false)
	if !c.train {
		return
	}
	c.params.ZeroGrad()
	if err := c.program.Backward(c.weights...); err != nil {
		c.t.Fatal(err)
	}
	c.checkFill(true)
	loss := func() float64 { l, _ := c.loss64(inputs, params); return l }
	for i, x := range inputs {
		c.compare(fmt.Sprintf("input %d", i), c.program.InputGrad(i), differences(x, loss))
	}
	for _, n := range c.b.nodes {
		for _, p := range n.params {
			if p.trainable() {
				c.compare(p.Name, p.Grad, differences(params[p], loss))
			}
		}
	}
}

// poison fills the memory with NaN: who reads what was not written shows it.
func (c *graphCase) poison() {
	nan := float32(math.NaN())
	all := [][]float32{c.program.exec.scratch}
	for _, s := range c.program.steps {
		all = append(all, s.y, s.dy)
		for _, g := range s.dx {
			all = append(all, g.to)
		}
	}
	for _, s := range all {
		for i := range s {
			s[i] = nan
		}
	}
}

func (c *graphCase) compare(name string, got []float32, want []float64) {
	c.t.Helper()
	if e := relative(got, want); !(e < tolerance) {
		c.t.Errorf("gradient of %s has a relative error of %g", name, e)
	}
}

// differences are central differences of a function of x.
func differences(x []float64, f func() float64) []float64 {
	const h = 1e-6
	g := make([]float64, len(x))
	for i, v := range x {
		x[i] = v + h
		up := f()
		x[i] = v - h
		g[i] = (up - f()) / (2 * h)
		x[i] = v
	}
	return g
}

// checkFill finds numbers in channels that fill up blocks, of outputs and of
// gradients of inputs.
func (c *graphCase) checkFill(back bool) {
	c.t.Helper()
	zero := func(what string, s kernel.Shape, t []float32) {
		c.t.Helper()
		for i, v := range t {
			block := i / plane(s) % s.Blocks()
			if block*kernel.Block+i%kernel.Block >= s.C && v != 0 {
				c.t.Errorf("%s: channel %d is %g", what, block*kernel.Block+i%kernel.Block, v)
				return
			}
		}
	}
	for i, p := range c.program.outputs {
		zero(fmt.Sprintf("output %d", i), p.shape, p.value)
	}
	for i, p := range c.program.inputs {
		if back && p.grad != nil {
			zero(fmt.Sprintf("gradient of input %d", i), p.shape, p.grad)
		}
	}
}

func TestLayers(t *testing.T) {
	for _, l := range layers {
		t.Run(l.name, func(t *testing.T) {
			newCase(t, Options{Train: true}, 1, l.make).check()
		})
		t.Run(l.name+"/infer", func(t *testing.T) {
			newCase(t, Options{}, 1, l.make).check()
		})
	}
}

// TestThreads wants the same bits with one thread and three.
func TestThreads(t *testing.T) {
	three := func(n int, f func(i int)) { par.Each(3, n, f) }
	for _, l := range append(layers, nets...) {
		t.Run(l.name, func(t *testing.T) {
			var all [2][]float32
			for i, run := range []kernel.Runner{nil, three} {
				c := newCase(t, Options{Train: true, Runner: run}, 2, l.make)
				if err := c.program.Forward(c.inputs...); err != nil {
					t.Fatal(err)
				}
				if err := c.program.Backward(c.weights...); err != nil {
					t.Fatal(err)
				}
				all[i] = append(all[i], c.program.Output(0)...)
				all[i] = append(all[i], c.program.InputGrad(0)...)
				for _, p := range c.params.All() {
					all[i] = append(append(all[i], p.Value...), p.Grad...)
				}
			}
			sameBits(t, all[0], all[1])
		})
	}
}

func sameBits(t *testing.T, a, b []float32) {
	t.Helper()
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			t.Fatalf("number %d of %d is %g and %g", i, len(a), a[i], b[i])
		}
	}
}
