package eval

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func TestQuantiles(t *testing.T) {
	v := []float64{4, 1, 3, 2}
	for _, c := range []struct{ q, want float64 }{{0, 1}, {1, 4}, {0.5, 2.5}, {0.1, 1.3}, {0.9, 3.7}} {
		if got := quantile(v, c.q); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("quantile %v: %v, want %v", c.q, got, c.want)
		}
	}
	if v[0] != 4 {
		t.Error("the values were sorted in place")
	}
	if !math.IsNaN(median(nil)) || !math.IsNaN(mean(nil)) || !math.IsNaN(deviation([]float64{1})) {
		t.Error("figures of nothing")
	}
	if got := deviation([]float64{1, 2, 3, 4}); math.Abs(got-math.Sqrt(5.0/3)) > 1e-12 {
		t.Errorf("deviation %v", got)
	}
}

// TestSpearman uses a textbook's kind of example, checked by hand: with ties.
func TestSpearman(t *testing.T) {
	if got := ranks([]float64{10, 20, 10, 5}); fmt.Sprint(got) != "[2.5 4 2.5 1]" {
		t.Errorf("ranks %v", got)
	}
	x := []float64{1, 2, 3, 4, 5}
	for _, c := range []struct {
		y    []float64
		want float64
	}{{[]float64{1, 4, 9, 16, 25}, 1}, {[]float64{5, 4, 3, 2, 1}, -1}, {[]float64{2, 1, 4, 3, 5}, 0.8}} {
		if got := spearman(x, c.y); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("spearman of %v: %v, want %v", c.y, got, c.want)
		}
	}
	if !math.IsNaN(spearman(x, []float64{1, 1, 1, 1, 1})) {
		t.Error("a flat series has a correlation")
	}
}

func TestAUROC(t *testing.T) {
	e := []float64{1, 2, 3, 4}
	for _, c := range []struct {
		bad  []bool
		want float64
	}{
		{[]bool{true, true, false, false}, 1}, {[]bool{false, false, true, true}, 0},
		{[]bool{true, false, true, false}, 0.75}, {[]bool{true, true, true, true}, math.NaN()},
	} {
		if got := auroc(e, c.bad); math.Abs(got-c.want) > 1e-12 || math.IsNaN(got) != math.IsNaN(c.want) {
			t.Errorf("%v: %v, want %v", c.bad, got, c.want)
		}
	}
	if got := auroc([]float64{1, 1}, []bool{true, false}); got != 0.5 {
		t.Errorf("a tie: %v, want 0.5", got)
	}
}

// TestBootstrap compares the interval of a mean with that of the normal
// distribution, and doubled patients with single ones.
func TestBootstrap(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	const n = 400
	var v []float64
	var single, paired []string
	for i := range n {
		x := 10 + 2*rng.NormFloat64()
		v = append(v, x)
		single = append(single, fmt.Sprint(i))
		paired = append(paired, fmt.Sprint(i/4))
	}
	for i := range v { // four pictures of a patient are alike
		if i%4 > 0 {
			v[i] = v[i-i%4] + 0.01*rng.NormFloat64()
		}
	}
	f := func(draw []int, out []float64) {
		s := 0.0
		for _, i := range draw {
			s += v[i]
		}
		out[0] = s / float64(len(draw))
	}
	one, four := bootstrap(single, 1, f)[0], bootstrap(paired, 1, f)[0]
	half := 1.96 * deviation(v) / math.Sqrt(n)
	if m := mean(v); math.Abs(m-half-one[0]) > 0.2*half || math.Abs(m+half-one[1]) > 0.2*half {
		t.Errorf("interval %v, want about %v", one, [2]float64{m - half, m + half})
	}
	if r := (four[1] - four[0]) / (one[1] - one[0]); r < 1.6 || r > 2.4 {
		t.Errorf("drawing patients of four pictures widens the interval %.2f times, want about 2", r)
	}
	if again := bootstrap(single, 1, f)[0]; again != one {
		t.Errorf("a second time: %v, first %v", again, one)
	}
	if lone := bootstrap(single[:1], 1, f)[0]; !math.IsNaN(lone[0]) {
		t.Errorf("one patient gives an interval: %v", lone)
	}
}

func TestFloatJSON(t *testing.T) {
	in := []Float{1, -0.25, 1234.5678, 1e-9, nan, Float(math.Inf(1))}
	b, err := json.Marshal(in)
	if err != nil || string(b) != "[1,-0.25,1234.57,1e-09,null,null]" {
		t.Fatalf("%s %v", b, err)
	}
	var out []Float
	if err := json.Unmarshal(b, &out); err != nil || out[1] != -0.25 || out[4].defined() {
		t.Errorf("%v %v", out, err)
	}
	if err := json.Unmarshal([]byte(`["x"]`), &out); err == nil {
		t.Error("a word is taken for a figure")
	}
}
