package checkpoint

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/kernel"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/load"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/safetensors"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// File is a weight file.
type File struct {
	Set *weights.Set // with weights of 8 bits made F32
	// Stored is the set as the file has it.
	Stored *weights.Set
	// Eight is the number of tensors of 8 bits.
	Eight int
	// Description is that of the network, nil if the file does not tell.
	Description *model.Description
	// Foreign is why what the file notes as its network is none of ours, if so.
	Foreign error
	// Wrapper is the key under which the tensors of a .pth file lay, Beside are
	// the keys beside it, which were not read, and Skipped those among the
	// tensors that hold none.
	Wrapper string
	Beside  []string
	Skipped []string
}

// Open reads a safetensors, .pth or ONNX file.
func Open(path string) (*File, error) {
	c, err := load.Whole(path)
	if err != nil {
		return nil, err
	}
	f := &File{Stored: c.Set, Wrapper: c.Wrapper, Beside: c.Beside, Skipped: c.Skipped}
	if f.Set, f.Eight, err = weights.Dequantize(c.Set); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	d, ok, err := model.FromMetadata(c.Set.Metadata)
	switch {
	case err != nil:
		f.Foreign = fmt.Errorf("%s: the network it names: %w", path, err)
	case ok:
		f.Description = &d
	}
	return f, nil
}

// Write writes a set as a safetensors file that notes its network, whole or not
// at all. Other notes of the set stay.
func Write(path string, set *weights.Set, d *model.Description) error {
	out := &weights.Set{Tensors: set.Tensors, Metadata: map[string]string{}}
	for k, v := range set.Metadata {
		out.Metadata[k] = v
	}
	if d != nil {
		notes, err := d.Metadata()
		if err != nil {
			return err
		}
		for k, v := range notes {
			out.Metadata[k] = v
		}
	}
	if len(out.Metadata) == 0 {
		out.Metadata = nil
	}
	return weights.WriteFile(path, func(w io.Writer) error { return safetensors.Write(w, out) })
}

// Load makes a network of a checkpoint. Strict options make a report that is not
// complete an error.
func Load(d model.Description, set *weights.Set, opt model.Options) (*model.Network, model.Report, error) {
	n, err := model.New(d, firstSeed)
	if err != nil {
		return nil, model.Report{}, err
	}
	report, err := model.Load(n.Params, set, opt)
	return n, report, err
}

// firstSeed decides the values that parameters have before they are loaded, and
// keep if they are missing. It is none that people choose: a file of first values
// would look as if it were not loaded.
const firstSeed = 0x65636721

// runner spreads work over threads.
func runner(threads int) kernel.Runner {
	return func(n int, f func(i int)) { par.Each(threads, n, f) }
}

// Number is a number that JSON may not have: NaN and infinite ones are null
// there.
type Number float64

// MarshalJSON implements json.Marshaler.
func (n Number) MarshalJSON() ([]byte, error) {
	if v := float64(n); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// program compiles a network for one page or picture. Layers with ranges compute
// in 8 bits.
func program(n *model.Network, ranges nn.Ranges, threads int) (*nn.Program, error) {
	return n.Program(1, nn.Options{Runner: runner(threads), Ranges: ranges})
}
