package paper

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// allStyles are the styles and the free mixture.
func allStyles() []Style { return append(Styles(), Style{"mixed", 1, mixed}) }

func streamOf(seed uint64) *rand.Rand { return chance.Stream(seed, 501) }

// record is a recording for a page.
func record(t testing.TB, seed uint64, p Page) *heart.Signal {
	t.Helper()
	h := heart.RandomHeart(seed)
	h.MoreLeads = p.ExtraLeads()
	s, err := h.Signal(p.Seconds())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// silent is a recording of all leads without samples, of some beats.
func silent(p Page) *heart.Signal {
	s, seconds := &heart.Signal{RateHz: 100}, p.Seconds()
	nothing := make([]float64, int(math.Ceil(seconds*s.RateHz)))
	for k := range nothing {
		nothing[k] = math.NaN()
	}
	for i := range s.MV {
		s.MV[i] = nothing
	}
	for _, name := range heart.MoreLeadNames() {
		s.More = append(s.More, heart.NamedLead{Name: name, MV: nothing})
	}
	for at := 0.4; at < seconds; at += 0.9 {
		s.BeatsSec = append(s.BeatsSec, at)
		s.Beats = append(s.Beats, heart.Beat{AtSec: at, Kind: heart.NormalBeat})
	}
	return s
}

func printed(t testing.TB, p Page, s *heart.Signal) *Sheet {
	t.Helper()
	sheet, err := p.Print(s)
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

// whole is all of a sheet at k pixels a millimetre.
func whole(s *Sheet, k float64) *raster.Canvas {
	c := new(raster.Canvas)
	s.Draw(c, image.Rect(0, 0, int(s.SizeMM[0]*k), int(s.SizeMM[1]*k)), k)
	return c
}

// differing are the boxes of pixels that differ, one for each row of pixels,
// in millimetres.
func differing(a, b *raster.Canvas, k float64) (out []raster.Box) {
	w := a.Rect.Dx()
	for y := range a.Rect.Dy() {
		from, to := w, -1
		for x := range w {
			i := 3 * (y*w + x)
			if a.Pix[i] != b.Pix[i] || a.Pix[i+1] != b.Pix[i+1] || a.Pix[i+2] != b.Pix[i+2] {
				from, to = min(from, x), x
			}
		}
		if to >= 0 {
			out = append(out, raster.Box{float64(from) / k, float64(y) / k, float64(to+1) / k, float64(y+1) / k})
		}
	}
	return out
}
