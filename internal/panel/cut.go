package panel

import (
	"context"
	"fmt"
	"image"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// A Cell is one printing of one lead, in page millimetres.
type Cell struct {
	// Lead is its name; cells of other names than [LeadNames] are passed over.
	Lead string
	// Inverted says that the curve is printed upside down.
	Inverted bool
	// X0 and X1 are its first sample and its end, Y0 its resting line.
	X0, X1, Y0 float64
}

// HalfHeightMM is how far a panel reaches above and below the resting line:
// 1.5 mV at 10 mm/mV, half the distance of rows of a usual page of 3x4. It is
// one number for all pages, as the height of a wave in the panel is all that
// tells the network its amplitude. Rows that lie closer show in the panels of
// their neighbours.
const HalfHeightMM = 15

// Choose gives, for every lead, the number of the cell to cut: the longest
// printing, the first of equals; -1 if the lead is not printed.
func Choose(cells []Cell) (chosen [Leads]int) {
	for l, name := range LeadNames() {
		chosen[l] = -1
		for i, c := range cells {
			if c.Lead == name && (chosen[l] < 0 || length(c) > length(cells[chosen[l]])+1e-6) {
				chosen[l] = i
			}
		}
	}
	return chosen
}

func length(c Cell) float64 { return c.X1 - c.X0 }

// Cut gives the pictures of chosen cells (see [Choose]): the picture of a page
// sampled through the map, upright in page millimetres and about as fine as
// the page shows it, so that [Tensor] makes it smaller as it would a crop.
// What is printed upside down is turned over. Places outside of the picture
// take the colour of its nearest pixel. Cells that are not chosen have no
// picture. The result does not depend on workers, 0 meaning GOMAXPROCS.
func Cut(ctx context.Context, p *page.Page, m *rectify.Map, cells []Cell, chosen [Leads]int, workers int) (out [Leads]image.Image, err error) {
	if p == nil || m == nil || p.Width < 1 || p.Height < 1 || len(p.Pix) != p.Width*p.Height*p.Channels {
		return out, fmt.Errorf("panel: cut: the page has no pixels, or no map")
	}
	for l, i := range chosen {
		if i >= len(cells) || i >= 0 && !(length(cells[i]) > 0 && length(cells[i]) < maxMM) {
			return out, fmt.Errorf("panel: cut: lead %d is to be cell %d, which does not exist or has no length", l, i)
		}
	}
	par.Each(workers, Leads, func(l int) {
		if chosen[l] >= 0 && ctx.Err() == nil {
			out[l] = cut(p, m, cells[chosen[l]])
		}
	})
	if err := ctx.Err(); err != nil {
		return out, fmt.Errorf("panel: cut: %w", err)
	}
	return out, nil
}

const (
	// maxMM bounds the length of a cell: three metres of a roll.
	maxMM = 3000
	// maxFine bounds the samples of one pixel of a panel each way; only rows
	// of some thousand pixels need more.
	maxFine = 16
)

// cut samples one cell. The map is asked at the corners of the panel's pixels,
// a millimetre or two apart, and is straight between them.
func cut(p *page.Page, m *rectify.Map, c Cell) *image.RGBA {
	top, height := c.Y0-HalfHeightMM, 2.0*HalfHeightMM
	if c.Inverted {
		top, height = c.Y0+HalfHeightMM, -height
	}
	nodes := make([][2]float64, (Size+1)*(Size+1))
	for j := range Size + 1 {
		for i := range Size + 1 {
			n := &nodes[j*(Size+1)+i]
			n[0], n[1] = m.ToPixel(c.X0+length(c)*float64(i)/Size, top+height*float64(j)/Size)
		}
	}
	jac := m.Jacobian((c.X0+c.X1)/2, c.Y0)
	kx := fine(length(c) * math.Hypot(jac[0], jac[2]))
	ky := fine(2 * HalfHeightMM * math.Hypot(jac[1], jac[3]))
	out := image.NewRGBA(image.Rect(0, 0, Size*kx, Size*ky))
	for j := range Size * ky {
		row := out.Pix[j*out.Stride:]
		v := (float64(j%ky) + 0.5) / float64(ky)
		for i := range Size {
			a := nodes[j/ky*(Size+1)+i:]
			b := a[Size+1:]
			for s := range kx {
				u := (float64(s) + 0.5) / float64(kx)
				x := (1-v)*((1-u)*a[0][0]+u*a[1][0]) + v*((1-u)*b[0][0]+u*b[1][0])
				y := (1-v)*((1-u)*a[0][1]+u*a[1][1]) + v*((1-u)*b[0][1]+u*b[1][1])
				sample(row[4*(i*kx+s):][:4:4], p, x, y)
			}
		}
	}
	return out
}

// fine is how many samples a pixel of a panel gets each way where the panel
// covers so many pixels.
func fine(pixels float64) int {
	if !(pixels > Size) {
		return 1
	}
	return int(min(math.Ceil(pixels/Size), maxFine))
}

// sample writes the colour at a place between pixels, bilinear.
func sample(dst []uint8, p *page.Page, x, y float64) {
	x, y = clamp(x, p.Width), clamp(y, p.Height)
	i, j := min(int(x), max(p.Width-2, 0)), min(int(y), max(p.Height-2, 0))
	u, v := x-float64(i), y-float64(j)
	right, below := min(1, p.Width-1)*p.Channels, min(1, p.Height-1)*p.Width*p.Channels
	at := (j*p.Width + i) * p.Channels
	dst[3] = 255
	for c := range Channels {
		k := at + c%p.Channels
		a := (1-u)*float64(p.Pix[k]) + u*float64(p.Pix[k+right])
		b := (1-u)*float64(p.Pix[k+below]) + u*float64(p.Pix[k+below+right])
		dst[c] = uint8((1-v)*a + v*b + 0.5)
	}
}

// clamp brings a coordinate into a picture of n pixels; what is no number
// comes to 0.
func clamp(x float64, n int) float64 {
	if !(x > 0) {
		return 0
	}
	return min(x, float64(n-1))
}
