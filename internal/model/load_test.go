package model

import (
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// checkpoint is that of a tiny network, with names that change makes new.
func checkpoint(t *testing.T, change func(x *weights.Tensor)) *weights.Set {
	t.Helper()
	set, err := Save(network(t, tiny(FusionMean, DecoderTransposed), 1).Params)
	if err != nil {
		t.Fatal(err)
	}
	for i := range set.Tensors {
		change(&set.Tensors[i])
	}
	return set
}

// values are all numbers of a network.
func values(p *nn.Params) (all []float32) {
	for _, x := range p.All() {
		all = append(all, x.Value...)
	}
	return all
}

func rename(old, new string) func(x *weights.Tensor) {
	return func(x *weights.Tensor) {
		if x.Name == old {
			x.Name = new
		}
	}
}

func TestLoadPrefix(t *testing.T) {
	n := network(t, tiny(FusionMean, DecoderTransposed), 2)
	set := checkpoint(t, func(x *weights.Tensor) { x.Name = "module." + x.Name })
	report, err := Load(n.Params, set, Options{Strict: true})
	if err != nil || report.Prefix != "module." || len(report.Loaded) != len(n.Params.All()) {
		t.Errorf("%v: %v", report, err)
	}
	if want := len(set.Tensors) - len(report.Loaded); len(report.Skipped) != want {
		t.Errorf("%d counters are skipped, want %d", len(report.Skipped), want)
	}
}

// TestLoadWithoutCounters loads what PyTorch saved before it counted.
func TestLoadWithoutCounters(t *testing.T) {
	n := network(t, tiny(FusionMean, DecoderTransposed), 2)
	set := checkpoint(t, func(*weights.Tensor) {})
	set.Tensors = slices.DeleteFunc(set.Tensors, func(x weights.Tensor) bool { return strings.HasSuffix(x.Name, counter) })
	if report, err := Load(n.Params, set, Options{Strict: true}); err != nil || len(report.Skipped) != 0 {
		t.Errorf("%v: %v", report, err)
	}
}

func TestLoadMap(t *testing.T) {
	n := network(t, tiny(FusionMean, DecoderTransposed), 2)
	set := checkpoint(t, rename("fuse.0.bias", "old.bias"))
	set.Tensors = append(set.Tensors, set.Tensors[0])
	set.Tensors[len(set.Tensors)-1].Name = "extra"
	report, err := Load(n.Params, set, Options{Strict: true, Map: map[string]string{"old.bias": "fuse.0.bias", "extra": ""}})
	if err != nil || !slices.Contains(report.Skipped, "extra") || !slices.Contains(report.Loaded, "fuse.0.bias") {
		t.Errorf("%v: %v", report, err)
	}
}

// TestLoadMapBeginnings renames by beginnings of names, of which the longest
// counts, and whole names before them.
func TestLoadMapBeginnings(t *testing.T) {
	n := network(t, tiny(FusionMean, DecoderTransposed), 2)
	set := checkpoint(t, func(x *weights.Tensor) {
		x.Name = strings.NewReplacer("encoder.features.", "net.trunk.", "fuse.0.bias", "net.page.one", "fuse.", "net.page.").Replace(x.Name)
	})
	for _, name := range []string{"net.trunk.extra.a", "net.trunk.extra.b"} {
		set.Tensors = append(set.Tensors, weights.Tensor{Name: name, DType: weights.F32, Shape: []int{1}, Data: make([]byte, 4)})
	}
	names := map[string]string{"net.trunk.": "encoder.features.", "net.trunk.extra.": "", "net.page.": "fuse.", "net.page.one": "fuse.0.bias"}
	report, err := Load(n.Params, set, Options{Strict: true, Map: names})
	if err != nil || len(report.Loaded) != len(n.Params.All()) || !slices.Contains(report.Skipped, "net.trunk.extra.b") {
		t.Errorf("%v: %v", report, err)
	}
	names["net.other."] = "x."
	if _, err := Load(n.Params, set, Options{Map: names}); err == nil || !strings.Contains(err.Error(), "net.other.") {
		t.Errorf("a beginning of no use gives %v", err)
	}
}

// TestLoadPart wants a report of all that does not fit, and, if it is to fit,
// an error without a change.
func TestLoadPart(t *testing.T) {
	n := network(t, tiny(FusionMean, DecoderTransposed), 2)
	set := checkpoint(t, func(x *weights.Tensor) {
		rename("fuse.0.bias", "old.bias")(x)
		if x.Name == "fuse.2.weight" {
			x.Shape = []int{36}
		}
	})
	before := values(n.Params)
	if _, err := Load(n.Params, set, Options{Strict: true}); err == nil || !strings.Contains(err.Error(), "old.bias") {
		t.Errorf("error is %v", err)
	}
	if !slices.Equal(before, values(n.Params)) {
		t.Error("an error changed parameters")
	}
	report, err := Load(n.Params, set, Options{})
	if err != nil || report.Complete() || len(report.Loaded) != len(n.Params.All())-2 {
		t.Errorf("%v: %v", report, err)
	}
	if !slices.Equal(report.Missing, []string{"fuse.0.bias"}) || !slices.Equal(report.Unexpected, []string{"old.bias"}) {
		t.Errorf("missing are %v, unexpected %v", report.Missing, report.Unexpected)
	}
	if len(report.Shapes) != 1 || report.Shapes[0].Name != "fuse.2.weight" {
		t.Errorf("shapes are %v", report.Shapes)
	}
	const text = "1 missing (fuse.0.bias), 1 unexpected (old.bias), 1 of another shape (fuse.2.weight [36] instead of [6 6])"
	if !strings.HasSuffix(report.String(), text) {
		t.Errorf("the report is %q", report)
	}
}

func TestLoadErrors(t *testing.T) {
	for name, c := range map[string]struct {
		change func(x *weights.Tensor)
		names  map[string]string
		want   string
	}{
		"nothing fits":  {func(x *weights.Tensor) { x.Name = "x." + x.Name }, nil, "nothing"},
		"two for one":   {func(*weights.Tensor) {}, map[string]string{"fuse.0.bias": "fuse.2.bias"}, "both"},
		"map of no use": {func(*weights.Tensor) {}, map[string]string{"other": "fuse.2.bias"}, "other"},
		"integers": {func(x *weights.Tensor) {
			if x.Name == "fuse.0.bias" {
				x.DType = weights.I32
			}
		}, nil, "I32"},
		"cut": {func(x *weights.Tensor) {
			if x.Name == "fuse.0.bias" {
				x.Data = x.Data[1:]
			}
		}, nil, "fuse.0.bias"},
	} {
		n := network(t, tiny(FusionMean, DecoderTransposed), 2)
		before := values(n.Params)
		if _, err := Load(n.Params, checkpoint(t, c.change), Options{Map: c.names}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want one with %q", name, err, c.want)
		}
		if !slices.Equal(before, values(n.Params)) {
			t.Errorf("%s: parameters have changed", name)
		}
	}
}
