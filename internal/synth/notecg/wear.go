package notecg

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// wear makes half of the pictures look scanned or photographed: uneven light,
// blur, noise, no colours, JPEG.
func wear(p *pad) (*image.NRGBA, error) {
	if p.odds(0.5) {
		return p.img, nil
	}
	if p.odds(0.4) {
		w, h := float64(p.img.Rect.Dx()), float64(p.img.Rect.Dy())
		depth := p.between(10, 90)
		s, c := math.Sincos(p.between(0, 2*math.Pi))
		p.shade(nil, func(x, y int, _ float64, old color.NRGBA) color.NRGBA {
			return lighter(old, -depth*(0.5+0.5*(c*(2*float64(x)/w-1)+s*(2*float64(y)/h-1))/1.42))
		})
	}
	if p.odds(0.5) {
		soften(p.img, p.between(0.4, 1.8)*max(p.u, 0.5))
	}
	if p.odds(0.2) {
		p.shade(nil, func(_, _ int, _ float64, c color.NRGBA) color.NRGBA {
			return grey(uint8((299*int(c.R) + 587*int(c.G) + 114*int(c.B) + 500) / 1000))
		})
	}
	if p.odds(0.5) {
		amount := p.between(1, 12)
		grain := p.clouds(1, 1, 1)
		p.shade(grain, func(_, _ int, v float64, c color.NRGBA) color.NRGBA { return lighter(c, amount*v) })
	}
	if p.odds(0.6) {
		return throughJPEG(p.img, p.count(35, 92))
	}
	return p.img, nil
}

func throughJPEG(m *image.NRGBA, quality int) (*image.NRGBA, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		return nil, err
	}
	got, err := jpeg.Decode(&b)
	if err != nil {
		return nil, err
	}
	draw.Draw(m, m.Rect, got, got.Bounds().Min, draw.Src)
	return m, nil
}

// soften blurs by about sigma pixels: three running means across and three
// down, which is close to a Gaussian at a cost that does not grow with sigma.
func soften(m *image.NRGBA, sigma float64) {
	half := int(math.Round((math.Sqrt(4*sigma*sigma+1) - 1) / 2)) // three boxes of 2*half+1 have variance half*(half+1)
	w, h := m.Rect.Dx(), m.Rect.Dy()
	half = min(half, w-1, h-1)
	if half < 1 {
		return
	}
	lines := func(n, along, step, next int) {
		par.Strips(0, n, func(lo, hi int) {
			a, b := make([]int32, along), make([]int32, along)
			for l := lo; l < hi; l++ {
				for k := range 3 {
					at := m.Pix[l*next+k:]
					for i := range a {
						a[i] = int32(at[i*step]) << 6
					}
					for range 3 {
						mean(b, a, half)
						a, b = b, a
					}
					for i, v := range a {
						at[i*step] = uint8(min((v+32)>>6, 255))
					}
				}
			}
		})
	}
	lines(h, w, 4, m.Stride)
	lines(w, h, m.Stride, 4)
}

// mean is the running mean of 2*half+1 values, edges repeated.
func mean(dst, src []int32, half int) {
	n := len(src)
	var sum int32
	for i := -half; i <= half; i++ {
		sum += src[min(max(i, 0), n-1)]
	}
	for i := range dst {
		dst[i] = sum / int32(2*half+1)
		sum += src[min(i+half+1, n-1)] - src[max(i-half, 0)]
	}
}
