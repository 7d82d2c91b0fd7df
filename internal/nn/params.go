package nn

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// Param is a tensor of weights or of statistics that a network keeps.
type Param struct {
	// Name is that of PyTorch, conv1.weight for example.
	Name  string
	Shape []int
	// Value and Grad are in plain order. Who changes Value by hand calls
	// Changed. Grad is nil until a program for training or an optimiser is
	// made, and of statistics.
	Value, Grad []float32
	// Frozen parameters get no gradient and are not stepped. It is read by
	// Compile and by the optimisers.
	Frozen bool
	// Buffer marks statistics: they are saved, but have no gradient.
	Buffer bool

	version uint64
}

// Changed tells programs that Value is new.
func (p *Param) Changed() { p.version++ }

// trainable tells whether p gets a gradient.
func (p *Param) trainable() bool { return p != nil && !p.Frozen && !p.Buffer }

// Params is a set of named parameters in the order of their declaration.
type Params struct {
	// Seed decides the first values, together with the names.
	Seed   uint64
	list   []*Param
	byName map[string]*Param
}

// NewParams makes an empty set.
func NewParams(seed uint64) *Params { return &Params{Seed: seed, byName: map[string]*Param{}} }

// All gives the parameters in the order of their declaration.
func (s *Params) All() []*Param { return s.list }

// Get is the parameter with this name, or nil.
func (s *Params) Get(name string) *Param { return s.byName[name] }

// ZeroGrad clears all gradients.
func (s *Params) ZeroGrad() {
	for _, p := range s.list {
		clear(p.Grad)
	}
}

// needGrads gives all parameters gradients.
func (s *Params) needGrads() {
	for _, p := range s.list {
		if !p.Buffer && p.Grad == nil {
			p.Grad = make([]float32, len(p.Value))
		}
	}
}

// Load sets the value of one parameter.
func (s *Params) Load(name string, value []float32) error {
	p := s.byName[name]
	if p == nil {
		return fmt.Errorf("nn: no parameter %q", name)
	}
	if len(value) != len(p.Value) {
		return fmt.Errorf("nn: parameter %q has %d numbers, want %d", name, len(value), len(p.Value))
	}
	copy(p.Value, value)
	p.Changed()
	return nil
}

// declare gives the parameter with this name, made by start if it is new.
func (s *Params) declare(name string, shape []int, buffer bool, start func(p *Param)) (*Param, error) {
	n := 1
	for _, d := range shape {
		n *= d
	}
	if p := s.byName[name]; p != nil {
		if fmt.Sprint(p.Shape) != fmt.Sprint(shape) || p.Buffer != buffer {
			return nil, fmt.Errorf("nn: parameter %q is declared as %v and as %v", name, p.Shape, shape)
		}
		return p, nil
	}
	p := &Param{Name: name, Shape: shape, Buffer: buffer, Value: make([]float32, n), version: 1}
	start(p)
	s.list = append(s.list, p)
	s.byName[name] = p
	return p, nil
}

// fill gives a start with one number.
func fill(v float32) func(p *Param) {
	return func(p *Param) {
		for i := range p.Value {
			p.Value[i] = v
		}
	}
}

// he gives a start with normal numbers of variance 2/fan, fan being the number
// of inputs of one output. Source: K. He and others, Delving Deep into
// Rectifiers, 2015.
func (s *Params) he(fan int) func(p *Param) {
	return func(p *Param) {
		h := fnv.New64a()
		_, _ = h.Write([]byte(p.Name))
		rng := rand.New(rand.NewPCG(s.Seed, h.Sum64()))
		scale := math.Sqrt(2 / float64(fan))
		for i := range p.Value {
			p.Value[i] = float32(rng.NormFloat64() * scale)
		}
	}
}
