package data

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// people are groups of n patients with a few examples each.
func people(n int) (groups, keys []string) {
	for i := range n {
		for range i%3 + 1 {
			groups = append(groups, fmt.Sprintf("patient-%d", i))
			keys = append(keys, fmt.Sprintf("signal-%d", len(keys)))
		}
	}
	return groups, keys
}

// TestSplit wants all examples once, shares as asked, and nobody in two parts.
func TestSplit(t *testing.T) {
	groups, keys := people(100)
	s, err := SplitGroups(groups, Parts{Validation: 0.15, Test: 0.15}, 7)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(groups, keys); err != nil {
		t.Error(err)
	}
	all := slices.Sorted(slices.Values(slices.Concat(s.Train, s.Validation, s.Test)))
	for i, v := range all {
		if i != v || len(all) != len(groups) {
			t.Fatalf("%d examples of %d are split, number %d is %d", len(all), len(groups), i, v)
		}
	}
	for _, part := range [][]int{s.Validation, s.Test} {
		if share := float64(len(part)) / float64(len(groups)); share < 0.12 || share > 0.17 {
			t.Errorf("a part has a share of %g", share)
		}
	}
	other, err := SplitGroups(groups, Parts{Validation: 0.15, Test: 0.15}, 8)
	if err != nil || reflect.DeepEqual(other, s) {
		t.Errorf("another seed splits alike (%v)", err)
	}
	if _, err := SplitGroups(groups[:3], Parts{Validation: 0.15, Test: 0.15}, 7); err == nil {
		t.Error("two patients are split into three parts")
	}
	few, err := SplitGroups([]string{"a", "b", "c"}, Parts{Validation: 0.15, Test: 0.15}, 1)
	if err != nil || len(few.Train) != 1 || len(few.Validation) != 1 || len(few.Test) != 1 {
		t.Errorf("three patients are split into %+v (%v)", few, err)
	}
}

// TestFolds wants every example that is not for testing to validate once.
func TestFolds(t *testing.T) {
	groups, keys := people(40)
	var seen []int
	var test []int
	for k := range 5 {
		s, err := SplitGroups(groups, Parts{Test: 0.15, Folds: 5, Fold: k}, 7)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Check(groups, keys); err != nil {
			t.Error(err)
		}
		if k > 0 && !slices.Equal(s.Test, test) {
			t.Error("folds have different test examples")
		}
		test = s.Test
		seen = append(seen, s.Validation...)
	}
	seen = append(seen, test...)
	slices.Sort(seen)
	for i, v := range seen {
		if i != v || len(seen) != len(groups) {
			t.Fatalf("%d of %d examples validate or test", len(seen), len(groups))
		}
	}
}

func TestLeaks(t *testing.T) {
	s := Split{Train: []int{0, 1}, Validation: []int{2}, Test: []int{3}}
	groups, keys := []string{"a", "b", "c", "d"}, []string{"1", "2", "3", "4"}
	if err := s.Check(groups, keys); err != nil {
		t.Error(err)
	}
	err := s.Check([]string{"a", "b", "b", "d"}, keys)
	if !errors.Is(err, ErrLeak) || !strings.Contains(err.Error(), `"b"`) {
		t.Errorf("one patient in two parts: %v", err)
	}
	err = s.Check(groups, []string{"1", "2", "3", "1"})
	if !errors.Is(err, ErrLeak) || !strings.Contains(err.Error(), `"d" in test has the same signals as "a" in training`) {
		t.Errorf("one signal in two parts: %v", err)
	}
	if err := s.Check(groups, []string{"", "", "", ""}); err != nil {
		t.Errorf("signals that are not known: %v", err)
	}
	if err := s.Check(groups, []string{"1", "1", "3", "4"}); err != nil {
		t.Errorf("one signal twice in a part: %v", err)
	}
}

func TestOrder(t *testing.T) {
	a, b := Order(5, 8, 1, 0), Order(5, 8, 1, 1)
	for _, o := range [][]int{a, b} {
		first := slices.Sorted(slices.Values(o[:5]))
		if !slices.Equal(first, []int{0, 1, 2, 3, 4}) || !slices.Equal(o[5:], o[:3]) {
			t.Errorf("order %v", o)
		}
	}
	if slices.Equal(a, b) || slices.Equal(a, Order(5, 8, 2, 0)) {
		t.Error("epochs or seeds have the same order")
	}
}

func TestVersion(t *testing.T) {
	again := 0
	for i := range 1000 {
		if Version(0.3, 1, 0, i) != 0 || Version(0, 1, 4, i) != 0 || Version(1, 1, 4, i) != 4 {
			t.Fatalf("example %d: the first epoch, no share or the whole share", i)
		}
		if v := Version(0.3, 1, 2, i); v == 2 {
			again++
		} else if v != 0 {
			t.Fatalf("version %d", v)
		}
	}
	if again < 250 || again > 350 {
		t.Errorf("%d of 1000 are drawn anew, want 300", again)
	}
}

// counted is a source that counts what it draws.
type counted struct {
	drawn atomic.Int64
	bad   bool
}

func (c *counted) Len() int    { return 6 }
func (c *counted) Size() Size  { return Size{4, 2} }
func (c *counted) Key() string { return "counted" }
func (c *counted) Draw(i int, version uint64) (Example, error) {
	c.drawn.Add(1)
	if c.bad {
		return Example{}, errors.New("no ink left")
	}
	v := float32(i) + float32(version)/8
	return Example{Pixels: []uint8{uint8(i), 1, 2, 255}, Target: []float32{v, -v}, Mask: []uint8{1, 0}, Group: fmt.Sprint(i / 2), Key: fmt.Sprint(i)}, nil
}

func openCounted(c *counted, dir string) (*Store, error) {
	return Open(c, dir, 2, func() error { return nil }, func(int) {})
}

// TestStore wants examples to be drawn once, and to come back as they were.
func TestStore(t *testing.T) {
	dir, c := t.TempDir(), &counted{}
	s, err := openCounted(c, dir)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Groups(), []string{"0", "0", "1", "1", "2", "2"}) || !slices.Equal(s.Keys(), []string{"0", "1", "2", "3", "4", "5"}) {
		t.Errorf("groups %v, keys %v", s.Groups(), s.Keys())
	}
	want, _ := c.Draw(3, 0)
	c.drawn.Store(0)
	if s, err = openCounted(c, dir); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Get(3, 0); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("example 3 is %+v (%v), want %+v", got, err, want)
	}
	if n := c.drawn.Load(); n != 0 {
		t.Errorf("%d examples are drawn again", n)
	}
	if got, err := s.Get(3, 5); err != nil || got.Target[0] != 3.625 {
		t.Errorf("version 5 is %+v (%v)", got, err)
	}
	half := filepath.Join(s.dir, ".000004.safetensors.123")
	if err := os.WriteFile(half, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	busy := s.lock()
	if err := busy.RLock(); err != nil {
		t.Fatal(err)
	}
	if _, err := openCounted(c, dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(half); err != nil {
		t.Errorf("what another run writes is gone: %v", err)
	}
	busy.Close()
	if _, err := openCounted(c, dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what a killed run left is still there (%v)", err)
	}
	damage(t, filepath.Join(dir, "*", "000003.safetensors"))
	if got, err := s.Get(3, 0); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("after damage example 3 is %+v (%v)", got, err)
	}
}

func damage(t *testing.T, pattern string) {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) != 1 {
		t.Fatalf("%v, %v", names, err)
	}
	if err := os.WriteFile(names[0], []byte("not what it was"), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestStoreStops wants errors of a source and of the caller, and what was drawn
// before to be kept.
func TestStoreStops(t *testing.T) {
	if _, err := openCounted(&counted{bad: true}, t.TempDir()); err == nil || !strings.Contains(err.Error(), "example 0: no ink left") {
		t.Errorf("a source that fails: %v", err)
	}
	dir, c, enough := t.TempDir(), &counted{}, errors.New("enough")
	done := 0
	_, err := Open(c, dir, 1, func() error {
		if done == 2 {
			return enough
		}
		return nil
	}, func(int) { done++ })
	if !errors.Is(err, enough) {
		t.Errorf("stopped with %v", err)
	}
	before := c.drawn.Load()
	if _, err := openCounted(c, dir); err != nil || c.drawn.Load() != 6 {
		t.Errorf("%d examples drawn, then %d in all (%v), want 6", before, c.drawn.Load(), err)
	}
}

func TestExampleCheck(t *testing.T) {
	good := Example{Pixels: []uint8{1}, Target: []float32{1}, Mask: []uint8{1}}
	if err := good.Check(Size{1, 1}); err != nil {
		t.Error(err)
	}
	nan := good
	nan.Target = []float32{good.Target[0] * 0 / (good.Target[0] - 1)}
	odd := good
	odd.Mask = []uint8{2}
	for _, e := range []*Example{{}, &nan, &odd} {
		if e.Check(Size{1, 1}) == nil {
			t.Errorf("%+v passes", e)
		}
	}
}

func TestLevels(t *testing.T) {
	b := NewBatch(Size{3, 1}, 2)
	e := Example{Pixels: []uint8{0, 51, 255}, Target: []float32{7}, Mask: []uint8{1}}
	b.Set(1, &e)
	if want := []float32{0, 0, 0, -1, -0.6, 1}; !slices.EqualFunc(b.Input, want, func(a, b float32) bool { return a-b < 1e-6 && b-a < 1e-6 }) {
		t.Errorf("input %v, want %v", b.Input, want)
	}
	if b.Target[1] != 7 || b.Mask[1] != 1 || b.Mask[0] != 0 {
		t.Errorf("targets %v, masks %v", b.Target, b.Mask)
	}
	for v := range 256 {
		if got := Level(levels[v]); int(got) != v {
			t.Fatalf("byte %d comes back as %d", v, got)
		}
	}
}

func TestFingerprint(t *testing.T) {
	a := []float32{0.5, -1.25, 3}
	if Fingerprint(a) != Fingerprint([]float32{0.50001, -1.25, 3}) || Fingerprint(a) == Fingerprint([]float32{0.5, -1.25, 3.001}) {
		t.Error("fingerprints are too fine or too coarse")
	}
}

// sketchNetwork is what sketches are for.
func sketchNetwork() model.Description {
	return model.Description{Kind: model.KindPanel, Input: model.Input{Channels: 3, Height: 32, Width: 48}, Encoder: model.Encoder{Blocks: []int{1, 1, 1, 1}, Width: 4},
		Panel: &model.Panel{Panels: 3, Features: 8, Hidden: 8, Fusion: model.FusionMean,
			Decoder: model.PanelSignal{Kind: model.DecoderTransposed, Channels: []int{4, 4}, Start: 50, Leads: 3, Samples: 100}}}
}

// TestSketches wants curves where the signals are: in most columns of a panel
// the darkest pixel is as high as the target says.
func TestSketches(t *testing.T) {
	s, err := NewSketches(sketchNetwork(), 4, 9, 2)
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.Draw(2, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Check(s.Size()); err != nil {
		t.Fatal(err)
	}
	again, err := s.Draw(2, 0)
	if err != nil || !reflect.DeepEqual(again, e) {
		t.Errorf("drawn twice, an example differs (%v)", err)
	}
	other, err := s.Draw(2, 1)
	if err != nil || other.Group != e.Group || other.Key != e.Key || slices.Equal(other.Pixels, e.Pixels) {
		t.Errorf("another version is of another heart, or the same picture (%v)", err)
	}
	for lead := range 3 {
		var high, value []float64
		for x := range 48 {
			best, row := 256, 0
			for y := range 32 {
				if v := int(e.Pixels[(lead*3+1)*32*48+y*48+x]); v < best {
					best, row = v, y
				}
			}
			mean := 0.0
			for k := x * 100 / 48; k < (x+1)*100/48; k++ {
				mean += float64(e.Target[lead*100+k]) / float64((x+1)*100/48-x*100/48)
			}
			high, value = append(high, -float64(row)), append(value, mean)
		}
		if r := pearson(high, value); !(r > 0.6) {
			t.Errorf("lead %d: curve and signal correlate %.2f", lead, r)
		}
	}
	bad := sketchNetwork()
	bad.Panel.Panels = 13
	if _, err := NewSketches(bad, 1, 1, 2); err == nil {
		t.Error("13 panels are sketched")
	}
	if _, err := NewSketches(sketchNetwork(), 1, 1, 0); err == nil {
		t.Error("no time is sketched")
	}
}

func pearson(a, b []float64) float64 {
	var ma, mb, ab, aa, bb float64
	for i := range a {
		ma, mb = ma+a[i]/float64(len(a)), mb+b[i]/float64(len(a))
	}
	for i := range a {
		x, y := a[i]-ma, b[i]-mb
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Sqrt(aa*bb)
}

// TestCrops wants ink to be darker than what is about it.
func TestCrops(t *testing.T) {
	d := model.Description{Kind: model.KindUNet, Input: model.Input{Channels: 3, Height: 128, Width: 128}, Encoder: model.Encoder{Blocks: []int{1, 1, 1, 1}, Width: 4},
		UNet: &model.UNet{Channels: []int{4, 4, 4, 4, 4}, Outputs: 1}}
	c, err := NewCrops(d, synth.Recipe{Style: "plot"}, []synth.Look{synth.LookClean}, 8, 3)
	if err != nil {
		t.Fatal(err)
	}
	ink, paper, inks, papers := 0.0, 0.0, 0.0, 0.0
	for i := range 4 {
		e, err := c.Draw(i, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Check(c.Size()); err != nil {
			t.Fatal(err)
		}
		for k, v := range e.Target {
			if v > 0.9 {
				ink, inks = ink+float64(e.Pixels[128*128+k]), inks+1
			} else if v == 0 {
				paper, papers = paper+float64(e.Pixels[128*128+k]), papers+1
			}
		}
	}
	if inks < 50 || !(ink/inks < paper/papers-60) {
		t.Errorf("%g pixels of ink have a mean of %.0f, paper of %.0f", inks, ink/inks, paper/papers)
	}
	d.UNet.Outputs = 5
	if _, err := NewCrops(d, synth.Recipe{}, nil, 1, 1); err == nil {
		t.Error("five outputs are cropped")
	}
}

// panelNetwork is what pages are for.
func panelNetwork(t *testing.T) model.Description {
	t.Helper()
	d, err := model.Named("panel")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestPages draws one page of a record: panels with ink, and the record's
// patient and signals.
func TestPages(t *testing.T) {
	dir := t.TempDir()
	layout, err := paper.ParseLayout("3x4")
	if err != nil {
		t.Fatal(err)
	}
	recipe := synth.Recipe{Style: "plot", Layout: &layout}
	img, truth, err := synth.Render(synth.Spec{Heart: heart.Heart{Seed: 12, RateBPM: 66}, Page: paper.Page{Layout: layout, DPI: 100}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&synth.Case{ID: "heart", Set: "s"}).Write(dir, img, truth); err != nil {
		t.Fatal(err)
	}
	p, err := NewPages(panelNetwork(t), recipe, []synth.Look{synth.LookClean}, 99, 1, []string{filepath.Join(dir, "heart.hea")})
	if err != nil {
		t.Fatal(err)
	}
	e, err := p.Draw(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Check(p.Size()); err != nil {
		t.Error(err)
	}
	if p.Len() != 1 || e.Group != "record "+filepath.ToSlash(dir)+"/heart.hea" || e.Key == "" {
		t.Errorf("%d examples, group %q, key %q", p.Len(), e.Group, e.Key)
	}
	shown := 0
	for _, m := range e.Mask {
		shown += int(m)
	}
	// Each of twelve leads for a quarter of 10 s.
	if shown < 12*2300 || shown > 12*2600 {
		t.Errorf("%d samples count", shown)
	}
	if lo, hi := slices.Min(e.Pixels), slices.Max(e.Pixels); lo > 120 || hi < 200 {
		t.Errorf("pixels from %d to %d", lo, hi)
	}
	if _, err := NewPages(sketchNetwork(), recipe, nil, 1, 1, nil); err == nil {
		t.Error("pages are made for a network of another size")
	}
}

// TestGroupsOfRecords wants records of one patient to be one group, and records
// without one to be told apart by folder and name.
func TestGroupsOfRecords(t *testing.T) {
	p := recorded(t, "a", "# Patient: 0 , age 50\n")
	q := recorded(t, "a", "")
	r := recorded(t, "a", "")
	var s Store
	for _, stem := range []string{p, q, r} {
		_, patient, err := synth.ReadRecord(stem)
		if err != nil {
			t.Fatal(err)
		}
		s.index.Groups = append(s.index.Groups, groupOf(stem, patient))
	}
	g := s.index.Groups
	if g[0] != "0" || g[1] == g[2] || s.Unnamed() != 2 {
		t.Errorf("groups %q, %d of them without a patient", g, s.Unnamed())
	}
}

// plotted are pages of the plainest kind.
func plotted(t *testing.T) synth.Recipe {
	t.Helper()
	layout, err := paper.ParseLayout("3x4")
	if err != nil {
		t.Fatal(err)
	}
	return synth.Recipe{Style: "plot", Layout: &layout}
}

// recorded writes a record in a folder of its own, with more at the end of its
// header.
func recorded(t *testing.T, id, more string) (header string) {
	t.Helper()
	dir := t.TempDir()
	img, truth, err := synth.Render(synth.Spec{Heart: heart.Heart{Seed: 12, RateBPM: 66}, Page: paper.Page{Layout: *plotted(t).Layout, DPI: 100}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&synth.Case{ID: id, Set: "s"}).Write(dir, img, truth); err != nil {
		t.Fatal(err)
	}
	header = filepath.Join(dir, id+".hea")
	f, err := os.OpenFile(header, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(more); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return header
}
