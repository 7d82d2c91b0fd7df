package light

import "github.com/einthoven-ecg/einthoven/internal/synth/raster"

// A Moire is what the pixels of a camera, squares, see of a screen's raster:
// where the two are near each other in size they beat. Fine rasters vanish by
// themselves, as a square takes their mean.
type Moire struct {
	pentile bool
	open    float64
	perMM   float64 // pixels of the screen
	// Across and down the screen; of a pentile one, of green and of the two
	// others.
	a, b wave
}

// Moire is that of a camera with pixels of 1/pxPerMM millimetres.
func (s *Screen) Moire(pxPerMM float64) *Moire {
	p, open := s.PitchMM, s.Open
	if p == 0 {
		p = 0.27
	}
	if open == 0 {
		open = 0.8
	}
	m := &Moire{pentile: s.Pixels == ScreenPentile, open: open, perMM: 1 / p}
	width := 1 / (pxPerMM * p) // of the camera's, in pixels of the screen
	if m.pentile {
		m.a, m.b = newWave(width, 0.5*open), newWave(width/2, 0.65*open/2)
	} else {
		m.a, m.b = newWave(width, open/3), newWave(width, open)
	}
	return m
}

// Tint is what a pixel sees around a place, as a factor for each colour; its
// mean is 1.
func (m *Moire) Tint(xMM, yMM float64) raster.Ink {
	x, y := xMM*m.perMM, yMM*m.perMM
	if m.pentile {
		return m.pairs(x, y)
	}
	row := m.b.at(y - (1-m.open)/2)
	x -= (1 - m.open) / 6
	return raster.Ink{row * m.a.at(x), row * m.a.at(x-1.0/3), row * m.a.at(x-2.0/3)}
}

// pairs are greens in each pixel, reds and blues in turn like the squares of a
// chess board (US patent 7123277 has such arrangements): red where both its
// column and its row are even or both are odd.
func (m *Moire) pairs(x, y float64) raster.Ink {
	g, w := 0.5*m.open, 0.65*m.open
	green := m.a.at(x-0.25+g/2) * m.a.at(y-0.25+g/2)
	x, y = (x-0.75+w/2)/2, (y-0.75+w/2)/2
	evenX, oddX := m.b.at(x), m.b.at(x-0.5)
	evenY, oddY := m.b.at(y), m.b.at(y-0.5)
	return raster.Ink{(evenX*evenY + oddX*oddY) / 2, green, (evenX*oddY + oddX*evenY) / 2}
}

// waveSteps is in how many steps a period is known; a wave is linear between
// but for its corners, which a step rounds off.
const waveSteps = 1 << 12

// A wave of period 1, and its first value once more.
type wave []float32

// newWave is the mean, over a box of width a around a place, of a wave that is
// 1/width in its first part of that width, and 0 in the rest.
func newWave(a, width float64) wave {
	w := make(wave, waveSteps+1)
	for i := range w {
		x := float64(i) / waveSteps
		w[i] = float32((steps(x+a/2, width) - steps(x-a/2, width)) / (a * width))
	}
	return w
}

func (w wave) at(x float64) float32 {
	x *= waveSteps
	n := floor(x)
	f, i := float32(x-float64(n)), n&(waveSteps-1)
	return w[i] + f*(w[i+1]-w[i])
}

// steps is the integral of such a wave from 0, times its width.
func steps(x, width float64) float64 {
	n := float64(floor(x))
	if x -= n; x > width {
		x = width
	}
	return n*width + x
}
