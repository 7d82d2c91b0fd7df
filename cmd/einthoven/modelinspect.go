package main

import (
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/checkpoint"
	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// modelInspect is the command line of einthoven model inspect.
type modelInspect struct {
	File string `arg:"" help:"Weight file: .safetensors, .pth or .onnx."`
	jsonFlag
}

// Run is einthoven model inspect.
func (c *modelInspect) Run(e *env) error {
	f, err := openWeights(c.File)
	if err != nil {
		return err
	}
	leftOut(e.stderr, c.File, f)
	in, err := checkpoint.Inspect(f.Stored)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.stdout, in)
	}
	t := newTable(e.stdout, "tensor", "type", "shape", "mean", "std", "min", "max", "zeros", "NaN", "inf")
	for _, x := range in.Tensors {
		t.row(x.Name, x.Type, shapeText(x.Shape), x.Mean, x.Std, x.Min, x.Max, percent(x.Zeros), percent(x.NaNs), percent(x.Infs))
	}
	if err := t.end(); err != nil {
		return err
	}
	all := in.Totals
	var types []string
	for _, name := range slices.Sorted(maps.Keys(all.Types)) {
		types = append(types, fmt.Sprintf("%d %s", all.Types[name], name))
	}
	fmt.Fprintf(e.stdout, "\n%d tensors (%s), %d numbers, %s; zeros %s, NaN %s, infinite %s\n", all.Tensors, strings.Join(types, ", "),
		all.Elements, byteText(all.Bytes), percent(all.Zeros), percent(all.NaNs), percent(all.Infs))
	for _, key := range slices.Sorted(maps.Keys(in.Metadata)) {
		fmt.Fprintf(e.stdout, "%s: %s\n", key, in.Metadata[key])
	}
	return nil
}

// modelDiff is the command line of einthoven model diff.
type modelDiff struct {
	Want  string `arg:"" help:"What is wanted: the name of a network, a JSON file with its description, or a weight file."`
	Found string `arg:"" help:"Weight file to compare with it."`

	Largest  int    `default:"10" placeholder:"N" help:"Largest changes of values to list (default: 10); 0 lists all."`
	WriteMap string `placeholder:"FILE" help:"Write the probable new names as a map for einthoven model load --map."`
	jsonFlag
}

// Run is einthoven model diff.
func (c *modelDiff) Run(e *env) error {
	if c.Largest < 0 {
		return wrongCall("use 0 or more", "--largest: %d is out of range", c.Largest)
	}
	found, err := openWeights(c.Found)
	if err != nil {
		return err
	}
	d, err := c.compare(found)
	if err != nil {
		return err
	}
	if c.WriteMap != "" {
		err := weights.WriteFile(c.WriteMap, func(w io.Writer) error { return printJSON(w, d.Map()) })
		if err != nil {
			return err
		}
	}
	if c.JSON {
		err = printJSON(e.stdout, d)
	} else {
		err = printDiff(e.stdout, d, c.Largest)
	}
	if err != nil {
		return err
	}
	return refusedIf(!d.Fits())
}

func (c *modelDiff) compare(found *checkpoint.File) (*checkpoint.Difference, error) {
	// Weights in several files have an index, which is JSON too.
	described := filepath.Ext(c.Want) == ".json" && !strings.HasSuffix(c.Want, ".index.json")
	if slices.Contains(model.Names(), c.Want) || described {
		d, err := describe(c.Want, "wanted")
		if err != nil {
			return nil, err
		}
		return checkpoint.DiffModel(d, found.Set)
	}
	want, err := openWeights(c.Want)
	if err != nil {
		return nil, err
	}
	return checkpoint.Diff(want.Set, found.Set), nil
}

// printDiff writes a difference for people.
func printDiff(w io.Writer, d *checkpoint.Difference, largest int) error {
	for _, part := range []struct {
		what  string
		names []string
	}{{"missing", d.Missing}, {"unexpected", d.Unexpected}} {
		for _, name := range part.names {
			fmt.Fprintf(w, "%s: %s\n", part.what, name)
		}
	}
	for _, s := range d.Shapes {
		fmt.Fprintf(w, "shape: %s is %s, wanted %s\n", s.Name, shapeText(s.Found), shapeText(s.Want))
	}
	for _, c := range d.Types {
		fmt.Fprintf(w, "type: %s is %s, wanted %s\n", c.Name, c.Found, c.Want)
	}
	for _, r := range d.Renamed {
		fmt.Fprintf(w, "perhaps renamed: %s to %s (likeness %.2f)\n", r.Want, r.Found, r.Score)
	}
	if n := len(d.Values); n > 0 {
		if largest > 0 {
			n = min(n, largest)
		}
		fmt.Fprintf(w, "\nlargest changes of values, %d of %d tensors:\n", n, len(d.Values))
		t := newTable(w, "tensor", "mean change", "largest", "not finite")
		for _, v := range d.Values[:n] {
			t.row(v.Name, v.Mean, v.Max, v.Odd)
		}
		if err := t.end(); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "%d the same, %d missing, %d unexpected, %d of another shape, %d of another type, %d of other values\n",
		d.Same, len(d.Missing), len(d.Unexpected), len(d.Shapes), len(d.Types), len(d.Values))
	return nil
}
