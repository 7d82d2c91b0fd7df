package capture

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/lanes"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

func (c *Capture) white() float64 {
	if c.White == 0 {
		return 1
	}
	return c.White
}

func (c *Capture) gamma() float64 {
	if c.Gamma == 0 {
		return 1
	}
	return c.Gamma
}

// Gains is what light is multiplied with before it is encoded; what comes out
// above 1 is white.
func (c *Capture) Gains() raster.Ink {
	g := raster.Ink{1, 1, 1}
	for k := range g {
		if c.Balance != [3]float64{} {
			g[k] = float32(c.Balance[k])
		}
		g[k] *= float32(math.Exp2(c.Exposure))
	}
	return g
}

// toneSteps is how many steps of a table stand for a grey level.
const toneSteps = 4

// A tone is a curve from encoded values 0..255 to such.
type tone [255*toneSteps + 1]float32

// tone is the curve, nil if it changes nothing.
func (c *Capture) tone() *tone {
	if c.Black == 0 && c.white() == 1 && c.gamma() == 1 && c.Contrast == 0 && c.Lift == 0 {
		return nil
	}
	t := new(tone)
	for i := range t {
		t[i] = float32(255 * c.curve(float64(i)/(255*toneSteps)))
	}
	return t
}

// curve takes one encoded value, 0 to 1, through all tones.
func (c *Capture) curve(x float64) float64 {
	x = min(max((x-c.Black)/(c.white()-c.Black), 0), 1)
	if g := c.gamma(); g != 1 {
		x = math.Pow(x, g)
	}
	if c.Contrast > 0 {
		// Hermite's S, steepest in the middle.
		x += c.Contrast * (x*x*(3-2*x) - x)
	} else {
		x += 0.8 * c.Contrast * (x - 0.5)
	}
	return c.Lift + (1-c.Lift)*x
}

// apply sends a row of values through the curve.
func (t *tone) apply(row []float32) {
	lanes.Lookup(row, t[:], toneSteps)
}

// luma of encoded values. Source: ITU-R BT.601, as scanners and JPEG use it.
func luma(p []float32) float32 { return 0.299*p[0] + 0.587*p[1] + 0.114*p[2] }

// saturate moves the colours of a row away from their grey, or towards it.
func (c *Capture) saturate(row []float32) {
	f := float32(1 + c.Saturation)
	for i := 0; i+2 < len(row); i += 3 {
		p := row[i : i+3 : i+3]
		l := luma(p)
		p[0], p[1], p[2] = l+f*(p[0]-l), l+f*(p[1]-l), l+f*(p[2]-l)
	}
}

// sharpen adds the difference between the luma of a place and its blur. It
// takes as much of the canvas around r as the blur reaches, and tells of each
// row that is done.
func (c *Capture) sharpen(v *raster.Canvas, r image.Rectangle, done func(y int)) {
	n := c.sharpenReach()
	kernel := gauss(c.SharpenPx, n)
	w, h := r.Dx()+2*n, r.Dy()+2*n
	grey, soft := make([]float32, w*h), make([]float32, r.Dx()*h)
	from := make([][]float32, len(kernel))
	for y := range h {
		line := grey[y*w:][:w]
		greys(line, v, r.Min.X-n, r.Min.Y-n+y)
		for k := range kernel {
			from[k] = line[k:]
		}
		lanes.Mix(soft[y*r.Dx():][:r.Dx()], kernel, from)
	}
	f := float32(c.Sharpen)
	blurred := make([]float32, r.Dx())
	for y := range r.Dy() {
		for k := range kernel {
			from[k] = soft[(y+k)*r.Dx():]
		}
		lanes.Mix(blurred, kernel, from)
		line := grey[(y+n)*w+n:][:r.Dx()]
		row := part(v, r, r.Min.Y+y)
		for x, l := range line {
			d := f * (l - blurred[x])
			p := row[3*x : 3*x+3 : 3*x+3]
			p[0], p[1], p[2] = p[0]+d, p[1]+d, p[2]+d
		}
		done(r.Min.Y + y)
	}
}

// greys are the lumas of the pixels from (x, y) on. Where the canvas ends, its
// edge is repeated: no pixel that is used sees that.
func greys(out []float32, v *raster.Canvas, x, y int) {
	row := v.Row(min(max(y, v.Rect.Min.Y), v.Rect.Max.Y-1))
	x -= v.Rect.Min.X
	last := len(row)/3 - 1
	for i := range out {
		at := 3 * min(max(x+i, 0), last)
		out[i] = luma(row[at : at+3 : at+3])
	}
}

// gauss is a Gaussian kernel of standard deviation sigma out to n pixels.
func gauss(sigma float64, n int) []float32 {
	out := make([]float32, 2*n+1)
	sum := 0.0
	for i := range out {
		sum += math.Exp(-float64((i-n)*(i-n)) / (2 * sigma * sigma))
	}
	for i := range out {
		out[i] = float32(math.Exp(-float64((i-n)*(i-n))/(2*sigma*sigma)) / sum)
	}
	return out
}
