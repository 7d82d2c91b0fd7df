package model

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

func tinyUNet() Description {
	return Description{Kind: KindUNet, Input: Input{Channels: 3, Height: 64, Width: 32},
		Encoder: Encoder{Blocks: []int{1, 1, 2, 1}, Width: 4},
		UNet:    &UNet{Channels: []int{8, 8, 4, 4, 4}, Outputs: 2}}
}

// variants are tiny networks of all sorts.
func variants() map[string]Description {
	all := map[string]Description{"unet": tinyUNet()}
	for _, f := range []string{FusionMean, FusionAttention, FusionConcat, FusionHierarchical, FusionGated} {
		for _, k := range []string{DecoderTransposed, DecoderUpsample} {
			all["panel/"+f+"/"+k] = tiny(f, k)
		}
	}
	d := tiny(FusionMean, DecoderUpsample)
	d.Panel.Dropout, d.Panel.Decoder.Dropout = 0.1, 0.1
	all["panel/dropout"] = d
	h := tiny(FusionConcat, DecoderTransposed)
	h.Panel.Decoder.Head, h.Panel.Decoder.Skips = 3, true
	all["panel/heads and skips"] = h
	u := tinyUNet()
	u.UNet.Dropout = 0.1
	all["unet/dropout"] = u
	all["encoder"] = Description{Kind: KindEncoder, Input: rgb(32), Encoder: u.Encoder}
	return all
}

// TestLearn wants the loss to fall in three steps, with a gradient for every
// parameter.
func TestLearn(t *testing.T) {
	for name, d := range variants() {
		t.Run(name, func(t *testing.T) {
			n := network(t, d, 1)
			g := program(t, n, 2, nn.Options{Train: true})
			pictures := 2
			if d.Panel != nil {
				pictures *= d.Panel.Panels
			}
			x, target := noise(1, size(d.Input.shape(pictures))), noise(2, size(g.OutputShape(0)))
			grads := make([][]float32, g.Outputs())
			for i := range grads {
				grads[i] = make([]float32, size(g.OutputShape(i)))
			}
			optimizer, losses := nn.NewAdamW(n.Params, nil, 0), []float64(nil)
			for range 4 {
				y := forward(t, g, x)
				clear(grads[0])
				losses = append(losses, nn.MSE(grads[0], y, target, nil, 1))
				n.Params.ZeroGrad()
				if err := g.Backward(grads...); err != nil {
					t.Fatal(err)
				}
				optimizer.Step(1e-3)
			}
			if !(losses[3] < losses[0]) {
				t.Errorf("losses are %v", losses)
			}
			for _, p := range n.Params.All() {
				if !p.Buffer && !slices.ContainsFunc(p.Grad, func(v float32) bool { return v != 0 }) && !idle(p.Name) {
					t.Errorf("%s has no gradient", p.Name)
				}
			}
		})
	}
}

// idle tells whether a parameter may have no gradient: the softmax does not
// change with the bias of the scores.
func idle(name string) bool { return name == "fusion.score.bias" }

// TestAttention wants weights that sum to one, follow the panels and give the
// same page in whatever order.
func TestAttention(t *testing.T) {
	d := tiny(FusionAttention, DecoderTransposed)
	g := program(t, network(t, d, 1), 2, nn.Options{})
	if want := (kernel.Shape{N: 2, C: 1, H: 1, W: 5}); g.OutputShape(1) != want {
		t.Fatalf("weights are %v, want %v", g.OutputShape(1), want)
	}
	panel := size(d.Input.shape(1))
	x := noise(1, 10*panel)
	y := forward(t, g, x)
	w := slices.Clone(g.Output(1))
	for page := range 2 {
		sum := float32(0)
		for _, v := range w[page*5:][:5] {
			sum += v
		}
		if math.Abs(float64(sum)-1) > 1e-5 {
			t.Errorf("weights %v sum to %g", w[page*5:][:5], sum)
		}
	}
	swapped := slices.Concat(x[panel:2*panel], x[:panel], x[2*panel:])
	if e := apart(y, forward(t, g, swapped)); e > 1e-5 {
		t.Errorf("with swapped panels the output differs by %g", e)
	}
	if v := g.Output(1); v[0] != w[1] || v[1] != w[0] || w[0] == w[1] {
		t.Errorf("weights of swapped panels are %v, before %v", v, w)
	}
}

// TestOrder wants fusions that know which panel is which to tell it.
func TestOrder(t *testing.T) {
	for fusion, knows := range map[string]bool{FusionMean: false, FusionGated: false, FusionConcat: true, FusionHierarchical: true} {
		d := tiny(fusion, DecoderTransposed)
		g := program(t, network(t, d, 1), 1, nn.Options{})
		panel := size(d.Input.shape(1))
		x := noise(1, 5*panel)
		y := forward(t, g, x)
		e := apart(y, forward(t, g, slices.Concat(x[panel:2*panel], x[:panel], x[2*panel:])))
		if knows != (e > 1e-5) {
			t.Errorf("%s: with swapped panels the output differs by %g", fusion, e)
		}
	}
}

// TestBatch wants a page to be the same alone and beside another.
func TestBatch(t *testing.T) {
	for name, d := range variants() {
		n := network(t, d, 1)
		two, one := program(t, n, 2, nn.Options{}), program(t, n, 1, nn.Options{})
		pictures := 2
		if d.Panel != nil {
			pictures *= d.Panel.Panels
		}
		x := noise(1, size(d.Input.shape(pictures)))
		both := forward(t, two, x)
		for i := range 2 {
			half := len(both) / 2
			if e := apart(both[i*half:][:half], forward(t, one, x[i*len(x)/2:][:len(x)/2])); e > 1e-5 {
				t.Errorf("%s: page %d differs by %g", name, i, e)
			}
		}
	}
}

// TestCounts compares with the numbers of parameters that torchvision states for
// resnet18 and resnet34 (11 689 512 and 21 797 672, of which the last layer has
// 513 000), and segmentation_models_pytorch for Unet with resnet18 and resnet34
// (14 328 209 and 24 436 369).
func TestCounts(t *testing.T) {
	for name, want := range map[string]int{
		"resnet18": 11689512 - 513000, "resnet34": 21797672 - 513000,
		"resnet_unet": 14328209, "resnet_unet34": 24436369,
	} {
		d, _ := Named(name)
		d.Input = rgb(32)
		n, got := network(t, d, 1), 0
		for _, p := range n.Params.All() {
			if !p.Buffer {
				got += len(p.Value)
			}
		}
		if got != want {
			t.Errorf("%s has %d parameters, want %d", name, got, want)
		}
	}
}

func TestUNetNames(t *testing.T) {
	all, err := Tensors(tinyUNet())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range all {
		got = append(got, fmt.Sprint(x.Name, x.Shape))
	}
	for _, want := range []string{
		"encoder.conv1.weight[4 3 7 7]", "encoder.bn1.running_var[4]", "encoder.layer2.0.downsample.0.weight[8 4 1 1]",
		"encoder.layer3.1.conv2.weight[16 16 3 3]", "decoder.blocks.0.conv1.0.weight[8 48 3 3]",
		"decoder.blocks.0.conv2.1.num_batches_tracked[]", "decoder.blocks.3.conv1.0.weight[4 8 3 3]",
		"decoder.blocks.4.conv1.0.weight[4 4 3 3]", "segmentation_head.0.bias[2]",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not in %s", want, strings.Join(got, " "))
		}
	}
}
