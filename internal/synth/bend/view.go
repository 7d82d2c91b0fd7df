package bend

import (
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// The parts that draw from chance.
const streamCrumple uint64 = 201

// A Lens bends the picture of a camera: a place r half diagonals from the
// middle comes to r (1 + K1 r^2 + K2 r^4). Negative K1 is a barrel, as of wide
// angles. Source: Brown, "Close-range camera calibration", 1971.
type Lens struct {
	K1 float64 `json:"k1,omitempty"` // -0.2 to 0.2
	K2 float64 `json:"k2,omitempty"` // -0.1 to 0.1
}

// A Scanner moves its line unevenly. Lengths are millimetres of paper.
type Scanner struct {
	// ShearDeg is the angle by which the line is not square to the feed, -2 to
	// 2.
	ShearDeg float64 `json:"shear_deg,omitempty"`
	// Stretch is the error of the feed's speed, -0.03 to 0.03: 0.01 makes the
	// picture one hundredth longer.
	Stretch float64 `json:"stretch,omitempty"`
	// WobbleMM is the size of its swing, 0 to 1, over WobbleLongMM, 10 to 500.
	WobbleMM     float64 `json:"wobble_mm,omitempty"`
	WobbleLongMM float64 `json:"wobble_long_mm,omitempty"`
}

// A Pose is how a sheet comes before the eye.
type Pose struct {
	Shape Shape `json:"shape,omitzero"`
	// RotateDeg turns the page clockwise; the picture of a scan grows to hold
	// it.
	RotateDeg float64 `json:"rotate_deg,omitempty"`
	// Camera photographs the page; nil means a flat scan.
	Camera  *Camera `json:"camera,omitempty"`
	Lens    Lens    `json:"lens,omitzero"`
	Scanner Scanner `json:"scanner,omitzero"`
	// MarginMM shows that much around the sheet in a scan, 0 to 100.
	MarginMM float64 `json:"margin_mm,omitempty"`
	// CutMM takes as much away from the picture of a scan at its left, top,
	// right and bottom, 0 to 500, as people cut a picture to what they want.
	CutMM [4]float64 `json:"cut_mm,omitzero"`
}

func (p *Pose) check() error {
	in := func(v, lo, hi float64) bool { return v >= lo && v <= hi }
	switch s := &p.Scanner; {
	case !in(p.RotateDeg, -3600, 3600):
		return fmt.Errorf("bend: turn of %g degrees", p.RotateDeg)
	case !in(p.MarginMM, 0, 100):
		return fmt.Errorf("bend: margin of %g mm, want 0 to 100", p.MarginMM)
	case !in(p.CutMM[0], 0, 500) || !in(p.CutMM[1], 0, 500) || !in(p.CutMM[2], 0, 500) || !in(p.CutMM[3], 0, 500):
		return fmt.Errorf("bend: %v mm cut off, want 0 to 500 a side", p.CutMM)
	case !in(p.Lens.K1, -0.2, 0.2) || !in(p.Lens.K2, -0.1, 0.1):
		return fmt.Errorf("bend: lens of %g and %g, want -0.2 to 0.2 and -0.1 to 0.1", p.Lens.K1, p.Lens.K2)
	case !in(s.ShearDeg, -2, 2) || !in(s.Stretch, -0.03, 0.03) || !in(s.WobbleMM, 0, 1) ||
		(s.WobbleMM > 0 && !in(s.WobbleLongMM, 10, 500)):
		return fmt.Errorf("bend: scanner: shear of %g degrees, stretch of %g, wobble of %g mm over %g mm", s.ShearDeg, s.Stretch, s.WobbleMM, s.WobbleLongMM)
	case s.WobbleMM*2*math.Pi > 0.5*s.WobbleLongMM:
		return fmt.Errorf("bend: scanner: wobble of %g mm over %g mm would run backwards", s.WobbleMM, s.WobbleLongMM)
	}
	return p.Shape.check()
}

// A View is the map between a sheet and a picture.
type View struct {
	// W and H are the size of the picture.
	W, H int
	// SizeMM is that of the sheet.
	SizeMM [2]float64
	// PxPerMM is how finely the sheet has to be drawn for the picture. It is one
	// for all of it: parts drawn to different measures would show their seams.
	PxPerMM float64
	// Aligned views show the print pixel by pixel, unturned.
	Aligned bool
	// Affine views are exactly so.
	Affine bool

	model func(x, y float64) (u, v float64)
	back  homography // about the way back, to start the search from
	front homography // of the flat sheet
	paper *surface
}

// See sets up the view of a sheet whose print has pxPerMM pixels a millimetre.
func (p *Pose) See(sizeMM [2]float64, pxPerMM float64) (*View, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	v := &View{SizeMM: sizeMM, paper: p.Shape.surface(sizeMM)}
	roll := p.RotateDeg * math.Pi / 180
	look := p.scan
	if p.Camera != nil {
		look = p.photograph
	}
	if err := look(v, pxPerMM, roll); err != nil {
		return nil, err
	}
	v.PxPerMM = pxPerMM
	if !v.Affine {
		v.PxPerMM = v.density()
	}
	return v, nil
}

// density is about the largest number of pixels a millimetre over the sheet:
// the nineteenth twentieth of places, so that a single steep crease does not
// count. It is rounded up to a sixteenth.
func (v *View) density() float64 {
	const n, h = 12, 0.5
	var all []float64
	for j := range n {
		for i := range n {
			x, y := v.SizeMM[0]*(float64(i)+0.5)/n, v.SizeMM[1]*(float64(j)+0.5)/n
			a, b := v.model(x, y)
			c, d := v.model(x+h, y)
			e, f := v.model(x, y+h)
			all = append(all, max(math.Hypot(c-a, d-b), math.Hypot(e-a, f-b))/h)
		}
	}
	slices.Sort(all)
	return math.Ceil(16*all[len(all)*19/20]) / 16
}

func (p *Pose) photograph(v *View, _, roll float64) error {
	eye, err := p.Camera.eye(v.SizeMM[0], v.SizeMM[1], roll)
	if err != nil {
		return err
	}
	v.W, v.H, v.front = eye.w, eye.h, eye.flat()
	cx, cy, half := float64(v.W-1)/2, float64(v.H-1)/2, math.Hypot(float64(v.W), float64(v.H))/2
	mx, my := v.SizeMM[0]/2, v.SizeMM[1]/2
	lens := p.Lens
	v.model = func(x, y float64) (float64, float64) {
		a, b := eye.sees(v.paper.at(x-mx, y-my))
		if lens == (Lens{}) {
			return a, b
		}
		dx, dy := (a-cx)/half, (b-cy)/half
		r2 := dx*dx + dy*dy
		f := 1 + r2*(lens.K1+r2*lens.K2)
		return cx + half*f*dx, cy + half*f*dy
	}
	v.back = v.front.inverse()
	for _, c := range [4][2]float64{{-40, -40}, {float64(v.W) + 40, -40}, {-40, float64(v.H) + 40}, {float64(v.W) + 40, float64(v.H) + 40}} {
		if v.horizon(c[0], c[1]) {
			return fmt.Errorf("bend: camera: a tilt of %g degrees from %g diagonals looks past the sheet's plane; tilt less or go farther away",
				p.Camera.TiltDeg, p.Camera.Distance)
		}
	}
	return nil
}

// horizon tells whether a pixel looks past the plane of the sheet.
func (v *View) horizon(u, w float64) bool {
	b := &v.back
	mid := b[2][0]*float64(v.W)/2 + b[2][1]*float64(v.H)/2 + b[2][2]
	return (b[2][0]*u+b[2][1]*w+b[2][2])*mid <= 0.05*mid*mid
}

func (p *Pose) scan(v *View, k, roll float64) error {
	w, h := math.Round(v.SizeMM[0]*k), math.Round(v.SizeMM[1]*k)
	flat := homography{{k, 0, -0.5}, {0, k, -0.5}, {0, 0, 1}}
	v.Aligned = p.RotateDeg == 0 && p.MarginMM == 0 && p.CutMM == [4]float64{}
	if !v.Aligned {
		// Turn in pixels, about the corner, then move everything into view. The
		// pixel grid stays aligned for quarter turns.
		flat = turn(roll).times(homography{{1, 0, 0.5}, {0, 1, 0.5}, {0, 0, 1}}).times(flat)
		x0, y0, x1, y1 := extent(&flat, w/k, h/k)
		m := math.Round(p.MarginMM * k)
		w, h = math.Ceil(x1-x0-1e-6)+2*m, math.Ceil(y1-y0-1e-6)+2*m
		flat = homography{{1, 0, m - x0 - 0.5}, {0, 1, m - y0 - 0.5}, {0, 0, 1}}.times(flat)
		c := p.CutMM
		w, h = w-math.Round((c[0]+c[2])*k), h-math.Round((c[1]+c[3])*k)
		flat = homography{{1, 0, -math.Round(c[0] * k)}, {0, 1, -math.Round(c[1] * k)}, {0, 0, 1}}.times(flat)
		if w < 16 || h < 16 {
			return fmt.Errorf("bend: %v mm cut off a picture leave too little of it", c)
		}
	}
	if w*h > raster.MaxPixels {
		return fmt.Errorf("bend: the turned page has more than %d pixels", raster.MaxPixels)
	}
	s := p.Scanner
	if s.ShearDeg != 0 || s.Stretch != 0 {
		// About the middle of the picture, in its own directions.
		c := homography{{1, math.Tan(s.ShearDeg * math.Pi / 180), 0}, {0, 1 + s.Stretch, 0}, {0, 0, 1}}
		flat = homography{{1, 0, w / 2}, {0, 1, h / 2}, {0, 0, 1}}.times(c).
			times(homography{{1, 0, -w / 2}, {0, 1, -h / 2}, {0, 0, 1}}).times(flat)
		v.Aligned = false
	}
	v.W, v.H = int(w), int(h)
	v.front, v.back = flat, flat.inverse()
	v.Affine = s.WobbleMM == 0 && v.paper.flat()
	v.Aligned = v.Aligned && v.Affine
	mx, my := v.SizeMM[0]/2, v.SizeMM[1]/2
	v.model = func(x, y float64) (float64, float64) {
		if !v.paper.flat() {
			// A flat bed presses: a tenth of what the sheet's shape takes away
			// along it remains.
			a, b, _ := v.paper.at(x-mx, y-my)
			x, y = x+(a+mx-x)/10, y+(b+my-y)/10
		}
		a, b := flat.apply(x, y)
		if s.WobbleMM > 0 {
			b += k * s.WobbleMM * math.Sin(2*math.Pi*b/(k*s.WobbleLongMM))
		}
		return a, b
	}
	return nil
}

// Front is the affine map from millimetres to pixels of an [View.Affine] view.
func (v *View) Front() [2][3]float64 { return [2][3]float64{v.front[0], v.front[1]} }

// slope is that of the sheet at a place: the change of height a millimetre
// right and down.
func (v *View) slope(x, y float64) (sx, sy float64) {
	if v.paper.flat() {
		return 0, 0
	}
	const h = 0.5
	x, y = x-v.SizeMM[0]/2, y-v.SizeMM[1]/2
	_, _, a := v.paper.at(x-h, y)
	_, _, b := v.paper.at(x+h, y)
	_, _, c := v.paper.at(x, y-h)
	_, _, d := v.paper.at(x, y+h)
	return (b - a) / (2 * h), (d - c) / (2 * h)
}

// About is about where a place of the sheet comes to in the picture.
func (v *View) About(x, y float64) (px, py float64) { return v.model(x, y) }
