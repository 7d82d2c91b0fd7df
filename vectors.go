package einthoven

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/einthoven-ecg/einthoven/internal/layout"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/report"
	"github.com/einthoven-ecg/einthoven/internal/signal"
	"github.com/einthoven-ecg/einthoven/internal/vector"
)

// vectorSigma is what the coordinates of a drawn path are good for, in mV:
// printers' units of a hundredth of a point at 10 mm/mV.
const vectorSigma = 0.002

// readVectors reads the pages of a PDF whose curves are drawn paths: exact,
// without pixels.
func readVectors(ctx context.Context, pages []*page.Page, info InputInfo, opt Options) ([]*Result, error) {
	r := newResult(info, opt)
	r.page = pages[0]
	c := &clock{last: time.Now()}
	vs := make([]*page.Vector, len(pages))
	for i, p := range pages {
		vs[i] = p.Vector
	}
	got, err := vector.Read(ctx, vs, vector.Options{RateHz: signal.Base, SpeedMMS: opt.MMPerSecond, GainMMMV: opt.MMPerMV})
	c.lap("vector")
	defer func() { r.Report.Timings = c.out }()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, vector.ErrNoGrid):
		r.refuse(NoScale, "The drawing in the PDF shows no grid and states no scale.", "Export the page with its grid, or name speed and gain.")
		return []*Result{r}, nil
	case errors.Is(err, vector.ErrNoCurves):
		r.refuse(NoTrace, "The drawing in the PDF holds no curves.", "Give the page that carries the ECG.")
		return []*Result{r}, nil
	case err != nil:
		return nil, fmt.Errorf("vector: %w", err)
	}
	rec, l := fromVector(got)
	r.Report.Page = &PageInfo{WidthMM: Number(pages[0].Vector.Width * got.MMPerPoint[0]), HeightMM: Number(pages[0].Vector.Height * got.MMPerPoint[1]),
		PxPerMMX: Number(math.NaN()), PxPerMMY: Number(math.NaN()), ScaleFrom: got.ScaleFrom,
		GridEvidence: Number(math.NaN()), GridSeen: Number(math.NaN()), MapSigmaMM: 0}
	r.take(l, rec, opt)
	for _, w := range got.Warnings {
		r.review(LowConfidence, sentence(w), "Check the overlay.")
	}
	r.drawVector(got)
	c.lap("signal")
	return []*Result{r}, nil
}

// fromVector gives a reading the form that the rooms for pictures have.
func fromVector(got *vector.Reading) (*signal.Record, *layout.Layout) {
	l := &layout.Layout{Name: got.LayoutName, Order: "read", Margin: 10,
		Speed: layout.Setting{Value: got.SpeedMMS, From: word(got.SpeedFrom)},
		Gain:  layout.Setting{Value: got.GainMMMV.Limb, From: word(got.GainFrom)}, ChestGain: layout.Setting{Value: got.GainMMMV.Chest, From: word(got.GainFrom)}}
	var printed []signal.Printed
	named := 0
	for _, v := range got.Leads {
		if !v.Rhythm {
			l.GridRows, l.Columns = max(l.GridRows, v.Row+1), max(l.Columns, v.Column+1)
		}
		p := signal.Printed{Name: strings.TrimPrefix(v.Name, "-"), NameFrom: layout.NameSource(word(v.NameFrom)), Start: v.T0, MV: v.MV,
			Sigma: vectorSigma, Strip: v.Rhythm, ZeroFrom: v.ZeroFrom}
		if strings.HasPrefix(v.Name, "-") {
			p.Inverted = true
			p.MV = make([]float64, len(v.MV))
			for i, x := range v.MV {
				p.MV[i] = -x
			}
		}
		if v.NameFrom == "text" {
			named++
		}
		printed = append(printed, p)
	}
	l.Named = float64(named) / float64(max(1, len(got.Leads)))
	return signal.Join(printed), l
}

// word says in the report's words where package vector had something from.
func word(from string) string {
	switch from {
	case "option":
		return "user"
	case "default":
		return "usual"
	case "strip":
		return string(layout.NameFromStrip)
	}
	return from
}

// drawVector keeps the curves of the first page for the overlay, in points.
func (r *Result) drawVector(got *vector.Reading) {
	for _, v := range got.Leads {
		if v.Page != 0 {
			continue
		}
		c := report.Curve{Name: v.Name}
		for _, q := range v.Points {
			c.Points = append(c.Points, [2]float64{q[0] / got.MMPerPoint[0], q[1] / got.MMPerPoint[1]})
		}
		r.layers.Curves = append(r.layers.Curves, c)
	}
}

// sentence makes a warning a sentence.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}
