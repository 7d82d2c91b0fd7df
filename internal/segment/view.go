package segment

import (
	"github.com/einthoven-ecg/einthoven/internal/nn"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// A viewer looks at one tile after another.
type viewer struct {
	out          *Parts
	workers      int
	table        *logistic
	pix          []uint8
	n            int // channels of pix
	program      *nn.Program
	across, down []span
	w, h         int // of tiles
	in           []float32
}

// at looks at one tile. Beyond the sheet all is black, as beyond pictures.
func (v *viewer) at(x, y span) error {
	if v.in == nil {
		v.in = make([]float32, channels*v.w*v.h)
	}
	for i := range v.in {
		v.in[i] = -1
	}
	r := v.out.Raster
	for j := range min(v.h, r.H-y.first) {
		row := v.pix[((y.first+j)*r.W+x.first)*v.n:]
		for c := range channels {
			to := v.in[(c*v.h+j)*v.w:][:min(v.w, r.W-x.first)]
			from := min(c, v.n-1)
			for i := range to {
				to[i] = float32(row[i*v.n+from])*(1/127.5) - 1
			}
		}
	}
	if err := v.program.Forward(v.in); err != nil {
		return err
	}
	all := v.program.Output(0)
	planes := v.out.planes()
	par.Strips(v.workers, y.hi-y.lo, func(lo, hi int) {
		for j := y.lo + lo; j < y.lo+hi; j++ {
			for k, plane := range planes {
				from := all[(k*v.h+j-y.first)*v.w+x.lo-x.first:]
				to := (*plane)[j*r.W+x.lo : j*r.W+x.hi]
				for i := range to {
					to[i] = v.table.at(from[i])
				}
			}
		}
	})
	return nil
}
