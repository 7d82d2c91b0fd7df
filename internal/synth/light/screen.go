package light

import (
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// How the parts of a screen's pixels lie.
const (
	ScreenStripes = "stripes" // red, green and blue side by side, as on monitors
	ScreenPentile = "pentile" // a green for each pixel, red and blue for every second, as on phones
)

// What surrounds a page on a screen.
const (
	FrameMonitor = "monitor" // a window on a desktop, and the monitor's rim
	FramePhone   = "phone"   // a phone held upright or not: black, and a thin rim
	FrameWindow  = "window"  // a window, larger than what is seen
)

// A Screen shows the page: what is photographed is not paper. The zero value
// is none.
type Screen struct {
	// Pixels is how its pixels are made up; without it there is no screen.
	Pixels string `json:"pixels,omitempty"`
	// PitchMM is the distance of pixels in millimetres of the page as the
	// screen shows it, 0.02 to 1; 0 means 0.27. Open is the share of its place
	// that each part lights, across and down, 0.3 to 1; 0 means 0.8.
	PitchMM float64 `json:"pitch_mm,omitempty"`
	Open    float64 `json:"open,omitempty"`
	// Black is the light of black, 0 to 0.5 of that of white. Gamma is the
	// error of its tones, 0.4 to 2.5; above 1 is darker, 0 means 1. Uneven is
	// the share of light that is missing in its corners, 0 to 0.8.
	Black  float64 `json:"black,omitempty"`
	Gamma  float64 `json:"gamma,omitempty"`
	Uneven float64 `json:"uneven,omitempty"`
	// Frame is what surrounds the page; without it, all is page and table.
	// Seed is that of its colours.
	Frame string `json:"frame,omitempty"`
	Seed  uint64 `json:"seed,omitempty"`
}

// On tells whether there is a screen.
func (s *Screen) On() bool { return s.Pixels != "" }

// Check tells which field is out of its range.
func (s *Screen) Check() error {
	switch {
	case !slices.Contains([]string{"", ScreenStripes, ScreenPentile}, s.Pixels):
		return fmt.Errorf("light: screen with pixels of %q is unknown; want %q or %q", s.Pixels, ScreenStripes, ScreenPentile)
	case !slices.Contains([]string{"", FrameMonitor, FramePhone, FrameWindow}, s.Frame):
		return fmt.Errorf("light: screen in a frame of %q is unknown; want %q, %q or %q", s.Frame, FrameMonitor, FramePhone, FrameWindow)
	case s.PitchMM != 0 && !in(s.PitchMM, 0.02, 1):
		return fmt.Errorf("light: screen's pixels every %g mm, want 0.02 to 1", s.PitchMM)
	case s.Open != 0 && !in(s.Open, 0.3, 1):
		return fmt.Errorf("light: screen's pixels open by %g, want 0.3 to 1", s.Open)
	case !in(s.Black, 0, 0.5) || !in(s.Uneven, 0, 0.8) || (s.Gamma != 0 && !in(s.Gamma, 0.4, 2.5)):
		return fmt.Errorf("light: screen's black of %g, gamma of %g, unevenness of %g; want 0 to 0.5, 0.4 to 2.5, 0 to 0.8", s.Black, s.Gamma, s.Uneven)
	case !s.On() && *s != (Screen{}):
		return fmt.Errorf("light: screen without pixels; want %q or %q", ScreenStripes, ScreenPentile)
	}
	return nil
}

// A Display is a screen made ready for a page.
type Display struct {
	Screen
	w, h  float64 // of the page, millimetres
	frame frame
	tones *tones // nil where tones are right
}

// Display makes a screen ready for a page of wMM by hMM.
func (s *Screen) Display(wMM, hMM float64) *Display {
	d := &Display{Screen: *s, w: wMM, h: hMM, frame: s.frame(wMM, hMM)}
	if s.Gamma != 0 && s.Gamma != 1 {
		d.tones = newTones(s.Gamma)
	}
	return d
}

// Show is how the screen shines where the page has an ink.
func (d *Display) Show(ink raster.Ink, xMM, yMM float64) raster.Ink {
	x, y := 2*xMM/d.w-1, 2*yMM/d.h-1
	f := float32(1 - d.Uneven*min((x*x+y*y)/2, 1))
	black := float32(d.Black)
	for k, v := range ink {
		if d.tones != nil {
			v = d.tones.at(v)
		}
		ink[k] = f * (black + (1-black)*v)
	}
	return ink
}

// tones are a power of numbers from toneLeast to 2, each doubling in steps of
// equal size, linear between: to some millionths of themselves.
type tones struct {
	gamma float64
	v     []float32
}

// Steps of a doubling, as bits of a float32's fraction, and the least number.
const (
	toneBits  = 8
	toneShift = 23 - toneBits
	toneLeast = 1.0 / (1 << 16)
)

func newTones(gamma float64) *tones {
	first, last := math.Float32bits(toneLeast)>>toneShift, math.Float32bits(2)>>toneShift
	t := &tones{gamma: gamma, v: make([]float32, last-first+1)}
	for i := range t.v {
		t.v[i] = float32(math.Pow(float64(math.Float32frombits((first+uint32(i))<<toneShift)), gamma))
	}
	return t
}

func (t *tones) at(v float32) float32 {
	if !(v >= toneLeast && v < 2) {
		return float32(math.Pow(float64(max(v, 0)), t.gamma))
	}
	bits := math.Float32bits(v)
	i := bits>>toneShift - math.Float32bits(toneLeast)>>toneShift
	a, b := t.v[i], t.v[i+1]
	return a + (b-a)*float32(bits&(1<<toneShift-1))*(1.0/(1<<toneShift))
}
