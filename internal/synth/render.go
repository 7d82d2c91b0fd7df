package synth

import (
	"fmt"
	"image"

	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// A Spec says what to make. Its zero value is a clean page of an unremarkable
// heart.
type Spec struct {
	// Heart to record; Signal, if set, is printed instead.
	Heart  heart.Heart
	Signal *heart.Signal
	Page   Page
	Damage Damage
	// Seed of the damage; the heart has its own.
	Seed uint64
}

// Render makes the picture of a specification, and its truth. It fails where a
// field is out of its range.
func Render(spec Spec) (*image.NRGBA, *Truth, error) {
	if err := spec.Damage.check(); err != nil {
		return nil, nil, err
	}
	l, err := spec.Page.plan()
	if err != nil {
		return nil, nil, err
	}
	s := spec.Signal
	if s == nil {
		if s, err = spec.Heart.Signal(l.RowSec); err != nil {
			return nil, nil, err
		}
	} else if !(s.RateHz > 0) {
		return nil, nil, fmt.Errorf("synth: signal has a rate of %g Hz", s.RateHz)
	}
	m, w, h, err := spec.Damage.view(l)
	if err != nil {
		return nil, nil, err
	}
	print, truth, err := l.draw(s)
	if err != nil {
		return nil, nil, err
	}
	img, err := spec.Damage.apply(l, print, m, w, h, spec.Seed)
	if err != nil {
		return nil, nil, err
	}
	truth.warp = m
	truth.Map = denseMap(m, l)
	return img, truth, nil
}

// mapStepMM is fine enough for the lattice's splines to follow the perspective
// of a camera at one diagonal and 35 degrees to 0.01 pixel (0.012 with 5 mm).
const mapStepMM = 3

func denseMap(m homography, l *plan) *rectify.Map {
	nx, ny := int(l.PaperMM[0]/mapStepMM)+2, int(l.PaperMM[1]/mapStepMM)+2
	out := rectify.FromFunc(m.apply, 0, 0, mapStepMM, max(nx, 4), max(ny, 4))
	out.Source = rectify.FromGrid
	out.FineMM = [2]float64{l.Grid.FineMM, l.Grid.FineMM}
	out.BoldMM = [2]float64{l.Grid.BoldMM, l.Grid.BoldMM}
	return out
}
