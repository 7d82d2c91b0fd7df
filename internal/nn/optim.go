package nn

import (
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// State is what must be saved to go on with the same bits. The slices are
// those in use: save them before the next step.
type State struct {
	Step   int64
	Slices []Slice
}

// Slice is numbers with a name, for example exp_avg/conv1.weight.
type Slice struct {
	Name string
	Data []float32
}

// Optimizer changes parameters along their gradients. It knows those that were
// declared before it was made.
type Optimizer interface {
	// Step changes all parameters that are not frozen.
	Step(rate float64)
	State() State
	// Restore takes the numbers of a saved state.
	Restore(State) error
}

// slots are numbers kept for every parameter, and the work cut into pieces.
type slots struct {
	steps  int64
	params []*Param
	names  []string
	data   [][]float32 // [slot*params + param]
	pieces []span      // of parameter at, from first to last
	run    kernel.Runner
}

func newSlots(p *Params, run kernel.Runner, buffers bool, names ...string) *slots {
	s := &slots{names: names, run: run}
	for _, q := range p.All() {
		if !q.Buffer || buffers {
			s.params = append(s.params, q)
		}
	}
	for range names {
		for _, q := range s.params {
			s.data = append(s.data, make([]float32, len(q.Value)))
		}
	}
	for i, q := range s.params {
		for first := 0; first < len(q.Value); first += pieceFloats {
			s.pieces = append(s.pieces, span{at: i, first: first, last: min(first+pieceFloats, len(q.Value))})
		}
	}
	return s
}

// slot is numbers of a piece.
func (s *slots) slot(slot int, p *span) []float32 {
	return s.data[slot*len(s.params)+p.at][p.first:p.last]
}

// each runs a job on all pieces.
func (s *slots) each(job func(i int)) {
	if s.run == nil {
		for i := range s.pieces {
			job(i)
		}
		return
	}
	s.run(len(s.pieces), job)
}

// changed tells programs of new values.
func (s *slots) changed() {
	for _, p := range s.params {
		if p.trainable() {
			p.Changed()
		}
	}
}

// State gives the numbers in use.
func (s *slots) State() State {
	st := State{Step: s.steps}
	for i, d := range s.data {
		name := s.names[i/len(s.params)] + "/" + s.params[i%len(s.params)].Name
		st.Slices = append(st.Slices, Slice{name, d})
	}
	return st
}

// Restore copies saved numbers.
func (s *slots) Restore(saved State) error {
	own := s.State()
	if len(own.Slices) != len(saved.Slices) {
		return fmt.Errorf("nn: state has %d slices, want %d", len(saved.Slices), len(own.Slices))
	}
	for _, o := range own.Slices {
		i := slices.IndexFunc(saved.Slices, func(v Slice) bool { return v.Name == o.Name })
		if i < 0 || len(saved.Slices[i].Data) != len(o.Data) {
			return fmt.Errorf("nn: state lacks %q with %d numbers", o.Name, len(o.Data))
		}
	}
	for _, o := range own.Slices {
		i := slices.IndexFunc(saved.Slices, func(v Slice) bool { return v.Name == o.Name })
		copy(o.Data, saved.Slices[i].Data)
	}
	s.steps = saved.Step
	return nil
}

// decays tells whether weights shrink: matrices and kernels do, biases and the
// factors of normalisations do not.
func decays(p *Param) bool { return len(p.Shape) > 1 }

// AdamW is Adam with decoupled decay, as of PyTorch, but without decay of
// parameters of one dimension. Source: I. Loshchilov and F. Hutter, Decoupled
// Weight Decay Regularization, 2019.
type AdamW struct {
	Beta1, Beta2, Epsilon, Decay float64
	*slots
	job  func(i int)
	call struct{ rate, root, keep float32 }
}

// NewAdamW makes an optimiser with betas 0.9 and 0.999 and epsilon 1e-8.
func NewAdamW(p *Params, run kernel.Runner, decay float64) *AdamW {
	a := &AdamW{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8, Decay: decay, slots: newSlots(p, run, false, "exp_avg", "exp_avg_sq")}
	p.needGrads()
	a.job = a.piece
	return a
}

// Step changes the parameters.
func (a *AdamW) Step(rate float64) {
	a.steps++
	n := float64(a.steps)
	a.call.rate = float32(rate / (1 - math.Pow(a.Beta1, n)))
	a.call.root = float32(1 / math.Sqrt(1-math.Pow(a.Beta2, n)))
	a.call.keep = float32(1 - rate*a.Decay)
	a.each(a.job)
	a.changed()
}

func (a *AdamW) piece(i int) {
	s := &a.pieces[i]
	p := a.params[s.at]
	if !p.trainable() {
		return
	}
	keep := float32(1)
	if decays(p) {
		keep = a.call.keep
	}
	b1, b2, eps := float32(a.Beta1), float32(a.Beta2), float32(a.Epsilon)
	c1, c2 := float32(1-a.Beta1), float32(1-a.Beta2)
	value, mean, square := p.Value[s.first:s.last], a.slot(0, s), a.slot(1, s)
	for j, g := range p.Grad[s.first:s.last] {
		m := b1*mean[j] + c1*g
		v := b2*square[j] + c2*g*g
		mean[j], square[j] = m, v
		root := float32(math.Sqrt(float64(v)))
		value[j] = value[j]*keep - a.call.rate*m/(root*a.call.root+eps)
	}
}

// SGD is gradient descent with momentum, as of PyTorch, but without decay of
// parameters of one dimension.
type SGD struct {
	Momentum, Decay float64
	*slots
	job  func(i int)
	rate float32
}

// NewSGD makes an optimiser.
func NewSGD(p *Params, run kernel.Runner, momentum, decay float64) *SGD {
	s := &SGD{Momentum: momentum, Decay: decay, slots: newSlots(p, run, false, "momentum_buffer")}
	p.needGrads()
	s.job = s.piece
	return s
}

// Step changes the parameters.
func (o *SGD) Step(rate float64) {
	o.steps++
	o.rate = float32(rate)
	o.each(o.job)
	o.changed()
}

func (o *SGD) piece(i int) {
	s := &o.pieces[i]
	p := o.params[s.at]
	if !p.trainable() {
		return
	}
	decay := float32(0)
	if decays(p) {
		decay = float32(o.Decay)
	}
	momentum, value, buffer := float32(o.Momentum), p.Value[s.first:s.last], o.slot(0, s)
	for j, g := range p.Grad[s.first:s.last] {
		buffer[j] = momentum*buffer[j] + g + decay*value[j]
		value[j] -= o.rate * buffer[j]
	}
}

// ClipNorm scales all gradients so that their norm together is at most most,
// and returns the norm before. If it is not finite, gradients stay as they are:
// such a step is to be left out.
func ClipNorm(p *Params, most float64) (norm float64) {
	for _, q := range p.All() {
		if !q.trainable() {
			continue
		}
		for _, v := range q.Grad {
			norm += float64(v) * float64(v)
		}
	}
	norm = math.Sqrt(norm)
	if !(norm > most) || math.IsInf(norm, 0) {
		return norm
	}
	f := float32(most / norm)
	for _, q := range p.All() {
		for i := range q.Grad {
			q.Grad[i] *= f
		}
	}
	return norm
}

// ClipValue bounds every number of the gradients.
func ClipValue(p *Params, most float32) {
	for _, q := range p.All() {
		for i, v := range q.Grad {
			q.Grad[i] = min(max(v, -most), most)
		}
	}
}
