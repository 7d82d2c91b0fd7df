package synth

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/wfdb"
)

// caseInfo is the description of an evaluation case, in the form that the
// evaluation reads. Times are in seconds, positions in page millimetres.
type caseInfo struct {
	ID       string                  `json:"id"`
	Set      string                  `json:"set"`
	Kind     string                  `json:"kind"`
	Source   string                  `json:"source"`
	Layout   string                  `json:"layout"`
	Speed    float64                 `json:"speed_mm_s"`
	Gain     float64                 `json:"gain_mm_mv"`
	RateHz   float64                 `json:"fs"`
	PageMM   [2]float64              `json:"page_mm"`
	Windows  map[string][][2]float64 `json:"windows"`
	Segments []caseSegment           `json:"segments"`
	Boxes    []caseBox               `json:"boxes,omitempty"`
	Labels   []string                `json:"labels,omitempty"`
	Beats    []caseBeat              `json:"beats,omitempty"`
	Affine   *[2][3]float64          `json:"affine_mm_to_px,omitempty"`
}

type caseSegment struct {
	Lead string  `json:"lead"`
	T0   float64 `json:"t0"`
	T1   float64 `json:"t1"`
	X0   float64 `json:"x0_mm"`
	Y0   float64 `json:"y0_mm"`
	Row  string  `json:"row"`
	// Gain is the scale of this trace in mm/mV; that of the page if left out.
	Gain float64 `json:"gain_mm_mv,omitempty"`
	// Inverted traces hang upside down: y0_mm + gain times the lead.
	Inverted bool `json:"inverted,omitempty"`
}

// caseBox is a box of the page in millimetres.
type caseBox struct {
	Kind paper.BoxKind `json:"kind"`
	Text string        `json:"text,omitempty"`
	MM   [4]float64    `json:"mm"` // x0, y0, x1, y1
}

type caseBeat struct {
	At   float64        `json:"t"`
	Kind heart.BeatKind `json:"kind"`
}

// WriteCase writes a picture and its truth as the files of one evaluation
// case: id.png, id.json, and id.hea with id.dat, twelve signals of one
// microvolt a step, missing where a lead is not printed. set names the group
// of cases.
func (t *Truth) WriteCase(dir, id, set string, img image.Image) error {
	info := caseInfo{ID: id, Set: set, Kind: "ecg", Source: "internal/synth", Layout: t.Layout,
		Speed: t.SpeedMMPerS, Gain: t.GainMMPerMV, RateHz: t.RateHz, PageMM: t.SizeMM,
		Windows: map[string][][2]float64{}}
	for i := range t.Segments {
		s := &t.Segments[i]
		info.Windows[s.Lead] = append(info.Windows[s.Lead], [2]float64{s.T0, s.T1})
		row := "cell"
		if s.Rhythm {
			row = "full"
		}
		seg := caseSegment{Lead: s.Lead, T0: s.T0, T1: s.T1, X0: s.X0MM, Y0: s.Y0MM, Row: row, Inverted: s.Inverted}
		if gain := math.Abs(s.MMPerMV); gain != t.GainMMPerMV {
			seg.Gain = gain
		}
		info.Segments = append(info.Segments, seg)
	}
	for _, b := range t.Boxes {
		info.Boxes = append(info.Boxes, caseBox{b.Kind, b.Text, [4]float64{b.X0, b.Y0, b.X1, b.Y1}})
	}
	for _, b := range t.Beats {
		info.Beats = append(info.Beats, caseBeat{b.AtSec, b.Kind})
	}
	info.Labels = t.Labels
	if t.view.Affine {
		front := t.view.Front()
		info.Affine = &front
	}
	text, err := json.Marshal(&info)
	if err != nil {
		return fmt.Errorf("synth: case %s: %w", id, err)
	}
	rec := &wfdb.Record{Name: id, Fs: t.RateHz}
	mv := t.Printed()
	for l, name := range heart.LeadNames() {
		// The format has no infinities; beyond its range is a wrong heart.
		for _, v := range mv[l] {
			if math.Abs(v) > 32 {
				return fmt.Errorf("synth: case %s: lead %s has %g mV, which format 16 cannot hold", id, name, v)
			}
		}
		rec.Signals = append(rec.Signals, wfdb.Signal{Name: name, Samples: mv[l]})
	}
	if err := wfdb.WriteFile(filepath.Join(dir, id), rec); err != nil {
		return fmt.Errorf("synth: case %s: %w", id, err)
	}
	var pic bytes.Buffer
	if err := png.Encode(&pic, img); err != nil {
		return fmt.Errorf("synth: case %s: %w", id, err)
	}
	for name, data := range map[string][]byte{".png": pic.Bytes(), ".json": append(text, '\n')} {
		if err := os.WriteFile(filepath.Join(dir, id+name), data, 0o644); err != nil {
			return fmt.Errorf("synth: case %s: %w", id, err)
		}
	}
	return nil
}
