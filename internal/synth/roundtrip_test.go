package synth

import (
	"image"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/capture"
	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// TestRoundTripKeepsTheSignal reads traces back from the ink along the true
// polylines, and compares them with the signal: what is left is the error of
// the truth and of the reading.
func TestRoundTripKeepsTheSignal(t *testing.T) {
	seeds := uint64(4)
	if testing.Short() {
		seeds = 2
	}
	for seed := range seeds {
		rng := chance.Stream(seed, 900)
		none, _ := paper.GridOf("none")
		// Noise finer than the pen cannot be read from any paper.
		h := heart.RandomHeart(seed)
		h.MuscleMV, h.MainsMV = 0, 0
		spec := Spec{Heart: h, Seed: seed, Page: paper.Page{Grid: none, NoNames: true, Pulse: paper.PulseNone,
			PenMM: 0.2, Layout: paper.Layout{Rows: 3, Cols: 4}}}
		if db := readBack(t, spec); !(db >= 40) {
			t.Errorf("seed %d: a clean page reads back at %.1f dB, want 40", seed, db)
		}
		spec.Damage = bent(&spec, seed)
		spec.Damage.Capture = capture.Capture{BlurPx: chance.Between(rng, 0, 0.6)}
		if db := readBack(t, spec); !(db >= 30) {
			t.Errorf("seed %d: a page under %+v reads back at %.1f dB, want 30", seed, spec.Damage.Pose, db)
		}
	}
}

// bent is a geometric damage of any kind.
func bent(_ *Spec, seed uint64) Damage {
	rng := chance.Stream(seed, 901)
	var p bend.Pose
	p.RotateDeg = chance.Between(rng, -8, 8)
	chance.Choose(rng,
		chance.Case(1, func() {
			p.Shape.Crumple = bend.Crumple{HeightMM: chance.Between(rng, 0.3, 1.2), SizeMM: chance.Between(rng, 25, 60), Seed: seed}
		}),
		chance.Case(1, func() {
			p.Shape.Rolls = []bend.Roll{{DirDeg: chance.Between(rng, 0, 360), WaveDeg: chance.Between(rng, 3, 15), WaveMM: chance.Between(rng, 150, 600)}}
		}),
		chance.Case(1, func() {
			p.Shape.Rolls = []bend.Roll{{DirDeg: 0, Folds: []bend.Fold{{AngleDeg: 12, RadiusMM: 3}}}, {DirDeg: 90, Folds: []bend.Fold{{AngleDeg: -9, RadiusMM: 2}}}}
		}),
	)
	if seed%3 == 2 {
		p.Scanner = bend.Scanner{ShearDeg: 0.3, WobbleMM: 0.2, WobbleLongMM: 80}
	} else {
		p.Camera = &bend.Camera{TiltDeg: chance.Between(rng, 0, 28), AzimuthDeg: chance.Between(rng, 0, 360), WidthPx: 2600, HeightPx: 2000}
		p.Lens = bend.Lens{K1: chance.Between(rng, -0.08, 0.05)}
	}
	return Damage{Pose: p}
}

// readBack is the ratio of signal to error, in dB, over all samples. What is
// read at a sample is where the ink lies across the trace: the shift by which
// ink drawn from the true polyline, in the picture, fits the picture's best.
func readBack(t *testing.T, spec Spec) float64 {
	t.Helper()
	img, truth := mustRender(t, spec)
	masks, err := truth.Masks(img.Rect, MaskTrace)
	if err != nil {
		t.Fatal(err)
	}
	// The picture's ink, and that of the truth through the same blur.
	ink, want := raster.New(img.Rect, raster.Ink{}), raster.New(img.Rect, raster.Ink{})
	for i, m := range masks[0].Pix {
		x, y := i%img.Rect.Dx(), i/img.Rect.Dx()
		ink.Pix[3*i] = 1 - paper.Colour{img.NRGBAAt(x, y).G}.Linear()[0]
		want.Pix[3*i] = float32(m) / 255
	}
	ink.Blur(0.7)
	want.Blur(math.Hypot(0.7, spec.Damage.Capture.BlurPx))
	var signal, fault, all, read float64
	for i := range truth.Segments {
		s := &truth.Segments[i]
		mean := 0.0
		for _, v := range s.MV {
			mean += v / float64(len(s.MV))
		}
		for k := 1; k < len(s.MV)-1; k++ {
			all++
			e, ok := inkError(ink, want, truth, s, k)
			if !ok {
				continue
			}
			read++
			// The map of picture and mask is one; it must agree with the model of
			// sheet and camera that it was made from.
			x, y := s.Point(k)
			ax, ay, _ := truth.ToPixel(x, y)
			if bx, by := truth.view.About(x, y); math.Hypot(ax-bx, ay-by) > 0.5 {
				t.Fatalf("the map takes %g, %g mm to pixel %g, %g; the model to %g, %g", x, y, ax, ay, bx, by)
			}
			signal += (s.MV[k] - mean) * (s.MV[k] - mean)
			fault += e * e
		}
	}
	if read < 0.9*all {
		t.Errorf("of %.0f samples %.0f lie in the picture", all, read)
	}
	return 10 * math.Log10(signal/fault)
}

// inkError is by how many millivolts the ink at sample k misses the trace. It is
// not ok where that lies outside of the picture.
func inkError(ink, want *raster.Canvas, truth *Truth, s *paper.Segment, k int) (mv float64, ok bool) {
	px, py, _ := truth.ToPixel(s.Point(k))
	ax, ay, _ := truth.ToPixel(s.Point(k - 1))
	bx, by, _ := truth.ToPixel(s.Point(k + 1))
	long := math.Hypot(bx-ax, by-ay)
	nx, ny := -(by-ay)/long, (bx-ax)/long
	const reach = 3
	cx, cy := int(math.Round(px)), int(math.Round(py))
	if !image.Rect(cx-reach-1, cy-reach-1, cx+reach+2, cy+reach+2).In(ink.Rect) {
		return 0, false
	}
	// One step of Gauss and Newton for a shift along the normal.
	at := func(c *raster.Canvas, x, y int) float64 { return float64(c.At(x, y)[0]) }
	var top, bottom float64
	for y := cy - reach; y <= cy+reach; y++ {
		for x := cx - reach; x <= cx+reach; x++ {
			g := nx*(at(want, x+1, y)-at(want, x-1, y))/2 + ny*(at(want, x, y+1)-at(want, x, y-1))/2
			top -= g * (at(ink, x, y) - at(want, x, y))
			bottom += g * g
		}
	}
	d := top / bottom
	// Back to the sheet; at the sample's time, the trace runs on along its
	// slope.
	x0, y0 := truth.ToMM(px, py)
	x1, y1 := truth.ToMM(px+d*nx, py+d*ny)
	sx0, sy0 := s.Point(k - 1)
	sx1, sy1 := s.Point(k + 1)
	slope := (sy1 - sy0) / (sx1 - sx0)
	return ((y1 - y0) - slope*(x1-x0)) / s.MMPerMV, true
}
