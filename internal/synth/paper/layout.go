package paper

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// A Layout says which lead is printed where: Rows times Cols cells, filled
// column by column, and rhythm strips below over the whole width.
type Layout struct {
	Rows, Cols int
	// Leads of the cells, column by column; nil means the standard leads in
	// their usual order (or Cabrera's), where there are 12 cells or 6; 15 cells
	// add V7, V8 and V9, 8 are I, II and V1 to V6.
	Leads []string
	// Rhythm names the leads of the strips below, from top to bottom.
	Rhythm []string
	// Cabrera orders the limb leads aVL I -aVR II aVF III and prints aVR
	// upside down.
	Cabrera bool
	// Simultaneous columns all start at time 0; else they follow each other.
	Simultaneous bool
	// Continued cells follow each other row by row, from left to right, as the
	// pieces of a long strip do. EverySec is the time from the start of one to
	// the start of the next, up to 600; 0 means that nothing is left out.
	Continued bool
	EverySec  float64
}

// ParseLayout reads a layout as "3x4", "3x4+1R:II", "6x2+1R", "12x1",
// "1x1:V1" or "3x2:I,II,III,V1,V2,V3", with "cabrera", "simultaneous",
// "continued" or "every=60" (continued, and 60 s from start to start) after it,
// parted by blanks. The R and the names may be left out: one strip is II,
// two are II and V5, three are V1, II and V5.
func ParseLayout(s string) (Layout, error) {
	bad := func(why string) (Layout, error) {
		return Layout{}, fmt.Errorf("paper: layout %q: %s; want something like 3x4+1R:II, 6x2, 12x1 cabrera, 1x1:V1", s, why)
	}
	words := strings.Fields(s)
	if len(words) == 0 {
		return bad("is empty")
	}
	var l Layout
	for _, w := range words[1:] {
		switch w {
		case "cabrera":
			l.Cabrera = true
		case "simultaneous":
			l.Simultaneous = true
		case "continued":
			l.Continued = true
		default:
			sec, err := strconv.ParseFloat(strings.TrimPrefix(w, "every="), 64)
			if err != nil || !strings.HasPrefix(w, "every=") || sec == 0 {
				return bad("has the unknown word " + w)
			}
			l.Continued, l.EverySec = true, sec
		}
	}
	cells, strips, hasStrips := strings.Cut(words[0], "+")
	size, names, named := strings.Cut(cells, ":")
	r, c, ok := strings.Cut(size, "x")
	rows, err1 := strconv.Atoi(r)
	cols, err2 := strconv.Atoi(c)
	if !ok || err1 != nil || err2 != nil {
		return bad("has no ROWSxCOLUMNS")
	}
	l.Rows, l.Cols = rows, cols
	if named {
		l.Leads = strings.Split(names, ",")
	}
	if hasStrips {
		count, names, named := strings.Cut(strips, ":")
		n, err := strconv.Atoi(strings.TrimSuffix(count, "R"))
		switch {
		case err != nil:
			return bad("does not say how many strips")
		case named:
			l.Rhythm = strings.Split(names, ",")
		case n >= 1 && n <= 3:
			l.Rhythm = [][]string{{"II"}, {"II", "V5"}, {"V1", "II", "V5"}}[n-1]
		}
		if len(l.Rhythm) != n {
			return bad(fmt.Sprintf("names %d leads for %d strips", len(l.Rhythm), n))
		}
	}
	if err := l.check(); err != nil {
		return bad(err.Error())
	}
	return l, nil
}

// String writes the layout so that [ParseLayout] reads it back.
func (l Layout) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%dx%d", l.Rows, l.Cols)
	if l.Leads != nil {
		b.WriteString(":" + strings.Join(l.Leads, ","))
	}
	if len(l.Rhythm) > 0 {
		fmt.Fprintf(&b, "+%dR:%s", len(l.Rhythm), strings.Join(l.Rhythm, ","))
	}
	if l.Cabrera {
		b.WriteString(" cabrera")
	}
	if l.Simultaneous {
		b.WriteString(" simultaneous")
	}
	switch {
	case l.Continued && l.EverySec != 0:
		fmt.Fprintf(&b, " every=%g", l.EverySec)
	case l.Continued:
		b.WriteString(" continued")
	}
	return b.String()
}

// maxRows bounds the rows of a page, strips included; pages have at most 15
// leads and a few strips.
const maxRows = 24

func (l Layout) check() error {
	if l.Rows < 1 || l.Cols < 1 || l.Rows+len(l.Rhythm) > maxRows || l.Cols > maxRows {
		return fmt.Errorf("needs 1 to %d rows and columns", maxRows)
	}
	switch {
	case !within(l.EverySec, 0, 600):
		return fmt.Errorf("has strips every %g s, want 0 to 600", l.EverySec)
	case l.EverySec != 0 && !l.Continued || l.Continued && l.Simultaneous:
		return fmt.Errorf("has cells that cannot be both simultaneous and continued")
	}
	leads := l.cells()
	if len(leads) != l.Rows*l.Cols {
		return fmt.Errorf("has %d cells but %d leads", l.Rows*l.Cols, len(leads))
	}
	for _, name := range append(slices.Clone(leads), l.Rhythm...) {
		if !known(strings.TrimPrefix(name, "-")) {
			return fmt.Errorf("names the unknown lead %q", name)
		}
	}
	return nil
}

// cells are the leads column by column; a minus sign means upside down.
func (l Layout) cells() []string {
	if l.Leads != nil {
		return l.Leads
	}
	names := heart.LeadNames()
	all := names[:]
	if l.Cabrera {
		all = append([]string{"aVL", "I", "-aVR", "II", "aVF", "III"}, names[6:]...)
	}
	switch l.Rows * l.Cols {
	case 15:
		return append(all, "V7", "V8", "V9")
	case 12:
		return all
	case 8:
		return append([]string{"I", "II"}, names[6:]...)
	case 6:
		return all[:6]
	case 1:
		return []string{"II"}
	}
	return nil
}

// every is the time from the start of one continued cell to the next.
func (l Layout) every(cellSec float64) float64 {
	if l.EverySec != 0 {
		return l.EverySec
	}
	return cellSec
}

// seconds is the time that a page shows, for rows of rowSec seconds.
func (l Layout) seconds(rowSec float64) float64 {
	if !l.Continued {
		return rowSec
	}
	cell := rowSec / float64(max(l.Cols, 1))
	return max(rowSec, l.every(cell)*float64(l.Rows*l.Cols-1)+cell)
}

// A window is one trace to print: a lead, its place and its time.
type window struct {
	lead     string // without sign
	label    string // as printed
	inverted bool
	row, col int
	rhythm   bool
	t0, t1   float64 // seconds of the signal, half open
}

// windows lists what is printed, row by row, for rows of rowSec seconds.
func (l Layout) windows(rowSec float64) []window {
	var out []window
	cells, width := l.cells(), rowSec/float64(l.Cols)
	for r := range l.Rows {
		for c := range l.Cols {
			w := window{label: cells[c*l.Rows+r], row: r, col: c, t1: width}
			w.lead = strings.TrimPrefix(w.label, "-")
			w.inverted = w.lead != w.label
			switch {
			case l.Continued:
				w.t0 = l.every(width) * float64(r*l.Cols+c)
				w.t1 = w.t0 + width
			case !l.Simultaneous:
				w.t0, w.t1 = float64(c)*width, float64(c+1)*width
			}
			out = append(out, w)
		}
	}
	for i, name := range l.Rhythm {
		w := window{label: name, lead: strings.TrimPrefix(name, "-"), row: l.Rows + i, rhythm: true, t1: rowSec}
		w.inverted = w.lead != w.label
		out = append(out, w)
	}
	return out
}
