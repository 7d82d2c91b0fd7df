package model

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
)

// tiny is a panel network that runs in milliseconds.
func tiny(fusion, decoder string) Description {
	return Description{Kind: KindPanel, Input: rgb(32), Encoder: Encoder{Blocks: []int{1, 1, 1, 1}, Width: 4}, Panel: &Panel{
		Panels: 5, Features: 8, Hidden: 6, Fusion: fusion,
		Decoder: PanelSignal{Kind: decoder, Channels: []int{8, 4, 4}, Start: 5, Leads: 3, Samples: 18},
	}}
}

func network(t *testing.T, d Description, seed uint64) *Network {
	t.Helper()
	n, err := New(d, seed)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func program(t *testing.T, n *Network, batch int, opt nn.Options) *nn.Program {
	t.Helper()
	g, err := n.Program(batch, opt)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// forward gives a copy of the first output.
func forward(t *testing.T, g *nn.Program, x []float32) []float32 {
	t.Helper()
	if err := g.Forward(x); err != nil {
		t.Fatal(err)
	}
	return slices.Clone(g.Output(0))
}

func noise(seed uint64, n int) []float32 {
	rng, v := rand.New(rand.NewPCG(seed, 0)), make([]float32, n)
	for i := range v {
		v[i] = 2*rng.Float32() - 1
	}
	return v
}

func size(s kernel.Shape) int { return s.N * s.C * s.H * s.W }

// apart is the greatest difference.
func apart(a, b []float32) (d float64) {
	for i := range a {
		d = max(d, math.Abs(float64(a[i]-b[i])))
	}
	return d
}

// prototype lists the tensors of the network of docs/mission.md as its source
// code makes them, in their order.
func prototype() (want []string) {
	add := func(name string, shape ...int) { want = append(want, fmt.Sprint(name, shape)) }
	norm := func(name string, c int) {
		for _, s := range []string{"weight", "bias", "running_mean", "running_var"} {
			add(name+"."+s, c)
		}
		add(name + ".num_batches_tracked")
	}
	add("encoder.features.0.weight", 64, 3, 7, 7)
	norm("encoder.features.1", 64)
	in := 64
	for stage := 4; stage < 8; stage++ {
		out := 64 << (stage - 4)
		for block := range 2 {
			p := fmt.Sprintf("encoder.features.%d.%d.", stage, block)
			add(p+"conv1.weight", out, in, 3, 3)
			norm(p+"bn1", out)
			add(p+"conv2.weight", out, out, 3, 3)
			norm(p+"bn2", out)
			if in != out {
				add(p+"downsample.0.weight", out, in, 1, 1)
				norm(p+"downsample.1", out)
			}
			in = out
		}
	}
	linear := func(name string, out, in int) { add(name+".weight", out, in); add(name+".bias", out) }
	linear("encoder.proj", 512, 512)
	linear("fuse.0", 256, 512)
	linear("fuse.2", 256, 256)
	linear("decoder.project", 128*321, 256)
	in = 128
	for i, out := range []int{64, 32, 16, 16, 16} {
		add(fmt.Sprintf("decoder.up.%d.weight", 3*i), in, out, 4)
		add(fmt.Sprintf("decoder.up.%d.bias", 3*i), out)
		norm(fmt.Sprintf("decoder.up.%d", 3*i+1), out)
		in = out
	}
	add("decoder.final.weight", 12, 16, 3)
	add("decoder.final.bias", 12)
	return want
}

func TestPrototypeTensors(t *testing.T) {
	d, _ := Named("panel")
	all, err := Tensors(d)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range all {
		got = append(got, fmt.Sprint(x.Name, x.Shape))
	}
	want := prototype()
	if len(want) != 165 {
		t.Errorf("the list has %d tensors, not 165", len(want))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("tensors are %q, want %q", got, want)
	}
}

func TestPrototypeForward(t *testing.T) {
	d, _ := Named("panel")
	n := network(t, d, 1)
	g := program(t, n, 1, nn.Options{})
	if want := (kernel.Shape{N: 1, C: 12, H: 1, W: 10250}); g.OutputShape(0) != want {
		t.Fatalf("output is %v, want %v", g.OutputShape(0), want)
	}
	const panel = 3 * 128 * 128
	x := noise(1, 12*panel)
	first := forward(t, g, x)
	if again := forward(t, g, x); !slices.Equal(first, again) {
		t.Error("a second run gives other numbers")
	}
	shuffled := make([]float32, 0, len(x))
	for _, i := range rand.New(rand.NewPCG(2, 0)).Perm(12) {
		shuffled = append(shuffled, x[i*panel:][:panel]...)
	}
	if d := apart(first, forward(t, g, shuffled)); d > 1e-4 {
		t.Errorf("with shuffled panels the output differs by %g", d)
	}
	if d := apart(first, forward(t, g, noise(3, len(x)))); d < 1e-4 {
		t.Errorf("with other panels the output differs only by %g", d)
	}
}

// TestCut compares with signals that were not cut.
func TestCut(t *testing.T) {
	d := tiny(FusionMean, DecoderTransposed)
	n := network(t, d, 1)
	x := noise(1, size(d.Input.shape(2*5)))
	for _, samples := range []int{20, 18, 10, 7, 1} {
		p := *d.Panel
		p.Decoder.Samples = samples
		m := &Network{d, n.Params}
		m.Description.Panel = &p
		g := program(t, m, 2, nn.Options{})
		got := forward(t, g, x)
		p.Decoder.Samples = 20
		whole := forward(t, program(t, m, 2, nn.Options{}), x)
		var want []float32
		for row := range 6 {
			want = append(want, whole[row*20:][:samples]...)
		}
		if len(got) != len(want) || apart(got, want) != 0 {
			t.Errorf("%d samples: got %v, want %v", samples, got, want)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	d := tiny(FusionAttention, DecoderTransposed)
	from, to := network(t, d, 1), network(t, d, 2)
	set, err := Save(from.Params)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := safetensors.Write(&file, set); err != nil {
		t.Fatal(err)
	}
	read, err := safetensors.Read(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := weights.Compare(set, read); !diff.Same() {
		t.Fatalf("the file differs: %+v", diff)
	}
	report, err := Load(to.Params, read, Options{Strict: true})
	if err != nil || !report.Complete() || len(report.Loaded) != len(from.Params.All()) {
		t.Fatalf("%v: %v", report, err)
	}
	x := noise(1, size(d.Input.shape(5)))
	if a, b := forward(t, program(t, from, 1, nn.Options{}), x), forward(t, program(t, to, 1, nn.Options{}), x); !slices.Equal(a, b) {
		t.Error("what was loaded gives another output")
	}
}
