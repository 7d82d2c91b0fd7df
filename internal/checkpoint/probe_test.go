package checkpoint

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/model"
)

func probe(t *testing.T, n *model.Network) *Probing {
	t.Helper()
	p, err := Probe(n, Fixed(n.Description), 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := json.Marshal(p); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestProbe breaks one stage at a time and wants it to be found.
func TestProbe(t *testing.T) {
	loud := func(n *model.Network) {
		// Summands so large that the vector of the page does not matter any more.
		set(t, n.Params, "fuse.2.bias", func(int) float32 { return 300 })
	}
	for name, c := range map[string]struct {
		d     model.Description
		spoil func(n *model.Network)
		want  string
	}{
		"whole":                         {tiny(model.FusionMean), func(*model.Network) {}, VerdictNone},
		"whole, attention":              {tiny(model.FusionAttention), func(*model.Network) {}, VerdictNone},
		"whole U-Net":                   {tinyUNet(), func(*model.Network) {}, VerdictNone},
		"whole encoder":                 {tinyEncoder(), func(*model.Network) {}, VerdictNone},
		"features multiplied with zero": {tiny(model.FusionMean), func(n *model.Network) { set(t, n.Params, "encoder.proj.weight", zero) }, model.StageEncoder},
		"features near one bias": {tiny(model.FusionConcat), func(n *model.Network) {
			set(t, n.Params, "encoder.proj.bias", func(i int) float32 { return float32(100 * (1 + i%3)) })
		}, model.StageEncoder},
		"first convolution is zero": {tinyUNet(), func(n *model.Network) { set(t, n.Params, "encoder.conv1.weight", zero) }, model.StageEncoder},
		"dominating bias":           {tiny(model.FusionMean), loud, model.StageFusion},
		"dead units": {tiny(model.FusionGated), func(n *model.Network) {
			set(t, n.Params, "fuse.0.bias", func(int) float32 { return -1000 })
		}, model.StageFusion},
		"decoder is zero": {tiny(model.FusionMean), func(n *model.Network) { set(t, n.Params, "decoder.final.weight", zero) }, model.StageDecoder},
		"decoder of its biases": {tiny(model.FusionHierarchical), func(n *model.Network) {
			set(t, n.Params, "decoder.project.weight", func(i int) float32 { return 1e-4 * float32(i%7-3) })
			set(t, n.Params, "decoder.project.bias", func(i int) float32 { return float32(i%5) - 1 })
		}, model.StageDecoder},
		"maps are zero": {tinyUNet(), func(n *model.Network) { set(t, n.Params, "segmentation_head.0.weight", zero) }, model.StageDecoder},
		"encoder and decoder": {tiny(model.FusionMean), func(n *model.Network) {
			set(t, n.Params, "encoder.proj.weight", zero)
			set(t, n.Params, "decoder.final.weight", zero)
		}, model.StageEncoder},
		"not a number": {tiny(model.FusionMean), func(n *model.Network) {
			set(t, n.Params, "fuse.0.bias", func(int) float32 { return float32(math.NaN()) })
		}, VerdictBroken},
	} {
		t.Run(name, func(t *testing.T) {
			n := network(t, c.d, 3)
			c.spoil(n)
			p := probe(t, n)
			if p.Verdict != c.want {
				t.Errorf("verdict is %s (%s), want %s\n%+v", p.Verdict, p.Reason, c.want, p.Stages)
			}
			if c.want != VerdictNone && !strings.Contains(p.Reason, c.want) && c.want != VerdictBroken {
				t.Errorf("the reason %q does not name the stage", p.Reason)
			}
		})
	}
}

// TestProbeOffset wants outputs that only lie at one height not to count as one
// answer.
func TestProbeOffset(t *testing.T) {
	for name, d := range map[string]model.Description{"panel": tiny(model.FusionConcat), "unet": tinyUNet()} {
		n := network(t, d, 3)
		bias := map[string]string{"panel": "decoder.final.bias", "unet": "segmentation_head.0.bias"}[name]
		set(t, n.Params, bias, func(int) float32 { return 50 })
		if p := probe(t, n); p.Verdict != VerdictNone {
			t.Errorf("%s: %s (%s)", name, p.Verdict, p.Reason)
		}
	}
}

// TestProbePairs wants two pages that are one to be told.
func TestProbePairs(t *testing.T) {
	n := network(t, tiny(model.FusionConcat), 3)
	pages := Fixed(n.Description)
	p, err := Probe(n, append(pages, Page{"again", pages[2].Pixels}), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range p.Pairs {
		if want := pair.A == pages[2].Name && pair.B == "again"; pair.Alike != want || want != (pair.Pages == 0) {
			t.Errorf("%+v", pair)
		}
	}
}

// TestProbeTogether wants a network that loses differences bit by bit to name the
// stage that loses most.
func TestProbeTogether(t *testing.T) {
	p := &prober{out: &Probing{Input: Spread{Distance: 1}, Stages: []StageSpread{
		{Stage: "encoder", Spread: Spread{Distance: 0.5}, Kept: 0.5, Alone: Spread{Distance: 0.5}, Finite: 1},
		{Stage: "fusion", Spread: Spread{Distance: 0.12}, Kept: 0.24, Alone: Spread{Distance: 0.3}, Finite: 1},
		{Stage: "decoder", Spread: Spread{Distance: 0.05}, Kept: 0.42, Alone: Spread{Distance: 0.4}, Finite: 1},
	}}}
	p.judge()
	if p.out.Verdict != "fusion" || !strings.Contains(p.out.Reason, "no stage is stuck by itself") {
		t.Errorf("%s: %s", p.out.Verdict, p.out.Reason)
	}
}

// TestProbeOrder wants the probe to see which fusions know their panels.
func TestProbeOrder(t *testing.T) {
	for fusion, knows := range map[string]bool{model.FusionMean: false, model.FusionConcat: true} {
		p := probe(t, network(t, tiny(fusion), 3))
		if knows != (p.Shuffled > 1e-3) {
			t.Errorf("%s: reversed panels move the output by %g", fusion, p.Shuffled)
		}
	}
	if p := probe(t, network(t, tinyUNet(), 3)); !math.IsNaN(float64(p.Shuffled)) {
		t.Errorf("one picture is reversed: %g", p.Shuffled)
	}
}

// TestDistance wants the distances that the comments name.
func TestDistance(t *testing.T) {
	a, b := normal(10000, 1, 2), normal(10000, 2, 2)
	if d := distance(a, b); !near(d, 1, 0.03) {
		t.Errorf("unrelated numbers have a distance of %g", d)
	}
	if d := deviation(a); !near(d, 2, 0.05) {
		t.Errorf("the deviation is %g, want 2", d)
	}
	if c := correlation(a, b); !near(c, 0, 0.03) {
		t.Errorf("unrelated numbers correlate by %g", c)
	}
	opposite := make([]float32, len(a))
	for i, v := range a {
		opposite[i] = -v
	}
	if d, c := distance(a, opposite), correlation(a, opposite); !near(d, math.Sqrt2, 1e-9) || !near(c, -1, 1e-9) {
		t.Errorf("opposite numbers have a distance of %g and correlate by %g", d, c)
	}
	none := make([]float32, len(a))
	if distance(a, a) != 0 || distance(none, none) != 0 || distance(a, none) != 1 {
		t.Error("equal numbers have a distance, or nothing is something")
	}
	twice := make([]float32, len(a))
	for i, v := range a {
		twice[i] = 3 * v
	}
	if d := distance(a, twice); d > 1e-6 {
		t.Errorf("numbers three times as large have a distance of %g", d)
	}
	mixed := make([]float32, len(a))
	const c = 0.995
	for i := range a {
		mixed[i] = float32(c*float64(a[i]) + math.Sqrt(1-c*c)*float64(b[i]))
	}
	if d := distance(a, mixed); !near(d, alike, 0.003) {
		t.Errorf("a cosine of 0.995 has a distance of %g", d)
	}
}

func TestProbeNeedsTwo(t *testing.T) {
	n := network(t, tiny(model.FusionMean), 3)
	if _, err := Probe(n, Fixed(n.Description)[:1], 1); err == nil {
		t.Error("one page is probed")
	}
	if _, err := Probe(n, []Page{{"a", make([]float32, 3)}, {"b", make([]float32, 3)}}, 1); err == nil {
		t.Error("pages of the wrong size are probed")
	}
}
