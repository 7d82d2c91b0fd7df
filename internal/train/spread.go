package train

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/train/data"
)

// Spread tells whether a network looks at its pictures: how much its outputs
// for unlike pictures are alike. The prototype gave 0.9987 for a red and a blue
// picture; a network that reads should come near to what the targets have.
type Spread struct {
	// RedBlue is the correlation of the outputs for a red picture of low
	// frequency and a blue one of high frequency, the prototype's test.
	RedBlue float64 `json:"red_blue"`
	// Pages is the mean correlation of the outputs for pairs of test
	// examples, Targets that of what should have come out.
	Pages   float64 `json:"pages,omitzero"`
	Targets float64 `json:"targets,omitzero"`
	// Pairs is 0 where there is but one example; then only RedBlue tells.
	Pairs int `json:"pairs"`
}

// maxSpread is how many examples are compared with each other.
const maxSpread = 16

// spread measures it on the first of some examples.
func (s *scorer) spread(store *data.Store, list []int, in model.Input, stop func() error) (out Spread, err error) {
	red, err := s.keep(stripes(store.Size().Pixels, in, 0, 32))
	if err != nil {
		return out, err
	}
	blue, err := s.keep(stripes(store.Size().Pixels, in, 2, 4))
	if err != nil {
		return out, err
	}
	out.RedBlue = correlation(red, blue, nil, nil)
	var outputs [][]float32
	var all []*data.Batch
	for _, i := range list[:min(len(list), maxSpread)] {
		if err := stop(); err != nil {
			return out, err
		}
		e, err := store.Get(i, 0)
		if err != nil {
			return out, err
		}
		b := data.NewBatch(store.Size(), 1)
		b.Set(0, &e)
		p, err := s.keep(b.Input)
		if err != nil {
			return out, err
		}
		outputs, all = append(outputs, p), append(all, b)
	}
	for i := range outputs {
		for j := range i {
			out.Pairs++
			out.Pages += correlation(outputs[i], outputs[j], nil, nil)
			out.Targets += correlation(all[i].Target, all[j].Target, all[i].Mask, all[j].Mask)
		}
	}
	if out.Pairs > 0 {
		out.Pages /= float64(out.Pairs)
		out.Targets /= float64(out.Pairs)
	}
	return out, nil
}

// keep gives an output of its own.
func (s *scorer) keep(input []float32) ([]float32, error) {
	p, err := s.output(input)
	return append([]float32(nil), p...), err
}

// stripes are pictures of one colour whose brightness is a wave of some pixels.
func stripes(n int, in model.Input, channel int, period float64) []float32 {
	out := make([]float32, n)
	plane := in.Height * in.Width
	for i := range out {
		c, x, y := i/plane%in.Channels, i%plane%in.Width, i%plane/in.Width
		v := 0.0
		if c == channel {
			v = 0.6 + 0.4*math.Sin(2*math.Pi*float64(x+y)/period)
		}
		out[i] = float32(v*2 - 1)
	}
	return out
}

// correlation is Pearson's, over the numbers that both masks have; 1 where
// either does not vary, as nothing tells it from the other then.
func correlation(a, b, maskA, maskB []float32) float64 {
	counts := func(i int) bool { return maskA == nil || maskA[i] != 0 && maskB[i] != 0 }
	var n, ma, mb float64
	for i := range a {
		if counts(i) {
			n, ma, mb = n+1, ma+float64(a[i]), mb+float64(b[i])
		}
	}
	if n == 0 {
		return 0
	}
	ma, mb = ma/n, mb/n
	var ab, aa, bb float64
	for i := range a {
		if counts(i) {
			x, y := float64(a[i])-ma, float64(b[i])-mb
			ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
		}
	}
	if aa == 0 || bb == 0 {
		return 1
	}
	return ab / math.Sqrt(aa*bb)
}
