package train

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

// tinyNetwork is a panel network that learns in milliseconds, with dropout.
const tinyNetwork = `{"kind":"panel","input":{"channels":3,"height":32,"width":32},"encoder":{"blocks":[1,1,1,1],"width":4},
	"panel":{"panels":2,"features":8,"hidden":8,"fusion":"concat","dropout":0.1,
	"decoder":{"kind":"transposed","channels":[8,8,8],"start":16,"leads":2,"samples":60}}}`

func decode(t testing.TB, text string) Config {
	t.Helper()
	c, err := Decode(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// busy uses all that has a state.
func busy(t testing.TB) Config {
	return decode(t, `{"network":`+tinyNetwork+`, "data":{"source":"sketches","count":14,"augment":0.5},
		"epochs":3, "batch":2, "accumulate":2, "ema":0.9, "clip":1, "log_every":2, "save_every":2,
		"optimizer":{"rate":0.01}, "schedule":{"kind":"plateau","factor":0.5,"warm_up":2},
		"losses":[{"name":"mse","weight":1},{"name":"adversarial","weight":0.01,"width":4}]}`)
}

func open(t testing.TB, c *Config, dir string) *data.Store {
	t.Helper()
	source, err := NewSource(c)
	if err != nil {
		t.Fatal(err)
	}
	store, err := data.Open(source, dir, 1, func() error { return nil }, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// quiet is a watcher that counts steps and may do something after one.
type quiet struct {
	steps int
	then  func(step int)
}

func (q *quiet) Started(int, int, int, data.Split) {}
func (q *quiet) Stepped(step int, _ float64) {
	q.steps++
	if q.then != nil {
		q.then(step)
	}
}
func (q *quiet) Ended(Epoch) {}

func files(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, name := range []string{FileState, FileBest, FileLog, FileResult} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		out[name] = text
	}
	return out
}

func same(t *testing.T, what string, got, want map[string][]byte) {
	t.Helper()
	for name, text := range want {
		if !bytes.Equal(got[name], text) {
			t.Errorf("%s: %s differs", what, name)
		}
	}
}

// TestResume wants the bits of one run, however often it was stopped and
// wherever: by steps, by a signal, and without having been able to save.
func TestResume(t *testing.T) {
	c, store := busy(t), t.TempDir()
	whole := t.TempDir()
	if _, err := Run(t.Context(), c, open(t, &c, store), Options{Dir: whole, Jobs: 1, Watch: &quiet{}}); err != nil {
		t.Fatal(err)
	}
	want := files(t, whole)

	pieces := t.TempDir()
	for step := 1; ; step++ {
		q := &quiet{}
		_, err := Run(t.Context(), c, open(t, &c, store), Options{Dir: pieces, Jobs: 2, StopAfter: step, Watch: q})
		if err == nil {
			break
		}
		if !errors.Is(err, ErrStopped) || q.steps != 1 {
			t.Fatalf("stopped after %d steps with %v, want one and ErrStopped", q.steps, err)
		}
	}
	same(t, "stopped after every step", files(t, pieces), want)

	killed := t.TempDir()
	for step := 1; step <= 8; step++ {
		ctx, cancel := context.WithCancel(t.Context())
		q := &quiet{then: func(s int) {
			if s < step {
				return
			}
			// What a killed process leaves: the state of an earlier step.
			old, _ := os.ReadFile(filepath.Join(killed, FileState))
			t.Cleanup(cancel)
			cancel()
			killedState(t, killed, old, step)
		}}
		_, err := Run(ctx, c, open(t, &c, store), Options{Dir: killed, Jobs: 2, Watch: q})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("cancelled at step %d: %v", step, err)
		}
		restore(t, killed)
	}
	if _, err := Run(t.Context(), c, open(t, &c, store), Options{Dir: killed, Jobs: 1, Watch: &quiet{}}); err != nil {
		t.Fatal(err)
	}
	same(t, "killed", files(t, killed), want)
}

// killedState keeps the state that there was before a run could save again, for
// restore. Odd steps lose what was saved at the end.
func killedState(t *testing.T, dir string, old []byte, step int) {
	t.Helper()
	if step%2 == 0 || old == nil {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, "old"), old, 0o666); err != nil {
		t.Error(err)
	}
}

func restore(t *testing.T, dir string) {
	t.Helper()
	old, err := os.ReadFile(filepath.Join(dir, "old"))
	if err != nil {
		return
	}
	if err := errors.Join(os.WriteFile(filepath.Join(dir, FileState), old, 0o666),
		os.WriteFile(filepath.Join(dir, "."+FileState+".123"), old[:9], 0o666), os.Remove(filepath.Join(dir, "old"))); err != nil {
		t.Fatal(err)
	}
}

// TestFolderOfAnother wants a state of another run to be refused.
func TestFolderOfAnother(t *testing.T) {
	c, store, dir := busy(t), t.TempDir(), t.TempDir()
	_, err := Run(t.Context(), c, open(t, &c, store), Options{Dir: dir, StopAfter: 1, Watch: &quiet{}})
	if !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
	other := c
	other.Seed++
	if _, err := Run(t.Context(), other, open(t, &c, store), Options{Dir: dir, Watch: &quiet{}}); err == nil || !strings.Contains(err.Error(), "another configuration") {
		t.Errorf("another seed: %v", err)
	}
	more := c
	more.Data.Count++
	if _, err := Run(t.Context(), c, open(t, &more, store), Options{Dir: dir, Watch: &quiet{}}); err == nil || !strings.Contains(err.Error(), "other examples") {
		t.Errorf("other examples: %v", err)
	}
}

// TestBusy wants a folder to have one run at a time: a second one leaves alone
// what the first is writing.
func TestBusy(t *testing.T) {
	c, dir := busy(t), t.TempDir()
	store := open(t, &c, t.TempDir())
	half := filepath.Join(dir, "."+FileCard+".123")
	second := errors.New("did not run")
	_, err := Run(t.Context(), c, store, Options{Dir: dir, StopAfter: 1, Watch: &quiet{then: func(int) {
		if err := os.WriteFile(half, nil, 0o666); err != nil {
			t.Error(err)
		}
		_, second = Run(t.Context(), c, store, Options{Dir: dir, StopAfter: 1, Watch: &quiet{}})
	}}})
	if !errors.Is(err, ErrStopped) || !errors.Is(second, ErrBusy) {
		t.Errorf("the first run: %v, the second: %v", err, second)
	}
	if _, err := os.Stat(half); err != nil {
		t.Errorf("the second run removed what the first writes: %v", err)
	}
	if _, err := Run(t.Context(), c, store, Options{Dir: dir, StopAfter: 2, Watch: &quiet{}}); !errors.Is(err, ErrStopped) {
		t.Errorf("afterwards: %v", err)
	}
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was left half written is still there (%v)", err)
	}
}

// TestLearns wants a network to learn what it is shown, far better than a flat
// line, and patience to end a run that learns no more.
func TestLearns(t *testing.T) {
	c := decode(t, `{"network":`+strings.Replace(tinyNetwork, `"dropout":0.1,`, "", 1)+`, "data":{"source":"sketches","count":6},
		"epochs":200, "patience":20, "optimizer":{"rate":0.01}, "schedule":{"kind":"cosine","warm_up":5}}`)
	r, err := Run(t.Context(), c, open(t, &c, t.TempDir()), Options{Dir: t.TempDir(), Watch: &quiet{}})
	if err != nil {
		t.Fatal(err)
	}
	last := r.Epochs[len(r.Epochs)-1]
	if first := r.Epochs[0]; !(last.Train < first.Train/4) {
		t.Errorf("training loss goes from %g to %g only", first.Train, last.Train)
	}
	if !r.Early || len(r.Epochs) != r.BestEpoch+20 {
		t.Errorf("%d epochs, the best is %d, early %v", len(r.Epochs), r.BestEpoch, r.Early)
	}
	for _, e := range r.Epochs {
		if e.Validation.Loss < r.Epochs[r.BestEpoch-1].Validation.Loss {
			t.Errorf("epoch %d is better than the best, %d", e.Number, r.BestEpoch)
		}
	}
	if got, want := r.Valid.Loss, r.Epochs[r.BestEpoch-1].Validation.Loss; got != want {
		t.Errorf("the checkpoint has a validation loss of %g, the best epoch had %g", got, want)
	}
	if r.Examples != (Counts{4, 1, 1}) || r.Spread == nil || math.Abs(r.Spread.RedBlue) > 1 {
		t.Errorf("result: %+v", r)
	}
}

// newBatch makes a trainer with a batch of two examples.
func newBatch(t *testing.T, c *Config) (*trainer, *data.Batch) {
	t.Helper()
	d, err := c.Network.Get()
	if err != nil {
		t.Fatal(err)
	}
	n, err := model.New(d, 1)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := newTrainer(c, n, nil)
	if err != nil {
		t.Fatal(err)
	}
	store := open(t, c, t.TempDir())
	b := data.NewBatch(store.Size(), 2)
	for k := range 2 {
		e, err := store.Get(k, 0)
		if err != nil {
			t.Fatal(err)
		}
		b.Set(k, &e)
	}
	return tr, b
}

// TestDiverged wants a loss that is no number to end training, and to say what
// to do.
func TestDiverged(t *testing.T) {
	c := busy(t)
	tr, b := newBatch(t, &c)
	b.Target[3], b.Mask[3] = float32(math.Inf(1)), 1
	if _, _, err := tr.batch(b, 6, 0.1); !errors.Is(err, ErrDiverged) || !strings.Contains(err.Error(), "step 7") {
		t.Errorf("error %v, want ErrDiverged at step 7", err)
	}
}

// TestSkipped wants gradients that are not finite to change nothing, to be
// counted, and to end a run that has nothing else.
func TestSkipped(t *testing.T) {
	c := busy(t)
	tr, b := newBatch(t, &c)
	for k := range 2 {
		if _, _, err := tr.batch(b, k/2, 1e-3); err != nil || tr.skipped {
			t.Fatalf("a good step: %v, skipped %v", err, tr.skipped)
		}
	}
	p := tr.network.Params.All()[0]
	before := p.Value[0]
	p.Grad[0] = float32(math.Inf(1))
	if tr.update(0.1); !tr.skipped || p.Value[0] != before {
		t.Errorf("an endless gradient: skipped %v, parameter from %g to %g", tr.skipped, before, p.Value[0])
	}
	var at position
	for k := range 2*maxSkipped - 1 {
		if err := at.note(k != maxSkipped-1); err != nil {
			t.Fatalf("step %d: %v", k, err)
		}
	}
	if err := at.note(true); err == nil || at.Skipped != 2*maxSkipped-1 {
		t.Errorf("%d in a row: %v; %d in all", at.InRow, err, at.Skipped)
	}
}

// TestStopAfter wants steps in all to be counted, also by a run that goes on,
// and a rise that is longer than the run to be refused.
func TestStopAfter(t *testing.T) {
	c, dir := busy(t), t.TempDir()
	store := open(t, &c, t.TempDir())
	for _, want := range []int{2, 0} {
		q := &quiet{}
		if _, err := Run(t.Context(), c, store, Options{Dir: dir, StopAfter: 2, Watch: q}); !errors.Is(err, ErrStopped) || q.steps != want {
			t.Errorf("%d steps (%v), want %d", q.steps, err, want)
		}
	}
	c.Schedule.WarmUp = 9
	if _, err := Run(t.Context(), c, store, Options{Dir: t.TempDir(), Watch: &quiet{}}); err == nil || !strings.Contains(err.Error(), "warm_up: 9 steps are all of the 9") {
		t.Errorf("a rise as long as the run: %v", err)
	}
}

// TestStepAllocatesNothing wants steps to live in memory that is there.
func TestStepAllocatesNothing(t *testing.T) {
	c := busy(t)
	c.Losses = append(c.Losses, Term{Name: LossGradient, Weight: 1}, Term{Name: LossBounds, Weight: 1, Low: []float64{-1}, High: []float64{1}},
		Term{Name: LossCorrelation, Weight: 1}, Term{Name: LossSpectral, Weight: 1, Windows: []int{8}}, Term{Name: LossSNR, Weight: 0.01})
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	tr, b := newBatch(t, &c)
	step := 0
	make := func() {
		if _, _, err := tr.batch(b, step/2, 1e-3); err != nil {
			t.Fatal(err)
		}
		step++
	}
	make()
	make()
	if n := testing.AllocsPerRun(6, make); n != 0 {
		t.Errorf("a batch allocates %g times", n)
	}
}
