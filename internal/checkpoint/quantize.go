package checkpoint

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// Rounding is what 8 bits did to the weights of a layer.
type Rounding struct {
	Name string `json:"name"`
	// Error is the root mean square of the change over that of the weights.
	Error float64 `json:"error"`
	// Least and Greatest are the range of what enters the layer.
	Least    float32 `json:"least"`
	Greatest float32 `json:"greatest"`
}

// Quantization is what became of a checkpoint.
type Quantization struct {
	Bits        int        `json:"bits"`
	Layers      []Rounding `json:"layers"`
	BytesBefore int64      `json:"bytes_before"`
	BytesAfter  int64      `json:"bytes_after"`
	// Effects are the changes of the output for the pages as the file gives it:
	// layers with a range in 8 bits, the others in float32 with rounded weights.
	Effects []Effect `json:"effects"`
}

// Quantize rounds the weights of all convolutions and linear layers of a network,
// a scale for each output channel, and notes the range of what enters each layer
// for these pages, except in front of transposed convolutions. The set is that of
// [weights.Quantize]. The network gets the rounded weights.
func Quantize(n *model.Network, bits int, pages []Page, threads int) (*weights.Set, *Quantization, error) {
	before, err := outputs(n, nil, pages, threads)
	if err != nil {
		return nil, nil, err
	}
	ranges, err := listen(n, pages, threads)
	if err != nil {
		return nil, nil, err
	}
	set, err := model.Save(n.Params)
	if err != nil {
		return nil, nil, err
	}
	q := &Quantization{Bits: bits, BytesBefore: set.Bytes()}
	out := &weights.Set{}
	for _, t := range set.Tensors {
		if !layerWeights(t) {
			out.Tensors = append(out.Tensors, t)
			continue
		}
		if err := q.round(out, t, outputAxis(n.Description, t.Name), ranges); err != nil {
			return nil, nil, fmt.Errorf("checkpoint: %w", err)
		}
	}
	q.BytesAfter = out.Bytes()
	plain, _, err := weights.Dequantize(out)
	if err != nil {
		return nil, nil, err
	}
	if _, err := model.Load(n.Params, plain, model.Options{Strict: true}); err != nil {
		return nil, nil, err
	}
	eight, err := model.Ranges(n.Params, out, model.Options{})
	if err != nil {
		return nil, nil, err
	}
	after, err := outputs(n, eight, pages, threads)
	if err != nil {
		return nil, nil, err
	}
	q.Effects = effects(pages, before, after)
	return out, q, nil
}

// layerWeights tells the weights of convolutions and linear layers from the
// parameters of normalisations and from summands.
func layerWeights(t weights.Tensor) bool { return len(t.Shape) > 1 && t.DType.Fraction() }

// outputAxis is the axis of the output channels: the second of transposed
// convolutions, else the first.
func outputAxis(d model.Description, name string) int {
	if transposed(d, name) {
		return 1
	}
	return 0
}

// transposed tells whether weights are those of a transposed convolution.
func transposed(d model.Description, name string) bool {
	return d.Panel != nil && d.Panel.Decoder.Kind == model.DecoderTransposed && strings.HasPrefix(name, "decoder.up.")
}

// round adds rounded weights with their scale and range to a set.
func (q *Quantization) round(out *weights.Set, t weights.Tensor, axis int, ranges map[string][2]float32) error {
	eight, scale, err := weights.Quantize(t, axis, q.Bits)
	if err != nil {
		return err
	}
	out.Tensors = append(out.Tensors, eight, scale)
	r := Rounding{Name: t.Name}
	if limits, ok := ranges[t.Name]; ok {
		r.Least, r.Greatest = limits[0], limits[1]
		if axis == 0 {
			noted, err := weights.Range(t.Name, r.Least, r.Greatest)
			if err != nil {
				return err
			}
			out.Tensors = append(out.Tensors, noted)
		}
	}
	plain, _, err := weights.Dequantize(&weights.Set{Tensors: []weights.Tensor{eight, scale}})
	if err != nil {
		return err
	}
	far, size := 0.0, 0.0
	rounded := plain.Tensors[0].Float32s()
	for k, v := range t.Float32s() {
		d := float64(rounded[k]) - float64(v)
		far += d * d
		size += float64(v) * float64(v)
	}
	if size > 0 {
		r.Error = math.Sqrt(far / size)
	}
	q.Layers = append(q.Layers, r)
	return nil
}

// listen gives the ranges of what enters the layers, by the names of their
// weights.
func listen(n *model.Network, pages []Page, threads int) (map[string][2]float32, error) {
	g, names, err := n.Listen(1, nn.Options{Runner: runner(threads)})
	if err != nil {
		return nil, err
	}
	ranges := map[string][2]float32{}
	for _, p := range pages {
		if err := g.Forward(p.Pixels); err != nil {
			return nil, fmt.Errorf("checkpoint: page %q: %w", p.Name, err)
		}
		for i, layer := range names {
			v := g.Output(i)
			if finite(v) < len(v) {
				return nil, fmt.Errorf("checkpoint: page %q: what enters %s is not finite", p.Name, layer)
			}
			name := layer + ".weight"
			r := [2]float32{slices.Min(v), slices.Max(v)}
			if old, ok := ranges[name]; ok {
				r = [2]float32{min(r[0], old[0]), max(r[1], old[1])}
			}
			ranges[name] = r
		}
	}
	return ranges, nil
}
