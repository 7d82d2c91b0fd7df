package paper

import (
	"fmt"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// NameKind says what the leads are called on the page.
type NameKind uint8

// Ways to call leads.
const (
	NamesUsual  NameKind = iota // I aVR V1 V4R
	NamesUpper                  // I AVR V1 V4R
	NamesLower                  // I avr v1 v4r
	NamesD                      // D1 aVR V1 V4R
	NamesDRoman                 // DI aVR V1 V4R
	NamesC                      // I aVR C1 C4R
	NamesDigits                 // 1 aVR V1 V4r
	NamesLead                   // Lead I, aVR, V1
	numNameKinds
)

// NamePlace says where a name stands against the start of its trace.
type NamePlace uint8

// Places of names.
const (
	NameAbove   NamePlace = iota // 7 mm above the zero line
	NameBelow                    // 5 mm below it
	NameClose                    // just above it
	NameOnTrace                  // across it
	NameBefore                   // left of trace and pulse, in a zone of its own
	NameAtEnd                    // above the end of the trace
	numNamePlaces
)

// Names says how leads are named. The zero value names them as usual, above
// their traces.
type Names struct {
	Kind NameKind
	At   NamePlace
	// ShiftMM moves names right and down, up to 20 either way.
	ShiftMM [2]float64
	// Font of the names, "" means that of the page; Ink, nil meaning that of
	// the page.
	Font string
	Ink  *Colour
	// Patch lays a white patch below each name, over the grid; with Cover over
	// the traces, too.
	Patch, Cover bool
	// Again names rhythm strips once more in each column.
	Again bool
}

// ink is a name's colour.
func (n *Names) ink(page Colour) Colour {
	if n.Ink != nil {
		return *n.Ink
	}
	return page
}

func (n *Names) check() error {
	switch {
	case n.Kind >= numNameKinds || n.At >= numNamePlaces:
		return fmt.Errorf("names are of kind %d at place %d, which do not exist", n.Kind, n.At)
	case !within(n.ShiftMM[0], -20, 20) || !within(n.ShiftMM[1], -20, 20):
		return fmt.Errorf("names are moved by %g, %g mm, want -20 to 20", n.ShiftMM[0], n.ShiftMM[1])
	}
	return nil
}

func within(v, lo, hi float64) bool { return v >= lo && v <= hi }

// Called is what a lead is called; a minus sign before it stays.
func (k NameKind) Called(lead string) string {
	name, turned := strings.CutPrefix(lead, "-")
	sign := ""
	if turned {
		sign = "-"
	}
	roman := strings.Trim(name, "I") == ""
	switch {
	case k == NamesUpper:
		name = strings.ToUpper(name)
	case k == NamesLower && !roman:
		name = strings.ToLower(name)
	case k == NamesD && roman:
		name = fmt.Sprintf("D%d", len(name))
	case k == NamesDRoman && roman:
		name = "D" + name
	case k == NamesC && name[0] == 'V':
		name = "C" + name[1:]
	case k == NamesDigits && roman:
		name = fmt.Sprint(len(name))
	case k == NamesDigits && name[0] == 'V':
		name = "V" + strings.ToLower(name[1:])
	case k == NamesLead && roman:
		name = "Lead " + name
	}
	return sign + name
}

// nameGapMM is between a name and what it stands beside.
const nameGapMM = 1.0

// names writes the names of all traces.
func (d *drawing) names() error {
	if d.NoNames {
		return nil
	}
	for _, w := range d.plan.Layout.windows(d.RowSec) {
		if err := d.nameAt(w, d.colX(w.col), d.plan.colWidth(w)); err != nil {
			return err
		}
		for c := 1; w.rhythm && d.Names.Again && c < d.plan.Layout.Cols; c++ {
			if err := d.nameAt(w, d.colX(c), d.plan.cell); err != nil {
				return err
			}
		}
	}
	if d.Names.Cover {
		for i := range d.Segments {
			d.hide(&d.Segments[i])
		}
	}
	return nil
}

// hide notes which samples of a trace lie under patches.
func (d *drawing) hide(s *Segment) {
	for k := range s.MV {
		x, y := s.Point(k)
		for _, b := range d.patches {
			if x < b[0] || x > b[2] || !(y >= b[1] && y <= b[3]) {
				continue
			}
			if s.Inked == nil {
				s.Inked = make([]float32, len(s.MV))
				for j := range s.Inked {
					s.Inked[j] = 1
				}
			}
			s.Inked[k] = 0
		}
	}
}

// nameAt writes a name at a trace, or a part of it, that starts at x.
func (d *drawing) nameAt(w window, x, width float64) error {
	f, err := d.face(d.Names.Font)
	if err != nil {
		return err
	}
	label := d.Names.Kind.Called(w.label)
	reach, err := f.width(label, d.NameMM)
	if err != nil {
		return err
	}
	at, y := x+nameGapMM, d.rows[w.row]-7
	switch d.Names.At {
	case NameBelow:
		y = d.rows[w.row] + 5 + d.NameMM*0.7
	case NameClose:
		y = d.rows[w.row] - 1.8
	case NameOnTrace:
		y = d.rows[w.row] + 0.35*d.NameMM
	case NameBefore:
		at, y = x-d.before(w.col)-nameGapMM-reach, d.rows[w.row]+0.35*d.NameMM
	case NameAtEnd:
		at = x + width - nameGapMM - reach
	}
	t := text{kind: BoxName, row: w.row, lead: w.lead, s: label, face: f, em: d.NameMM, ink: d.Names.ink(d.plan.Ink),
		at: [2]float64{at + d.Names.ShiftMM[0], y + d.Names.ShiftMM[1]}}
	if d.Names.Patch || d.Names.Cover {
		t.patch = 0.4
	}
	return d.put(t)
}

// text is a line of words to write.
type text struct {
	kind  BoxKind
	row   int
	lead  string
	s     string
	face  *typeface
	at    [2]float64 // start of the base line, mm
	em    float64
	turn  [2]float64 // sine and cosine of the turn clockwise; zero means none
	ink   Colour
	patch float64 // margin of a white patch below, mm; 0 means none
}

// put writes words.
func (d *drawing) put(t text) error {
	if t.turn == ([2]float64{}) {
		t.turn[1] = 1
	}
	l, err := t.face.lay(t.s, t.at[0], t.at[1], t.em, t.turn[0], t.turn[1], d.paint(t.ink))
	if err != nil || l.mark == nil {
		return err
	}
	if t.patch > 0 {
		b := l.ink.Grown(t.patch)
		patch := raster.NewArea(rect(b), raster.Solid(d.plan.Paper))
		if d.Names.Cover {
			d.inked = append(d.inked, patch)
		} else {
			d.under = append(d.under, patch)
		}
		d.patches = append(d.patches, b)
	}
	d.inked = append(d.inked, l.mark)
	d.Boxes = append(d.Boxes, Box{Kind: t.kind, Text: t.s, Lead: t.lead, Row: t.row, X0: l.ink[0], Y0: l.ink[1], X1: l.ink[2], Y1: l.ink[3]})
	return nil
}

// rect is the outline of a box.
func rect(b raster.Box) [][][2]float64 {
	return [][][2]float64{{{b[0], b[1]}, {b[2], b[1]}, {b[2], b[3]}, {b[0], b[3]}}}
}
