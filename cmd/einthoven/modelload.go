package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/checkpoint"
	"github.com/einthoven-ecg/einthoven/internal/model"
)

// modelLoad is the command line of einthoven model load.
type modelLoad struct {
	File string `arg:"" help:"Weight file: .safetensors, .pth or .onnx."`
	networkFlag
	mapFlags
	Out string `short:"o" placeholder:"FILE" help:"Write the network with what was loaded as a .safetensors file; what is missing keeps the values of a new network."`
	jsonFlag
}

// Run is einthoven model load.
func (c *modelLoad) Run(e *env) error {
	f, d, opt, err := openMapped(c.File, c.networkFlag, c.mapFlags)
	if err != nil {
		return err
	}
	leftOut(e.stderr, c.File, f)
	if c.Out != "" {
		if err := endsIn(c.Out, ".safetensors"); err != nil {
			return err
		}
	}
	n, report, failed := checkpoint.Load(d, f.Set, opt)
	if c.JSON {
		err = printJSON(e.stdout, report)
	} else {
		printReport(e.stdout, report)
	}
	switch {
	case err != nil:
		return err
	case failed != nil:
		return notLoaded(c.File, failed)
	case c.Out == "":
		return nil
	}
	set, err := model.Save(n.Params)
	if err != nil {
		return err
	}
	return checkpoint.Write(c.Out, set, &d)
}

// openMapped reads a weight file, its network and how to load it.
func openMapped(path string, n networkFlag, m mapFlags) (*checkpoint.File, model.Description, model.Options, error) {
	opt, err := m.options()
	if err != nil {
		return nil, model.Description{}, opt, err
	}
	f, err := openWeights(path)
	if err != nil {
		return nil, model.Description{}, opt, err
	}
	d, err := n.describe(f)
	return f, d, opt, err
}

// notLoaded is a complaint about a file that does not fit.
func notLoaded(path string, err error) error {
	return &complaint{status: exitRefused, err: fmt.Errorf("%s: %w", path, err),
		hint: "einthoven model diff --write-map proposes new names; --strict=false takes what fits"}
}

// printReport tells what became of every tensor that was not simply loaded.
func printReport(w io.Writer, r model.Report) {
	counters, named := 0, []string(nil)
	for _, name := range r.Skipped {
		if strings.HasSuffix(name, ".num_batches_tracked") {
			counters++
		} else {
			named = append(named, name)
		}
	}
	if counters > 0 {
		fmt.Fprintf(w, "skipped: %d counters of batch normalisations, which nothing uses\n", counters)
	}
	if r.Prefix != "" {
		fmt.Fprintf(w, "prefix taken off: %s\n", r.Prefix)
	}
	for _, part := range []struct {
		what  string
		names []string
	}{{"missing, keeps its first values", r.Missing}, {"unexpected, not taken", r.Unexpected}, {"skipped", named}} {
		for _, name := range part.names {
			fmt.Fprintf(w, "%s: %s\n", part.what, name)
		}
	}
	for _, s := range r.Shapes {
		fmt.Fprintf(w, "another shape, keeps its first values: %s is %s, wanted %s\n", s.Name, shapeText(s.Found), shapeText(s.Want))
	}
	fmt.Fprintf(w, "%d loaded, %d skipped, %d missing, %d unexpected, %d of another shape\n",
		len(r.Loaded), len(r.Skipped), len(r.Missing), len(r.Unexpected), len(r.Shapes))
}

// modelVerify is the command line of einthoven model verify.
type modelVerify struct {
	File string `arg:"" help:"Weight file: .safetensors, .pth or .onnx."`
	networkFlag
	mapFlags
	pagesFlag
	Record  string `placeholder:"FILE" help:"Write what the network gives as a record to compare with later (JSON)."`
	Against string `placeholder:"FILE" help:"Compare with such a record."`
	jsonFlag
}

// Run is einthoven model verify.
func (c *modelVerify) Run(e *env) error {
	if c.Record != "" && c.Against != "" && samePath(c.Record, c.Against) {
		return wrongCall("write the new record beside the old one", "--record and --against are one file")
	}
	f, d, opt, err := openMapped(c.File, c.networkFlag, c.mapFlags)
	if err != nil {
		return err
	}
	pages, err := c.pages(e, d)
	if err != nil {
		return err
	}
	var recorded *checkpoint.Record
	if c.Against != "" {
		if recorded, err = readRecord(c.Against); err != nil {
			return err
		}
	}
	v, err := checkpoint.Verify(d, f.Stored, opt, append(checkpoint.Fixed(d), pages...))
	if err != nil {
		if v != nil && !c.JSON {
			printReport(e.stdout, v.Report)
		}
		return notLoaded(c.File, err)
	}
	if recorded != nil {
		v.Against(recorded)
	}
	if c.JSON {
		err = printJSON(e.stdout, v)
	} else {
		err = printVerification(e.stdout, v)
	}
	if err != nil {
		return err
	}
	good := v.Good(!c.Strict)
	if c.Record == "" {
		return refusedIf(!good)
	}
	r, err := v.Record()
	if err == nil && !good {
		err = fmt.Errorf("--record: %s is not written: the verification failed", c.Record)
	}
	if err != nil {
		return &complaint{status: exitRefused, err: err}
	}
	return checkpoint.WriteRecord(c.Record, r)
}

// samePath tells whether two paths lead to one file.
func samePath(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}

func readRecord(path string) (*checkpoint.Record, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, wrongCall("write one with --record", "--against: %s", unwrapPath(err))
	}
	defer f.Close()
	r, err := checkpoint.ReadRecord(f)
	if err != nil {
		return nil, &complaint{status: exitRefused, err: fmt.Errorf("--against: %s: %w", path, err)}
	}
	return r, nil
}

// printVerification writes a verification for people.
func printVerification(w io.Writer, v *checkpoint.Verification) error {
	t := newTable(w, "parameter", "state", "mean before", "std before", "mean after", "std after")
	count := map[string]int{}
	for _, p := range v.Parameters {
		t.row(p.Name, p.State, p.MeanBefore, p.StdBefore, p.MeanAfter, p.StdAfter)
		count[p.State]++
	}
	if err := t.end(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	t = newTable(w, "page", "mean", "std", "min", "max", "finite")
	for _, a := range v.Answers {
		t.row(a.Page, a.Mean, a.Std, a.Min, a.Max, percent(a.Finite))
	}
	if err := t.end(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	printReport(w, v.Report)
	fmt.Fprintf(w, "weights: %d changed, %d equal to what they were, %d kept; SHA-256 %s\n",
		count[checkpoint.ParamChanged], count[checkpoint.ParamEqual], count[checkpoint.ParamKept], v.Weights)
	if v.Eight > 0 {
		fmt.Fprintf(w, "computed with 8 bits: %d layers\n", v.Eight)
	}
	fmt.Fprintf(w, "run twice: %s; on two threads: %s\n", sameText(v.Repeatable), sameText(v.Threads))
	if v.Same != nil {
		fmt.Fprintf(w, "against the record: %s\n", sameText(*v.Same))
		for _, d := range v.Differences {
			fmt.Fprintf(w, "  %s\n", d)
		}
	}
	return nil
}

func sameText(same bool) string {
	if same {
		return "the same"
	}
	return "DIFFERENT"
}
