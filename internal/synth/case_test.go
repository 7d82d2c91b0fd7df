package synth

import (
	"encoding/json"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/wfdb"
)

func TestCaseReadsBack(t *testing.T) {
	dir := t.TempDir()
	layout, _ := paper.ParseLayout("6x1:V1,V2,V3,V4,V5,V6")
	img, truth := mustRender(t, Spec{Page: paper.Page{DPI: 60, Layout: layout, RowSec: 5, ChestMMPerMV: 5}, Damage: Damage{Pose: bend.Pose{RotateDeg: 1}}})
	c := Case{ID: "a-1", Set: "synth"}
	if _, err := c.Write(dir, img, truth); err != nil {
		t.Fatal(err)
	}
	rec, err := wfdb.ReadFile(filepath.Join(dir, "a-1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range rec.Signals {
		for i, v := range s.Samples {
			if w := truth.Printed(s.Name)[i]; math.IsNaN(w) != math.IsNaN(v) || math.Abs(w-v) > 0.00051 {
				t.Fatalf("lead %s sample %d reads %g, was %g", s.Name, i, v, w)
			}
		}
	}
	if rec.Fs != 500 || len(rec.Signals) != 12 || len(rec.Signals[0].Samples) != 2500 {
		t.Errorf("record has %d signals of %d samples at %g Hz", len(rec.Signals), len(rec.Signals[0].Samples), rec.Fs)
	}
	var info caseInfo
	text, err := os.ReadFile(filepath.Join(dir, "a-1.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &info); err != nil {
		t.Fatal(err)
	}
	// A sample placed by the description alone lies where the truth says.
	s, seg := info.Segments[2], &truth.Segments[2]
	x, y := seg.Point(400)
	mx, my := s.X0+info.Speed*0.8, s.Y0-s.Gain*truth.Printed(s.Lead)[400]
	px, py, _ := truth.ToPixel(x, y)
	a := info.Affine
	if qx, qy := a[0][0]*mx+a[0][1]*my+a[0][2], a[1][0]*mx+a[1][1]*my+a[1][2]; math.Hypot(px-qx, py-qy) > 1e-6 {
		t.Errorf("the description leads to %g, %g, the truth to %g, %g", qx, qy, px, py)
	}
	if info.Turned != 1 || info.SizePx != [2]int{img.Rect.Dx(), img.Rect.Dy()} {
		t.Errorf("turned by %g degrees, %v pixels", info.Turned, info.SizePx)
	}
	// The map of a bent page, read by its nodes alone.
	_, bent := mustRender(t, small(3))
	m := bent.describe("b", "synth").Map
	k := 20*m.NX + 31
	if px, py, _ := bent.ToPixel(m.X0+31*m.Step, m.Y0+20*m.Step); math.Hypot(px-m.PX[k][0], py-m.PX[k][1]) > 0.001 {
		t.Errorf("node %d is at %v, the truth says %g, %g", k, m.PX[k], px, py)
	}
	if len(info.Windows) != 6 || info.Windows["V6"][0] != [2]float64{0, 5} {
		t.Errorf("windows are %v", info.Windows)
	}
	f, err := os.Open(filepath.Join(dir, "a-1.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if m, err := png.Decode(f); err != nil || m.Bounds() != img.Bounds() {
		t.Errorf("picture reads as %v, %v", m.Bounds(), err)
	}
}

// TestRecordLeavesOutWhatIsNotInThePicture cuts a page off at its right: what
// lies beyond the edge can be read by nobody.
func TestRecordLeavesOutWhatIsNotInThePicture(t *testing.T) {
	layout, _ := paper.ParseLayout("3x1:II,V1,V5")
	page := paper.Page{DPI: 60, Layout: layout, RowSec: 10}
	_, whole := mustRender(t, Spec{Page: page})
	x0, _ := whole.Segments[0].Point(0)
	_, truth := mustRender(t, Spec{Page: page, Damage: Damage{Pose: bend.Pose{CutMM: [4]float64{0, 0, whole.SizeMM[0] - x0 - 125, 0}}}})
	rec, err := truth.record("cut")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range rec.Signals {
		if s.Name != "V1" {
			continue
		}
		// 125 mm are 5 s.
		for k, v := range s.Samples {
			if math.IsNaN(v) != (k > 2500) && (k < 2480 || k > 2520) {
				t.Fatalf("sample %d is %g", k, v)
			}
		}
	}
}

// Printers' programs and scanners state the resolution; a camera cannot know it.
func TestFilesStateTheirResolution(t *testing.T) {
	layout, _ := paper.ParseLayout("1x1:II")
	for _, c := range []struct {
		name    string
		quality int
		pose    bend.Pose
		want    float64
	}{
		{"print", 0, bend.Pose{}, 150},
		{"jpeg", 80, bend.Pose{RotateDeg: 2, MarginMM: 3}, 150},
		{"scanner", 0, bend.Pose{Scanner: bend.Scanner{Stretch: 0.01}}, 150},
		{"camera", 0, bend.Pose{Camera: &bend.Camera{WidthPx: 300, HeightPx: 200}}, 0},
		{"camera-jpeg", 80, bend.Pose{Camera: &bend.Camera{WidthPx: 300, HeightPx: 200}}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			img, truth := mustRender(t, Spec{Page: paper.Page{DPI: 150, Layout: layout, RowSec: 2}, Damage: Damage{Pose: c.pose}})
			dir := t.TempDir()
			k := Case{ID: "a", JPEGQuality: c.quality}
			if _, err := k.Write(dir, img, truth); err != nil {
				t.Fatal(err)
			}
			found, _ := filepath.Glob(filepath.Join(dir, "a.[jp][pn]g"))
			if len(found) != 1 {
				t.Fatalf("pictures %v", found)
			}
			data, err := os.ReadFile(found[0])
			if err != nil {
				t.Fatal(err)
			}
			d, err := page.Open(t.Context(), data, page.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			p, err := d.Page(t.Context(), 0)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(p.DPI[0]-c.want) > 0.02 || p.DPI[0] != p.DPI[1] {
				t.Errorf("the file states %v dots an inch, want %g", p.DPI, c.want)
			}
			if p.Width != img.Rect.Dx() || p.Height != img.Rect.Dy() {
				t.Errorf("read back as %d by %d pixels", p.Width, p.Height)
			}
		})
	}
}
