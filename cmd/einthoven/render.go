package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/wfdb"
)

// renderCommand is the command line of einthoven render.
type renderCommand struct {
	Records []string `arg:"" optional:"" name:"record" help:"WFDB records (without ending) to print, in turn; simulated hearts without any."`

	Out    string   `short:"o" required:"" placeholder:"DIR" help:"Folder for the cases (NAME.png, NAME.json, NAME.hea, NAME.dat); made if need be."`
	Count  int      `short:"n" default:"1" placeholder:"N" help:"Pictures to draw of each look (default: 1)."`
	Look   []string `default:"clean" placeholder:"LOOK" help:"How pages came about: clean, scan, photo; several by commas (default: clean)."`
	Seed   uint64   `default:"1" placeholder:"S" help:"Seed of the first picture; the next have the next ones (default: 1). Equal seeds give equal files."`
	Layout string   `placeholder:"L" help:"Layout of all pages, such as 3x4+1R:II, 6x2, 12x1 cabrera, 1x1:V1 (default: by chance)."`
	Jobs   int      `short:"j" placeholder:"N" help:"Pictures to draw at the same time (default: one a processor)."`
}

// maxCount bounds the pictures of each look in one call.
const maxCount = 1_000_000

// A renderOrder is one picture to draw.
type renderOrder struct {
	look synth.Look
	seed uint64
}

// Run is einthoven render.
func (c *renderCommand) Run(e *env) error {
	if c.Count < 1 || c.Count > maxCount {
		return wrongCall("use 1 to 1000000", "-n: %d is out of range", c.Count)
	}
	if c.Jobs < 0 || c.Jobs > maxJobs {
		return wrongCall("use 1 to 1024", "--jobs: %d is out of range", c.Jobs)
	}
	var layout *paper.Layout
	if c.Layout != "" {
		l, err := paper.ParseLayout(c.Layout)
		if err != nil {
			return wrongCall("see einthoven render --help", "--layout: %w", err)
		}
		layout = &l
	}
	for _, look := range c.Look {
		if _, err := synth.RandomSpec(synth.Look(look), 0); err != nil {
			return wrongCall("use clean, scan or photo", "--look: %w", err)
		}
	}
	var signals []*heart.Signal
	for _, r := range c.Records {
		s, err := readSignal(r)
		if err != nil {
			return wrongCall("give records with the leads I to V6 and a file of samples beside the header", "%w", err)
		}
		signals = append(signals, s)
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	var orders []renderOrder
	for _, look := range c.Look {
		for i := range c.Count {
			orders = append(orders, renderOrder{synth.Look(look), c.Seed + uint64(i)})
		}
	}
	jobs := c.Jobs
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	// What stops one picture, a full disk say, would stop the others too.
	ctx, stop := context.WithCancelCause(e.ctx)
	defer stop(nil)
	par.Each(jobs, len(orders), func(i int) {
		if ctx.Err() != nil {
			return
		}
		if err := c.draw(orders[i], layout, signals); err != nil {
			stop(err)
		}
	})
	if err := context.Cause(ctx); errors.Is(err, context.Canceled) {
		return err
	} else if err != nil {
		return &complaint{status: exitFault, err: err, hint: "the pictures drawn before are whole; the same call draws them again"}
	}
	fmt.Fprintf(e.stderr, "%d pictures with their truth in %s\n", len(orders), c.Out)
	return nil
}

// draw draws one picture and writes its case.
func (c *renderCommand) draw(o renderOrder, layout *paper.Layout, signals []*heart.Signal) error {
	spec, err := synth.RandomSpec(o.look, o.seed)
	if err != nil {
		return err
	}
	if layout != nil {
		spec.Page.Layout = *layout
	}
	if len(signals) > 0 {
		spec.Signal = signals[(o.seed-c.Seed)%uint64(len(signals))]
		spec.Page.RowSec = min(10, spec.Signal.Duration())
	}
	img, truth, err := synth.Render(spec)
	if err != nil {
		return fmt.Errorf("look %s, seed %d: %w", o.look, o.seed, err)
	}
	p, err := newParcel(c.Out)
	if err != nil {
		return err
	}
	defer p.discard()
	name := fmt.Sprintf("%s-%06d", o.look, o.seed)
	if err := truth.WriteCase(p.tmp, name, string(o.look), img); err != nil {
		return err
	}
	p.files = []string{name + ".png", name + ".dat", name + ".hea", name + ".json"}
	return p.deliver(nil)
}

// readSignal reads the twelve leads of a record.
func readSignal(stem string) (*heart.Signal, error) {
	rec, err := wfdb.ReadFile(strings.TrimSuffix(stem, ".hea"))
	if err != nil {
		return nil, err
	}
	s := &heart.Signal{RateHz: rec.Fs}
	for l, name := range heart.LeadNames() {
		for _, sig := range rec.Signals {
			if strings.EqualFold(sig.Name, name) {
				s.MV[l] = sig.Samples
			}
		}
		if s.MV[l] == nil {
			return nil, fmt.Errorf("%s: has no lead %s", stem, name)
		}
	}
	return s, nil
}
