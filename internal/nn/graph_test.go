package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// randomGraph joins layers at random, so that tensors have several readers, are
// outputs in between and memory is used again in many ways.
func randomGraph(seed uint64) func(b *Builder) {
	return func(b *Builder) {
		rng := rand.New(rand.NewPCG(seed, 9))
		s := kernel.Shape{N: 2, C: 3, H: 3, W: 2}
		all := []Node{b.Input(s), b.Input(s)}
		pick := func() Node { return all[max(rng.IntN(len(all)), rng.IntN(len(all)))] }
		for i := range 4 + rng.IntN(8) {
			name, x, y := fmt.Sprint(i), pick(), pick()
			switch rng.IntN(9) {
			case 0:
				x = b.Conv3(name, x, 3, 1, true)
			case 1:
				x = b.BatchNorm(name+"b", b.Conv3(name, x, 3, 1, false), false)
			case 2:
				x = b.ReLU(b.BatchNorm(name+"b", b.Linear(name, x, 3, false), false))
			case 3:
				x = b.ReLU(b.Add(b.Linear(name, x, 3, true), y))
			case 4:
				x = b.Add(x, y)
			case 5:
				x = b.BatchNorm(name, x, rng.IntN(2) == 0)
			case 6:
				x = b.SiLU(x)
			case 7:
				x = b.Linear(name, b.Concat(x, y), 3, true)
			default:
				x = b.Sigmoid(b.GroupNorm(name, x, 1))
			}
			all = append(all, x)
			if rng.IntN(5) == 0 {
				b.Output(x)
			}
		}
		b.Output(b.Concat(all...))
		b.Output(all[len(all)-1])
	}
}

func TestRandomGraphs(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			newCase(t, Options{Train: true}, seed, randomGraph(seed)).check()
			newCase(t, Options{}, seed, randomGraph(seed)).check()
		})
	}
}

// TestPlace wants no two tensors in one place at one time, and a chain to need
// memory for two only.
func TestPlace(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 50 {
		var all []*span
		for range 30 {
			first := rng.IntN(20)
			all = append(all, &span{size: 16 * (1 + rng.IntN(9)), first: first, last: first + rng.IntN(6)})
		}
		size := place(all)
		for i, a := range all {
			for _, b := range all[:i] {
				if a.overlaps(b) && a.at < b.at+b.size && b.at < a.at+a.size {
					t.Fatalf("%v and %v overlap", *a, *b)
				}
			}
			if a.at+a.size > size {
				t.Fatalf("%v is outside of %d", *a, size)
			}
		}
	}
	var chain []*span
	for i := range 9 {
		chain = append(chain, &span{size: 16, first: i, last: i + 1})
	}
	if size := place(chain); size != 32 {
		t.Errorf("a chain needs %d numbers, want 32", size)
	}
}

// TestFrozen wants frozen layers to have no gradient, and the others the same
// as without them.
func TestFrozen(t *testing.T) {
	var grads [2][]float32
	for i := range grads {
		params := NewParams(1)
		var program *Program
		for range 2 { // the first declares
			b := NewBuilder(params, nil)
			x := b.BatchNorm("bn1", b.Conv3("conv1", b.Input(kernel.Shape{N: 2, C: 2, H: 4, W: 4}), 3, 1, true), false)
			b.Output(b.Conv3("conv2", b.ReLU(x), 2, 1, true))
			var err error
			if program, err = Compile(b, Options{Train: true}); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"conv1.weight", "conv1.bias", "bn1.weight", "bn1.bias"} {
				params.Get(name).Frozen = i == 1
			}
		}
		// Too late for this program.
		params.Get("conv2.bias").Frozen = true
		in := random(rand.New(rand.NewPCG(1, 1)), 64)
		if err := program.Forward(in); err != nil {
			t.Fatal(err)
		}
		if err := program.Backward(in); err != nil {
			t.Fatal(err)
		}
		grads[i] = append(grads[i], params.Get("conv2.weight").Grad...)
		grads[i] = append(grads[i], params.Get("conv2.bias").Grad...)
		norm := float32(0)
		for _, v := range params.Get("conv1.weight").Grad {
			norm += v * v
		}
		if (norm == 0) != (i == 1) {
			t.Errorf("frozen %v: squared gradient is %g", i == 1, norm)
		}
	}
	sameBits(t, grads[0], grads[1])
}

// TestShared lets a program that infers follow one that trains.
func TestShared(t *testing.T) {
	r := newTrainer(t, nil, kernel.Shape{N: 2, C: 1, H: 8, W: 8}, 3, 1)
	b := NewBuilder(r.params, nil)
	b.Output(b.Conv("out", unet(b, b.Input(kernel.Shape{N: 2, C: 1, H: 8, W: 8}), 3, 1), kernel.ConvParams{Out: 1, KH: 1, KW: 1}, true))
	infer, err := Compile(b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	r.rate = Constant(0.01)
	var last float64
	for i := range 60 {
		r.step()
		if err := infer.Forward(r.x); err != nil {
			t.Fatal(err)
		}
		loss := MSE(make([]float32, len(r.y)), infer.Output(0), r.y, nil, 1)
		if i > 30 && loss == last {
			t.Fatal("the program that infers does not see new weights")
		}
		last = loss
	}
	if train := r.step(); last > 2*train+0.1 {
		t.Errorf("loss is %g in inference, %g in training", last, train)
	}
	inferred, _, _ := infer.Floats()
	trained, _, _ := r.program.Floats()
	if inferred*2 > trained {
		t.Errorf("inference takes %d numbers, training %d", inferred, trained)
	}
}

// TestRunning follows the running statistics by hand.
func TestRunning(t *testing.T) {
	params := NewParams(1)
	b := NewBuilder(params, nil)
	b.Output(b.BatchNorm("bn", b.Input(kernel.Shape{N: 2, C: 1, H: 1, W: 2}), false))
	g, err := Compile(b, Options{Train: true})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := g.Forward([]float32{1001, 1002, 1003, 1006}); err != nil {
			t.Fatal(err)
		}
	}
	// Mean 1003, sum of squares 14: biased 3.5, unbiased 14/3.
	mean, variance := params.Get("bn.running_mean").Value[0], params.Get("bn.running_var").Value[0]
	if math.Abs(float64(mean)-0.19*1003) > 1e-3 || math.Abs(float64(variance)-(0.81+0.19*14/3)) > 1e-5 {
		t.Errorf("running mean %g and variance %g", mean, variance)
	}
	if got, want := g.Output(0)[3], 3/math.Sqrt(3.5+1e-5); math.Abs(float64(got)-want) > 1e-5 {
		t.Errorf("normalised %g, want %g", got, want)
	}
}

func TestConstructionErrors(t *testing.T) {
	s := kernel.Shape{N: 2, C: 3, H: 4, W: 4}
	for name, declare := range map[string]func(b *Builder){
		"no output":       func(b *Builder) { b.Input(s) },
		"unused input":    func(b *Builder) { b.Input(s); b.Output(b.ReLU(b.Input(s))) },
		"bad input":       func(b *Builder) { b.Output(b.Input(kernel.Shape{})) },
		"bad conv":        func(b *Builder) { b.Output(b.Conv3("c", b.Input(s), 0, 1, true)) },
		"conv too large":  func(b *Builder) { b.Output(b.Conv("c", b.Input(s), kernel.ConvParams{Out: 1, KH: 9, KW: 9}, true)) },
		"add":             func(b *Builder) { x := b.Input(s); b.Output(b.Add(x, b.MaxPool(x, 2))) },
		"mul":             func(b *Builder) { x := b.Input(s); b.Output(b.Mul(x, b.MaxPool(x, 2))) },
		"concat":          func(b *Builder) { x := b.Input(s); b.Output(b.Concat(x, b.MaxPool(x, 2))) },
		"concat nothing":  func(b *Builder) { b.Output(b.Concat()) },
		"pool":            func(b *Builder) { b.Output(b.MaxPool(b.Input(s), 5)) },
		"groups":          func(b *Builder) { b.Output(b.GroupNorm("g", b.Input(s), 2)) },
		"panels":          func(b *Builder) { b.Output(b.MeanPanels(b.Input(s), 3)) },
		"cut":             func(b *Builder) { b.Output(b.Cut(b.Input(s), s.W+1)) },
		"reshape":         func(b *Builder) { b.Output(b.Reshape(b.Input(s), kernel.Shape{N: 1, C: 1, H: 1, W: 1})) },
		"axis":            func(b *Builder) { b.Output(b.Softmax(b.Input(s), 9)) },
		"weights":         func(b *Builder) { x := b.Input(s); b.Output(b.WeightedSum(x, x)) },
		"dropout":         func(b *Builder) { b.Output(b.Dropout(b.Input(s), 1, 0)) },
		"dropout NaN":     func(b *Builder) { b.Output(b.Dropout(b.Input(s), math.NaN(), 0)) },
		"upsample":        func(b *Builder) { b.Output(b.Upsample(b.Input(s), 0, 1)) },
		"resize":          func(b *Builder) { b.Output(b.Resize(b.Input(s), 0, 1)) },
		"constant":        func(b *Builder) { b.Output(b.Constant(s, nil)) },
		"name used twice": func(b *Builder) { x := b.Conv3("c", b.Input(s), 2, 1, true); b.Output(b.Conv3("c", x, 2, 1, true)) },
		"other graph": func(b *Builder) {
			other := NewBuilder(NewParams(1), nil)
			b.Output(b.Add(b.Input(s), other.MaxPool(other.Input(kernel.Shape{N: 2, C: 3, H: 8, W: 8}), 2)))
		},
	} {
		b := NewBuilder(NewParams(1), nil)
		declare(b)
		if _, err := Compile(b, Options{}); err == nil {
			t.Errorf("%s is no error", name)
		}
	}
}

func TestCallErrors(t *testing.T) {
	b := NewBuilder(NewParams(1), nil)
	b.Output(b.ReLU(b.Input(kernel.Shape{N: 1, C: 1, H: 1, W: 2})))
	g, err := Compile(b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Compile(b, Options{}); err == nil {
		t.Error("compiling twice is no error")
	}
	for _, e := range []error{g.Forward(), g.Forward(make([]float32, 3)), g.Backward(make([]float32, 2))} {
		if e == nil {
			t.Error("a wrong call is no error")
		}
	}
}

// TestAccumulate wants gradients of two passes to add up.
func TestAccumulate(t *testing.T) {
	r := newTrainer(t, nil, kernel.Shape{N: 1, C: 1, H: 8, W: 8}, 3, 1)
	var once []float32
	for i := range 2 {
		if err := r.program.Forward(r.x); err != nil {
			t.Fatal(err)
		}
		if err := r.program.Backward(r.y); err != nil {
			t.Fatal(err)
		}
		for _, p := range r.params.All() {
			if i == 0 {
				once = append(once, p.Grad...)
				continue
			}
			for j, v := range p.Grad {
				once[j] *= 2
				if v != once[j] {
					t.Fatalf("%s: %g, want %g", p.Name, v, once[j])
				}
			}
			once = once[len(p.Grad):]
		}
	}
}

// TestInferenceWithoutGradients wants parameters of programs that infer to have
// no gradients, and those of programs for training made later to have them.
func TestInferenceWithoutGradients(t *testing.T) {
	params := NewParams(1)
	for _, train := range []bool{false, true} {
		b := NewBuilder(params, nil)
		b.Output(b.BatchNorm("bn", b.Conv3("conv", b.Input(kernel.Shape{N: 1, C: 1, H: 2, W: 2}), 2, 1, true), false))
		if _, err := Compile(b, Options{Train: train}); err != nil {
			t.Fatal(err)
		}
		for _, p := range params.All() {
			want := 0
			if train && !p.Buffer {
				want = len(p.Value)
			}
			if len(p.Grad) != want {
				t.Errorf("train %v: %s has %d gradients, want %d", train, p.Name, len(p.Grad), want)
			}
		}
	}
}

// TestFolded wants a ResNet with a decoder to do nothing in inference but
// convolutions, pooling, up-sampling and joining.
func TestFolded(t *testing.T) {
	b := NewBuilder(NewParams(1), nil)
	stem := kernel.ConvParams{Out: 4, KH: 7, KW: 7, PadH: 3, PadW: 3, StrideH: 2, StrideW: 2}
	skip := b.ReLU(b.BatchNorm("bn", b.Conv("stem", b.Input(kernel.Shape{N: 1, C: 3, H: 16, W: 16}), stem, false), false))
	x := b.Pool(skip, kernel.PoolParams{KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1})
	for i, out := range []int{4, 4, 8, 8} {
		x = b.Residual(fmt.Sprint(i), x, out, 1+i/2*(3-i), false)
	}
	x = b.Concat(b.Upsample(x, 4, 4), skip)
	b.Output(b.ReLU(b.BatchNorm("bn2", b.Conv3("conv2", x, 4, 1, false), false)))
	g, err := Compile(b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range g.steps {
		switch s.op.(type) {
		case *conv, *pool, *resample, *concat:
		default:
			if !s.fused {
				t.Errorf("%T is a step of its own", s.op)
			}
		}
	}
}
