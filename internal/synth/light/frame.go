package light

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// Around is what covers a place around the page on the screen
// ([Display.Covers]).
func (d *Display) Around(xMM, yMM float64) raster.Ink {
	f := &d.frame
	switch {
	case !within(xMM, yMM, &f.lit):
		return f.rimInk
	case !within(xMM, yMM, &f.window):
		return f.desktop(xMM, yMM)
	}
	return f.bar(xMM, yMM)
}

// Covers tells whether something around the page covers a place.
func (d *Display) Covers(xMM, yMM float64) bool {
	return d.Frame != "" && within(xMM, yMM, &d.frame.rim) && !(xMM >= 0 && yMM >= 0 && xMM < d.w && yMM < d.h)
}

// Lit tells whether the screen shines there: the page, and its surroundings
// without the rim. What shines has the screen's tint, and no light falls on it.
func (d *Display) Lit(xMM, yMM float64) bool { return d.On() && within(xMM, yMM, &d.frame.lit) }

// A frame is laid out: boxes of left, upper, right and lower edge.
type frame struct {
	window, lit, rim [4]float64
	title            float64 // height of the window's title bar
	rimInk           raster.Ink
	dice             dice
	hMM              float64
}

func within(x, y float64, b *[4]float64) bool { return x >= b[0] && y >= b[1] && x < b[2] && y < b[3] }

func (s *Screen) frame(w, h float64) frame {
	f := frame{dice: dice(chance.Mix(s.Seed ^ 0xf4a_3e00)), hMM: h, rimInk: raster.Ink{0.012, 0.012, 0.013}}
	page := [4]float64{0, 0, w, h}
	f.window, f.lit, f.rim = page, page, page
	grow := func(b [4]float64, l, u, r, d float64) [4]float64 {
		return [4]float64{b[0] - l*h, b[1] - u*h, b[2] + r*h, b[3] + d*h}
	}
	switch s.Frame {
	case FrameWindow:
		f.title = 0.06 * h
		f.window = grow(page, 2, 0.06+0.04, 2, 2)
		f.lit, f.rim = f.window, f.window
	case FrameMonitor:
		f.title = 0.035 * h
		f.window = grow(page, 0.02, 0.08, 0.02, 0.03)
		more := f.dice.share(0, 1)
		f.lit = grow(f.window, 0.05+0.2*more, 0.03, 0.3-0.2*more, 0.1)
		f.rim = grow(f.lit, 0.025, 0.025, 0.025, 0.05)
		if f.dice.share(0, 2) < 0.25 {
			f.rimInk = raster.Ink{0.45, 0.45, 0.46}
		}
	case FramePhone:
		f.window = page
		f.lit = grow(page, 0.12*f.dice.share(0, 1), 0.02, 0.12*f.dice.share(0, 2), 0.02)
		f.rim = grow(f.lit, 0.03, 0.03, 0.03, 0.03)
	default:
		f.rim = [4]float64{}
	}
	return f
}

// desktop is a picture in one colour, brighter above, with icons in a column
// and a bar below; black on phones.
func (f *frame) desktop(x, y float64) raster.Ink {
	if f.title == 0 {
		return raster.Ink{0.002, 0.002, 0.002}
	}
	base := [...]raster.Ink{{0.02, 0.08, 0.22}, {0.03, 0.12, 0.1}, {0.16, 0.05, 0.12}, {0.12, 0.12, 0.13}}[f.dice.bits(0, 3)%4]
	if bar := f.lit[3] - 0.035*f.hMM; y >= bar {
		at, n := cycle(x-f.lit[0], 0.045*f.hMM)
		if n < 9 && math.Abs(at-0.0225*f.hMM) < 0.012*f.hMM && math.Abs(y-bar-0.0175*f.hMM) < 0.012*f.hMM {
			return f.colour(n)
		}
		return raster.Ink{0.03, 0.03, 0.035}
	}
	at, n := cycle(y-f.lit[1], 0.09*f.hMM)
	if dx := x - f.lit[0] - 0.03*f.hMM; math.Abs(dx) < 0.018*f.hMM && at > 0.02*f.hMM && at < 0.056*f.hMM && n < 7 {
		return f.colour(n + 20)
	}
	g := float32(1.3 - 0.6*(y-f.lit[1])/(f.lit[3]-f.lit[1]))
	return raster.Ink{g * base[0], g * base[1], g * base[2]}
}

func (f *frame) colour(n int) raster.Ink {
	b := f.dice.bits(n, 5)
	part := func(shift uint) float32 { return 0.03 + 0.7*float32(b>>shift&0xff)/255 }
	return raster.Ink{part(0), part(8), part(16)}
}

// bar is the part of the window beside the page: a title with a few words and
// buttons, a row of tools, grey around.
func (f *frame) bar(x, y float64) raster.Ink {
	top := y - f.window[1]
	switch {
	case top < f.title:
		ink := [...]raster.Ink{{0.8, 0.8, 0.82}, {0.05, 0.06, 0.08}, {0.05, 0.2, 0.5}}[f.dice.bits(0, 4)%3]
		mid := math.Abs(top-f.title/2) < 0.2*f.title
		right := (f.window[2] - x) / f.title
		if mid && right > 0 && right < 4.5 && right-math.Floor(right) > 0.3 && right-math.Floor(right) < 0.7 {
			return raster.Ink{1 - ink[0], 1 - ink[1], 1 - ink[2]}
		}
		_, letter := cycle(x, 0.16*f.title)
		if mid && letter >= 0 && letter < 60 && f.dice.bits(letter, 6)&3 > 0 {
			return raster.Ink{1 - ink[0], 1 - ink[1], 1 - ink[2]}
		}
		return ink
	case y < 0:
		at, n := cycle(x, 1.4*f.title)
		if n >= 0 && n < 14 && at > 0.3*f.title && at < 1.1*f.title && top > 1.2*f.title && y < -0.2*f.title && f.dice.bits(n, 8)&3 > 0 {
			return raster.Ink{0.3, 0.32, 0.36}
		}
		return raster.Ink{0.86, 0.86, 0.86}
	}
	return raster.Ink{0.25, 0.25, 0.26}
}
