package paper

import (
	"hash/crc32"
	"math"
	"runtime"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// TestNamesHideTraces lays patches over traces and looks for what they hide.
func TestNamesHideTraces(t *testing.T) {
	const k = 8.0
	p := Page{Grid: &Grid{}, Footer: "-", Pulse: PulseNone, NameMM: 5, Names: Names{At: NameOnTrace, Cover: true, Ink: &Colour{255, 255, 255}}}
	signal := record(t, 4, Page{})
	s := printed(t, p, signal)
	c := whole(s, k)
	hidden := 0
	for i := range s.Segments {
		g := &s.Segments[i]
		if g.Inked == nil {
			t.Fatalf("nothing of %s is hidden", g.Lead)
		}
		for j := range g.MV {
			x, y := g.Point(j)
			v := c.Row(int(y * k))[3*int(x*k)]
			// White names: all ink is the traces'. The border's pixels are mixed.
			if (g.Inked[j] == 0 && v < 0.5 || g.Inked[j] == 1 && v > 0.6) && !atBorder(s, x, y) {
				t.Fatalf("%s %d at %.2f, %.2f mm: light %g, but inked %g", g.Lead, j, x, y, v, g.Inked[j])
			}
			if g.Inked[j] == 0 {
				hidden++
			}
		}
	}
	if hidden < 500 {
		t.Errorf("only %d samples are hidden", hidden)
	}
}

// atBorder tells whether a place is within a pen of the border of a patch.
func atBorder(s *Sheet, x, y float64) bool {
	for _, b := range s.Boxes {
		if b.Kind != BoxName {
			continue
		}
		patch := raster.Box{b.X0, b.Y0, b.X1, b.Y1}.Grown(0.4)
		in, out := patch.Grown(-0.3), patch.Grown(0.3)
		if point := (raster.Box{x, y, x, y}); out.Meets(point) && !in.Meets(point) {
			return true
		}
	}
	return false
}

// TestOldPagesStayAsTheyWere compares pages that need none of the later fields
// with what they looked like before these came (where floats are the same).
func TestOldPagesStayAsTheyWere(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("other processors round otherwise")
	}
	s, err := heart.Heart{Seed: 3}.Signal(20)
	if err != nil {
		t.Fatal(err)
	}
	layout := func(s string) Layout {
		l, err := ParseLayout(s)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	encode := raster.NewEncoder()
	for i, c := range []struct {
		p    Page
		want uint32
	}{
		{Page{}, 4007344729},
		{Page{Layout: layout("6x2"), Pulse: PulseRight, Separator: SeparatorBar}, 1992364314},
		{Page{Layout: layout("12x1 cabrera"), ChestMMPerMV: 5, NameBelow: true}, 638620584},
		{Page{Layout: layout("1x1:V1"), Separator: SeparatorTicks, Pulse: PulseNone, Header: []string{"a", "b"}}, 2266560050},
		{Page{Layout: layout("3x4+3"), Separator: SeparatorTicks, OnePulse: true, GapMM: 2, Font: "mono",
			Grid: &Grid{FineMM: 1, FineWidthMM: 0.1, ShiftMM: [2]float64{0.3, 0.2}}}, 1142619110},
	} {
		c.p.DPI = 110
		sheet := printed(t, c.p, s)
		w, _ := sheet.Size()
		canvas := whole(sheet, sheet.PxPerMM)
		if math.Abs(float64(canvas.Rect.Dx()-w)) > 1 {
			t.Fatalf("page %d is %v", i, canvas.Rect)
		}
		levels := make([]byte, len(canvas.Pix))
		for j, v := range canvas.Pix {
			levels[j] = byte(encode.Level(v) + 0.5)
		}
		if got := crc32.ChecksumIEEE(levels); got != c.want {
			t.Errorf("page %d has the checksum %d, had %d", i, got, c.want)
		}
	}
}
