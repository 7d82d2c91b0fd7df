package bend

import (
	"image"
	"math"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

var a4 = [2]float64{297, 210}

func see(t *testing.T, p Pose) (*View, *Lattice) {
	t.Helper()
	v, err := p.See(a4, 8)
	if err != nil {
		t.Fatal(err)
	}
	l, err := v.Lattice(image.Rect(0, 0, v.W, v.H), 0)
	if err != nil {
		t.Fatal(err)
	}
	return v, l
}

// poses are one of each kind of bending, and all at once.
func poses() map[string]Pose {
	camera := func() *Camera {
		return &Camera{TiltDeg: 22, AzimuthDeg: 70, Distance: 1.2, WidthPx: 2200, HeightPx: 1700}
	}
	wave := Roll{DirDeg: 15, WaveDeg: 9, WaveMM: 280, Phase: 0.3}
	fold := Roll{DirDeg: 90, Folds: []Fold{{AtMM: -20, AngleDeg: 14, RadiusMM: 3}, {AtMM: 40, AngleDeg: -10, RadiusMM: 3}}}
	lifted := Roll{DirDeg: 40, Folds: []Fold{{AtMM: 150, AngleDeg: 50, RadiusMM: 50}}}
	crumple := Crumple{HeightMM: 1.2, SizeMM: 35, Seed: 5}
	return map[string]Pose{
		"flat":    {},
		"turned":  {RotateDeg: 7},
		"camera":  {RotateDeg: -4, Camera: camera()},
		"lens":    {Camera: camera(), Lens: Lens{K1: -0.12, K2: 0.03}},
		"wave":    {Camera: camera(), Shape: Shape{Rolls: []Roll{wave}}},
		"folds":   {Camera: camera(), Shape: Shape{Rolls: []Roll{fold}}},
		"lifted":  {Camera: camera(), Shape: Shape{Rolls: []Roll{lifted}}},
		"crumple": {Camera: camera(), Shape: Shape{Crumple: crumple}},
		"all": {RotateDeg: 95, Camera: camera(), Lens: Lens{K1: 0.05},
			Shape: Shape{Rolls: []Roll{wave, fold}, Crumple: Crumple{HeightMM: 0.6, SizeMM: 40}}},
		"scanner":        {RotateDeg: 1, MarginMM: 5, Scanner: Scanner{ShearDeg: 0.5, Stretch: 0.01, WobbleMM: 0.3, WobbleLongMM: 60}},
		"scanned crease": {Shape: Shape{Rolls: []Roll{fold}, Crumple: crumple}},
	}
}

// TestMapsLeadBack goes from the sheet to the picture and back, and compares
// with the model of sheet and camera.
func TestMapsLeadBack(t *testing.T) {
	for name, p := range poses() {
		v, l := see(t, p)
		worst, off := 0.0, 0.0
		for y := 1.0; y < 210; y += 4.3 {
			for x := 1.0; x < 297; x += 5.1 {
				u, w, ok := l.ToPixel(x, y)
				if !ok {
					t.Fatalf("%s: %g, %g mm lies outside of the picture, at %g, %g", name, x, y, u, w)
				}
				bx, by := l.ToMM(u, w)
				worst = max(worst, math.Hypot(bx-x, by-y))
				mu, mw := v.model(x, y)
				off = max(off, math.Hypot(mu-u, mw-w))
			}
		}
		if worst > 1e-5 {
			t.Errorf("%s: the way back misses by %g mm", name, worst)
		}
		// Creases are rounded to two nodes; all else is followed.
		limit := 0.05
		if strings.Contains(name, "fold") || strings.Contains(name, "crumple") || strings.Contains(name, "crease") || name == "all" {
			limit = 1.5
		}
		if off > limit {
			t.Errorf("%s: the picture's map is %.3f pixels from the model's, want at most %g", name, off, limit)
		}
	}
}

// TestMapsKeepTheirSense looks for places where a map turns over.
func TestMapsKeepTheirSense(t *testing.T) {
	for name, p := range poses() {
		v, l := see(t, p)
		for w := 8.0; w < float64(v.H); w += 23 {
			for u := 8.0; u < float64(v.W); u += 29 {
				x, y, j := l.at(u, w)
				if x < 0 || y < 0 || x > a4[0] || y > a4[1] {
					continue
				}
				if det := j[0][0]*j[1][1] - j[0][1]*j[1][0]; !(det > 0) {
					t.Fatalf("%s: the map turns over at %g, %g", name, u, w)
				}
			}
		}
	}
}

// TestLinesAgreeWithThePoints compares the two ways to read a lattice.
func TestLinesAgreeWithThePoints(t *testing.T) {
	_, l := see(t, poses()["all"])
	var line Line
	mm := make([][2]float64, 500)
	for _, row := range []int{0, 33, 701, 1699} {
		l.Line(row, 640, 640+len(mm), &line)
		line.MM(640, mm)
		for k, p := range mm {
			if x, y := l.ToMM(float64(640+k), float64(row)); math.Hypot(p[0]-x, p[1]-y) > 1e-9 {
				t.Fatalf("row %d, column %d: %v in the line, %g, %g at the point", row, 640+k, p, x, y)
			}
		}
	}
}

// TestPartsOfALatticeAreTheWhole asks for a part alone.
func TestPartsOfALatticeAreTheWhole(t *testing.T) {
	v, whole := see(t, poses()["all"])
	part, err := v.Lattice(image.Rect(700, 500, 900, 800), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range [][2]float64{{700, 500}, {899, 799}, {805.3, 655.1}} {
		ax, ay := whole.ToMM(p[0], p[1])
		if bx, by := part.ToMM(p[0], p[1]); ax != bx || ay != by {
			t.Errorf("at %v the whole says %g, %g, a part %g, %g", p, ax, ay, bx, by)
		}
	}
	if _, _, ok := part.ToPixel(5, 5); ok {
		t.Error("a part claims a place that it does not show")
	}
}

// TestRollsKeepLengths measures along a rolled sheet.
func TestRollsKeepLengths(t *testing.T) {
	s := Shape{Rolls: []Roll{{DirDeg: 30, WaveDeg: 25, WaveMM: 150, Folds: []Fold{{AtMM: 10, AngleDeg: 30, RadiusMM: 4}}}}}
	p := s.surface(a4)
	sin, cos := math.Sincos(30 * math.Pi / 180)
	long, at := 0.0, [3]float64{}
	for i := -1000; i <= 1000; i++ {
		d := float64(i) * 0.1
		x, y, z := p.at(d*cos, d*sin)
		if i > -1000 {
			long += math.Sqrt((x-at[0])*(x-at[0]) + (y-at[1])*(y-at[1]) + (z-at[2])*(z-at[2]))
		}
		at = [3]float64{x, y, z}
	}
	if math.Abs(long-200) > 0.05 {
		t.Errorf("200 mm of a rolled sheet measure %.3f", long)
	}
}

// TestCrumplesAreAsHighAsAsked measures heights and slopes.
func TestCrumplesAreAsHighAsAsked(t *testing.T) {
	c := Crumple{HeightMM: 1.5, SizeMM: 40, Seed: 3}
	b := c.bumps(a4)
	rng := chance.Stream(1, 1)
	sum, square, n := 0.0, 0.0, 4000
	for range n {
		z := b.at(chance.Between(rng, -148, 148), chance.Between(rng, -105, 105))
		sum, square = sum+z, square+z*z
	}
	mean := sum / float64(n)
	if sd := math.Sqrt(square/float64(n) - mean*mean); sd < 1 || sd > 2 {
		t.Errorf("heights have a standard deviation of %.2f mm, want about 1.5", sd)
	}
	if again := c.bumps(a4); again.at(3, 4) != b.at(3, 4) {
		t.Error("two sheets of one seed differ")
	}
}

func TestCameraSeesWhatAFlatMapSays(t *testing.T) {
	v, _ := see(t, Pose{RotateDeg: 12, Camera: &Camera{TiltDeg: 30, AzimuthDeg: 200, Distance: 0.9}})
	for x := 0.0; x <= 297; x += 33 {
		for y := 0.0; y <= 210; y += 30 {
			a, b := v.model(x, y)
			if c, d := v.front.apply(x, y); math.Hypot(a-c, b-d) > 1e-6 {
				t.Fatalf("at %g, %g: %g, %g by the eye, %g, %g by the homography", x, y, a, b, c, d)
			}
		}
	}
	// What is raised leans away from the camera.
	e, err := Camera{TiltDeg: 30, AzimuthDeg: 0}.eye(297, 210, 0)
	if err != nil {
		t.Fatal(err)
	}
	low, _ := e.sees(0, 0, 0)
	if high, _ := e.sees(0, 0, 5); high <= low {
		t.Errorf("a raised place comes to %g, not to the right of %g, where the far side is", high, low)
	}
}

// TestCutPicturesShowTheSamePlaces compares a picture with one that was cut.
func TestCutPicturesShowTheSamePlaces(t *testing.T) {
	whole, a := see(t, Pose{RotateDeg: 2})
	part, b := see(t, Pose{RotateDeg: 2, CutMM: [4]float64{10, 5, 20, 2.5}})
	if part.W != whole.W-240 || part.H != whole.H-60 {
		t.Errorf("cut from %d x %d to %d x %d", whole.W, whole.H, part.W, part.H)
	}
	for _, p := range [][2]float64{{30, 40}, {200, 150}} {
		u, v, _ := a.ToPixel(p[0], p[1])
		x, y, _ := b.ToPixel(p[0], p[1])
		if math.Abs(u-80-x) > 1e-6 || math.Abs(v-40-y) > 1e-6 {
			t.Errorf("%v mm at %g, %g, in the cut picture at %g, %g", p, u, v, x, y)
		}
	}
}

// TestEasedShapesAreInRange bends a sheet more than it can be.
func TestEasedShapesAreInRange(t *testing.T) {
	s := Shape{Rolls: []Roll{{WaveDeg: 40, WaveMM: 300, Folds: []Fold{{AngleDeg: -50, RadiusMM: 3}}}, {DirDeg: 90, WaveDeg: 30, WaveMM: 200}},
		Crumple: Crumple{HeightMM: 3, SizeMM: 20}}
	if s.check() == nil {
		t.Fatal("the shape is in range")
	}
	s.Ease()
	if err := s.check(); err != nil || s.slope() < 0.5 {
		t.Errorf("%v; slopes of %.2f", err, s.slope())
	}
}

func TestPosesOutOfRangeAreRefused(t *testing.T) {
	roll := func(r Roll) Pose { return Pose{Shape: Shape{Rolls: []Roll{r}}} }
	for part, p := range map[string]Pose{
		"turn":      {RotateDeg: math.NaN()},
		"margin":    {MarginMM: 1e3},
		"lens":      {Lens: Lens{K1: 1}},
		"shear":     {Scanner: Scanner{ShearDeg: 20}},
		"backwards": {Scanner: Scanner{WobbleMM: 1, WobbleLongMM: 10}},
		"waves":     roll(Roll{WaveDeg: 10, WaveMM: 1}),
		"fold":      roll(Roll{Folds: []Fold{{AngleDeg: 100, RadiusMM: 5}}}),
		"slopes":    roll(Roll{WaveDeg: 44, WaveMM: 100, Folds: []Fold{{AngleDeg: 30, RadiusMM: 5}}}),
		"crumples":  {Shape: Shape{Crumple: Crumple{HeightMM: 9, SizeMM: 20}}},
		"plane":     {Camera: &Camera{TiltDeg: 60, Distance: 0.7}},
		"tilt":      {Camera: &Camera{TiltDeg: 90}},
	} {
		if _, err := p.See(a4, 8); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: error %v", part, err)
		}
	}
}

func TestShownHoldsWhatPixelsSee(t *testing.T) {
	for name, p := range poses() {
		_, l := see(t, p)
		closer := 0.0
		for k := range 40 {
			at := image.Pt(k%8*211, k/8*190)
			r := image.Rectangle{at, at.Add(image.Pt(1+k*7, 300-k*7))}.Intersect(l.Rect)
			if r.Empty() {
				continue
			}
			x0, y0, x1, y1 := l.Shown(r)
			var line Line
			mm := make([][2]float64, r.Dx())
			for y := r.Min.Y; y < r.Max.Y; y++ {
				l.Line(y, r.Min.X, r.Max.X, &line)
				line.MM(r.Min.X, mm)
				for i, q := range mm {
					if q[0] < x0 || q[0] > x1 || q[1] < y0 || q[1] > y1 {
						t.Fatalf("%s: pixel %d, %d shows %v, outside of %g to %g, %g to %g", name, r.Min.X+i, y, q, x0, x1, y0, y1)
					}
				}
			}
			a0, b0, a1, b1 := l.Reach(r)
			closer = max(closer, (a1-a0)*(b1-b0)/((x1-x0)*(y1-y0)))
		}
		if closer < 1.2 {
			t.Errorf("%s: no closer than the reach (%.2f times)", name, closer)
		}
	}
}
