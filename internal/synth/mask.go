package synth

import (
	"fmt"
	"image"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A MaskKind names something whose share of each pixel a mask tells.
type MaskKind string

// Kinds of masks. All are drawn from the truth in the picture, not taken from
// the picture.
const (
	// MaskTrace is the ink of all traces that can be seen.
	MaskTrace MaskKind = "trace"
	// MaskLeads are twelve planes, one a lead in the order of
	// [heart.LeadNames], each with the ink of that lead.
	MaskLeads MaskKind = "leads"
	// MaskGrid are the grid's lines, fine and bold; MaskCrossings discs of
	// crossMM radius where bold lines cross, or fine ones on paper without.
	MaskGrid      MaskKind = "grid"
	MaskCrossings MaskKind = "crossings"
	// MaskMarks are the strokes of calibration pulses and separators.
	MaskMarks MaskKind = "marks"
	// MaskText are the boxes of names and words, filled.
	MaskText MaskKind = "text"
	// MaskPage is the sheet, without what is torn off.
	MaskPage MaskKind = "page"
)

// MaskKinds lists all kinds.
func MaskKinds() []MaskKind {
	return []MaskKind{MaskTrace, MaskLeads, MaskMarks, MaskGrid, MaskCrossings, MaskText, MaskPage}
}

// A Mask is a share, 0 to 255, for each pixel of a part of a picture.
type Mask struct {
	Name string
	Rect image.Rectangle
	Pix  []uint8
}

// Masks draws masks over a part of the picture.
func (t *Truth) Masks(r image.Rectangle, kinds ...MaskKind) ([]Mask, error) {
	for _, kind := range kinds {
		if !slices.Contains(MaskKinds(), kind) {
			return nil, fmt.Errorf("synth: mask %q is unknown; want one of %v", kind, MaskKinds())
		}
	}
	maps := make([][]byte, len(kinds))
	for i, kind := range kinds {
		maps[i] = make([]byte, planesOf(kind)*r.Dx()*r.Dy())
	}
	if err := t.maps(r, r.Dx(), kinds, maps, nil); err != nil {
		return nil, err
	}
	var out []Mask
	for i, kind := range kinds {
		if kind != MaskLeads {
			out = append(out, Mask{Name: string(kind), Rect: r, Pix: maps[i]})
			continue
		}
		n := r.Dx() * r.Dy()
		for k, lead := range heart.LeadNames() {
			out = append(out, Mask{Name: lead, Rect: r, Pix: maps[i][k*n : (k+1)*n : (k+1)*n]})
		}
	}
	return out, nil
}

// planesOf is how many bytes a pixel has in a map.
func planesOf(kind MaskKind) int {
	switch kind {
	case MaskLeads:
		return heart.NumLeads
	case MapMM:
		return 8
	}
	return 1
}

// maps draws maps of a part of the picture into out, arrays of zeros with rows
// of width pixels. The trails are those of the part, worked out here if nil.
func (t *Truth) maps(r image.Rectangle, width int, kinds []MaskKind, out [][]byte, trails []trail) error {
	if err := t.see(r); err != nil {
		return err
	}
	ink, marks := inkMaps{r: r, width: width}, inkMaps{r: r, width: width}
	var rows []rowPainter
	for i, kind := range kinds {
		at := func(y int) []byte { return out[i][(y-r.Min.Y)*width:][:r.Dx()] }
		switch kind {
		case MaskTrace:
			ink.all = out[i]
		case MaskLeads:
			for k := range ink.leads {
				n := len(out[i]) / heart.NumLeads
				ink.leads[k] = out[i][k*n:][:n]
			}
		case MaskMarks:
			marks.all = out[i]
		case MaskGrid:
			rows = append(rows, t.gridPainter(r, at))
		case MaskCrossings:
			rows = append(rows, t.crossingPainter(r, at))
		case MaskText:
			rows = append(rows, t.textPainter(r, at))
		case MaskPage:
			rows = append(rows, t.pagePainter(r, at))
		case MapMM:
			rows = append(rows, placesPainter(r, width, out[i]))
		}
	}
	t.eachRow(r, rows)
	if ink.all != nil || ink.leads[0] != nil {
		if trails == nil {
			trails = t.trails(r)
		}
		ink.draw(t, trails)
	}
	if marks.all != nil {
		marks.drawMarks(t)
	}
	if i := slices.Index(kinds, MaskPage); i >= 0 {
		t.cutPage(r, out[i], width)
	}
	return nil
}

// cutPage takes the parts of the sheet that are missing out of the mask of a
// page.
func (t *Truth) cutPage(r image.Rectangle, page []byte, width int) {
	near := t.reach(r)
	var c raster.Canvas
	for _, a := range t.Missing {
		if !a.Box().Meets(near) {
			continue
		}
		if c.Pix == nil {
			c.Reset(r)
			c.Clear(raster.Ink{1, 1, 1})
		}
		c.Fill(t.contours(a.MM), raster.Paint{Alpha: 1})
	}
	for i := 0; i < len(c.Pix); i += 3 {
		p := &page[i/3/r.Dx()*width+i/3%r.Dx()]
		*p = uint8(float32(*p)*c.Pix[i] + 0.5)
	}
}
