package capture

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// Optics is what happens in linear light. Pixels closer than [Capture.ReachPx]
// to the canvas's edge are then not right.
func (c *Capture) Optics(v *raster.Canvas) {
	if c.BlurPx > 0 {
		v.Blur(c.BlurPx)
	}
	if c.DefocusPx > 0 {
		v.Filter(disc(c.DefocusPx))
	}
	if c.MotionPx > 0 {
		v.Filter(smear(c.MotionPx, c.MotionDeg*math.Pi/180))
	}
	if c.FringePx > 0 {
		fringe(v, c.FringePx, c.FringeDeg*math.Pi/180)
	}
	if c.Mosaic {
		mosaic(v)
	}
}

// disc is an even disc: each tap has the share of its pixel that lies inside,
// found at 8 by 8 points.
func disc(radius float64) []raster.Tap {
	n := int(math.Ceil(radius + 0.5))
	return shape(n, func(x, y float64) bool { return x*x+y*y < radius*radius })
}

// smear is an even line a pixel wide through the middle.
func smear(length, angle float64) []raster.Tap {
	s, c := math.Sincos(angle)
	n := int(math.Ceil(length/2)) + 1
	half := (length + 1) / 2
	return shape(n, func(x, y float64) bool {
		return math.Abs(c*x+s*y) < half && math.Abs(c*y-s*x) < 0.5
	})
}

// shape is the kernel that is even inside and 0 outside.
func shape(n int, inside func(x, y float64) bool) (taps []raster.Tap) {
	sum := 0
	for dy := -n; dy <= n; dy++ {
		for dx := -n; dx <= n; dx++ {
			hits := 0
			for k := range 64 {
				if inside(float64(dx)+(float64(k%8)-3.5)/8, float64(dy)+(float64(k/8)-3.5)/8) {
					hits++
				}
			}
			if hits > 0 {
				taps = append(taps, raster.Tap{DX: dx, DY: dy, Weight: float32(hits)})
				sum += hits
			}
		}
	}
	for i := range taps {
		taps[i].Weight /= float32(sum)
	}
	return taps
}

// fringe moves red one way and blue the other, linear between pixels.
func fringe(v *raster.Canvas, d, angle float64) {
	s, c := math.Sincos(angle)
	w, h := v.Rect.Dx(), v.Rect.Dy()
	was := make([]float32, w*h)
	for _, ch := range [2]int{0, 2} {
		for i := range was {
			was[i] = v.Pix[3*i+ch]
		}
		dx, dy := -d*c, -d*s // where the light comes from
		if ch == 2 {
			dx, dy = -dx, -dy
		}
		x0, y0 := math.Floor(dx), math.Floor(dy)
		fx, fy := float32(dx-x0), float32(dy-y0)
		ix, iy := int(x0), int(y0)
		for y := range h {
			a := was[min(max(y+iy, 0), h-1)*w:][:w]
			b := was[min(max(y+iy+1, 0), h-1)*w:][:w]
			row := v.Pix[3*w*y:][:3*w]
			for x := range w {
				l, r := min(max(x+ix, 0), w-1), min(max(x+ix+1, 0), w-1)
				up, down := a[l]+fx*(a[r]-a[l]), b[l]+fx*(b[r]-b[l])
				row[3*x+ch] = up + fy*(down-up)
			}
		}
	}
}

// mosaic keeps one colour of each pixel - red where both coordinates are even,
// blue where both are odd, green elsewhere (Bayer's pattern, US patent 3971065)
// - and fills in the others by the mean of the nearest that have them.
func mosaic(v *raster.Canvas) {
	w, h := v.Rect.Dx(), v.Rect.Dy()
	was := make([]float32, w*h)
	for y := range h {
		for x := range w {
			was[y*w+x] = v.Pix[3*(y*w+x)+bayer(v.Rect.Min.X+x, v.Rect.Min.Y+y)]
		}
	}
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			at := y*w + x
			own := was[at]
			across, down := (was[at-1]+was[at+1])/2, (was[at-w]+was[at+w])/2
			q := v.Pix[3*at : 3*at+3 : 3*at+3]
			switch k := bayer(v.Rect.Min.X+x, v.Rect.Min.Y+y); {
			case k != 1:
				diagonal := (was[at-w-1] + was[at-w+1] + was[at+w-1] + was[at+w+1]) / 4
				q[k], q[1], q[2-k] = own, (across+down)/2, diagonal
			case (v.Rect.Min.Y+y)&1 == 0: // a row of red
				q[0], q[1], q[2] = across, own, down
			default:
				q[0], q[1], q[2] = down, own, across
			}
		}
	}
}

func bayer(x, y int) int { return x&1 + y&1 }
