package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

const S = 64

func threads(n int, f func(i int)) { par.Each(0, n, f) }

func draw(rng *rand.Rand, n int) (x, y []float32) {
	x, y = make([]float32, n*3*S*S), make([]float32, n*S*S)
	for k := range n {
		im, m := x[k*3*S*S:][:3*S*S], y[k*S*S:][:S*S]
		bg := 0.5 + 0.5*rng.Float32()
		for i := range im {
			im[i] = bg + 0.1*float32(rng.NormFloat64())
		}
		for g := 0; g < S; g += 8 {
			for i := range S {
				for c := range 3 {
					im[c*S*S+g*S+i] -= 0.2 * float32(c)
					im[c*S*S+i*S+g] -= 0.2 * float32(c)
				}
			}
		}
		a, f, p, o := 20*rng.Float64(), 0.05+0.3*rng.Float64(), 6*rng.Float64(), 20+24*rng.Float64()
		for i := range S {
			v := int(o + a*math.Sin(f*float64(i)+p))
			for d := -1; d <= 1; d++ {
				if r := v + d; r >= 0 && r < S {
					m[r*S+i] = 1
					for c := range 3 {
						im[c*S*S+r*S+i] = 0.1 * rng.Float32()
					}
				}
			}
		}
	}
	return
}

func check(name string, err error) {
	if err != nil {
		fmt.Println(name, err)
		os.Exit(1)
	}
}

func compare(net *model.Network, batch int, calib, test func() []float32, n int, mask []float32) {
	g, err := net.Program(batch, nn.Options{Runner: threads})
	check("program", err)
	r := nn.Ranges{}
	for range 4 {
		check("measure", g.Measure(r, calib()))
	}
	g8, err := net.Program(batch, nn.Options{Runner: threads, Ranges: r})
	check("program8", err)
	var num, den float64
	var both, either, t1, t2, u1, u2 float64
	for range n {
		x := test()
		check("f", g.Forward(x))
		a := append([]float32(nil), g.Output(0)...)
		check("f8", g8.Forward(x))
		for i, v := range g8.Output(0) {
			num += float64(v-a[i]) * float64(v-a[i])
			den += float64(a[i]) * float64(a[i])
			p, q := a[i] > 0, v > 0
			if p && q {
				both++
			}
			if p || q {
				either++
			}
			if mask != nil {
				m := mask[i] > 0.5
				if m && p { t1++ }
				if m || p { u1++ }
				if m && q { t2++ }
				if m || q { u2++ }
			}
		}
	}
	fmt.Printf("  relative error %.4f (SNR %.1f dB), IoU of fp32>0 and int8>0 %.4f, IoU with truth fp32 %.4f int8 %.4f\n", math.Sqrt(num/den), 10*math.Log10(den/num), both/either, t1/u1, t2/u2)
}

func main() {
	d, _ := model.Named("resnet_unet")
	d.Input.Height, d.Input.Width = S, S
	net, err := model.New(d, 1)
	check("new", err)
	rng := rand.New(rand.NewPCG(1, 1))
	const B = 4
	g, err := net.Program(B, nn.Options{Train: true, Runner: threads})
	check("train", err)
	opt := nn.NewAdamW(net.Params, threads, 1e-5)
	steps := 120
	mask := make([]float32, B*S*S)
	test := func() []float32 { x, y := draw(rng, B); copy(mask, y); return x }
	noise := func() []float32 { x := make([]float32, B*3*S*S); for i := range x { x[i] = 2*rng.Float32() - 1 }; return x }
	for i := 0; i < 30; i++ { // statistics
		check("fwd", g.Forward(noise()))
	}
	fmt.Println("random weights, noise")
	compare(net, B, noise, noise, 4, nil)
	grad := make([]float32, B*S*S)
	for i := range steps {
		x, y := draw(rng, B)
		check("fwd", g.Forward(x))
		clear(grad)
		loss := nn.BCE(grad, g.Output(0), y, nil, 1)
		net.Params.ZeroGrad()
		check("back", g.Backward(grad))
		opt.Step(1e-3)
		g.Step++
		if i%20 == 19 {
			fmt.Println(i, loss)
		}
		if i == 39 || i == steps-1 {
			compare(net, B, test, test, 8, mask)
		}
	}
}
