package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/light"
	"github.com/einthoven-ecg/einthoven/internal/synth/notecg"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// renderCommand is the command line of einthoven render.
type renderCommand struct {
	Records []string `arg:"" optional:"" name:"record" help:"WFDB records (without ending) to print, in turn; simulated hearts without any."`

	Out    string   `short:"o" placeholder:"DIR" help:"Folder for the cases (NAME.png, NAME.json, NAME.hea, NAME.dat); made if need be."`
	Count  int      `short:"n" default:"1" placeholder:"N" help:"Pictures to draw of each look, or samples with --stream (default: 1)."`
	Look   []string `default:"clean" placeholder:"LOOK" help:"How pages came about: clean, scan, photo; not-ecg for pictures of other things; several by commas (default: clean)."`
	Damage []string `placeholder:"KIND=S" help:"Add damage of these kinds, each at a strength from 0 to 1 (0.5 if left out), such as fold,stain=0.8; --damage list names them."`
	Seed   uint64   `default:"1" placeholder:"S" help:"Seed of the first picture; the next have the next ones (default: 1). Equal seeds give equal files."`
	Style  []string `placeholder:"STYLE" help:"Pages as these machines and programs make them, in turn: muse, pagewriter, plot, ...; --style list names them (default: by chance)."`
	Layout string   `placeholder:"L" help:"Layout of all pages, such as 3x4+1R:II, 6x2, 12x1 cabrera, 1x1:V1 (default: by chance)."`
	Format string   `enum:"png,jpg" default:"png" help:"Kind of picture file: png or jpg (default: png)."`
	Traces bool     `help:"Write NAME.traces.csv too: every sample of every trace in pixels, seconds and millivolts, and whether it can be seen."`
	Masks  []string `placeholder:"MASK" help:"Write NAME.MASK.png too: trace, leads, marks, grid, crossings, text, page; several by commas. With --stream also mm."`
	Tables string   `placeholder:"DIR" help:"Lay photographed pages on the pictures (PNG, JPEG) of this folder (default: on drawn tables)."`
	Sheet  string   `placeholder:"FILE" help:"Write a PNG of all pictures, small; over an older one at most."`
	Stream bool     `help:"Write samples for a trainer to the standard output in place of files (docs/STREAM.md)."`
	Crop   int      `placeholder:"PX" help:"With --stream, the side of the samples in pixels (default: whole pictures)."`
	Crops  int      `placeholder:"N" help:"With --crop, how many samples in a row come from one page and share the work of setting it up (default: 4, fewer of very large ones)."`
	Flat   float64  `placeholder:"K" help:"With --stream and --crop, samples that lie flat on the sheet with K pixels a millimetre, as the digitizer sees it."`
	Jobs   int      `short:"j" placeholder:"N" help:"Pictures to draw at the same time (default: one a processor)."`
}

// maxCount bounds the pictures of each look in one call.
const maxCount = 1_000_000_000

// maxBatch bounds the pixels of all samples of one picture, which are held at
// a time: with all maps a pixel has 29 bytes, so half a gigabyte.
const maxBatch = 1 << 24

// usualCrops is how many samples one page gives, unless asked for otherwise.
const usualCrops = 4

// repeated tells whether a name comes twice.
func repeated(names []string) bool {
	for i, n := range names {
		if slices.Contains(names[:i], n) {
			return true
		}
	}
	return false
}

// lookNotECG is the look of pictures that are no ECG.
const lookNotECG = "not-ecg"

// A renderOrder is one picture to draw.
type renderOrder struct {
	look string
	seed uint64
}

// name is that of the picture's files.
func (o renderOrder) name() string { return fmt.Sprintf("%s-%06d", o.look, o.seed) }

// order is picture number i: looks take turns.
func (c *renderCommand) order(i int) renderOrder {
	return renderOrder{c.Look[i%len(c.Look)], c.Seed + uint64(i/len(c.Look))}
}

// A renderPlan is a command line made ready.
type renderPlan struct {
	*renderCommand
	recipes []synth.Recipe // without look, in turn
	signals []*heart.Signal
	damages []damageOrder
	tables  []string // picture files
	shelf   *photoShelf
	masks   []synth.MaskKind
	jobs    int
	pages   int // pictures of all looks
	crops   int // samples of a picture
	studio  *synth.Studio
}

// A damageOrder is a kind of damage at a strength.
type damageOrder struct {
	kind     string
	strength float64
}

// Run is einthoven render.
func (c *renderCommand) Run(e *env) error {
	switch {
	case slices.Equal(c.Damage, []string{"list"}):
		return c.listDamages(e)
	case slices.Equal(c.Style, []string{"list"}):
		for _, s := range paper.Styles() {
			fmt.Fprintln(e.stdout, s.Name)
		}
		return nil
	}
	p, err := c.plan()
	if err != nil {
		return err
	}
	if c.Stream {
		err = p.stream(e)
	} else {
		err = p.files(e)
	}
	var said *complaint
	if errors.Is(err, context.Canceled) || errors.As(err, &said) {
		return err
	}
	if err != nil {
		return &complaint{status: exitFault, err: err, hint: "the pictures drawn before are whole; the same call draws them again"}
	}
	return nil
}

// plan checks the command line.
func (c *renderCommand) plan() (*renderPlan, error) {
	p := &renderPlan{renderCommand: c, jobs: c.Jobs}
	if p.jobs == 0 {
		p.jobs = runtime.GOMAXPROCS(0)
	}
	// The side of crops comes first: what follows squares it.
	order := synth.SampleOrder{Size: c.Crop}
	if err := order.Check(); err != nil {
		return nil, wrongCall("see einthoven render --help", "--crop: %w", err)
	}
	if p.crops = c.Crops; p.crops == 0 {
		p.crops = 1
		if c.Crop > 0 {
			p.crops = min(usualCrops, c.Count, max(1, maxBatch/(c.Crop*c.Crop)))
		}
	}
	switch {
	case c.Count < 1 || c.Count > maxCount:
		return nil, wrongCall("use 1 to 1000000000", "-n: %d is out of range", c.Count)
	case c.Jobs < 0 || c.Jobs > maxJobs:
		return nil, wrongCall("use 1 to 1024", "--jobs: %d is out of range", c.Jobs)
	case c.Stream == (c.Out != ""):
		return nil, wrongCall("use one of them", "-o DIR writes files, --stream writes to the standard output")
	case c.Crop > 0 && p.crops > maxBatch/(c.Crop*c.Crop):
		return nil, wrongCall("take fewer samples of each picture, or smaller ones", "--crops: %d samples of %d x %d pixels at once are too many", p.crops, c.Crop, c.Crop)
	case repeated(c.Look) || repeated(c.Masks):
		return nil, wrongCall("name each once", "--look, --masks: one is named twice")
	case c.Crops < 0 || c.Crops > 1000 || (c.Crops > 1 && c.Crop == 0):
		return nil, wrongCall("use 1 to 1000, with --crop", "--crops: %d samples of a picture", c.Crops)
	case c.Crop != 0 && !c.Stream:
		return nil, wrongCall("use it with --stream", "--crop: cases are whole pictures")
	case c.Flat != 0 && !c.Stream:
		return nil, wrongCall("use it with --stream and --crop", "--flat: cases are whole pictures")
	case c.Sheet != "" && (c.Stream || c.Count*len(c.Look) > maxThumbs):
		return nil, wrongCall(fmt.Sprintf("use it with -o and at most %d pictures", maxThumbs), "--sheet: not for streams and large numbers")
	}
	p.pages = len(c.Look) * ((c.Count + p.crops - 1) / p.crops)
	// Few pictures share the processors that many have one of each.
	p.studio = synth.NewStudio(max(p.jobs/min(p.jobs, p.pages), 1))
	if err := p.planPages(); err != nil {
		return nil, err
	}
	for _, look := range c.Look {
		if _, err := synth.RandomSpec(synth.Look(look), 0); err != nil && look != lookNotECG {
			return nil, wrongCall("use clean, scan, photo or not-ecg", "--look: %w", err)
		}
	}
	if err := p.planDamages(); err != nil {
		return nil, err
	}
	if c.Tables != "" {
		var err error
		if p.tables, err = light.Photos(c.Tables); err != nil {
			return nil, wrongCall("name a folder with pictures", "--tables: %w", err)
		}
		p.shelf = newPhotoShelf()
	}
	for _, m := range c.Masks {
		p.masks = append(p.masks, synth.MaskKind(m))
	}
	order.Maps, order.Flat = p.masks, c.Flat
	if err := order.Check(); err != nil {
		return nil, wrongCall("see einthoven render --help", "%w", err)
	}
	if !c.Stream && slices.Contains(p.masks, synth.MapMM) {
		return nil, wrongCall("use it with --stream, or read map_mm_to_px in NAME.json", "--masks: mm is no picture")
	}
	for _, r := range c.Records {
		s, _, err := synth.ReadRecord(r)
		if err != nil {
			return nil, wrongCall("give records with the leads I to V6 and a file of samples beside the header", "%w", err)
		}
		p.signals = append(p.signals, s)
	}
	return p, nil
}

// planPages reads --style and --layout.
func (p *renderPlan) planPages() error {
	var layout *paper.Layout
	if p.Layout != "" {
		l, err := paper.ParseLayout(p.Layout)
		if err != nil {
			return wrongCall("see einthoven render --help", "--layout: %w", err)
		}
		layout = &l
	}
	for _, name := range p.Style {
		if _, err := paper.NamedStyle(name); err != nil {
			return wrongCall("einthoven render --style list names them", "--style: %w", err)
		}
		p.recipes = append(p.recipes, synth.Recipe{Style: name, Layout: layout})
	}
	if len(p.recipes) == 0 {
		p.recipes = []synth.Recipe{{Layout: layout}}
	}
	return nil
}

// streamOther is where the sizes of pictures that are no ECG are drawn from.
const streamOther uint64 = 13

// spec is what to draw.
func (p *renderPlan) spec(o renderOrder) (*synth.Spec, error) {
	recipe := p.recipes[o.seed%uint64(len(p.recipes))]
	recipe.Look = synth.Look(o.look)
	spec, err := recipe.Spec(o.seed)
	if err != nil {
		return nil, err
	}
	if len(p.signals) > 0 {
		if err := spec.Record(p.signals[o.seed%uint64(len(p.signals))], o.seed); err != nil {
			return nil, err
		}
	}
	if err := p.addDamages(&spec); err != nil {
		return nil, err
	}
	if c := spec.Damage.Pose.Camera; c != nil && len(p.tables) > 0 {
		file := p.tables[o.seed%uint64(len(p.tables))]
		width := c.WidthPx
		if width == 0 {
			width = 2400 // that of a camera without one
		}
		photo, err := p.shelf.photo(file, width)
		if err != nil {
			return nil, err
		}
		spec.Damage.Table = light.Table{Kind: light.TablePhoto, File: filepath.Base(file), Photo: photo}
	}
	return &spec, nil
}

// notECG draws a picture of something else.
func notECG(o renderOrder) (notecg.Kind, *image.NRGBA, error) {
	kinds := notecg.Kinds()
	kind := kinds[o.seed%uint64(len(kinds))]
	rng := chance.Stream(o.seed, streamOther)
	w, h := chance.Pick(rng, 1000, 1600, 2200), chance.Pick(rng, 800, 1200, 1700)
	img, err := notecg.Draw(kind, o.seed/uint64(len(kinds)), w, h)
	return kind, img, err
}
