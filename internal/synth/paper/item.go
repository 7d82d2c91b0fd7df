package paper

import (
	"fmt"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// ItemKind says what an item is.
type ItemKind uint8

// Kinds of items.
const (
	ItemText    ItemKind = iota // lines of words
	ItemLine                    // from the place by Size
	ItemFrame                   // the outline of a rectangle
	ItemBlock                   // a filled rectangle
	ItemBarcode                 // upright bars
	ItemCode                    // a square of small squares
	ItemLogo                    // a sign of simple shapes
	numItemKinds
)

// maxItems bounds what is on a page, maxLines the lines of an item, maxWords
// the letters of a line.
const (
	maxItems = 200
	maxLines = 100
	maxWords = 300
)

// An Item is something printed on a page besides the traces and what belongs
// to them. It stands at a place that is told from some box, so that one item
// suits pages of all sizes.
type Item struct {
	Kind ItemKind
	// Rows tells the place from the box of the rows instead of the paper's.
	Rows bool
	// From is the point of that box from which AtMM counts, as shares of its
	// width and height: (0, 0) is the upper left corner, (1, 1) the lower
	// right one.
	From [2]float64
	// AtMM is the way right and down from there: of text, to the start of the
	// first base line.
	AtMM [2]float64
	// SizeMM is the width and height; 0 means, for frames and blocks and
	// lines, as far as to the same distance from the other side.
	SizeMM [2]float64

	// Lines of text. A tab goes to the next of TabMM; {hr}, {rr}, {qt},
	// {qtc}, {speed}, {gain}, {limb}, {chest}, {seconds} and {rhythm-en} (or
	// another language of [Languages]) stand for what the page shows.
	Lines []string
	TabMM []float64
	// EmMM is the size of letters, 1 to 30; 0 means 3. PitchMM is the distance
	// of lines, 0 meaning 1.25 em.
	EmMM, PitchMM float64
	// Font; "" means that of the page.
	Font string
	// Align is where the place is in each line: 0 at its start, 0.5 in the
	// middle, 1 at its end.
	Align float64
	// Down turns the words clockwise by a quarter: they run down.
	Down bool
	// Ink; nil means that of the page.
	Ink *Colour
	// PenMM is the width of lines; 0 means 0.25.
	PenMM float64
	// Seed chooses the bars, squares and shapes.
	Seed uint64
}

func (it *Item) check() error {
	switch {
	case it.Kind >= numItemKinds:
		return fmt.Errorf("is of kind %d, which does not exist", it.Kind)
	case len(it.Lines) > maxLines:
		return fmt.Errorf("has %d lines, want at most %d", len(it.Lines), maxLines)
	case it.EmMM != 0 && !within(it.EmMM, 1, 30):
		return fmt.Errorf("has letters of %g mm, want 1 to 30", it.EmMM)
	case !within(it.PenMM, 0, 10) || !within(it.PitchMM, 0, 100):
		return fmt.Errorf("has a pen of %g mm and lines %g mm apart, want 0 to 10 and 0 to 100", it.PenMM, it.PitchMM)
	case !within(it.Align, 0, 1):
		return fmt.Errorf("is aligned at %g, want 0 to 1", it.Align)
	}
	for i := range 2 {
		if !within(it.From[i], 0, 1) || !within(it.AtMM[i], -5000, 5000) || !within(it.SizeMM[i], -5000, 5000) {
			return fmt.Errorf("lies at %v of its box, %v mm from there, %v mm big; want 0 to 1, -5000 to 5000 mm", it.From, it.AtMM, it.SizeMM)
		}
	}
	for _, l := range it.Lines {
		if len(l) > maxWords {
			return fmt.Errorf("has a line of %d letters, want at most %d", len(l), maxWords)
		}
	}
	return nil
}

// items prints the page's items.
func (d *drawing) items(s *heart.Signal) error {
	facts := d.facts(s)
	for i := range d.Items {
		if err := d.item(&d.Items[i], facts); err != nil {
			return err
		}
	}
	return nil
}

// place is the box of an item: its start, and its end where it has a size.
func (d *drawing) place(it *Item) raster.Box {
	in := raster.Box{0, 0, d.SizeMM[0], d.SizeMM[1]}
	if it.Rows {
		in = d.block()
	}
	var b raster.Box
	for i := range 2 {
		b[i] = in[i] + it.From[i]*(in[2+i]-in[i]) + it.AtMM[i]
		b[2+i] = b[i] + it.SizeMM[i]
		if it.SizeMM[i] == 0 && (it.Kind == ItemFrame || it.Kind == ItemBlock) {
			b[2+i] = in[2+i] - it.AtMM[i]
		}
	}
	if it.Kind == ItemLine && it.SizeMM == ([2]float64{}) {
		b[2] = in[2] - it.AtMM[0]
	}
	return b
}

// item prints one item.
func (d *drawing) item(it *Item, facts *strings.Replacer) error {
	b := d.place(it)
	ink, pen := d.plan.Ink, it.PenMM
	if it.Ink != nil {
		ink = *it.Ink
	}
	if pen == 0 {
		pen = 0.25
	}
	switch it.Kind {
	case ItemText:
		return d.lines(it, b, ink, facts)
	case ItemLine:
		d.strokes(BoxLine, -1, [][][2]float64{{{b[0], b[1]}, {b[2], b[3]}}}, pen, ink)
	case ItemFrame:
		c := rect(b)[0]
		d.strokes(BoxLine, -1, [][][2]float64{{c[0], c[1]}, {c[1], c[2]}, {c[2], c[3]}, {c[3], c[0]}}, pen, ink)
	case ItemBlock:
		d.filled(BoxBlock, rect(b), ink)
	case ItemBarcode:
		d.filled(BoxBarcode, barcode(b, it.Seed), ink)
	case ItemCode:
		d.filled(BoxCode, code(b, it.Seed), ink)
	case ItemLogo:
		d.filled(BoxLogo, logo(b, it.Seed), ink)
	}
	return nil
}

// filled fills contours in the machine's ink.
func (d *drawing) filled(kind BoxKind, t [][][2]float64, ink Colour) {
	d.inked = append(d.inked, raster.NewArea(t, d.paint(ink)))
	d.box(kind, raster.Box(raster.Bounds(t)))
}

// lines prints lines of words.
func (d *drawing) lines(it *Item, b raster.Box, ink Colour, facts *strings.Replacer) error {
	f, err := d.face(it.Font)
	if err != nil {
		return err
	}
	em, pitch := it.EmMM, it.PitchMM
	if em == 0 {
		em = 3
	}
	if pitch == 0 {
		pitch = 1.25 * em
	}
	for i, line := range it.Lines {
		for j, part := range strings.Split(facts.Replace(line), "\t") {
			along, off := 0.0, pitch*float64(i)
			if j > 0 && j <= len(it.TabMM) {
				along = it.TabMM[j-1]
			}
			if it.Align > 0 {
				w, err := f.width(part, em)
				if err != nil {
					return err
				}
				along -= it.Align * w
			}
			t := text{kind: BoxText, row: -1, s: part, face: f, em: em, ink: ink, at: [2]float64{b[0] + along, b[1] + off}}
			if it.Down {
				t.at, t.turn = [2]float64{b[0] - off, b[1] + along}, [2]float64{1, 0}
			}
			if err := d.put(t); err != nil {
				return err
			}
		}
	}
	return nil
}
