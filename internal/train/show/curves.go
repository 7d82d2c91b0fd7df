package show

import (
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/train"
)

// Size of a chart in pixels, and of its margins.
const (
	chartW, chartH = 720.0, 260.0
	left, right    = 70.0, 15.0
	top, bottom    = 15.0, 40.0
)

// Curves writes one HTML page, without anything from elsewhere, with the losses,
// the rate and the quality over the steps. A run at work has no result yet.
func Curves(w io.Writer, title string, log []train.Line) error {
	if err := page.Execute(w, struct {
		Title  string
		Charts []chart
	}{title, charts(log)}); err != nil {
		return fmt.Errorf("show: curves: %w", err)
	}
	return nil
}

// chart is a diagram with its lines.
type chart struct {
	Title string
	SVG   template.HTML
}

// curve is a line of a diagram.
type curve struct {
	name, colour string
	points       [][2]float64
	dots         bool
}

// charts are those that there is something to show in.
func charts(log []train.Line) (out []chart) {
	steps := curve{name: "training, mean of a window", colour: "#9bb7d4"}
	fit := curve{name: "training, mean of the epoch", colour: "#1f5fa8", dots: true}
	valid := curve{name: "validation", colour: "#c0392b", dots: true}
	rate := curve{name: "rate", colour: "#555"}
	quality := curve{name: "validation", colour: "#2d7d46", dots: true}
	what := "Signal to noise on the validation examples, dB"
	for _, l := range log {
		x := float64(l.Step)
		if l.Epoch == nil {
			if l.Loss != nil && l.Rate != nil {
				steps.points = append(steps.points, [2]float64{x, *l.Loss})
				rate.points = append(rate.points, [2]float64{x, *l.Rate})
			}
			continue
		}
		fit.points = append(fit.points, [2]float64{x, l.Train})
		valid.points = append(valid.points, [2]float64{x, l.Validation.Loss})
		switch v := l.Validation; {
		case v.SNR != nil:
			quality.points = append(quality.points, [2]float64{x, *v.SNR})
		case v.Dice != nil:
			what = "Dice coefficient on the validation examples"
			quality.points = append(quality.points, [2]float64{x, *v.Dice})
		}
	}
	for _, c := range []struct {
		title  string
		curves []curve
	}{{"Loss", []curve{steps, fit, valid}}, {what, []curve{quality}}, {"Rate of learning", []curve{rate}}} {
		if svg := draw(c.curves); svg != "" {
			out = append(out, chart{c.title, svg})
		}
	}
	return out
}

// draw makes the diagram of some lines over steps, empty if no line has points.
func draw(curves []curve) template.HTML {
	lo, hi := [2]float64{0, math.Inf(1)}, [2]float64{1, math.Inf(-1)}
	for _, c := range curves {
		for _, p := range c.points {
			hi[0] = max(hi[0], p[0])
			lo[1], hi[1] = min(lo[1], p[1]), max(hi[1], p[1])
		}
	}
	if hi[1] < lo[1] {
		return ""
	}
	if hi[1]-lo[1] < 1e-12 {
		lo[1], hi[1] = lo[1]-math.Abs(lo[1])/10-1e-6, hi[1]+math.Abs(hi[1])/10+1e-6
	}
	at := func(p [2]float64) (x, y float64) {
		return left + (p[0]-lo[0])/(hi[0]-lo[0])*(chartW-left-right),
			chartH - bottom - (p[1]-lo[1])/(hi[1]-lo[1])*(chartH-top-bottom)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %g %g" role="img">`, chartW, chartH)
	for i := range 5 {
		v := lo[1] + float64(i)/4*(hi[1]-lo[1])
		_, y := at([2]float64{0, v})
		fmt.Fprintf(&b, `<line class="g" x1="%g" x2="%g" y1="%.1f" y2="%.1f"/><text x="%g" y="%.1f" text-anchor="end">%.3g</text>`, left, chartW-right, y, y, left-6, y+4, v)
		s := lo[0] + float64(i)/4*(hi[0]-lo[0])
		x, _ := at([2]float64{s, lo[1]})
		fmt.Fprintf(&b, `<text x="%.1f" y="%g" text-anchor="middle">%.0f</text>`, x, chartH-bottom+18, s)
	}
	for i, c := range curves {
		if len(c.points) == 0 {
			continue
		}
		fmt.Fprintf(&b, `<polyline fill="none" stroke="%s" stroke-width="2" points="`, c.colour)
		for _, p := range c.points {
			x, y := at(p)
			fmt.Fprintf(&b, "%.1f,%.1f ", x, y)
		}
		b.WriteString(`"/>`)
		for _, p := range c.points {
			if x, y := at(p); c.dots {
				fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`, x, y, c.colour)
			}
		}
		x := left + float64(i)*215
		fmt.Fprintf(&b, `<text x="%g" y="%g" fill="%s">&#9632; %s</text>`, x, chartH-4, c.colour, c.name)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) // numbers and texts of this file only
}

var page = template.Must(template.New("curves").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{.Title}}: training</title>
<style>
body { font: 15px system-ui, sans-serif; max-width: 760px; margin: 2em auto; color: #222 }
svg { width: 100%; font-size: 11px } .g { stroke: #ddd } h2 { font-size: 1.05em; margin: 1.6em 0 .2em }
</style>
</head>
<body>
<h1>{{.Title}}</h1>
<p>Training over steps. For research only, not for clinical use.</p>
{{range .Charts}}<h2>{{.Title}}</h2>
{{.SVG}}
{{else}}<p>Nothing has been logged yet.</p>
{{end}}</body>
</html>
`))
