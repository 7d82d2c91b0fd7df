package model

import (
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// listener notes what enters convolutions and linear layers.
type listener struct {
	graph
	names []string
	in    []nn.Node
}

func (l *listener) Conv(name string, x nn.Node, p kernel.ConvParams, bias bool) nn.Node {
	l.names, l.in = append(l.names, name), append(l.in, x)
	return l.graph.Conv(name, x, p, bias)
}

func (l *listener) Linear(name string, x nn.Node, out int, bias bool) nn.Node {
	l.names, l.in = append(l.names, name), append(l.in, x)
	return l.graph.Linear(name, x, out, bias)
}

// Listen makes a program for batch pages or pictures whose outputs are the
// inputs of all convolutions and linear layers, whose names it gives: output i
// enters layer i.
func (n *Network) Listen(batch int, opt nn.Options) (*nn.Program, []string, error) {
	b := nn.NewBuilder(n.Params, nil)
	l := &listener{graph: graph{b}}
	if _, err := n.Description.checked(l, batch); err != nil {
		return nil, nil, err
	}
	for _, x := range l.in {
		b.Output(x)
	}
	g, err := nn.Compile(b, opt)
	return g, l.names, err
}
