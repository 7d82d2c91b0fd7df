package segment

import (
	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// Paper of the pages that the network learned from is mostly white: a level in
// 255ths to which each channel of the paper is brought, and the share of the
// cells on the grid that are darker than paper at its darkest (own estimates: clean
// pages of the renderer have 225 to 255, and grid and ink cover less than half). More than
// mostGain would make noise of a channel that shows nothing.
const (
	white     = 235
	paperRank = 0.75
	mostGain  = 6
)

// balance brings the paper of a page to white, channel by channel: coloured
// paper and coloured light are like white ones then. Where no grid was seen
// nothing is known of the paper, and pix is left as it is.
func balance(pix []uint8, n int, r ink.Raster, m *rectify.Map) {
	var hist [channels][256]int
	count := 0
	const step = 4 // cells; a millimetre
	for j := 0; j < r.H; j += step {
		for i := 0; i < r.W; i += step {
			if !m.SeenAt(r.X0+float64(i)/r.Rho, r.Y0+float64(j)/r.Rho) {
				continue
			}
			count++
			for c := range n {
				hist[c][pix[(j*r.W+i)*n+c]]++
			}
		}
	}
	if count == 0 {
		return
	}
	var table [channels][256]uint8
	for c := range n {
		level, below := 0, 0
		for level < 255 {
			if below += hist[c][level]; float64(below) >= paperRank*float64(count) {
				break
			}
			level++
		}
		gain := min(white/float64(max(level, 1)), mostGain)
		for v := range table[c] {
			table[c][v] = uint8(min(float64(v)*gain+0.5, 255))
		}
	}
	for k := 0; k < len(pix); k += n {
		for c := range n {
			pix[k+c] = table[c][pix[k+c]]
		}
	}
}
