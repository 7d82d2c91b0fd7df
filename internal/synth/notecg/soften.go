package notecg

import (
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

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
