package pth_test

import (
	"fmt"
	"os"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/pth"
)

func ExampleRead() {
	f, err := os.Open("testdata/wrapped.pth")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := pth.Read(f, info.Size(), pth.Options{StripModule: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range weights.Inspect(c.Set)[:2] {
		fmt.Printf("%s %v %v from %v to %v\n", s.Name, s.DType, s.Shape, s.Min, s.Max)
	}
	// Output:
	// 0.weight F32 [2 1 3 3] from -8 to 8
	// 0.bias F32 [2] from -5 to 2
}
