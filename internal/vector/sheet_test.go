package vector

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/page/pdf"
	"github.com/einthoven-ecg/einthoven/internal/page/pdf/pdftest"
)

// A sheet draws an ECG into a PDF in the ways that machines do. Lengths are mm
// from the lower left corner of a landscape A4 page.
type sheet struct {
	rows     [][]string // names from the top, from the left
	strips   []string
	speed    float64 // mm/s
	limb     float64 // mm/mV
	chest    float64
	fs       float64
	seconds  float64 // of one column
	at       func(lead string, t float64) float64
	together bool // all columns show the same seconds

	zoom    float64 // of the whole drawing on the page; 0 is 1
	turn    int     // quarter turns of the drawing, undone by Rotate
	sideway bool    // the turn is not undone
	grid    string  // "lines", "bold", "bars", "dots", "none"
	strokes string  // "one", "hundred", "steps", "mixed steps", "rows"
	pulse   string  // "own", "joined", "after", ""
	rounded float64 // dots an inch of a driver, which also leaves out points on straight lines
	names   string  // "below", "above", "left", "pieces", ""
	words   []string
}

func standardSheet() sheet {
	return sheet{
		rows:  [][]string{{"I", "aVR", "V1", "V4"}, {"II", "aVL", "V2", "V5"}, {"III", "aVF", "V3", "V6"}},
		speed: 25, limb: 10, chest: 10, fs: 500, seconds: 2.5, at: heart(0.8),
		grid: "lines", strokes: "one", pulse: "own", names: "below", words: []string{"25 mm/s", "10 mm/mV"},
	}
}

// heart gives twelve leads and more of a heart that beats every rr seconds,
// give or take 10 %; limb leads obey Einthoven.
func heart(rr float64) func(string, float64) float64 {
	var beats []float64
	for t, k := 0.3, 0; t < 30; k++ {
		beats = append(beats, t)
		t += rr * (1 + 0.1*math.Sin(float64(k*k)))
	}
	wave := func(t float64, p, q, r, s, w float64) float64 {
		v := 0.0
		for _, b := range beats {
			d := t - b
			if math.Abs(d) > 0.6 {
				continue
			}
			bump := func(at, width, height float64) float64 {
				e := (d - at) / width
				return height * math.Exp(-e*e/2)
			}
			v += bump(-0.16, 0.022, p) + bump(-0.025, 0.008, q) + bump(0, 0.011, r) + bump(0.026, 0.009, s) + bump(0.25, 0.05, w)
		}
		return v
	}
	return func(lead string, t float64) float64 {
		one := func() float64 { return wave(t, 0.08, -0.05, 0.7, -0.15, 0.2) }
		two := func() float64 { return wave(t, 0.14, -0.08, 1.1, -0.2, 0.3) }
		switch lead {
		case "I":
			return one()
		case "II":
			return two()
		case "III":
			return two() - one()
		case "aVR":
			return -(one() + two()) / 2
		case "-aVR":
			return (one() + two()) / 2
		case "aVL":
			return one() - two()/2
		case "aVF":
			return two() - one()/2
		}
		k := float64(lead[1] - '0')
		return wave(t, 0.05, -0.02*k, 0.25*k, -1.6+0.25*k, 0.1*k)
	}
}

const ptPerMM = 72 / 25.4

// file writes the PDF. leftX and topY are where the first row begins.
func (s sheet) file() []byte {
	const leftX = 30.0
	var b strings.Builder
	zoom := s.zoom
	if zoom == 0 {
		zoom = 1
	}
	k := ptPerMM * zoom
	w, h := 297*zoom*ptPerMM, 210*zoom*ptPerMM
	media, rotate := fmt.Sprintf("0 0 %.3f %.3f", w, h), 0
	turns := map[int]string{1: fmt.Sprintf("0 1 -1 0 %.3f 0 cm\n", h), 2: fmt.Sprintf("-1 0 0 -1 %.3f %.3f cm\n", w, h), 3: fmt.Sprintf("0 -1 1 0 0 %.3f cm\n", w)}
	b.WriteString(turns[s.turn])
	if s.turn%2 == 1 {
		media = fmt.Sprintf("0 0 %.3f %.3f", h, w)
	}
	if !s.sideway {
		rotate = 90 * s.turn
	}
	b.WriteString("q\n")
	fmt.Fprintf(&b, "%.8f 0 0 %.8f 0 0 cm\n", k, k)

	// The grid.
	line := func(x0, y0, x1, y1 float64) { fmt.Fprintf(&b, "%.3f %.3f m %.3f %.3f l S\n", x0, y0, x1, y1) }
	switch s.grid {
	case "lines":
		b.WriteString("1 0.8 0.8 RG 0.1 w\n")
		for x := 10; x <= 290; x++ {
			if x%5 != 0 {
				line(float64(x), 20, float64(x), 190)
			}
		}
		for y := 20; y <= 190; y++ {
			if y%5 != 0 {
				line(10, float64(y), 290, float64(y))
			}
		}
		fallthrough
	case "bold":
		b.WriteString("1 0.5 0.5 RG 0.2 w\n")
		for x := 10; x <= 290; x += 5 {
			line(float64(x), 20, float64(x), 190)
		}
		for y := 20; y <= 190; y += 5 {
			line(10, float64(y), 290, float64(y))
		}
	case "bars":
		b.WriteString("1 0.8 0.8 rg\n")
		for x := 10; x <= 290; x++ {
			fmt.Fprintf(&b, "%d 20 0.1 170 re f\n", x)
		}
		for y := 20; y <= 190; y++ {
			fmt.Fprintf(&b, "10 %d 280 0.1 re f\n", y)
		}
	case "dots":
		b.WriteString("1 0.5 0.5 rg\n")
		for x := 10; x <= 290; x++ {
			for y := 20; y <= 190; y++ {
				if x%5 == 0 || y%5 == 0 {
					fmt.Fprintf(&b, "%.2f %.2f 0.2 0.2 re f\n", float64(x)-0.1, float64(y)-0.1)
				}
			}
		}
	}

	// The curves.
	b.WriteString("0 0 0 RG 0.25 w\n0 0 0 rg\n")
	n := len(s.rows) + len(s.strips)
	pitch := 165 / float64(n)
	columnWidth := s.seconds * s.speed
	var mixed [][][2]float64
	for r := range n {
		y := 187 - pitch*(float64(r)+0.6)
		names := []string{}
		if r < len(s.rows) {
			names = s.rows[r]
		} else {
			names = append(names, s.strips[r-len(s.rows)])
		}
		pulse := [][2]float64{{leftX - 9, y}, {leftX - 7, y}, {leftX - 7, y + s.limb}, {leftX - 7 + 0.2*s.speed, y + s.limb}, {leftX - 7 + 0.2*s.speed, y}}
		if s.speed > 25 {
			for i := range pulse {
				pulse[i][0] -= 8
			}
		}
		var row [][2]float64
		for c, name := range names {
			x := leftX + float64(c)*columnWidth
			from, seconds := float64(c)*s.seconds, s.seconds
			if s.together {
				from = 0
			}
			if r >= len(s.rows) {
				seconds = s.seconds * float64(len(s.rows[0]))
			}
			gain := s.limb
			if strings.HasPrefix(name, "V") {
				gain = s.chest
			}
			var points [][2]float64
			if c == 0 && s.pulse == "joined" {
				points = append(points, pulse...)
			}
			count := int(math.Round(seconds * s.fs))
			for i := range count {
				t := float64(i) / s.fs
				points = append(points, [2]float64{x + t*s.speed, y + gain*s.at(name, from+t)})
			}
			if c == len(names)-1 && s.pulse == "after" {
				end := points[len(points)-1][0] + 2
				points = append(points, [][2]float64{{end, y}, {end + 1, y}, {end + 1, y + s.limb}, {end + 6, y + s.limb}, {end + 6, y}, {end + 7, y}}...)
			}
			if c == 0 && s.pulse == "own" {
				for i, p := range pulse {
					fmt.Fprintf(&b, "%.4f %.4f %c\n", p[0], p[1], "ml"[min(i, 1)])
				}
				b.WriteString("S\n")
			}
			if s.rounded > 0 {
				points = roundPoints(points, s.rounded/25.4)
			}
			switch {
			case s.strokes == "mixed steps":
				mixed = append(mixed, points)
			case s.strokes == "rows":
				if row = append(row, points...); c == len(names)-1 {
					s.stroke(&b, row)
				}
			default:
				s.stroke(&b, points)
			}
			s.label(&b, name, x, y)
		}
	}
	for i := range 100_000 {
		drawn := false
		for _, points := range mixed {
			if i+1 < len(points) {
				line4(&b, points[i], points[i+1])
				drawn = true
			}
		}
		if !drawn {
			break
		}
	}
	b.WriteString("Q\n")
	for i, text := range s.words {
		fmt.Fprintf(&b, "BT /F 9 Tf %.3f %.3f Td (%s) Tj ET\n", (10+60*float64(i))*k, 8*k, text)
	}
	fmt.Fprintf(&b, "BT /F 9 Tf %.3f %.3f Td (Name: I. Nobody) Tj ET\nBT /F 9 Tf %.3f %.3f Td (II) Tj ET\n", 10*k, 200*k, 150*k, 203*k)
	var f pdftest.File
	f.Page(fmt.Sprintf("/MediaBox [%s] /Rotate %d /Resources <</Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>", media, rotate), b.String())
	return f.Bytes()
}

func line4(b *strings.Builder, p, q [2]float64) {
	fmt.Fprintf(b, "%.4f %.4f m %.4f %.4f l S\n", p[0], p[1], q[0], q[1])
}

// roundPoints puts points on whole dots and leaves out those on a straight
// line between their neighbours.
func roundPoints(points [][2]float64, perMM float64) [][2]float64 {
	var out [][2]float64
	for _, p := range points {
		q := [2]float64{math.Round(p[0]*perMM) / perMM, math.Round(p[1]*perMM) / perMM}
		if n := len(out); n > 1 && out[n-1][1] == q[1] && out[n-2][1] == q[1] {
			out[n-1] = q
			continue
		}
		out = append(out, q)
	}
	return out
}

// stroke draws a polyline.
func (s sheet) stroke(b *strings.Builder, points [][2]float64) {
	every := len(points)
	switch s.strokes {
	case "hundred":
		every = 100
	case "steps":
		every = 1
	}
	for i := 0; i+1 < len(points); i += every {
		for k := i; k <= min(i+every, len(points)-1); k++ {
			op := "l"
			if k == i {
				op = "m"
			}
			fmt.Fprintf(b, "%.4f %.4f %s\n", points[k][0], points[k][1], op)
		}
		b.WriteString("S\n")
	}
}

func (s sheet) label(b *strings.Builder, name string, x, y float64) {
	put := func(text string, x, y float64) {
		fmt.Fprintf(b, "BT /F 3 Tf %.3f %.3f Td (%s) Tj ET\n", x, y, text)
	}
	switch s.names {
	case "below":
		put(name, x+1, y-6)
	case "above":
		put(name, x+12, y+11)
	case "left":
		put(name, x-8, y-1)
	case "pieces":
		at := x + 1
		for _, r := range name {
			put(string(r), at, y-6)
			at += map[rune]float64{'I': 0.278, 'a': 0.556, 'V': 0.667, 'R': 0.722, 'L': 0.556, 'F': 0.611}[r] * 3
			if r >= '0' && r <= '9' {
				at += 0.556 * 3
			}
		}
	}
}

// reading opens the file and reads it.
func (s sheet) reading(t *testing.T, opt Options) (*Reading, error) {
	t.Helper()
	return Read(context.Background(), drawings(t, s.file()), opt)
}

func drawings(t *testing.T, data []byte) []*page.Vector {
	t.Helper()
	doc, err := page.Open(context.Background(), data, page.Limits{}, pdf.Decoder())
	if err != nil {
		t.Fatal(err)
	}
	var out []*page.Vector
	for i := range doc.Pages() {
		p, err := doc.Page(context.Background(), i)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p.Vector)
	}
	return out
}
