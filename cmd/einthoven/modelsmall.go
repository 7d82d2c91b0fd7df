package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/checkpoint"
	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/onnx"
)

// modelConvert is the command line of einthoven model convert.
type modelConvert struct {
	In  string `arg:"" help:"Weight file: .safetensors, .pth or .onnx."`
	Out string `arg:"" help:"File to write (.safetensors)."`

	DType string `name:"dtype" enum:",f64,f32,f16,bf16" default:"" placeholder:"TYPE" help:"Store fractions as f64, f32, f16 or bf16 (default: as they are)."`
	jsonFlag
}

// Run is einthoven model convert.
func (c *modelConvert) Run(e *env) error {
	f, err := openWeights(c.In)
	if err != nil {
		return err
	}
	set := f.Stored
	to, _ := weights.ParseDType(strings.ToUpper(c.DType))
	if to != 0 {
		set = f.Set // weights of 8 bits as fractions
	}
	out, report, err := checkpoint.Convert(set, to)
	if err != nil {
		return err
	}
	leftOut(e.stderr, c.In, f)
	// A file with numbers lost must not take the place of a good one.
	lost := len(report.Lost) > 0
	if err := endsIn(c.Out, ".safetensors"); err != nil {
		return err
	}
	if !lost {
		if err := (outputFlag{c.Out}).write(out, f.Description); err != nil {
			return err
		}
	}
	if c.JSON {
		if err := printJSON(e.stdout, report); err != nil {
			return err
		}
		return refusedIf(lost)
	}
	for _, name := range report.Lost {
		fmt.Fprintf(e.stdout, "too large for %s, would be infinite: numbers of %s\n", c.DType, name)
	}
	if lost {
		fmt.Fprintf(e.stdout, "%s is not written\n", c.Out)
		return refusedIf(lost)
	}
	fmt.Fprintf(e.stdout, "%d tensors, %d of them converted; %s became %s\n", report.Tensors, report.Converted, byteText(report.BytesBefore), byteText(report.BytesAfter))
	if n := len(report.Changes); n > 0 {
		fmt.Fprintf(e.stdout, "largest mean change of values: %.3g in %s\n", report.Changes[0].Mean, report.Changes[0].Name)
	}
	return nil
}

// modelExport is the command line of einthoven model export.
type modelExport struct {
	File string `arg:"" help:"Weight file: .safetensors, .pth or .onnx."`
	networkFlag
	Out string `short:"o" required:"" placeholder:"FILE" help:"File to write (.onnx)."`
}

// Run is einthoven model export.
func (c *modelExport) Run(e *env) error {
	if err := endsIn(c.Out, ".onnx"); err != nil {
		return err
	}
	n, _, err := loadNetwork(c.File, c.networkFlag)
	if err != nil {
		return err
	}
	m, err := n.Export("einthoven", e.reader.version())
	if err != nil {
		return err
	}
	if err := weights.WriteFile(c.Out, func(w io.Writer) error { return onnx.Write(w, m) }); err != nil {
		return err
	}
	fmt.Fprintf(e.stderr, "ONNX operator set %d, %d nodes, %s of weights in %s\n", m.Opset, len(m.Graph.Nodes), byteText(m.Weights().Bytes()), c.Out)
	return nil
}

// modelQuantize is the command line of einthoven model quantize.
type modelQuantize struct {
	changeFlags
	Bits int `default:"8" placeholder:"N" help:"Bits of a weight, 2 to 8 (default: 8), each stored in a byte. digitize and verify then compute in 8 bits, which takes weights of 7 bits as they are and rounds others to them."`
}

// Run is einthoven model quantize.
func (c *modelQuantize) Run(e *env) error {
	if c.Bits < 2 || c.Bits > 8 {
		return wrongCall("use 2 to 8", "--bits: %d is out of range", c.Bits)
	}
	w, err := c.prepare(e)
	if err != nil {
		return err
	}
	set, q, err := checkpoint.Quantize(w.net, c.Bits, w.pages, c.Jobs)
	if err != nil {
		return &complaint{status: exitRefused, err: err}
	}
	after, err := model.Save(w.net.Params)
	if err != nil {
		return err
	}
	cost, err := w.examples.compare(e, w.before, after)
	if err != nil {
		return err
	}
	if err := c.write(set, &w.net.Description); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.stdout, struct {
			*checkpoint.Quantization
			// Accuracy is that of the rounded weights, computed in float32.
			Accuracy *accuracy `json:"accuracy,omitempty"`
		}{q, cost})
	}
	t := newTable(e.stdout, "layer", "error", "least input", "greatest input")
	for _, l := range q.Layers {
		t.row(l.Name, percent(l.Error), l.Least, l.Greatest)
	}
	if err := t.end(); err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "\n%d layers of %d bits; %s became %s\n", len(q.Layers), q.Bits, byteText(q.BytesBefore), byteText(q.BytesAfter))
	if err := printEffects(e.stdout, q.Effects, w.note); err != nil {
		return err
	}
	cost.print(e.stdout)
	if cost != nil {
		fmt.Fprintln(e.stdout, "on the examples: rounded weights, computed in float32")
	}
	return nil
}

// changeFlags are those of commands that change the weights of a network.
type changeFlags struct {
	File string `arg:"" help:"Weight file: .safetensors, .pth or .onnx."`
	networkFlag
	outputFlag
	pagesFlag
	dataFlags
	threadsFlag
	jsonFlag
}

// work is what such commands need.
type work struct {
	net      *model.Network
	before   *weights.Set
	pages    []checkpoint.Page
	note     string // what the pages are
	examples *examples
}

func (c *changeFlags) prepare(e *env) (*work, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if err := endsIn(c.Out, ".safetensors"); err != nil {
		return nil, err
	}
	net, _, err := loadNetwork(c.File, c.networkFlag)
	if err != nil {
		return nil, err
	}
	w := &work{net: net}
	if w.before, err = model.Save(net.Params); err != nil {
		return nil, err
	}
	if w.examples, err = c.open(e, net.Description, c.Out, c.Jobs); err != nil {
		return nil, err
	}
	w.pages, w.note, err = c.orDrawn(e, net.Description)
	return w, err
}

// printEffects tells what a change does to the output.
func printEffects(w io.Writer, all []checkpoint.Effect, note string) error {
	fmt.Fprintf(w, "\nchange of the output, in its standard deviations, %s:\n", note)
	t := newTable(w, "page", "root mean square", "largest", "correlation")
	for _, f := range all {
		t.row(f.Page, f.Error, f.Largest, f.Correlation)
	}
	return t.end()
}

// modelPrune is the command line of einthoven model prune.
type modelPrune struct {
	changeFlags
	Share float64 `required:"" placeholder:"S" help:"Share of the weights to set to zero, 0 to less than 1."`
	Each  bool    `help:"The share of every layer by itself (default: the smallest of all layers together)."`
}

// Run is einthoven model prune.
func (c *modelPrune) Run(e *env) error {
	if !(c.Share >= 0 && c.Share < 1) {
		return wrongCall("use 0 to less than 1", "--share: %g is out of range", c.Share)
	}
	w, err := c.prepare(e)
	if err != nil {
		return err
	}
	p, err := checkpoint.Prune(w.net, c.Share, c.Each, w.pages, c.Jobs)
	if err != nil {
		return err
	}
	set, err := model.Save(w.net.Params)
	if err != nil {
		return err
	}
	cost, err := w.examples.compare(e, w.before, set)
	if err != nil {
		return err
	}
	if err := c.write(set, &w.net.Description); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.stdout, struct {
			*checkpoint.Pruning
			Accuracy *accuracy `json:"accuracy,omitempty"`
		}{p, cost})
	}
	t := newTable(e.stdout, "layer", "weights", "zeros", "lost squares")
	for _, l := range p.Layers {
		t.row(l.Name, l.Elements, percent(float64(l.Zeros)/float64(l.Elements)), percent(l.Energy))
	}
	if err := t.end(); err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "\n%d of %d weights are zero (%s)\n", p.Zeros, p.Elements, percent(float64(p.Zeros)/float64(p.Elements)))
	if err := printEffects(e.stdout, p.Effects, w.note); err != nil {
		return err
	}
	cost.print(e.stdout)
	return nil
}
