package checkpoint

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// What became of a parameter.
const (
	// ParamChanged: it has other values than before.
	ParamChanged = "changed"
	// ParamEqual: it was loaded, with the values that it had before.
	ParamEqual = "equal"
	// ParamKept: it was not loaded and keeps its first values.
	ParamKept = "kept"
)

// Parameter is what loading did to one parameter: mean and deviation before and
// after.
type Parameter struct {
	Name       string `json:"name"`
	State      string `json:"state"`
	MeanBefore Number `json:"mean_before"`
	StdBefore  Number `json:"std_before"`
	MeanAfter  Number `json:"mean_after"`
	StdAfter   Number `json:"std_after"`
}

// Answer describes the output for a page.
type Answer struct {
	Page   string  `json:"page"`
	Mean   Number  `json:"mean"`
	Std    Number  `json:"std"`
	Min    Number  `json:"min"`
	Max    Number  `json:"max"`
	Finite float64 `json:"finite"` // share of the numbers
	values []float32
}

// Verification is what a checkpoint does in its network.
type Verification struct {
	Report     model.Report `json:"report"`
	Parameters []Parameter  `json:"parameters"`
	Weights    string       `json:"weights_sha256"` // of names, shapes and float32 values
	Answers    []Answer     `json:"answers"`
	// Eight is how many layers compute in 8 bits.
	Eight int `json:"layers_of_8_bits"`
	// Repeatable: twice the same bits; Threads: the same bits on two threads.
	Repeatable bool `json:"repeatable"`
	Threads    bool `json:"same_on_two_threads"`
	// Same tells of a record, if one was given; Differences say why not.
	Same        *bool    `json:"as_recorded,omitempty"`
	Differences []string `json:"differences,omitempty"`
	network     model.Description
}

// Good tells whether all was loaded, or something if a part is enough, all
// outputs are finite and repeatable, and as recorded.
func (v *Verification) Good(part bool) bool {
	for _, a := range v.Answers {
		if a.Finite < 1 {
			return false
		}
	}
	return (part || v.Report.Complete()) && v.Repeatable && v.Threads && (v.Same == nil || *v.Same)
}

// Verify loads a checkpoint, as its file has it, into a new network and computes
// the outputs of pages: twice on one thread and once on two. Layers whose weights
// have 8 bits and a range compute in 8 bits.
func Verify(d model.Description, stored *weights.Set, opt model.Options, pages []Page) (*Verification, error) {
	if len(pages) == 0 {
		return nil, errors.New("checkpoint: nothing to verify with; give a page")
	}
	set, _, err := weights.Dequantize(stored)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	n, err := model.New(d, firstSeed)
	if err != nil {
		return nil, err
	}
	before := make([][]float32, len(n.Params.All()))
	for i, p := range n.Params.All() {
		before[i] = slices.Clone(p.Value)
	}
	v := &Verification{Repeatable: true, Threads: true, network: d}
	if v.Report, err = model.Load(n.Params, set, opt); err != nil {
		return v, err
	}
	v.compare(n.Params, before)
	if v.Weights, err = Fingerprint(n.Params); err != nil {
		return v, err
	}
	ranges, err := model.Ranges(n.Params, stored, opt)
	if err != nil {
		return v, err
	}
	v.Eight = len(ranges)
	return v, v.run(n, ranges, pages)
}

// compare notes what loading did.
func (v *Verification) compare(params *nn.Params, before [][]float32) {
	loaded := map[string]bool{}
	for _, name := range v.Report.Loaded {
		loaded[name] = true
	}
	for i, p := range params.All() {
		state := ParamChanged
		switch {
		case !loaded[p.Name]:
			state = ParamKept
		case slices.Equal(before[i], p.Value):
			state = ParamEqual
		}
		v.Parameters = append(v.Parameters, Parameter{p.Name, state, Number(mean(before[i])), Number(deviation(before[i])), Number(mean(p.Value)), Number(deviation(p.Value))})
	}
}

// run computes the outputs.
func (v *Verification) run(n *model.Network, ranges nn.Ranges, pages []Page) error {
	one, err := program(n, ranges, 1)
	if err != nil {
		return err
	}
	two, err := program(n, ranges, 2)
	if err != nil {
		return err
	}
	for _, page := range pages {
		var all [][]float32
		for _, g := range []*nn.Program{one, one, two} {
			if err := g.Forward(page.Pixels); err != nil {
				return fmt.Errorf("checkpoint: page %q: %w", page.Name, err)
			}
			all = append(all, slices.Clone(g.Output(0)))
		}
		v.Repeatable = v.Repeatable && equalBits(all[0], all[1])
		v.Threads = v.Threads && equalBits(all[0], all[2])
		y := all[0]
		v.Answers = append(v.Answers, Answer{page.Name, Number(mean(y)), Number(deviation(y)), Number(slices.Min(y)), Number(slices.Max(y)),
			float64(finite(y)) / float64(len(y)), y})
	}
	return nil
}

func equalBits(a, b []float32) bool {
	return slices.EqualFunc(a, b, func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) })
}

// Fingerprint is the SHA-256 of all parameters and statistics in the order of the
// network: of each its name, its shape and its values, little-endian.
func Fingerprint(params *nn.Params) (string, error) {
	set, err := model.Save(params)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	var number [8]byte
	word := func(n int) {
		binary.LittleEndian.PutUint64(number[:], uint64(n))
		_, _ = h.Write(number[:])
	}
	for _, t := range set.Tensors {
		if t.DType != weights.F32 { // counters, which nothing uses
			continue
		}
		word(len(t.Name))
		_, _ = h.Write([]byte(t.Name))
		word(len(t.Shape))
		for _, n := range t.Shape {
			word(n)
		}
		_, _ = h.Write(t.Data)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
