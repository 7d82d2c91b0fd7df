package train

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

func TestDefaults(t *testing.T) {
	c := decode(t, `{}`)
	if !reflect.DeepEqual(c, Default()) {
		t.Errorf("an empty configuration is %+v", c)
	}
	if c.Optimizer != (Optimizer{Kind: "adamw", Rate: 1e-4, Decay: 1e-5}) || c.Batch != 1 || c.Epochs != 10 || c.Losses[0].Name != "mse" {
		t.Errorf("the defaults are not those of the prototype: %+v", c)
	}
	// Terms do not take over what the default has.
	if _, err := Decode(strings.NewReader(`{"losses":[{"name":"snr"}]}`)); err == nil || !strings.Contains(err.Error(), "losses[0].weight") {
		t.Errorf("a term without weight: %v", err)
	}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if again := decode(t, string(text)); !reflect.DeepEqual(again, c) {
		t.Errorf("%s is read as %+v", text, again)
	}
}

func TestConfigErrors(t *testing.T) {
	for text, want := range map[string]string{
		`{"epoch":3}`:                                             `unknown field "epoch"`,
		`{"data":{"sed":3}}`:                                      `unknown field "sed"`,
		`{"network":{"kind":7}}`:                                  `kind`,
		`{"network":"panels"}`:                                    `no network "panels"`,
		`{"network":"resnet18"}`:                                  `nothing to learn`,
		`{"epochs":"many"}`:                                       `"epochs" cannot be a string`,
		`{} {}`:                                                   `follows`,
		`{"epochs":0}`:                                            `epochs: 0`,
		`{"batch":0}`:                                             `batch`,
		`{"optimizer":{"rate":0}}`:                                `optimizer.rate`,
		`{"optimizer":{"kind":"adam"}}`:                           `"adam" is not one of adamw, sgd`,
		`{"optimizer":{"momentum":0.9}}`:                          `is for sgd`,
		`{"schedule":{"kind":"step"}}`:                            `schedule.kind`,
		`{"schedule":{"kind":"plateau"}}`:                         `schedule.factor`,
		`{"schedule":{"factor":0.5}}`:                             `for plateau`,
		`{"data":{"source":"crops"}}`:                             `crops are for networks of kind unet`,
		`{"data":{"validation":0}}`:                               `data.validation`,
		`{"data":{"validation":0.5,"test":0.5}}`:                  `nothing to train on`,
		`{"data":{"folds":1}}`:                                    `data.folds`,
		`{"data":{"folds":3,"fold":4}}`:                           `data.fold`,
		`{"data":{"augment":2}}`:                                  `data.augment`,
		`{"data":{"validation_records":["a"]}}`:                   `a given split needs`,
		`{"losses":[{"name":"adversarial","weight":1}]}`:          `adversarial alone`,
		`{"schedule":{"kind":"cosine","last":0.1}}`:               `schedule.last: 0.1 is above optimizer.rate`,
		`{"schedule":{"kind":"plateau","factor":0.5,"last":0.1}}`: `schedule.last`,
		`{"losses":[{"name":"bounds","weight":1,"low":[2],"high":[1]}]}`:                       `2 is above 1`,
		`{"losses":[{"name":"bounds","weight":1,"low":[0,0,0,0,0,0,0,0,0,0,0,3],"high":[1]}]}`: `3 is above 1`,
		`{"losses":[]}`: `losses: name`,
		`{"losses":[{"name":"dice","weight":1}]}`:                          `losses[0].name`,
		`{"losses":[{"name":"mse","weight":1},{"name":"mse","weight":2}]}`: `twice`,
		`{"losses":[{"name":"bounds","weight":1,"low":[1,2],"high":[3]}]}`: `each of 12 leads`,
		`{"losses":[{"name":"spectral","weight":1,"windows":[9]}]}`:        `losses[0].windows`,
		`{"losses":[{"name":"mse","weight":1,"windows":[8]}]}`:             `for spectral`,
	} {
		if _, err := Decode(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// TestConfigs wants the configurations that come with the program to be whole.
func TestConfigs(t *testing.T) {
	names, err := filepath.Glob("../../configs/*.json")
	if err != nil || len(names) < 6 {
		t.Fatalf("%d configurations (%v)", len(names), err)
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Decode(f)
		f.Close()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := NewSource(&c); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestGivenSplit wants records of three lists to go to three parts, and patterns
// without a record to be named.
func TestGivenSplit(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a1", "a2", "b1", "c1"} {
		if err := os.WriteFile(filepath.Join(dir, name+".hea"), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	d := Data{Records: []string{dir + "/a*.hea"}, ValidationRecords: []string{dir + "/b1.hea"}, TestRecords: []string{dir + "/c*.hea"}}
	all, parts, err := d.records()
	if err != nil || len(all) != 4 || parts != [3]int{2, 1, 1} {
		t.Fatalf("%v, %v, %v", all, parts, err)
	}
	if s := given(parts); !reflect.DeepEqual(s, data.Split{Train: []int{0, 1}, Validation: []int{2}, Test: []int{3}}) {
		t.Errorf("split %+v", s)
	}
	d.TestRecords = []string{dir + "/d*.hea"}
	if _, _, err := d.records(); err == nil || !strings.Contains(err.Error(), "/d*.hea") {
		t.Errorf("no such record: %v", err)
	}
}

// TestSplitOfNoFold wants folds not to be taken for one split, in which nothing
// validates.
func TestSplitOfNoFold(t *testing.T) {
	c := decode(t, `{"network":`+tinyNetwork+`, "data":{"source":"sketches","count":6,"folds":2}}`)
	store := open(t, &c, t.TempDir())
	if _, err := split(&c, store); err == nil || !strings.Contains(err.Error(), "name one") {
		t.Errorf("all folds at once: %v", err)
	}
	c.Data.Fold = 2
	if s, err := split(&c, store); err != nil || len(s.Validation) == 0 {
		t.Errorf("one fold is %+v (%v)", s, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`{"network":"panel","losses":[{"name":"spectral","weight":1,"windows":[64],"log":0.5}]}`)
	f.Add(`{"network":` + tinyNetwork + `,"data":{"source":"sketches","folds":3}}`)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Decode(strings.NewReader(text))
		if err != nil {
			return
		}
		again, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		d := decode(t, string(again))
		if last, err := json.Marshal(d); err != nil || string(last) != string(again) {
			t.Fatalf("%s is written as %s, then as %s (%v)", text, again, last, err)
		}
	})
}

func TestRates(t *testing.T) {
	for _, c := range []struct {
		s    Schedule
		want map[int]float64
	}{
		{Schedule{Kind: "constant"}, map[int]float64{0: 1, 99: 1}},
		{Schedule{Kind: "constant", WarmUp: 4}, map[int]float64{0: 0.25, 3: 1, 50: 1}},
		{Schedule{Kind: "cosine", Last: 0.2}, map[int]float64{0: 1, 50: 0.6, 100: 0.2}},
		{Schedule{Kind: "cosine", WarmUp: 20}, map[int]float64{9: 0.5, 20: 1, 60: 0.5, 100: 0}},
		{Schedule{Kind: "one_cycle"}, map[int]float64{0: 0.04, 29: 1, 99: 0.04e-4}},
	} {
		r := newRates(c.s, 1, 100)
		for step, want := range c.want {
			if got := r.at(step); math.Abs(got-want) > 1e-9 {
				t.Errorf("%+v: step %d has the rate %g, want %g", c.s, step, got, want)
			}
		}
	}
	r := newRates(Schedule{Kind: "plateau", Factor: 0.1, Patience: 1}, 1, 100)
	for i, want := range []float64{1, 1, 0.1, 0.1, 0.01} {
		if r.observe(5); math.Abs(r.at(i)-want) > 1e-12 {
			t.Errorf("after %d losses the rate is %g, want %g", i+1, r.at(i), want)
		}
	}
}

// TestTerms holds the gradients of all terms against central differences, for
// targets with gaps.
func TestTerms(t *testing.T) {
	signals := decode(t, `{"network":{"kind":"panel","input":{"channels":3,"height":32,"width":32},"encoder":{"blocks":[1,1,1,1],"width":4},
		"panel":{"panels":1,"features":4,"hidden":4,"fusion":"mean","decoder":{"kind":"transposed","channels":[4,4],"start":16,"leads":6,"samples":32}}}, "data":{"source":"sketches"}}`)
	maps := decode(t, `{"network":{"kind":"unet","input":{"channels":3,"height":32,"width":32},"encoder":{"blocks":[1,1,1,1],"width":4},
		"unet":{"channels":[4,4,4,4,4],"outputs":1}}, "data":{"source":"crops"},"losses":[{"name":"bce","weight":1}]}`)
	for _, c := range []struct {
		config Config
		terms  []Term
		n      int
	}{
		{signals, []Term{{Name: LossMSE}, {Name: LossGradient}, {Name: LossBounds, Low: []float64{-0.2}, High: []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6}},
			{Name: LossCorrelation}, {Name: LossEinthoven}, {Name: LossSpectral, Windows: []int{8, 4}}, {Name: LossSNR}}, 2 * 6 * 32},
		{maps, []Term{{Name: LossMSE}, {Name: LossBCE}, {Name: LossDice}, {Name: LossCrossEntropy}, {Name: LossJensenShannon}}, 2 * 32 * 32},
	} {
		for _, term := range c.terms {
			t.Run(term.Name, func(t *testing.T) {
				l, err := newLoss(term, *c.config.Network.Description)
				if err != nil {
					t.Fatal(err)
				}
				checkTerm(t, l, c.n, term.Name != LossCrossEntropy && term.Name != LossJensenShannon)
			})
		}
	}
}

// checkTerm checks one; single says that the mask hides single numbers.
func checkTerm(t *testing.T, l loss, n int, single bool) {
	rng := rand.New(rand.NewPCG(3, 4))
	b := &data.Batch{Target: make([]float32, n), Mask: make([]float32, n)}
	p, g, none := make([]float32, n), make([]float32, n), make([]float32, n)
	for i := range p {
		p[i], b.Target[i] = float32(rng.NormFloat64()/2), float32(rng.Float64())
		if i%37 > 5 {
			b.Mask[i] = 1
		}
	}
	if v := l(g, p, b, 0.7); v == 0 {
		t.Fatal("the loss is zero")
	}
	var d, size float64
	for i, v := range p {
		if single && b.Mask[i] == 0 && g[i] != 0 {
			t.Fatalf("number %d is masked and has the gradient %g", i, g[i])
		}
		if i%7 != 3 {
			continue
		}
		p[i] = v + 1e-4
		up, x := l(none, p, b, 0.7), float64(p[i])
		p[i] = v - 1e-4
		want := (up - l(none, p, b, 0.7)) / (x - float64(p[i]))
		p[i] = v
		d += (float64(g[i]) - want) * (float64(g[i]) - want)
		size += want * want
	}
	if e := math.Sqrt(d / size); !(e < 1e-3) {
		t.Errorf("gradient has a relative error of %g", e)
	}
}

// TestCritic wants the gradient of the wish to please, and a discriminator that
// learns to tell sines from noise.
func TestCritic(t *testing.T) {
	s := kernel.Shape{N: 2, C: 2, H: 1, W: 64}
	c, err := newCritic(Term{Weight: 1, Width: 4, Rate: 0.01}, s, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	n := s.N * s.C * s.W
	b := &data.Batch{Target: make([]float32, n), Mask: make([]float32, n)}
	p, g := make([]float32, n), make([]float32, n)
	for i := range p {
		p[i], b.Target[i] = float32(rng.NormFloat64()), float32(math.Sin(float64(i)/3))
		if i%64 > 7 {
			b.Mask[i] = 1
		}
	}
	if _, err := c.fool(g, p, b, 1); err != nil {
		t.Fatal(err)
	}
	value := func() float64 {
		v, err := c.judge(p, b.Mask, true, 1)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, i := range []int{3, 20, 77, 130, 255} {
		v := p[i]
		p[i] = v + 0.02
		up := value()
		p[i] = v - 0.02
		want := (up - value()) / 0.04
		p[i] = v
		if math.Abs(float64(g[i])-want) > 2e-2*math.Abs(want)+1e-6 {
			t.Errorf("gradient %d is %g, want %g", i, g[i], want)
		}
	}
	for range 100 {
		if err := c.learn(p, b); err != nil {
			t.Fatal(err)
		}
	}
	if v := value(); !(v > 2) {
		t.Errorf("after learning, taking noise for real costs %g only", v)
	}
	if v, err := c.judge(b.Target, b.Mask, true, 1); err != nil || !(v < 0.2) {
		t.Errorf("after learning, taking sines for real costs %g (%v)", v, err)
	}
}

func TestSpreadTells(t *testing.T) {
	in := model.Input{Channels: 3, Height: 32, Width: 32}
	red, blue := stripes(3*32*32, in, 0, 32), stripes(3*32*32, in, 2, 4)
	if c := correlation(red, blue, nil, nil); !(c < 0) {
		t.Errorf("red and blue correlate %g", c)
	}
	if c := correlation(red, red, nil, nil); math.Abs(c-1) > 1e-12 {
		t.Errorf("a picture correlates %g with itself", c)
	}
	a, b := []float32{1, 2, 3, 9}, []float32{3, 2, 1, 9}
	if c := correlation(a, b, []float32{1, 1, 1, 0}, []float32{1, 1, 1, 1}); math.Abs(c+1) > 1e-12 {
		t.Errorf("under a mask the correlation is %g, want -1", c)
	}
	if c := correlation(make([]float32, 4), a, nil, nil); c != 1 {
		t.Errorf("an output that is always the same correlates %g", c)
	}
}

func TestScores(t *testing.T) {
	b := &data.Batch{Target: []float32{3, 4, 7}, Mask: []float32{1, 1, 0}}
	if v := snr([]float32{0, 0, 0}, b); v != 0 {
		t.Errorf("a flat line has %g dB", v)
	}
	if v := snr([]float32{3, 4.5, 0}, b); math.Abs(v-20) > 1e-9 {
		t.Errorf("SNR is %g, want 20", v)
	}
	m := &data.Batch{Target: []float32{1, 0, 1}, Mask: []float32{1, 1, 0}}
	if v := dice([]float32{99, -99, -99}, m); math.Abs(v-1) > 1e-9 {
		t.Errorf("Dice of a right map is %g", v)
	}
	if v := dice([]float32{-99, 99, 0}, m); math.Abs(v-1.0/3) > 1e-9 {
		t.Errorf("Dice of a wrong map is %g, want 1/3", v)
	}
}

// TestEnsembles averages weights and outputs.
func TestEnsembles(t *testing.T) {
	c := decode(t, `{"network":`+tinyNetwork+`, "data":{"source":"sketches","count":5}}`)
	var sets []*weights.Set
	for seed := range uint64(2) {
		n, err := model.New(*c.Network.Description, seed)
		if err != nil {
			t.Fatal(err)
		}
		s, err := model.Save(n.Params)
		if err != nil {
			t.Fatal(err)
		}
		sets = append(sets, s)
	}
	mean, err := AverageWeights(sets)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range mean.Tensors {
		a, _ := sets[0].Lookup(x.Name)
		b, _ := sets[1].Lookup(x.Name)
		for i := range x.Len() {
			if want := (a.At(i) + b.At(i)) / 2; math.Abs(x.At(i)-want) > 1e-6 {
				t.Fatalf("%s[%d] is %g, want %g", x.Name, i, x.At(i), want)
			}
		}
	}
	store := open(t, &c, t.TempDir())
	score := func(sets ...*weights.Set) float64 {
		e, err := Evaluate(t.Context(), &c, store, PartTrain, sets, 1)
		if err != nil {
			t.Fatal(err)
		}
		return e.Loss
	}
	one, two, both := score(sets[0]), score(sets[1]), score(sets...)
	// The square is convex: the mean of outputs does better than the mean of
	// losses.
	if !(both < (one+two)/2) {
		t.Errorf("losses %g and %g, of the mean output %g", one, two, both)
	}
	if again := score(sets[0], sets[0]); math.Abs(again-one) > 1e-9 {
		t.Errorf("twice the same network has the loss %g, want %g", again, one)
	}
	if _, err := AverageWeights(sets[:1]); err == nil {
		t.Error("one checkpoint has an average")
	}
	other := &weights.Set{Tensors: sets[0].Tensors[1:]}
	if _, err := AverageWeights([]*weights.Set{sets[0], other}); err == nil {
		t.Error("checkpoints of different networks have an average")
	}
	if _, err := Evaluate(t.Context(), &c, store, PartTest, []*weights.Set{other}, 1); err == nil {
		t.Error("a checkpoint that lacks a tensor is measured")
	}
}

func TestKeepLines(t *testing.T) {
	lines := []string{`{"kind":"steps","step":2}`, `{"kind":"epoch","step":3,"epoch":1}`, `{"kind":"steps","step":4}`, `{"kind":"steps","st`}
	text := []byte(strings.Join(lines, "\n"))
	for _, c := range []struct{ steps, epochs, want int }{{0, 0, 0}, {2, 0, 1}, {3, 0, 1}, {3, 1, 2}, {9, 9, 3}} {
		if got := strings.Count(string(keepLines(text, c.steps, c.epochs)), "\n"); got != c.want {
			t.Errorf("%d steps and %d epochs keep %d lines, want %d", c.steps, c.epochs, got, c.want)
		}
	}
}

func TestSummarise(t *testing.T) {
	var all []*Result
	for _, v := range []float64{1, 2, 3} {
		q := -v
		all = append(all, &Result{Valid: Score{Loss: v, SNR: &q}})
	}
	c := Summarise(all)
	if got, want := fmt.Sprint(c.Loss, c.Quality), "{2 1} {-2 1}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
