package eval

import (
	"bytes"
	"fmt"
	"html"
	"math"
)

// Scale of a drawing: as on paper, 25 mm/s and 10 mm/mV, at 3 units a mm.
const (
	svgPerSecond = 75.0
	svgPerMV     = 30.0
	svgRow       = 96.0 // height of one lead
	svgLeft      = 40.0
)

// leadSVG draws truth (thin, black) against result (red) of all printed leads
// of a case, each result with its lag and offset taken out as for snr_page.
func leadSVG(b *bytes.Buffer, c *Case, p *Prediction, r *Result) {
	s := newScoring(*c, *p)
	var rows []int
	for k := range s.pairs {
		if len(s.pairs[k].printed) > 0 {
			rows = append(rows, k)
		}
	}
	width := svgLeft + float64(c.samples())/c.Fs*svgPerSecond + 10
	fmt.Fprintf(b, `<svg class="t" viewBox="0 0 %.0f %.0f" width="%.0f" role="img" aria-label="truth and result of %s">`, width, svgRow*float64(len(rows)), width, html.EscapeString(c.ID))
	for n, k := range rows {
		pair := &s.pairs[k]
		middle := svgRow * (float64(n) + 0.5)
		level := median(pick(c.Truth[k], pair.printed))
		fmt.Fprintf(b, `<text x="2" y="%.0f">%s</text>`, middle-20, html.EscapeString(Leads[k]))
		if l := r.lead(Leads[k]); l != nil {
			fmt.Fprintf(b, `<text class="s" x="2" y="%.0f">%s dB</text>`, middle-8, figure(l.SNR, 1))
		}
		clip := func(v float64) float64 {
			return middle - min(max((v-level)*svgPerMV, -svgRow*0.75), svgRow*0.75)
		}
		at := func(i int) float64 { return svgLeft + float64(i)/c.Fs*svgPerSecond }
		path(b, "x", len(c.Truth[k]), func(i int) (float64, float64) { return at(i), clip(c.Truth[k][i]) })
		if s.y[k] != nil && pair.read > 0 {
			offset := pair.offset()
			path(b, "y", len(s.y[k]), func(i int) (float64, float64) { return at(i + pair.shift), clip(s.y[k][i] - offset) })
		}
	}
	b.WriteString("</svg>\n")
}

// lead returns the result of a lead, nil if it is not printed.
func (r *Result) lead(name string) *LeadResult {
	for i := range r.Leads {
		if r.Leads[i].Name == name {
			return &r.Leads[i]
		}
	}
	return nil
}

func pick(v []float64, index []int) []float64 {
	out := make([]float64, len(index))
	for n, i := range index {
		out[n] = v[i]
	}
	return out
}

// path writes n points as one line, broken where a height is NaN. Points of
// about the same place across become the two ends of a stroke, so that a
// drawing has no more than it can show.
func path(b *bytes.Buffer, class string, n int, at func(i int) (x, y float64)) {
	const cell = 0.4
	fmt.Fprintf(b, `<path class="%s" d="`, class)
	pen := false
	for i := 0; i < n; {
		x, y := at(i)
		if math.IsNaN(y) {
			pen = false
			i++
			continue
		}
		lo, hi, last := y, y, y
		j := i + 1
		for ; j < n; j++ {
			xj, yj := at(j)
			if math.IsNaN(yj) || xj-x > cell {
				break
			}
			lo, hi, last = min(lo, yj), max(hi, yj), yj
		}
		command := "L"
		if !pen {
			command = "M"
		}
		fmt.Fprintf(b, "%s%.1f %.1f", command, x, y)
		if hi-lo > 0.4 {
			fmt.Fprintf(b, "L%.1f %.1fL%.1f %.1fL%.1f %.1f", x, lo, x, hi, x, last)
		}
		pen = true
		i = j
	}
	b.WriteString(`"/>`)
}
