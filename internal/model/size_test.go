package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn"
)

// TestMeter wants the network that is only measured to be the one that is made.
func TestMeter(t *testing.T) {
	for name, d := range variants() {
		n := network(t, d, 1)
		var want []string
		total := int64(0)
		for _, p := range n.Params.All() {
			want = append(want, fmt.Sprint(p.Name, p.Shape))
			total += int64(len(p.Value))
		}
		var got []string
		m, stages := d.measure(2)
		for _, p := range m.params {
			got = append(got, fmt.Sprint(p.name, p.shape))
		}
		if !slices.Equal(got, want) || m.parameters != total {
			t.Errorf("%s: parameters are %v, %d numbers, want %v, %d", name, got, m.parameters, want, total)
		}
		last := stages.all[len(stages.all)-1]
		if g := program(t, n, 2, nn.Options{}); g.OutputShape(0) != last.out.Shape {
			t.Errorf("%s: output is %v, want %v", name, last.out.Shape, g.OutputShape(0))
		}
	}
}

// TestTooLarge wants networks that do not fit memory to be refused before
// anything of their size is made.
func TestTooLarge(t *testing.T) {
	wide, _ := Named("panel_concat")
	wide.Panel.Features, wide.Panel.Hidden, wide.Panel.Panels = 4096, 4096, 64
	long, _ := Named("panel")
	long.Panel.Decoder.Start = 1 << 14
	picture, _ := Named("resnet_unet")
	picture.Input = rgb(4096)
	for _, c := range []struct {
		d    Description
		want string
	}{{wide, "parameters"}, {long, "parameters"}, {picture, "smaller input"}} {
		if _, err := New(c.d, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error is %v, want one about %s", err, c.want)
		}
		if _, err := Tensors(c.d); err == nil {
			t.Error("tensors are listed")
		}
	}
	picture.Input = rgb(2048)
	if size, err := picture.Size(); err != nil {
		t.Errorf("2048x2048 is refused: %v, %+v", err, size)
	}
	if _, err := (&Network{picture, nn.NewParams(1)}).Program(8, nn.Options{}); err == nil || !strings.Contains(err.Error(), "batch") {
		t.Errorf("eight pictures of 2048x2048 give %v", err)
	}
	for _, name := range Names() {
		d, _ := Named(name)
		if err := d.Validate(); err != nil {
			t.Error(err)
		}
	}
}

// TestStages wants every stage by itself to give what it gives within the
// network.
func TestStages(t *testing.T) {
	for name, d := range variants() {
		n := network(t, d, 1)
		setMixed(n.Params)
		g, list, err := n.Stages(2, nn.Options{})
		if err != nil {
			t.Fatal(err)
		}
		x := noise(1, size(list[0].Inputs[0]))
		if err := g.Forward(x); err != nil {
			t.Fatal(err)
		}
		at := 0
		for _, s := range list {
			var in [][]float32
			for range s.Inputs {
				in = append(in, slices.Clone(g.Output(at)))
				at++
			}
			alone, err := n.Alone(s.Name, 2, nn.Options{})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if err := alone.Forward(in...); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e := apart(alone.Output(0), g.Output(at)); e > 1e-5 || len(alone.Output(0)) != size(s.Output) {
				t.Errorf("%s: %s by itself differs by %g", name, s.Name, e)
			}
			at++
		}
		if at != g.Outputs() {
			t.Errorf("%s: %d outputs, want %d", name, g.Outputs(), at)
		}
		if e := apart(g.Output(at-1), forward(t, program(t, n, 2, nn.Options{}), x)); e > 1e-5 {
			t.Errorf("%s: the last stage is not the output: %g", name, e)
		}
		if _, err := n.Alone("other", 1, nn.Options{}); err == nil {
			t.Errorf("%s has a stage that is called other", name)
		}
	}
}
