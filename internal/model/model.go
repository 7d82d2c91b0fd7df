package model

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn"
)

// maxBatch bounds the pages or pictures that are computed together.
const maxBatch = 4096

// Build declares the graph of a network for batch pages or pictures.
func (d Description) Build(b *nn.Builder, batch int) error {
	return d.build(graph{b}, batch)
}

func (d Description) build(b layers, batch int) error {
	s, err := d.checked(b, batch)
	if err != nil {
		return err
	}
	b.Output(s.all[len(s.all)-1].out)
	if s.weights != nil {
		b.Output(*s.weights)
	}
	return nil
}

// checked declares a network if it and its batch are in range.
func (d Description) checked(b layers, batch int) (stages, error) {
	if err := d.Validate(); err != nil {
		return stages{}, err
	}
	if batch < 1 || batch > maxBatch {
		return stages{}, fmt.Errorf("model: batch: %d is not from 1 to %d", batch, maxBatch)
	}
	if size := d.size(); size.Between > maxBetweenBatch/int64(batch) {
		return stages{}, fmt.Errorf("model: batch: %d pages or pictures have more than %d numbers between layers; take fewer", batch, int64(maxBetweenBatch))
	}
	return d.declare(b, batch), nil
}

// declare declares all layers.
func (d Description) declare(b layers, batch int) stages {
	switch d.Kind {
	case KindPanel:
		return d.buildPanel(b, batch)
	case KindUNet:
		return d.buildUNet(b, batch)
	}
	return d.buildEncoder(b, batch)
}

// Network is a description with its parameters.
type Network struct {
	Description Description
	Params      *nn.Params
}

// New makes a network with first values that the seed decides.
func New(d Description, seed uint64) (*Network, error) {
	n := &Network{d, nn.NewParams(seed)}
	b := nn.NewBuilder(n.Params, nil)
	if err := d.Build(b, 1); err != nil {
		return nil, err
	}
	if err := b.Err(); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	return n, nil
}

// Program makes a program for batch pages or pictures. All programs of a network
// share its parameters.
func (n *Network) Program(batch int, opt nn.Options) (*nn.Program, error) {
	return n.compile(opt, func(b layers) error { return n.Description.build(b, batch) })
}

// compile makes a program of what declare declares.
func (n *Network) compile(opt nn.Options, declare func(b layers) error) (*nn.Program, error) {
	b := nn.NewBuilder(n.Params, nil)
	if err := declare(graph{b}); err != nil {
		return nil, err
	}
	g, err := nn.Compile(b, opt)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	return g, nil
}
