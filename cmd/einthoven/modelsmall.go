package main

import (
	"context"
	"errors"
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
	if err := (outputFlag{c.Out}).write(out, f.Description); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.stdout, report)
	}
	fmt.Fprintf(e.stdout, "%d tensors, %d of them converted; %s became %s\n", report.Tensors, report.Converted, byteText(report.BytesBefore), byteText(report.BytesAfter))
	if n := len(report.Changes); n > 0 {
		fmt.Fprintf(e.stdout, "largest mean change of values: %.3g in %s\n", report.Changes[0].Mean, report.Changes[0].Name)
	}
	for _, name := range report.Lost {
		fmt.Fprintf(e.stdout, "too large for %s, now infinite: numbers of %s\n", c.DType, name)
	}
	return refusedIf(len(report.Lost) > 0)
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
	n, _, err := openNetwork(c.File, c.networkFlag)
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
	File string `arg:"" help:"Weight file: .safetensors, .pth or .onnx."`
	networkFlag
	outputFlag
	Bits int `default:"8" placeholder:"N" help:"Bits of a weight, 2 to 8 (default: 8), each stored in a byte. 7 are what inference with 8 bits takes as they are."`
	pagesFlag
	threadsFlag
	jsonFlag
}

// Run is einthoven model quantize.
func (c *modelQuantize) Run(e *env) error {
	if c.Bits < 2 || c.Bits > 8 {
		return wrongCall("use 2 to 8", "--bits: %d is out of range", c.Bits)
	}
	w, err := prepare(e, c.File, c.Out, c.networkFlag, c.pagesFlag, c.threadsFlag)
	if err != nil {
		return err
	}
	set, q, err := checkpoint.Quantize(w.net, c.Bits, w.pages, c.Jobs)
	if err != nil {
		return &complaint{status: exitRefused, err: err}
	}
	if err := c.write(set, &w.net.Description); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.stdout, q)
	}
	t := newTable(e.stdout, "layer", "error", "least input", "greatest input")
	for _, l := range q.Layers {
		t.row(l.Name, percent(l.Error), l.Least, l.Greatest)
	}
	if err := t.end(); err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "\n%d layers of %d bits; %s became %s\n", len(q.Layers), q.Bits, byteText(q.BytesBefore), byteText(q.BytesAfter))
	return printEffects(e.stdout, q.Effects, w.note)
}

// work is what commands that change a network need.
type work struct {
	net   *model.Network
	pages []checkpoint.Page
	note  string // what the pages are
}

func prepare(e *env, file, out string, n networkFlag, p pagesFlag, t threadsFlag) (*work, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	if err := endsIn(out, ".safetensors"); err != nil {
		return nil, err
	}
	net, _, err := openNetwork(file, n)
	if err != nil {
		return nil, err
	}
	w := &work{net: net}
	w.pages, w.note, err = p.orDrawn(e, net.Description)
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
	File string `arg:"" help:"Weight file: .safetensors, .pth or .onnx."`
	networkFlag
	outputFlag
	Share float64 `required:"" placeholder:"S" help:"Share of the weights to set to zero, 0 to less than 1."`
	Each  bool    `help:"The share of every layer by itself (default: the smallest of all layers together)."`
	pagesFlag
	threadsFlag
	jsonFlag
}

// Run is einthoven model prune.
func (c *modelPrune) Run(e *env) error {
	if !(c.Share >= 0 && c.Share < 1) {
		return wrongCall("use 0 to less than 1", "--share: %g is out of range", c.Share)
	}
	w, err := prepare(e, c.File, c.Out, c.networkFlag, c.pagesFlag, c.threadsFlag)
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
	if err := c.write(set, &w.net.Description); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.stdout, p)
	}
	t := newTable(e.stdout, "layer", "weights", "zeros", "lost squares")
	for _, l := range p.Layers {
		t.row(l.Name, l.Elements, percent(float64(l.Zeros)/float64(l.Elements)), percent(l.Energy))
	}
	if err := t.end(); err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "\n%d of %d weights are zero (%s)\n", p.Zeros, p.Elements, percent(float64(p.Zeros)/float64(p.Elements)))
	return printEffects(e.stdout, p.Effects, w.note)
}

// modelDistill is the command line of einthoven model distill.
type modelDistill struct {
	Student string `arg:"" help:"Network that learns: a name or a JSON file with its description."`
	Teacher string `required:"" placeholder:"FILE" help:"Weight file of the network that teaches."`
	networkFlag
	outputFlag
	Steps int     `default:"200" placeholder:"N" help:"Steps of training (default: 200)."`
	Batch int     `default:"4" placeholder:"N" help:"Pages of a step (default: 4)."`
	Rate  float64 `default:"0.001" placeholder:"R" help:"Greatest rate of AdamW, which falls along a cosine (default: 0.001)."`
	Seed  uint64  `default:"1" placeholder:"S" help:"Seed of the student's first weights (default: 1)."`
	threadsFlag
	jsonFlag
}

// Run is einthoven model distill.
func (c *modelDistill) Run(e *env) error {
	const most = 1 << 20
	if c.Steps < 1 || c.Steps > most || c.Batch < 1 || c.Batch > 1024 || !(c.Rate > 0) {
		return wrongCall("see einthoven model distill --help", "--steps, --batch, --rate: out of range")
	}
	if err := c.check(); err != nil {
		return err
	}
	if err := endsIn(c.Out, ".safetensors"); err != nil {
		return err
	}
	d, err := describe(c.Student, "student")
	if err != nil {
		return err
	}
	teacher, _, err := openNetwork(c.Teacher, c.networkFlag)
	if err != nil {
		return err
	}
	bar := newProgress(e, "learning", c.Steps)
	student, out, err := checkpoint.Distill(e.ctx, teacher, d, checkpoint.DistillOptions{
		Steps: c.Steps, Batch: c.Batch, Rate: c.Rate, Seed: c.Seed, Threads: c.Jobs,
		Page:     func(i int) ([]float32, error) { return checkpoint.Sketch(d, i), nil },
		Progress: func(int, float64) { bar.step() },
	})
	bar.clear()
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		return &complaint{status: exitRefused, err: err}
	}
	set, err := model.Save(student.Params)
	if err != nil {
		return err
	}
	if err := c.write(set, &d); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.stdout, out)
	}
	fmt.Fprintf(e.stdout, "%d parameters learned from %d in %d steps\n", out.Student, out.Teacher, out.Steps)
	fmt.Fprintf(e.stdout, "error on pages that were not learned, in standard deviations of the teacher's output: %.3g before, %.3g after\n", float64(out.Before), float64(out.After))
	return nil
}
