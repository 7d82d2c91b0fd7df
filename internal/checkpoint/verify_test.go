package checkpoint

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

func verify(t *testing.T, d model.Description, set *weights.Set, opt model.Options) *Verification {
	t.Helper()
	v, err := Verify(d, set, opt, Fixed(d))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := json.Marshal(v); err != nil {
		t.Fatal(err)
	}
	return v
}

// states counts what became of the parameters.
func states(v *Verification) map[string]int {
	m := map[string]int{}
	for _, p := range v.Parameters {
		m[p.State]++
	}
	return m
}

func TestVerify(t *testing.T) {
	d := tiny(model.FusionGated)
	n := network(t, d, 7)
	v := verify(t, d, saved(t, n), model.Options{Strict: true})
	if !v.Good(false) || !v.Repeatable || !v.Threads || len(v.Answers) != 3 {
		t.Errorf("%+v", v)
	}
	// Weights follow from the seed, summands and statistics do not.
	if m := states(v); m[ParamChanged] == 0 || m[ParamEqual] == 0 || m[ParamKept] != 0 {
		t.Errorf("parameters are %v", m)
	}
	for _, p := range v.Parameters {
		if want := strings.HasSuffix(p.Name, "conv1.weight"); want && p.State != ParamChanged {
			t.Errorf("%+v", p)
		}
	}
	part := saved(t, n)
	part.Tensors = part.Tensors[1:]
	v = verify(t, d, part, model.Options{})
	if m := states(v); m[ParamKept] != 1 || v.Good(false) || !v.Good(true) {
		t.Errorf("without a tensor: %v, good is %v", m, v.Good(false))
	}
	set(t, n.Params, "decoder.final.bias", func(int) float32 { return float32(math.Inf(1)) })
	if v := verify(t, d, saved(t, n), model.Options{}); v.Good(true) || v.Answers[0].Finite != 0 {
		t.Errorf("infinite outputs are good: %+v", v.Answers)
	} else if _, err := v.Record(); err == nil {
		t.Error("infinite outputs are recorded")
	}
}

// TestRecord writes and reads a record, takes the same checkpoint and refuses one
// with a small change.
func TestRecord(t *testing.T) {
	d := tiny(model.FusionMean)
	n := network(t, d, 7)
	v := verify(t, d, saved(t, n), model.Options{})
	r, err := v.Record()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "r.json")
	if err := WriteRecord(path, r); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	read, err := ReadRecord(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	again := verify(t, d, saved(t, n), model.Options{})
	if again.Against(read); !*again.Same || !again.Good(false) {
		t.Errorf("the same checkpoint differs: %v", again.Differences)
	}
	for i := range n.Params.Get("fuse.0.weight").Value {
		n.Params.Get("fuse.0.weight").Value[i] *= 1.001
	}
	other := verify(t, d, saved(t, n), model.Options{})
	if other.Against(read); *other.Same || other.Good(false) || len(other.Differences) != 4 {
		t.Errorf("a thousandth more of one tensor: %v", other.Differences)
	}
	// Other pages and another network are no comparison.
	few, err := Verify(d, saved(t, network(t, d, 7)), model.Options{}, Fixed(d)[:2])
	if err != nil {
		t.Fatal(err)
	}
	if few.Against(read); *few.Same || !strings.Contains(few.Differences[0], "not computed") {
		t.Errorf("%v", few.Differences)
	}
	e := tiny(model.FusionConcat)
	wide := verify(t, e, saved(t, network(t, e, 7)), model.Options{})
	if wide.Against(read); *wide.Same || !strings.Contains(wide.Differences[0], "network") {
		t.Errorf("%v", wide.Differences)
	}
}

// TestTolerance wants all kernels of this processor to agree with the record of
// one, and a hash over rounded numbers would not do: it says how far they differ.
func TestTolerance(t *testing.T) {
	d := tiny(model.FusionAttention)
	n := network(t, d, 7)
	v := verify(t, d, saved(t, n), model.Options{})
	r, err := v.Record()
	if err != nil {
		t.Fatal(err)
	}
	b := nn.NewBuilder(n.Params, kernel.Portable())
	if err := d.Build(b, 1); err != nil {
		t.Fatal(err)
	}
	g, err := nn.Compile(b, nn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, page := range Fixed(d) {
		if err := g.Forward(page.Pixels); err != nil {
			t.Fatal(err)
		}
		y := g.Output(0)
		far, ok := r.Outputs[i].apart(&Answer{Mean: Number(mean(y)), Std: Number(deviation(y)), values: y})
		if !ok || far > Tolerance/5 {
			t.Errorf("%s: portable kernels differ by %g standard deviations", page.Name, far)
		}
	}
}

func TestReadRecordErrors(t *testing.T) {
	d := tiny(model.FusionMean)
	v := verify(t, d, saved(t, network(t, d, 7)), model.Options{})
	r, err := v.Record()
	if err != nil {
		t.Fatal(err)
	}
	whole, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string][2]string{
		"nothing":       {string(whole), ""},
		"cut":           {"}", ""},
		"version":       {`"version":1`, `"version":2`},
		"unknown field": {`"version":1`, `"version":1,"more":1`},
		"network":       {`"kind":"panel"`, `"kind":"other"`},
		"step":          {`"step":1`, `"step":0`},
		"length":        {`"length":54`, `"length":55`},
		"tail":          {`"version":1`, `"version":1}{"version":1`},
		"long":          {`"version":1`, `"version":1` + strings.Repeat(" ", MaxRecord)},
	} {
		text := strings.Replace(string(whole), c[0], c[1], 1)
		if text == string(whole) {
			t.Fatalf("%s: %s is not in %s", name, c[0], whole)
		}
		if _, err := ReadRecord(strings.NewReader(text)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := ReadRecord(bytes.NewReader(whole)); err != nil {
		t.Error(err)
	}
}

// FuzzReadRecord wants no panic, and what is taken to come back the same.
func FuzzReadRecord(f *testing.F) {
	d := tiny(model.FusionMean)
	v, err := Verify(d, saved(f, network(f, d, 7)), model.Options{}, Fixed(d)[:1])
	if err != nil {
		f.Fatal(err)
	}
	r, err := v.Record()
	if err != nil {
		f.Fatal(err)
	}
	whole, err := json.Marshal(r)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"version":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ReadRecord(bytes.NewReader(data))
		if err != nil {
			return
		}
		v.Against(r)
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadRecord(bytes.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	})
}
