package network

import (
	"context"
	"encoding/json"
	"image"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	tools "github.com/einthoven-ecg/einthoven/internal/checkpoint"
	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
	"github.com/einthoven-ecg/einthoven/internal/panel"
)

// small is a panel network with little in it.
func small(fusion string) model.Description {
	return model.Description{Kind: model.KindPanel, Input: model.Input{Channels: panel.Channels, Height: panel.Size, Width: panel.Size},
		Encoder: model.Encoder{Blocks: []int{1, 1, 1, 1}, Width: 2},
		Panel: &model.Panel{Panels: panel.Leads, Features: 6, Hidden: 5, Fusion: fusion,
			Decoder: model.PanelSignal{Kind: model.DecoderTransposed, Channels: []int{4, 3, 2, 2, 2, 2}, Start: 321, Leads: panel.Leads, Samples: panel.Samples}}}
}

// checkpoint is a network of a description by chance, with its description.
func checkpoint(t testing.TB, d model.Description) *weights.Set {
	t.Helper()
	n, err := model.New(d, 7)
	if err != nil {
		t.Fatal(err)
	}
	set, err := model.Save(n.Params)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	set.Metadata = map[string]string{"network": string(text)}
	return set
}

func newNetwork(t testing.TB, d model.Description) *Network {
	t.Helper()
	n, err := New(checkpoint(t, d))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// pictures are twelve unlike pictures.
func pictures() (out [panel.Leads]image.Image) {
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range out {
		m := image.NewGray(image.Rect(0, 0, 150, 100))
		for k := range m.Pix {
			m.Pix[k] = uint8(rng.IntN(20*(i+1)) + 5*i)
		}
		out[i] = m
	}
	return out
}

func estimate(t testing.TB, n *Network, p [panel.Leads]image.Image) *panel.Estimate {
	t.Helper()
	e, err := n.Estimate(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// apart is the greatest difference of two estimates, over their spread.
func apart(a, b *panel.Estimate) float64 {
	d, lo, hi := 0.0, math.Inf(1), math.Inf(-1)
	for l := range a.MV {
		for k, v := range a.MV[l] {
			d, lo, hi = max(d, math.Abs(v-b.MV[l][k])), min(lo, v), max(hi, v)
		}
	}
	return d / (hi - lo)
}

// With the mean a shuffled page gives the same leads: that is what the
// prototype cannot see. The other fusions know one panel from another by its
// place, but attention and gates, which know it by what it shows.
func TestShuffledPanels(t *testing.T) {
	shuffled := pictures()
	shuffled[0], shuffled[4], shuffled[11] = shuffled[11], shuffled[0], shuffled[4]
	for fusion, same := range map[string]bool{model.FusionMean: true, model.FusionAttention: true, model.FusionGated: true,
		model.FusionConcat: false, model.FusionHierarchical: false} {
		n := newNetwork(t, small(fusion))
		d := apart(estimate(t, n, pictures()), estimate(t, n, shuffled))
		if same && d > 1e-5 || !same && d < 1e-4 {
			t.Errorf("%s: shuffled panels change the leads by %g of their spread", fusion, d)
		}
	}
}

func TestAttentionIsReadOut(t *testing.T) {
	a, p := estimate(t, newNetwork(t, small(model.FusionAttention)), pictures()).Attention, pictures()
	sum := 0.0
	for _, v := range a {
		sum += v
	}
	if len(a) != panel.Leads || math.Abs(sum-1) > 1e-5 || slices.Max(a)-slices.Min(a) < 1e-6 {
		t.Errorf("weights %v, sum %g", a, sum)
	}
	p[2], p[9] = p[9], p[2] // the weight goes with the panel
	if b := estimate(t, newNetwork(t, small(model.FusionAttention)), p).Attention; math.Abs(a[2]-b[9]) > 1e-6 {
		t.Errorf("the panel's weight is %g, and %g in another place", a[2], b[9])
	}
	if a := estimate(t, newNetwork(t, small(model.FusionMean)), pictures()).Attention; a != nil {
		t.Errorf("a mean has weights %v", a)
	}
}

func TestMissingPanelCounts(t *testing.T) {
	n, p := newNetwork(t, small(model.FusionMean)), pictures()
	all := estimate(t, n, p)
	p[3] = nil
	if d := apart(all, estimate(t, n, p)); d < 1e-6 {
		t.Errorf("without a panel the leads change by %g of their spread only", d)
	}
}

// Calls at the same time do not disturb each other.
func TestConcurrentEstimates(t *testing.T) {
	n, p := newNetwork(t, small(model.FusionMean)), pictures()
	q := p
	q[0] = nil
	want := [2]*panel.Estimate{estimate(t, n, p), estimate(t, n, q)}
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			e, err := n.Estimate(context.Background(), [2][panel.Leads]image.Image{p, q}[i%2])
			if err != nil || apart(e, want[i%2]) != 0 {
				t.Errorf("call %d: %v, or another result", i, err)
			}
		})
	}
	wg.Wait()
}

func TestOpen(t *testing.T) {
	set := checkpoint(t, small(model.FusionGated))
	path := filepath.Join(t.TempDir(), "w.safetensors")
	if err := weights.WriteFile(path, func(w io.Writer) error { return safetensors.Write(w, set) }); err != nil {
		t.Fatal(err)
	}
	n, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if a := n.About(); a.Fusion != model.FusionGated || len(a.SHA256) != 64 {
		t.Errorf("about %+v", a)
	}
	if d := apart(estimate(t, n, pictures()), estimate(t, newNetwork(t, small(model.FusionGated)), pictures())); d != 0 {
		t.Errorf("the file's network differs by %g", d)
	}
	if err := os.WriteFile(path, []byte("no weights at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("a file of text: no error")
	}
}

// TestOpenEight wants a file of 8 bits to open, and to compute in 8 bits: it must
// differ from its rounded weights in float32, but not by much.
func TestOpenEight(t *testing.T) {
	d := small(model.FusionGated)
	net, err := model.New(d, 7)
	if err != nil {
		t.Fatal(err)
	}
	set, q, err := tools.Quantize(net, 7, tools.Fixed(d)[:1], 2)
	if err != nil || len(q.Layers) == 0 {
		t.Fatal(q, err)
	}
	path := filepath.Join(t.TempDir(), "w.safetensors")
	if err := tools.Write(path, set, &d); err != nil {
		t.Fatal(err)
	}
	n, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := tools.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	rounded, err := New(plain.Set)
	if err != nil {
		t.Fatal(err)
	}
	if far := apart(estimate(t, n, pictures()), estimate(t, rounded, pictures())); far < 1e-5 || far > 0.3 {
		t.Errorf("8 bits change the leads by %g of their spread", far)
	}
}

// What does not fit is an error, never a network that is half what it was when
// it was made.
func TestRefusals(t *testing.T) {
	without := checkpoint(t, small(model.FusionMean))
	without.Tensors = without.Tensors[1:]
	short, unet := small(model.FusionMean), checkpoint(t, small(model.FusionMean))
	short.Panel.Decoder.Samples = 5000
	unet.Metadata["network"] = `"resnet_unet"`
	garbled := checkpoint(t, small(model.FusionMean))
	garbled.Metadata["network"] = `{"kind":"panel","sizes":3}`
	bare := checkpoint(t, small(model.FusionMean))
	bare.Metadata = nil // taken for the prototype's, whose tensors are larger
	for want, set := range map[string]*weights.Set{"missing": without, "of 5000 samples": checkpoint(t, short), "kind unet": unet, "description in the weights": garbled, "of another shape": bare} {
		if _, err := New(set); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want it to say %q", err, want)
		}
	}
}

func TestNumbersThatAreNone(t *testing.T) {
	set := checkpoint(t, small(model.FusionMean))
	for i, tensor := range set.Tensors {
		if tensor.Name == "decoder.final.bias" {
			bad, err := weights.FromFloat32s(tensor.Name, tensor.Shape, slices.Repeat([]float32{float32(math.NaN())}, tensor.Len()))
			if err != nil {
				t.Fatal(err)
			}
			set.Tensors[i] = bad
		}
	}
	n, err := New(set)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Estimate(context.Background(), pictures()); err == nil || !strings.Contains(err.Error(), "no number") {
		t.Errorf("error is %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := newNetwork(t, small(model.FusionMean)).Estimate(ctx, pictures()); err == nil {
		t.Error("cancelled: no error")
	}
}

// Checkpoints without a description are told apart by their tensors.
func TestNameOf(t *testing.T) {
	set := func(names ...string) *weights.Set {
		s := &weights.Set{}
		for _, n := range append(names, "decoder.up.1.weight", "decoder.up.1.running_mean") {
			s.Tensors = append(s.Tensors, weights.Tensor{Name: n, DType: weights.F32})
		}
		return s
	}
	wide := set()
	wide.Tensors = append(wide.Tensors, weights.Tensor{Name: "fuse.0.weight", Shape: []int{256, 6144}})
	for want, s := range map[string]*weights.Set{
		"panel": set(), "panel_attention": set("fusion.score.weight"), "panel_gated": set("fusion.gate.weight"),
		"panel_hierarchical": set("fusion.pairs.0.weight"), "panel_upsample": set("decoder.up.2.running_mean"), "panel_concat": wide,
	} {
		if got := nameOf(s); got != want {
			t.Errorf("taken for %s, want %s", got, want)
		}
	}
}

// BenchmarkEstimate is the prototype's network, resizing included.
func BenchmarkEstimate(b *testing.B) {
	d, err := model.Named("panel")
	if err != nil {
		b.Fatal(err)
	}
	n, p := newNetwork(b, d), pictures()
	b.ResetTimer()
	for b.Loop() {
		estimate(b, n, p)
	}
}

// BenchmarkForward is the network alone.
func BenchmarkForward(b *testing.B) {
	d, err := model.Named("panel")
	if err != nil {
		b.Fatal(err)
	}
	n := newNetwork(b, d)
	x, err := panel.Input(pictures())
	if err != nil {
		b.Fatal(err)
	}
	// The first pass brings the weights into the form for Winograd's method.
	if err := n.program.Forward(x); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := n.program.Forward(x); err != nil {
			b.Fatal(err)
		}
	}
}
