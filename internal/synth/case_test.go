package synth

import (
	"encoding/json"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

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
