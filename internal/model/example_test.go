package model_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
)

// A small network from its description gives two signals of a page, and what
// each of its three panels counted.
func Example() {
	d, err := model.Decode(strings.NewReader(`{
		"kind": "panel",
		"input": {"channels": 3, "height": 32, "width": 32},
		"encoder": {"blocks": [1, 1, 1, 1], "width": 4},
		"panel": {
			"panels": 3, "features": 16, "hidden": 8, "fusion": "attention",
			"decoder": {"kind": "transposed", "channels": [8, 4, 4], "start": 25, "leads": 2, "samples": 100}
		}
	}`))
	if err != nil {
		log.Fatal(err)
	}
	network, err := model.New(d, 1)
	if err != nil {
		log.Fatal(err)
	}
	program, err := network.Program(1, nn.Options{})
	if err != nil {
		log.Fatal(err)
	}
	if err := program.Forward(make([]float32, 3*3*32*32)); err != nil {
		log.Fatal(err)
	}
	fmt.Println(program.OutputShape(0))
	fmt.Printf("%.2f\n", program.Output(1))
	// Output:
	// {1 2 1 100}
	// [0.33 0.33 0.33]
}
