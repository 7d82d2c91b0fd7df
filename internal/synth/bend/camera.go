package bend

import (
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A homography is a projective map of the plane: [x y 1] times its rows,
// divided by the third.
type homography [3][3]float64

func (h *homography) apply(x, y float64) (u, v float64) {
	w := h[2][0]*x + h[2][1]*y + h[2][2]
	return (h[0][0]*x + h[0][1]*y + h[0][2]) / w, (h[1][0]*x + h[1][1]*y + h[1][2]) / w
}

// times is the map that applies b first.
func (h homography) times(b homography) (out homography) {
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				out[i][j] += h[i][k] * b[k][j]
			}
		}
	}
	return out
}

// inverse of a map that has one, from its cofactors.
func (h homography) inverse() (out homography) {
	for i := range 3 {
		for j := range 3 {
			a, b, c, d := (j+1)%3, (j+2)%3, (i+1)%3, (i+2)%3
			out[i][j] = h[a][c]*h[b][d] - h[a][d]*h[b][c]
		}
	}
	det := h[0][0]*out[0][0] + h[0][1]*out[1][0] + h[0][2]*out[2][0]
	for i := range 3 {
		for j := range 3 {
			out[i][j] /= det
		}
	}
	return out
}

// A Camera photographs the page through a pinhole.
type Camera struct {
	// TiltDeg is the angle between the optical axis and the page's normal, 0
	// to 60; AzimuthDeg the direction towards which the far side lies, 0 is
	// right, 90 down.
	TiltDeg, AzimuthDeg float64
	// Distance of the pinhole from the middle of the page, in diagonals of the
	// page, 0.7 to 20; 0 means 1.3. Near pinholes see more perspective.
	Distance float64
	// WidthPx and HeightPx are the size of the picture; 0 means 2400 and 1800.
	WidthPx, HeightPx int
	// Fill is the share of the picture, in its tighter direction, that the
	// page takes, 0.2 to 1.5; 0 means 0.92.
	Fill float64
}

// fill takes defaults for what is zero and checks the rest.
func (c *Camera) fill() error {
	if c.Distance == 0 {
		c.Distance = 1.3
	}
	if c.Fill == 0 {
		c.Fill = 0.92
	}
	if c.WidthPx == 0 && c.HeightPx == 0 {
		c.WidthPx, c.HeightPx = 2400, 1800
	}
	var err error
	switch {
	case !(c.TiltDeg >= 0 && c.TiltDeg <= 60):
		err = fmt.Errorf("bend: camera: tilt of %g degrees, want 0 to 60", c.TiltDeg)
	case !(c.Distance >= 0.7 && c.Distance <= 20):
		err = fmt.Errorf("bend: camera: distance of %g diagonals, want 0.7 to 20", c.Distance)
	case !(c.Fill >= 0.2 && c.Fill <= 1.5):
		err = fmt.Errorf("bend: camera: fill of %g, want 0.2 to 1.5", c.Fill)
	case c.WidthPx < 16 || c.HeightPx < 16 || c.WidthPx > raster.MaxPixels/c.HeightPx:
		err = fmt.Errorf("bend: camera: picture of %d x %d, want at least 16 and at most %d pixels in all",
			c.WidthPx, c.HeightPx, raster.MaxPixels)
	case math.IsNaN(c.AzimuthDeg) || math.IsInf(c.AzimuthDeg, 0):
		err = fmt.Errorf("bend: camera: azimuth is %g", c.AzimuthDeg)
	}
	return err
}

// eye sets the camera up before a page of wMM by hMM that is turned by roll
// radians (clockwise) in its plane first.
func (c Camera) eye(wMM, hMM, roll float64) (*eye, error) {
	if err := c.fill(); err != nil {
		return nil, err
	}
	e := &eye{far: c.Distance * math.Hypot(wMM, hMM), w: c.WidthPx, h: c.HeightPx, wMM: wMM, hMM: hMM}
	e.st, e.ct = math.Sincos(c.TiltDeg * math.Pi / 180)
	e.sa, e.ca = math.Sincos(c.AzimuthDeg * math.Pi / 180)
	e.roll = turn(roll)
	// Focal length and frame: the flat page fills the picture as asked.
	e.k = 1
	m := e.flat()
	x0, y0, x1, y1 := extent(&m, wMM, hMM)
	e.k = c.Fill * min(float64(c.WidthPx)/(x1-x0), float64(c.HeightPx)/(y1-y0))
	e.u0, e.v0 = (float64(c.WidthPx)-e.k*(x0+x1))/2-0.5, (float64(c.HeightPx)-e.k*(y0+y1))/2-0.5
	return e, nil
}

// An eye is a camera set up before a sheet.
type eye struct {
	far            float64 // distance in millimetres
	st, ct, sa, ca float64 // tilt and azimuth
	roll           homography
	k, u0, v0      float64 // pixels a millimetre at the middle, and the frame
	w, h           int
	wMM, hMM       float64
}

// sees is the picture of a point (x, y) about the sheet's middle, z towards
// the eye. Along the azimuth the sheet recedes by the sine of the tilt and
// keeps the cosine; height leans towards the far side by the sine.
func (e *eye) sees(x, y, z float64) (u, v float64) {
	x, y = e.roll[0][0]*x+e.roll[0][1]*y, e.roll[1][0]*x+e.roll[1][1]*y
	along, across := e.ca*x+e.sa*y, -e.sa*x+e.ca*y
	depth := 1 + (along*e.st-z*e.ct)/e.far
	along = along*e.ct + z*e.st
	return e.k*(e.ca*along-e.sa*across)/depth + e.u0, e.k*(e.sa*along+e.ca*across)/depth + e.v0
}

// flat is the map of a flat sheet, from its corner.
func (e *eye) flat() homography {
	view := homography{
		{e.ca*e.ca*e.ct + e.sa*e.sa, e.ca*e.sa*e.ct - e.ca*e.sa, 0},
		{e.ca*e.sa*e.ct - e.ca*e.sa, e.sa*e.sa*e.ct + e.ca*e.ca, 0},
		{e.ca * e.st / e.far, e.sa * e.st / e.far, 1},
	}
	m := view.times(e.roll).times(homography{{1, 0, -e.wMM / 2}, {0, 1, -e.hMM / 2}, {0, 0, 1}})
	return homography{{e.k, 0, e.u0}, {0, e.k, e.v0}, {0, 0, 1}}.times(m)
}

// turn is a clockwise turn about the origin (y points down). Quarter turns are
// exact.
func turn(rad float64) homography {
	s, c := math.Sincos(rad)
	if q := rad / (math.Pi / 2); q == math.Round(q) {
		s, c = math.Round(s), math.Round(c)
	}
	return homography{{c, -s, 0}, {s, c, 0}, {0, 0, 1}}
}

// extent is the bounding box of a page's corners under a map.
func extent(m *homography, wMM, hMM float64) (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range [][2]float64{{0, 0}, {wMM, 0}, {0, hMM}, {wMM, hMM}} {
		u, v := m.apply(p[0], p[1])
		x0, x1 = min(x0, u), max(x1, u)
		y0, y1 = min(y0, v), max(y1, v)
	}
	return x0, y0, x1, y1
}
