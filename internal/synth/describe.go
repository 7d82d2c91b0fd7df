package synth

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// caseInfo is the description of an evaluation case, in the form that the
// evaluation reads. Times are in seconds, positions in page millimetres unless
// the name ends in px.
type caseInfo struct {
	ID     string     `json:"id"`
	Set    string     `json:"set"`
	Kind   string     `json:"kind"`
	Source string     `json:"source"`
	Layout string     `json:"layout"`
	Speed  float64    `json:"speed_mm_s"`
	Gain   float64    `json:"gain_mm_mv"`
	RateHz float64    `json:"fs"`
	PageMM [2]float64 `json:"page_mm"`
	SizePx [2]int     `json:"size_px"`
	// Turned is by how much the page is turned clockwise in the picture.
	Turned   float64                 `json:"turned_deg"`
	Grid     caseGrid                `json:"grid"`
	Windows  map[string][][2]float64 `json:"windows"`
	Segments []caseSegment           `json:"segments"`
	Boxes    []caseBox               `json:"boxes,omitempty"`
	Labels   []string                `json:"labels,omitempty"`
	Beats    []caseBeat              `json:"beats,omitempty"`
	// Outline is the edge of the sheet, clockwise from its upper left corner.
	Outline [][2]float64 `json:"outline_px"`
	// Affine is the map of flat pages; Map that of all others.
	Affine *[2][3]float64 `json:"affine_mm_to_px,omitempty"`
	Map    *caseMap       `json:"map_mm_to_px,omitempty"`
	Damage Damage         `json:"damage"`
	Seed   uint64         `json:"seed"`
}

// caseGrid is the grid: its lines pass through shift_mm, so far apart across
// and down, within the areas (x0, y0, x1, y1).
type caseGrid struct {
	FineMM  [2]float64   `json:"fine_mm"`
	BoldMM  [2]float64   `json:"bold_mm"`
	ShiftMM [2]float64   `json:"shift_mm"`
	Areas   []raster.Box `json:"areas_mm"`
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
	// Visible is the mean share of its ink that can be seen.
	Visible float64 `json:"visible"`
}

// caseBox is a box of the page in millimetres, and its corners in the picture,
// clockwise from the upper left.
type caseBox struct {
	Kind paper.BoxKind `json:"kind"`
	Text string        `json:"text,omitempty"`
	Lead string        `json:"lead,omitempty"` // of names
	MM   [4]float64    `json:"mm"`             // x0, y0, x1, y1
	Quad [4][2]float64 `json:"quad_px"`
}

type caseBeat struct {
	At   float64        `json:"t"`
	Kind heart.BeatKind `json:"kind"`
}

// caseMap is the map at nodes of the sheet: node i, j is at (x0 + i step, y0 +
// j step) millimetres and comes to PX[j*nx+i]. Between nodes the cubic through
// four nodes each way is right to some hundredths of a pixel, at sharp creases
// to a pixel.
type caseMap struct {
	X0   float64      `json:"x0_mm"`
	Y0   float64      `json:"y0_mm"`
	Step float64      `json:"step_mm"`
	NX   int          `json:"nx"`
	NY   int          `json:"ny"`
	PX   [][2]float64 `json:"px"`
}

// caseMapMM is the distance of its nodes.
const caseMapMM = 4

// describe makes the description of a case.
func (t *Truth) describe(id, set string) *caseInfo {
	info := &caseInfo{ID: id, Set: set, Kind: "ecg", Source: "internal/synth", Layout: t.Layout,
		Speed: t.SpeedMMPerS, Gain: t.GainMMPerMV, RateHz: t.RateHz, PageMM: t.SizeMM, SizePx: [2]int{t.view.W, t.view.H}, Turned: t.Damage.Pose.RotateDeg,
		Windows: map[string][][2]float64{}, Labels: t.Labels, Damage: t.Damage, Seed: t.Seed}
	info.Grid = caseGrid{ShiftMM: t.Grid.ShiftMM, Areas: t.GridAreas}
	info.Grid.FineMM, info.Grid.BoldMM = t.Grid.Spacing()
	for i := range t.Segments {
		s := &t.Segments[i]
		info.Windows[s.Lead] = append(info.Windows[s.Lead], [2]float64{s.T0, s.T1})
		row := "cell"
		if s.Rhythm {
			row = "full"
		}
		seg := caseSegment{Lead: s.Lead, T0: s.T0, T1: s.T1, X0: s.X0MM, Y0: s.Y0MM, Row: row, Inverted: s.Inverted,
			Visible: round(t.meanVisible(s), 1e3)}
		if gain := math.Abs(s.MMPerMV); gain != t.GainMMPerMV {
			seg.Gain = gain
		}
		info.Segments = append(info.Segments, seg)
	}
	for _, b := range t.Boxes {
		quad := t.Quad(b)
		for i := range quad {
			quad[i] = hundredths(quad[i])
		}
		info.Boxes = append(info.Boxes, caseBox{b.Kind, b.Text, b.Lead, [4]float64{b.X0, b.Y0, b.X1, b.Y1}, quad})
	}
	for _, b := range t.Beats {
		info.Beats = append(info.Beats, caseBeat{b.AtSec, b.Kind})
	}
	for _, p := range t.Outline() {
		info.Outline = append(info.Outline, hundredths(p))
	}
	if t.view.Affine {
		front := t.view.Front()
		info.Affine = &front
	} else {
		info.Map = t.nodes()
	}
	return info
}

// meanVisible is the mean of visibility over every tenth sample.
func (t *Truth) meanVisible(s *paper.Segment) float64 {
	sum, n := 0.0, 0
	for k := 0; k < len(s.MV); k += 10 {
		if math.IsNaN(s.MV[k]) {
			continue
		}
		x, y := s.Point(k)
		px, py, _ := t.ToPixel(x, y)
		v := t.visible(x, y, px, py)
		if s.Inked != nil {
			v *= s.Inked[k]
		}
		sum, n = sum+float64(v), n+1
	}
	return sum / float64(max(n, 1))
}

// nodes are the map at nodes over the sheet and one step around it.
func (t *Truth) nodes() *caseMap {
	m := &caseMap{X0: -caseMapMM, Y0: -caseMapMM, Step: caseMapMM,
		NX: int(math.Ceil(t.SizeMM[0]/caseMapMM)) + 3, NY: int(math.Ceil(t.SizeMM[1]/caseMapMM)) + 3}
	for j := range m.NY {
		for i := range m.NX {
			px, py, _ := t.ToPixel(m.X0+float64(i)*m.Step, m.Y0+float64(j)*m.Step)
			m.PX = append(m.PX, [2]float64{round(px, 1e3), round(py, 1e3)})
		}
	}
	return m
}

func round(v, steps float64) float64 { return math.Round(v*steps) / steps }

func hundredths(p [2]float64) [2]float64 { return [2]float64{round(p[0], 100), round(p[1], 100)} }
