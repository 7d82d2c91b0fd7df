package nn_test

import (
	"fmt"
	"log"

	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
)

// A small network learns to double numbers.
func Example() {
	params := nn.NewParams(1)
	b := nn.NewBuilder(params, nil)
	x := b.Input(kernel.Shape{N: 4, C: 1, H: 1, W: 1})
	b.Output(b.Linear("fc2", b.SiLU(b.Linear("fc1", x, 8, true)), 1, true))
	program, err := nn.Compile(b, nn.Options{Train: true})
	if err != nil {
		log.Fatal(err)
	}
	optimizer, rate := nn.NewAdamW(params, nil, 0), nn.Cosine(0.05, 0, 300)
	input, target, grad := []float32{-2, -1, 1, 2}, []float32{-4, -2, 2, 4}, make([]float32, 4)
	for step := range 300 {
		program.Step = uint64(step)
		if err := program.Forward(input); err != nil {
			log.Fatal(err)
		}
		clear(grad)
		nn.MSE(grad, program.Output(0), target, nil, 1)
		params.ZeroGrad()
		if err := program.Backward(grad); err != nil {
			log.Fatal(err)
		}
		nn.ClipNorm(params, 1)
		optimizer.Step(rate(step))
	}
	fmt.Printf("%.1f\n", program.Output(0))
	// Output: [-4.0 -2.0 2.0 4.0]
}
