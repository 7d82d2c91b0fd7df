// Command bench times whole networks for bench.py, which runs PyTorch and ONNX
// Runtime beside it and prints a table of ratios. It reads names of jobs from
// the standard input, one a line, does each once, and answers with the
// milliseconds it took, on a line.
//
// From the folder of the repository, with Python's torch, onnx and onnxruntime
// installed:
//
//	go build -o bench ./internal/nn/bench && python3 internal/nn/bench/bench.py ./bench
//
// Without Python, jobs can be typed:
//
//	echo unet-step | go run ./internal/nn/bench
//
// Jobs: unet-step is a step of training (AdamW, mean squared error) of a U-Net
// of base 16 and 4 levels on 8 pictures of 256x256; resnet-unet and
// resnet-unet-int8 are the forward pass of a U-Net with a ResNet-18 on one
// picture of 512x512; panel is that of the panel network on 12 panels. The
// number of threads is GOMAXPROCS.
//
// With -layers JOB it prints where the time of a forward pass goes, layer by
// layer, from the fastest of -rounds runs.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"time"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

func main() {
	job := flag.String("layers", "", "print a table of the layers of this forward pass")
	rounds := flag.Int("rounds", 20, "how often to run it")
	flag.Parse()
	err := error(nil)
	if *job == "" {
		err = serve(os.Stdin, os.Stdout)
	} else {
		err = table(os.Stdout, *job, *rounds)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// job does the work once.
type job func() error

// serve makes jobs when they are first asked for and runs each once before it
// is timed.
func serve(r io.Reader, w io.Writer) error {
	ready := map[string]job{}
	for lines := bufio.NewScanner(r); lines.Scan(); {
		name := strings.TrimSpace(lines.Text())
		run := ready[name]
		if run == nil {
			var err error
			if run, err = prepare(name); err != nil {
				return err
			}
			if err := run(); err != nil {
				return err
			}
			ready[name] = run
		}
		start := time.Now()
		if err := run(); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%.3f\n", time.Since(start).Seconds()*1e3); err != nil {
			return err
		}
	}
	return nil
}

func threads(n int, f func(i int)) { par.Each(0, n, f) }

func prepare(name string) (job, error) {
	if name == "unet-step" {
		return step(kernel.Shape{N: 8, C: 1, H: 256, W: 256}, 16, 4)
	}
	g, x, err := network(name)
	if err != nil {
		return nil, err
	}
	return func() error { return g.Forward(x) }, nil
}

// table prints the layers of a forward pass.
func table(w io.Writer, name string, rounds int) error {
	g, x, err := network(name)
	if err != nil {
		return err
	}
	return layers(w, g, x, rounds)
}

// network is one of package model, with an input.
func network(name string) (*nn.Program, []float32, error) {
	switch name {
	case "resnet-unet", "resnet-unet-int8":
		d, err := model.Named("resnet_unet")
		if err != nil {
			return nil, nil, err
		}
		d.Input.Height, d.Input.Width = 512, 512
		return forward(d, 3*512*512, name == "resnet-unet-int8")
	case "panel":
		d, err := model.Named("panel")
		if err != nil {
			return nil, nil, err
		}
		return forward(d, 12*3*128*128, false)
	}
	return nil, nil, fmt.Errorf("no job %q", name)
}

func noise(n int) []float32 {
	rng := rand.New(rand.NewPCG(1, 1))
	x := make([]float32, n)
	for i := range x {
		x[i] = 2*rng.Float32() - 1
	}
	return x
}

// forward is a network of the model package with an input of n numbers.
func forward(d model.Description, n int, int8s bool) (*nn.Program, []float32, error) {
	net, err := model.New(d, 1)
	if err != nil {
		return nil, nil, err
	}
	x, opt := noise(n), nn.Options{Runner: threads}
	g, err := net.Program(1, opt)
	if err != nil || !int8s {
		return g, x, err
	}
	opt.Ranges = nn.Ranges{}
	if err := g.Measure(opt.Ranges, x); err != nil {
		return nil, nil, err
	}
	g, err = net.Program(1, opt)
	return g, x, err
}

// step is a step of training of a plain U-Net.
func step(s kernel.Shape, base, levels int) (job, error) {
	params := nn.NewParams(1)
	b := nn.NewBuilder(params, nil)
	y := unet(b, "unet", b.Input(s), base, levels)
	b.Output(b.Conv("out", y, kernel.ConvParams{Out: 1, KH: 1, KW: 1}, true))
	g, err := nn.Compile(b, nn.Options{Train: true, Runner: threads})
	if err != nil {
		return nil, err
	}
	opt := nn.NewAdamW(params, threads, 1e-5)
	x := noise(s.N * s.H * s.W)
	want, grad := noise(len(x)), make([]float32, len(x))
	return func() error {
		if err := g.Forward(x); err != nil {
			return err
		}
		clear(grad)
		if loss := nn.MSE(grad, g.Output(0), want, nil, 1); loss-loss != 0 {
			return errors.New("the loss is not finite")
		}
		params.ZeroGrad()
		if err := g.Backward(grad); err != nil {
			return err
		}
		opt.Step(1e-4)
		g.Step++
		return nil
	}, nil
}

// unet declares two convolutions with batch normalisation and ReLU, below them
// levels of half the size and twice the channels, and two such convolutions of
// both.
func unet(b *nn.Builder, name string, x nn.Node, base, levels int) nn.Node {
	twice := func(name string, x nn.Node) nn.Node {
		x = b.ReLU(b.BatchNorm(name+".bn1", b.Conv3(name+".conv1", x, base, 1, false), false))
		return b.ReLU(b.BatchNorm(name+".bn2", b.Conv3(name+".conv2", x, base, 1, false), false))
	}
	x = twice(name+".down", x)
	if levels == 0 {
		return x
	}
	low := unet(b, name+".low", b.MaxPool(x, 2), 2*base, levels-1)
	low = b.Conv(name+".up", low, kernel.ConvParams{Out: base, KH: 2, KW: 2, StrideH: 2, StrideW: 2, Transposed: true}, true)
	return twice(name+".join", b.Concat(x, low))
}
