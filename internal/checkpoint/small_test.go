package checkpoint

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// TestQuantize wants the file to hold what was measured: loaded again, it gives
// the outputs whose changes are stated.
func TestQuantize(t *testing.T) {
	for name, d := range map[string]model.Description{"panel": tiny(model.FusionHierarchical), "unet": tinyUNet()} {
		n := network(t, d, 5)
		pages := Fixed(d)
		before, err := outputs(n, nil, pages, 1)
		if err != nil {
			t.Fatal(err)
		}
		eight, q, err := Quantize(n, 8, pages, 1)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "q.safetensors")
		if err := Write(path, eight, &d); err != nil {
			t.Fatal(err)
		}
		f, err := Open(path)
		if err != nil || f.Eight != len(q.Layers) || f.Description == nil {
			t.Fatalf("%s: %d tensors of 8 bits, want %d: %v", name, f.Eight, len(q.Layers), err)
		}
		again, report, err := Load(*f.Description, f.Set, model.Options{Strict: true})
		if err != nil {
			t.Fatalf("%v: %v", report, err)
		}
		ranges, err := model.Ranges(again.Params, f.Stored, model.Options{})
		if err != nil || len(ranges) == 0 {
			t.Fatalf("%s: ranges %v: %v", name, ranges, err)
		}
		after, err := outputs(again, ranges, pages, 1)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range effects(pages, before, after) {
			if e != q.Effects[i] {
				t.Errorf("%s: the file changes the output by %+v, stated are %+v", name, e, q.Effects[i])
			}
			if !(e.Error > 0 && e.Error < 0.15) { // 0.02 to 0.1 with other first weights
				t.Errorf("%s: 8 bits change the output by %g of its deviation", name, e.Error)
			}
		}
		for _, l := range q.Layers {
			if !(l.Error > 0 && l.Error < 0.01) || !(l.Greatest > l.Least) {
				t.Errorf("%s: %+v", name, l)
			}
			_, ranged := f.Stored.Lookup(l.Name + weights.RangeSuffix)
			if turned := name == "panel" && strings.HasPrefix(l.Name, "decoder.up."); ranged == turned {
				t.Errorf("%s: %s has a range: %v", name, l.Name, ranged)
			}
		}
		if q.BytesAfter*3 > q.BytesBefore {
			t.Errorf("%s: %d bytes became %d", name, q.BytesBefore, q.BytesAfter)
		}
		// Pictures enter the first layer: its range is theirs.
		first := q.Layers[0]
		if least := slices.Min(slices.Concat(pages[0].Pixels, pages[1].Pixels, pages[2].Pixels)); first.Least != least {
			t.Errorf("%s: range of %s begins at %g, pictures at %g", name, first.Name, first.Least, least)
		}
	}
	// Scales of transposed convolutions are along their second axis.
	d := tiny(model.FusionMean)
	d.Panel.Decoder.Channels = []int{8, 6, 4}
	eight, _, err := Quantize(network(t, d, 5), 7, Fixed(d), 1)
	if err != nil {
		t.Fatal(err)
	}
	if s, _ := eight.Lookup("decoder.up.0.weight" + weights.ScaleSuffix); !slices.Equal(s.Shape, []int{1, 6, 1}) {
		t.Errorf("scale of shape %v", s.Shape)
	}
	if w, _ := eight.Lookup("decoder.final.weight"); slices.Max(w.Float32s()) > 63 {
		t.Error("7 bits go beyond 63")
	}
}

// TestEightBits wants a file of 8 bits to be verified in 8 bits, also under old
// names, and a range that is none to be refused.
func TestEightBits(t *testing.T) {
	d := tiny(model.FusionMean)
	eight, _, err := Quantize(network(t, d, 5), 7, Fixed(d), 1)
	if err != nil {
		t.Fatal(err)
	}
	plain, _, err := weights.Dequantize(eight)
	if err != nil {
		t.Fatal(err)
	}
	layers := 0
	for _, s := range eight.Tensors {
		if strings.HasSuffix(s.Name, weights.RangeSuffix) {
			layers++
		}
	}
	in8, in32 := verify(t, d, eight, model.Options{Strict: true}), verify(t, d, plain, model.Options{Strict: true})
	if in8.Eight != layers || in32.Eight != 0 || in8.Weights != in32.Weights {
		t.Errorf("%d and %d layers of 8 bits, want %d and 0", in8.Eight, in32.Eight, layers)
	}
	if e := effect("", in32.Answers[0].values, in8.Answers[0].values); !(e.Error > 0 && e.Error < 0.3) {
		t.Errorf("inputs of 7 bits change the output by %g of its deviation", e.Error)
	}
	old := &weights.Set{}
	for _, s := range eight.Tensors {
		s.Name = "module.old" + strings.TrimPrefix(s.Name, "encoder")
		if !strings.HasPrefix(s.Name, "module.old.") {
			s.Name = "module." + strings.TrimPrefix(s.Name, "module.old")
		}
		old.Tensors = append(old.Tensors, s)
	}
	mapped := verify(t, d, old, model.Options{Strict: true, Map: map[string]string{"old.": "encoder."}})
	if !equalBits(mapped.Answers[0].values, in8.Answers[0].values) {
		t.Error("other names give another output")
	}
	for i, s := range eight.Tensors {
		if strings.HasSuffix(s.Name, weights.RangeSuffix) {
			for _, bad := range [][]float32{{2, 1}, {0}, {float32(math.NaN()), 1}, {0, float32(math.Inf(1))}} {
				if eight.Tensors[i], err = weights.FromFloat32s(s.Name, []int{len(bad)}, bad); err != nil {
					t.Fatal(err)
				}
				if _, err := Verify(d, eight, model.Options{}, Fixed(d)[:1]); err == nil || !strings.Contains(err.Error(), "no range") {
					t.Errorf("range %v: %v", bad, err)
				}
			}
			return
		}
	}
}

// TestPrune wants the smallest weights to go, as many as asked for, and the
// effect to be that of the changed network.
func TestPrune(t *testing.T) {
	d := tiny(model.FusionMean)
	for _, each := range []bool{false, true} {
		n, whole := network(t, d, 5), network(t, d, 5)
		pages := Fixed(d)
		before, err := outputs(n, nil, pages, 1)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Prune(n, 0.3, each, pages, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := float64(p.Zeros) / float64(p.Elements); !near(got, 0.3, 0.001) {
			t.Errorf("%g of the weights are zero, want 0.3", got)
		}
		shares := map[float64]bool{}
		highest, lowest := 0.0, math.Inf(1) // of those that went, and that stayed
		for _, q := range n.Params.All() {
			old := whole.Params.Get(q.Name)
			if len(q.Shape) == 1 && !slices.Equal(q.Value, old.Value) {
				t.Errorf("%s has changed", q.Name)
			}
			if len(q.Shape) == 1 {
				continue
			}
			high, low := 0.0, math.Inf(1)
			for i, v := range q.Value {
				if m := math.Abs(float64(old.Value[i])); v == 0 {
					high = max(high, m)
				} else {
					low = min(low, m)
				}
			}
			if each && high > low {
				t.Errorf("%s: %g went and %g stayed", q.Name, high, low)
			}
			highest, lowest = max(highest, high), min(lowest, low)
		}
		for _, l := range p.Layers {
			shares[math.Round(10*float64(l.Zeros)/float64(l.Elements))] = true
		}
		if !each && (highest > lowest || len(shares) == 1) {
			t.Errorf("of all weights together %g went and %g stayed; shares are %v", highest, lowest, shares)
		}
		if each && len(shares) != 1 {
			t.Errorf("shares of layers are %v", shares)
		}
		after, err := outputs(n, nil, pages, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := effects(pages, before, after); !slices.Equal(got, p.Effects) || !(got[0].Error > 0) {
			t.Errorf("effects are %+v, stated %+v", got, p.Effects)
		}
	}
	n := network(t, d, 5)
	if p, err := Prune(n, 0, false, Fixed(d), 1); err != nil || p.Zeros != 0 || p.Effects[0].Error != 0 {
		t.Errorf("nothing: %+v, %v", p, err)
	}
	for _, share := range []float64{-0.1, 1, math.NaN()} {
		if _, err := Prune(n, share, false, Fixed(d), 1); err == nil {
			t.Errorf("a share of %g is taken", share)
		}
	}
	// Of equal weights as many go as were asked for, not all.
	for _, q := range n.Params.All() {
		if len(q.Shape) > 1 {
			set(t, n.Params, q.Name, func(int) float32 { return 0.5 })
		}
	}
	if p, err := Prune(n, 0.25, true, Fixed(d), 1); err != nil || !near(float64(p.Zeros)/float64(p.Elements), 0.25, 0.001) {
		t.Errorf("of equal weights: %d of %d, %v", p.Zeros, p.Elements, err)
	}
}

// TestDistill wants a smaller student to come near its teacher, the same one with
// any number of threads.
func TestDistill(t *testing.T) {
	teacher := network(t, tiny(model.FusionConcat), 5)
	small := tiny(model.FusionConcat)
	small.Encoder.Width, small.Panel.Features, small.Panel.Hidden = 4, 8, 8
	opt := DistillOptions{Steps: 30, Batch: 3, Held: 3, Seed: 2, Rate: 1e-2, Threads: 1,
		Page: func(i int) ([]float32, error) { return Sketch(small, i), nil }}
	student, out, err := Distill(context.Background(), teacher, small, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", out)
	if !(out.Last < out.First/2) || !(out.After < 0.8*out.Before) || out.Student >= out.Teacher {
		t.Errorf("%+v", out)
	}
	opt.Threads = 2
	again, _, err := Distill(context.Background(), teacher, small, opt)
	if err != nil {
		t.Fatal(err)
	}
	a, b := saved(t, student), saved(t, again)
	for i := range a.Tensors {
		if !bytes.Equal(a.Tensors[i].Data, b.Tensors[i].Data) {
			t.Errorf("%s is another with two threads", a.Tensors[i].Name)
		}
	}
}

func TestDistillErrors(t *testing.T) {
	d := tiny(model.FusionConcat)
	teacher := network(t, d, 5)
	page := func(i int) ([]float32, error) { return Sketch(d, i), nil }
	other, wide := tiny(model.FusionConcat), tiny(model.FusionConcat)
	other.Panel.Decoder.Samples--
	wide.Input.Width *= 2
	stopped, stop := context.WithCancel(context.Background())
	stop()
	broken := errors.New("no more")
	for name, c := range map[string]struct {
		ctx  context.Context
		d    model.Description
		opt  DistillOptions
		want string
	}{
		"another output":  {context.Background(), other, DistillOptions{Page: page}, "output"},
		"another input":   {context.Background(), wide, DistillOptions{Page: page}, "pictures"},
		"no pages":        {context.Background(), d, DistillOptions{}, "no pages"},
		"no steps":        {context.Background(), d, DistillOptions{Page: page, Steps: -1}, "positive"},
		"no rate":         {context.Background(), d, DistillOptions{Page: page, Rate: -1}, "rate"},
		"stopped":         {stopped, d, DistillOptions{Page: page, Batch: 1, Held: 1}, "canceled"},
		"pages that end":  {context.Background(), d, DistillOptions{Page: func(int) ([]float32, error) { return nil, broken }}, "no more"},
		"pages too short": {context.Background(), d, DistillOptions{Page: func(int) ([]float32, error) { return make([]float32, 3), nil }}, "3 numbers"},
	} {
		if _, _, err := Distill(c.ctx, teacher, c.d, c.opt); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want one with %q", name, err, c.want)
		}
	}
}

// TestSketch wants pages that are pictures, the same for the same number and
// others for others.
func TestSketch(t *testing.T) {
	d := tiny(model.FusionMean)
	a, b := Sketch(d, 1), Sketch(d, 2)
	if !slices.Equal(a, Sketch(d, 1)) || distance(a, b) < 0.1 || len(a) != Length(d) {
		t.Errorf("%d numbers, distance %g", len(a), distance(a, b))
	}
	if slices.Min(a) < -1 || slices.Max(a) > 1 {
		t.Errorf("numbers from %g to %g", slices.Min(a), slices.Max(a))
	}
}

func TestConvert(t *testing.T) {
	from := saved(t, network(t, tiny(model.FusionMean), 5))
	big, err := weights.FromFloat32s("big", []int{2}, []float32{1e6, 1})
	if err != nil {
		t.Fatal(err)
	}
	from.Tensors = append(from.Tensors, big)
	half, c, err := Convert(from, weights.F16)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Lost, []string{"big"}) || c.Converted == c.Tensors || c.BytesAfter*5 > c.BytesBefore*3 {
		t.Errorf("%+v", c)
	}
	for _, change := range c.Changes {
		if change.Name != "big" && !(change.Max < 2e-3) {
			t.Errorf("%+v", change)
		}
	}
	for _, x := range half.Tensors {
		if x.DType != weights.F16 && x.DType != weights.I64 {
			t.Errorf("%s is %v", x.Name, x.DType)
		}
	}
	same, c, err := Convert(from, 0)
	if err != nil || c.Converted != 0 || len(c.Changes) != 0 || !weights.Compare(from, same).Same() {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestInspect(t *testing.T) {
	nan := float32(math.NaN())
	x, err := weights.FromFloat32s("x", []int{2, 2}, []float32{0, 1, nan, 3})
	if err != nil {
		t.Fatal(err)
	}
	one := weights.Tensor{Name: "n", DType: weights.I64, Data: make([]byte, 8)}
	got, err := Inspect(&weights.Set{Tensors: []weights.Tensor{x, one}})
	if err != nil {
		t.Fatal(err)
	}
	if got.Totals.Elements != 5 || got.Totals.Zeros != 0.4 || got.Totals.NaNs != 0.2 || got.Totals.Bytes != 24 || got.Totals.Types["F32"] != 1 {
		t.Errorf("%+v", got.Totals)
	}
	text, err := json.Marshal(got)
	if err != nil || !strings.Contains(string(text), `"shape":[]`) {
		t.Errorf("%s: %v", text, err)
	}
	if _, err := Inspect(&weights.Set{Tensors: []weights.Tensor{x, x}}); err == nil {
		t.Error("a name twice is inspected")
	}
}

func TestDiffModel(t *testing.T) {
	d := tiny(model.FusionMean)
	set := saved(t, network(t, d, 5))
	if diff, err := DiffModel(d, set); err != nil || !diff.Fits() || len(diff.Types) != 0 || diff.Same != len(set.Tensors) {
		t.Errorf("%+v: %v", diff, err)
	}
	set.Tensors = slices.DeleteFunc(set.Tensors, func(x weights.Tensor) bool { return strings.HasSuffix(x.Name, "num_batches_tracked") })
	for i := range set.Tensors {
		x := &set.Tensors[i]
		switch x.Name {
		case "fuse.0.weight":
			x.Name = "fusing.0.weight"
		case "fuse.2.bias":
			x.Name = "unlike"
			x.Shape = []int{4, 4}
		case "decoder.final.weight":
			x.Shape = []int{3, 24}
		}
		x.Name = "module." + x.Name
	}
	diff, err := DiffModel(d, set)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(diff.Missing, []string{"fuse.0.weight", "fuse.2.bias"}) || !slices.Equal(diff.Unexpected, []string{"fusing.0.weight", "unlike"}) {
		t.Errorf("missing %v, unexpected %v", diff.Missing, diff.Unexpected)
	}
	if len(diff.Shapes) != 1 || diff.Shapes[0].Name != "decoder.final.weight" {
		t.Errorf("shapes %v", diff.Shapes)
	}
	if m := diff.Map(); len(m) != 1 || m["fusing.0.weight"] != "fuse.0.weight" {
		t.Errorf("map %v", m)
	}
}

// TestDiffFits wants integers in the place of fractions not to fit, other fractions
// to fit, and prefixes of either side not to count.
func TestDiffFits(t *testing.T) {
	one := func(name string, d weights.DType) *weights.Set {
		return &weights.Set{Tensors: []weights.Tensor{{Name: name, DType: d, Shape: []int{1}, Data: make([]byte, d.Size())}}}
	}
	for d, want := range map[weights.DType]bool{weights.F16: true, weights.I32: false} {
		if got := Diff(one("w", weights.F32), one("module.w", d)).Fits(); got != want {
			t.Errorf("%v in the place of F32 fits: %v", d, got)
		}
	}
}

// TestLongRecord wants no record that could not be read again.
func TestLongRecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.json")
	r := &Record{Outputs: []RecordedOutput{{Page: strings.Repeat("p", MaxRecord)}}}
	if err := WriteRecord(path, r); err == nil || !strings.Contains(err.Error(), "fewer pages") {
		t.Errorf("a long record: %v", err)
	}
}
