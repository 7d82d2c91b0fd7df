package model

import (
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// The stages of networks, in their order.
const (
	StageEncoder = "encoder" // pictures to features
	StageFusion  = "fusion"  // features of panels to the numbers of a page; panel networks only
	StageDecoder = "decoder" // to signals or maps
)

// stage is a part of a network: what enters and what leaves it.
type stage struct {
	name string
	in   []nn.Node
	out  nn.Node
}

// stages are all of a network. The last one gives its output; weights are those
// of panels, if there is attention.
type stages struct {
	all     []stage
	weights *nn.Node
}

// Stage is a part of a network with the sizes of what enters and leaves it.
type Stage struct {
	Name   string
	Inputs []kernel.Shape
	Output kernel.Shape
}

func (s stage) shapes() Stage {
	out := Stage{Name: s.name, Output: s.out.Shape}
	for _, in := range s.in {
		out.Inputs = append(out.Inputs, in.Shape)
	}
	return out
}

// Stages makes a program for batch pages or pictures whose outputs are what
// enters and leaves every stage: for each stage in order first its inputs, then
// its output.
func (n *Network) Stages(batch int, opt nn.Options) (*nn.Program, []Stage, error) {
	var list []Stage
	g, err := n.compile(opt, func(b layers) error {
		s, err := n.Description.checked(b, batch)
		for _, part := range s.all {
			list = append(list, part.shapes())
			for _, in := range part.in {
				b.Output(in)
			}
			b.Output(part.out)
		}
		return err
	})
	return g, list, err
}

// Alone makes a program of one stage by itself, whose inputs and output are
// those that Stages tells.
func (n *Network) Alone(name string, batch int, opt nn.Options) (*nn.Program, error) {
	return n.compile(opt, func(b layers) error {
		_, all := n.Description.measure(batch)
		for _, part := range all.all {
			if part.name == name {
				b.Output(n.Description.alone(b, part, batch))
				return nil
			}
		}
		return fmt.Errorf("model: a network of kind %s has no stage %q", n.Description.Kind, name)
	})
}

// alone declares a stage with inputs of its own.
func (d Description) alone(b layers, part stage, batch int) nn.Node {
	if part.name == StageEncoder {
		return d.declare(b, batch).all[0].out
	}
	in := make([]nn.Node, len(part.in))
	for i, x := range part.in {
		in[i] = b.Input(x.Shape)
	}
	switch {
	case part.name == StageFusion:
		page, _ := d.Panel.page(b, in[0])
		return page
	case d.Kind == KindUNet:
		return d.UNet.build(b, in)
	}
	return d.Panel.Decoder.build(b, in[0], in[1:])
}
