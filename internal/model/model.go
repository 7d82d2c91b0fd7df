package model

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn"
)

// maxBatch bounds the pages or pictures that are computed together.
const maxBatch = 4096

// Build declares the graph of a network for batch pages or pictures. What does
// not fit memory comes from nn.Compile.
func (d Description) Build(b *nn.Builder, batch int) error {
	if err := d.Validate(); err != nil {
		return err
	}
	if batch < 1 || batch > maxBatch {
		return fmt.Errorf("model: batch: %d is not from 1 to %d", batch, maxBatch)
	}
	switch d.Kind {
	case KindPanel:
		d.buildPanel(b, batch)
	case KindUNet:
		d.buildUNet(b, batch)
	default:
		d.buildEncoder(b, batch)
	}
	return nil
}

// Network is a description with its parameters.
type Network struct {
	Description Description
	Params      *nn.Params
}

// New makes a network with first values that the seed decides.
func New(d Description, seed uint64) (*Network, error) {
	n := &Network{d, nn.NewParams(seed)}
	if _, err := n.Program(1, nn.Options{}); err != nil {
		return nil, err
	}
	return n, nil
}

// Program makes a program for batch pages or pictures. All programs of a network
// share its parameters.
func (n *Network) Program(batch int, opt nn.Options) (*nn.Program, error) {
	b := nn.NewBuilder(n.Params, nil)
	if err := n.Description.Build(b, batch); err != nil {
		return nil, err
	}
	g, err := nn.Compile(b, opt)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	return g, nil
}
