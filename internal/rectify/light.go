package rectify

import (
	"context"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// light is a picture at working scale as relative planes: luminance and two
// colour differences, each less its local mean and over the local luminance.
// Shadows and coloured lamps are gone from it; lines stay.
type light struct {
	w, h    int
	factor  int // picture pixels a working pixel, each way
	ch      [][]float32
	bw, bh  int         // blocks
	mean    [][]float32 // mean of each plane by block, before it was taken out
	workers int
}

// block is the side, in working pixels, of the squares whose means make up
// the local luminance. Five of them are averaged each way (80 px), more than
// two bold line distances at the usual working scale.
const block = 16

// newLight reduces a page by whole pixels and flattens its light. Soft pixels
// look at their neighbours' parts too ([tent]).
func newLight(ctx context.Context, p *page.Page, factor int, soft bool, workers int) (*light, error) {
	l := &light{w: p.Width / factor, h: p.Height / factor, factor: factor, workers: workers}
	l.ch = make([][]float32, p.Channels)
	for c := range l.ch {
		l.ch[c] = make([]float32, l.w*l.h)
	}
	weights, from := cell(factor)
	if soft {
		weights, from = tent(factor)
	}
	l.reduce(p, weights, from)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	bw, bh := (l.w+block-1)/block, (l.h+block-1)/block
	l.bw, l.bh, l.mean = bw, bh, make([][]float32, len(l.ch))
	for c := range l.ch {
		l.mean[c] = smoothBlocks(l.blockMeans(l.ch[c], bw, bh), bw, bh, 2)
		mean, lum := l.mean[c], l.mean[0]
		par.Strips(workers, l.h, func(y0, y1 int) {
			lrow, mrow := make([]float32, l.w), make([]float32, l.w)
			for y := y0; y < y1; y++ {
				blockRow(lum, bw, bh, y, lrow)
				blockRow(mean, bw, bh, y, mrow)
				row := l.ch[c][y*l.w:][:l.w]
				for x, v := range row {
					// 20 of 255 keeps noise of near black parts down.
					row[x] = (v - mrow[x]) / max(lrow[x], 20)
				}
			}
		})
	}
	return l, nil
}

// cell are the weights of the pixels that make up one that is f times as wide,
// each way, and where they start from its first.
func cell(f int) (weights []float32, from int) {
	weights = make([]float32, f)
	for i := range weights {
		weights[i] = 1 / float32(f)
	}
	return weights, 0
}

// tent are the weights of a triangle, twice as wide as the pixel. It takes away
// what is finer than the wide pixels can show: the third harmonic of thin
// lines, eight pixels apart, would come back at half the working scale as lines
// of another distance (a box leaves a third of it, this a twentieth). It also
// takes away a part of fine lines themselves, so a box comes first.
func tent(f int) (weights []float32, from int) {
	if f == 1 {
		return []float32{1}, 0
	}
	n := 2*f - 1 + (f+1)%2 // odd about a pixel, even between two
	weights = make([]float32, n)
	for i := range weights {
		weights[i] = (float32(f) - float32(math.Abs(float64(i)-float64(n-1)/2))) / float32(f*f)
	}
	return weights, (f - n) / 2
}

// keep stores a row of working pixels, their colours side by side: luminance
// and colour differences as ITU-R BT.601 makes them (the weights of JPEG), on
// 0..255 and +-128.
func (l *light) keep(sum []float32, o int) {
	if len(l.ch) == 1 {
		copy(l.ch[0][o:], sum)
		return
	}
	for x := range l.w {
		r, g, b := sum[3*x], sum[3*x+1], sum[3*x+2]
		lum := 0.299*r + 0.587*g + 0.114*b
		l.ch[0][o+x], l.ch[1][o+x], l.ch[2][o+x] = lum, 0.564*(b-lum), 0.713*(r-lum)
	}
}

// reduce makes the working pixels, by weights of the page's pixels around each
// that start so far from its first.
func (l *light) reduce(p *page.Page, weights []float32, from int) {
	n := p.Channels
	par.Strips(l.workers, l.h, func(y0, y1 int) {
		sum, row := make([]float32, n*l.w), make([]float32, n*p.Width)
		for y := y0; y < y1; y++ {
			// Down first, in whole rows; then across.
			clear(row)
			for i, w := range weights {
				src := p.Pix[min(max(y*l.factor+from+i, 0), p.Height-1)*p.Width*n:][:p.Width*n]
				for x, v := range src {
					row[x] += w * float32(v)
				}
			}
			across(sum, row, weights, n, l.factor, from)
			l.keep(sum, y*l.w)
		}
	})
}

// across reduces a row of n colours.
func across(sum, row, weights []float32, n, factor, from int) {
	clear(sum)
	last := len(row)/n - 1
	for x := range len(sum) / n {
		for i, w := range weights {
			at := n * min(max(x*factor+from+i, 0), last)
			for c := range n {
				sum[n*x+c] += w * row[at+c]
			}
		}
	}
}

// planeWeights turns weights of the planes into weights of red, green and
// blue (of grey, in the first place) by the formulas of keep.
func planeWeights(w []float64) [3]float32 {
	if len(w) == 1 {
		return [3]float32{float32(w[0])}
	}
	lum := w[0] - 0.564*w[1] - 0.713*w[2]
	return [3]float32{float32(0.299*lum + 0.713*w[2]), float32(0.587 * lum), float32(0.114*lum + 0.564*w[1])}
}

// rgbWeights is the direction of the weights in red, green and blue, of
// length 1; that of grey is the same in all.
func rgbWeights(w []float64) [3]float64 {
	if len(w) == 1 {
		return [3]float64{1 / math.Sqrt(3), 1 / math.Sqrt(3), 1 / math.Sqrt(3)}
	}
	q := planeWeights(w)
	r, g, b := float64(q[0]), float64(q[1]), float64(q[2])
	n := math.Sqrt(r*r + g*g + b*b)
	return [3]float64{r / n, g / n, b / n}
}

func (l *light) blockMeans(v []float32, bw, bh int) []float32 {
	out := make([]float32, bw*bh)
	par.Strips(l.workers, bh, func(b0, b1 int) {
		for by := b0; by < b1; by++ {
			for bx := range bw {
				var s float32
				x0, x1 := bx*block, min(l.w, bx*block+block)
				y0, y1 := by*block, min(l.h, by*block+block)
				for y := y0; y < y1; y++ {
					for _, q := range v[y*l.w+x0 : y*l.w+x1] {
						s += q
					}
				}
				out[by*bw+bx] = s / float32((x1-x0)*(y1-y0))
			}
		}
	})
	return out
}

// smoothBlocks is a box mean of half-width r blocks, cut at the border.
func smoothBlocks(m []float32, bw, bh, r int) []float32 {
	out := make([]float32, len(m))
	for y := range bh {
		for x := range bw {
			var s float32
			n := 0
			for j := max(0, y-r); j <= min(bh-1, y+r); j++ {
				for i := max(0, x-r); i <= min(bw-1, x+r); i++ {
					s += m[j*bw+i]
					n++
				}
			}
			out[y*bw+x] = s / float32(n)
		}
	}
	return out
}

// blockRow interpolates block values bilinearly along pixel row y into dst.
func blockRow(m []float32, bw, bh, y int, dst []float32) {
	t := max((float32(y)+0.5)/block-0.5, 0)
	j := min(int(t), bh-1)
	j1 := min(j+1, bh-1)
	fy := t - float32(j)
	at := func(i int) float32 {
		a := m[j*bw+i]
		return a + (m[j1*bw+i]-a)*fy
	}
	a := at(0)
	x := 0
	for ; x < block/2 && x < len(dst); x++ {
		dst[x] = a
	}
	for i := 1; i < bw; i++ {
		b := at(i)
		d := (b - a) / block
		v := a + d*0.5
		for e := min(len(dst), x+block); x < e; x++ {
			dst[x] = v
			v += d
		}
		a = b
	}
	for ; x < len(dst); x++ {
		dst[x] = a
	}
}
