package main

import (
	"fmt"
	"io"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/checkpoint"
)

// modelProbe is the command line of einthoven model probe.
type modelProbe struct {
	File string `arg:"" help:"Weight file: .safetensors, .pth or .onnx."`
	networkFlag
	pagesFlag
	threadsFlag
	jsonFlag
}

// Run is einthoven model probe.
func (c *modelProbe) Run(e *env) error {
	if err := c.check(); err != nil {
		return err
	}
	n, _, err := loadNetwork(c.File, c.networkFlag)
	if err != nil {
		return err
	}
	pages, err := c.pages(e, n.Description)
	if err != nil {
		return err
	}
	p, err := checkpoint.Probe(n, append(checkpoint.Fixed(n.Description), pages...), c.Jobs)
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(e.stdout, p)
	} else {
		err = printProbing(e.stdout, p)
	}
	if err != nil {
		return err
	}
	return refusedIf(p.Verdict != checkpoint.VerdictNone)
}

// printProbing writes a probe for people.
func printProbing(w io.Writer, p *checkpoint.Probing) error {
	fmt.Fprintln(w, "distance: 0 for numbers that are the same but for their size, 1 for unrelated ones")
	fmt.Fprintln(w)
	t := newTable(w, "after", "distance", "least", "most", "correlation", "kept", "same for all", "alone")
	in := p.Input
	t.row("(pictures)", in.Distance, in.Least, in.Most, in.Correlation, "", "", "")
	for _, s := range p.Stages {
		t.row(s.Stage, s.Distance, s.Least, s.Most, s.Correlation, percent(float64(s.Kept)), percent(s.Dead), s.Alone.Distance)
	}
	if err := t.end(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	t = newTable(w, "output of", "and of", "distance", "correlation", "pages")
	same := 0
	for _, pair := range p.Pairs {
		t.row(pair.A, pair.B, pair.Distance, pair.Correlation, pair.Pages)
		if pair.Alike {
			same++
		}
	}
	if err := t.end(); err != nil {
		return err
	}
	if same > 0 {
		fmt.Fprintf(w, "%d of %d pairs of pages get almost the same output\n", same, len(p.Pairs))
	}
	fmt.Fprintln(w)
	if v := float64(p.Shuffled); !math.IsNaN(v) {
		fmt.Fprintf(w, "panels in reverse order move the output by %.3g\n", v)
	}
	if p.Verdict == checkpoint.VerdictNone {
		fmt.Fprintf(w, "no stage is stuck: %s\n", p.Reason)
		return nil
	}
	fmt.Fprintf(w, "stuck: %s: %s\n", p.Verdict, p.Reason)
	return nil
}
