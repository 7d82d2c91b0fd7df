package paper

import (
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// Fixed measures of a page, in millimetres, as on common machines.
const (
	marginMM     = 10.0
	headerMM     = 16.0 // above the first row
	headerLineMM = 4.5
	footerMM     = 12.0 // below the last row
	pulseFootMM  = 1.5  // of the calibration pulse, before and after it
	pulseGapMM   = 1.0  // between pulse and trace
	pulseSec     = 0.2
	barMM        = 7.0 // height of a separator bar
	a4LongMM     = 297.0
	a4ShortMM    = 210.0
	stripMM      = 40.0 // height of a row on a page of one or two rows
)

// A plan is a page with its measures worked out.
type plan struct {
	Page
	x0    float64   // of the first sample
	width float64   // of a row's time
	cell  float64   // of a column's time
	zone  float64   // between the end of a column and the first sample of the next
	rows  []float64 // zero line of each row
	pulse float64   // page x where the pulse of a row begins, if there is one
	pitch float64   // distance of rows
}

// plan places the rows.
func (p Page) plan() (*plan, error) {
	p, err := p.withDefaults()
	if err != nil {
		return nil, err
	}
	l := &plan{Page: p, width: p.RowSec * p.SpeedMMPerS}
	l.cell = l.width / float64(p.Layout.Cols)
	n := p.Layout.Rows + len(p.Layout.Rhythm)
	side, needX := p.margins(), p.needX()
	l.zone = p.zoneMM()
	first := l.nameZone() + l.pulseZone() // left of the first sample
	if p.Pulse == PulseRight {
		first -= l.pulseZone()
	}
	if l.PaperMM == ([2]float64{}) {
		l.PaperMM = l.enough(needX, side[1]+side[3], n)
	}
	l.pitch = p.PitchMM
	if l.pitch == 0 {
		l.pitch = (l.PaperMM[1] - side[1] - side[3]) / float64(n)
	}
	least := 5.0
	if p.PitchMM != 0 {
		least = p.PitchMM
	}
	if needX > l.PaperMM[0]+1e-9 || !(l.pitch >= min(least, 5)) || side[1]+side[3]+l.pitch*float64(n) > l.PaperMM[1]+1e-9 {
		return nil, fmt.Errorf("paper: page: paper of %g x %g mm is too small: %d rows of %g s at %g mm/s need %g x %g",
			l.PaperMM[0], l.PaperMM[1], n, p.RowSec, p.SpeedMMPerS, needX, side[1]+side[3]+least*float64(n))
	}
	left := (l.PaperMM[0] - needX) / 2 // centred
	if p.MarginMM[0] > 0 {
		left = 0
	}
	l.x0 = side[0] + left + first
	l.pulse = l.x0 - l.pulseZone()
	if p.Pulse == PulseRight {
		l.pulse = l.x0 + l.width + l.zone*float64(p.Layout.Cols-1) + pulseGapMM
	}
	for r := range n {
		l.rows = append(l.rows, side[1]+(float64(r)+0.55)*l.pitch) // R waves point up
	}
	if l.Grid.Aligned {
		g := *l.Grid
		g.ShiftMM, g.Aligned = [2]float64{g.ShiftMM[0] + l.x0, g.ShiftMM[1] + l.rows[0]}, false
		l.Grid = &g
	}
	if w, h := l.size(); float64(w)*float64(h) > raster.MaxPixels || math.IsNaN(l.PaperMM[0]+l.PaperMM[1]) {
		return nil, fmt.Errorf("paper: page: %g x %g mm at %g dpi are more than %d pixels", l.PaperMM[0], l.PaperMM[1], p.DPI, raster.MaxPixels)
	}
	return l, nil
}

// zoneMM is the room between the end of a column and the first sample of the
// next.
func (p *Page) zoneMM() float64 {
	zone := p.ColumnGapMM + p.nameZone()
	if p.Pulse == PulseColumns {
		zone += p.pulseZone()
	}
	return zone
}

// needX is the least width of the paper.
func (p *Page) needX() float64 {
	side := p.margins()
	return side[0] + side[2] + p.RowSec*p.SpeedMMPerS + p.zoneMM()*float64(p.Layout.Cols-1) + p.nameZone() + p.pulseZone()
}

// enough is the size of paper for n rows.
func (l *plan) enough(needX, aboveBelow float64, n int) [2]float64 {
	pitch := l.PitchMM
	if pitch == 0 {
		pitch = stripMM
	}
	size := [2]float64{needX, aboveBelow + pitch*float64(n)}
	if n >= 3 {
		size = [2]float64{max(needX, a4LongMM), a4ShortMM}
		if l.PitchMM != 0 {
			size[1] = max(size[1], aboveBelow+pitch*float64(n))
		}
	}
	return size
}

// margins are the room left of, above, right of and below the rows.
func (p *Page) margins() [4]float64 {
	m := [4]float64{marginMM, headerMM + headerLineMM*float64(len(p.Header)), marginMM, footerMM}
	for i, v := range p.MarginMM {
		if v > 0 {
			m[i] = v
		}
	}
	return m
}

// pulseZone is the room that a calibration pulse takes before a trace.
func (p *Page) pulseZone() float64 {
	if p.Pulse == PulseNone {
		return 0
	}
	return 2*p.PulseForm.FootMM + p.PulseForm.WidthMM + pulseGapMM
}

// nameZone is the room for names that stand before traces: five letters.
func (p *Page) nameZone() float64 {
	if p.Names.At != NameBefore || p.NoNames {
		return 0
	}
	return 5*0.65*p.NameMM + nameGapMM
}

// colX is the page position of a column's first sample.
func (l *plan) colX(c int) float64 { return l.x0 + (l.cell+l.zone)*float64(c) }

// colWidth is how far a trace reaches.
func (l *plan) colWidth(w window) float64 {
	if w.rhythm {
		return l.width
	}
	return l.cell
}

// before is the room that the pulse takes before the first sample of a column.
func (l *plan) before(c int) float64 {
	if l.Pulse == PulseColumns || l.Pulse == PulseLeft && c == 0 {
		return l.pulseZone()
	}
	return 0
}

// end is the page position where rows end.
func (l *plan) end() float64 { return l.colX(l.Layout.Cols-1) + l.cell }

// block is the box of the rows: from the start of the first sample to the end
// of the last, half a row's distance around the zero lines.
func (l *plan) block() raster.Box {
	return raster.Box{l.x0, l.rows[0] - 0.55*l.pitch, l.end(), l.rows[len(l.rows)-1] + 0.45*l.pitch}
}

// size is that of the print in pixels.
func (l *plan) size() (w, h int) {
	return int(math.Round(l.PaperMM[0] * l.DPI / 25.4)), int(math.Round(l.PaperMM[1] * l.DPI / 25.4))
}

// Seconds is how long a signal the page needs.
func (p Page) Seconds() float64 {
	row := p.RowSec
	if row == 0 {
		row = 10
	}
	return p.Layout.seconds(row)
}

// SizeMM is the size of the paper, zero where the page is out of its range.
func (p Page) SizeMM() [2]float64 {
	l, err := p.plan()
	if err != nil {
		return [2]float64{}
	}
	return l.PaperMM
}
