package glyph

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph/charnet"
	"github.com/einthoven-ecg/einthoven/internal/par"
)

// A spot is a place to look at: the middle of a character and the height of a
// capital, page millimetres.
type spot struct {
	x, y, h float64
	text    float32 // the scout's log odds of a character
}

const (
	// partCut is the darkness of a piece of ink.
	partCut = 0.35
	// wideMax bounds the width of a piece of ink, in its heights: letters that
	// touch are wide.
	wideMax = 5
	// scoutMin is the log odds from which the scout's places are looked at on a
	// whole page, scoutLow where a name is expected.
	scoutMin, scoutLow = -1, -3
)

// loose lists the places of the pieces of ink that have the size of letters.
func (p *page) loose(lo, hi float64, workers int) []spot {
	r := p.mips[0]
	var out []spot
	for _, b := range r.parts(partCut, int(0.85*lo*p.rho), int(1.15*hi*p.rho)+1, int(wideMax*hi*p.rho)) {
		// Borders of darkness at partCut lie half a sample inside the box.
		w, h := float64(b.x1-b.x0)/p.rho, float64(b.y1-b.y0)/p.rho
		if w > wideMax*h {
			continue
		}
		x, y := p.x0+(float64(b.x0+b.x1)/2-0.5)/p.rho, p.y0+(float64(b.y0+b.y1)/2-0.5)/p.rho
		if w <= 1.5*h {
			out = append(out, spot{x: x, y: y, h: h})
			continue
		}
		n := int(w / (0.5 * h))
		for k := range n {
			out = append(out, spot{x: x + w*((float64(k)+0.5)/float64(n)-0.5), y: y, h: h})
		}
	}
	par.Strips(workers, len(out), func(a, b int) {
		var w charnet.Window
		var hw charnet.HalfWindow
		for k := a; k < b; k++ {
			p.cut(out[k].x, out[k].y, out[k].h, w[:], charnet.Side, charnet.Side)
			w.Halve(&hw)
			out[k].text = p.nets.Scout.Text(&hw)
		}
	})
	return slices.DeleteFunc(out, func(s spot) bool { return s.text < scoutMin })
}

// anywhere lists the places in an area where the scout sees characters about
// h millimetres high, with log odds of at least low.
func (p *page) anywhere(h float64, area box, low float32, workers int) []spot {
	// The scout's raster has six samples to a capital.
	const side = charnet.Side / 2
	step := h * p.rho * 2 / charnet.Cap
	u0, v0 := math.Floor((area.x0-p.x0)*p.rho/step)-side, math.Floor((area.y0-p.y0)*p.rho/step)-side
	n, m := int((area.x1-area.x0)*p.rho/step)+2*side, int((area.y1-area.y0)*p.rho/step)+2*side
	if n < side || m < side {
		return nil
	}
	c := raster{n, m, make([]float32, n*m)}
	src, x, y, st := p.mip((u0+0.5)*step, (v0+0.5)*step, step)
	par.Strips(workers, m, func(lo, hi int) {
		src.resample(c.pix[lo*n:hi*n], n, hi-lo, x, y+float64(lo)*st, st)
	})
	// Every second sample, both ways, is the middle of a window.
	gw, gh := (n-side)/2+1, (m-side)/2+1
	seen := make([]float32, gw*gh)
	par.Strips(workers, gh, func(lo, hi int) {
		for j := lo; j < hi; j++ {
			for i := range gw {
				seen[j*gw+i] = -100
				if c.inked(2*i, 2*j) {
					seen[j*gw+i] = p.nets.Scout.Text(c.scoutWindow(2*i, 2*j))
				}
			}
		}
	})
	var out []spot
	for j := range gh {
		for i := range gw {
			t := seen[j*gw+i]
			if t < low || !peak(seen, gw, gh, i, j) {
				continue
			}
			out = append(out, spot{
				p.x0 + ((u0+float64(2*i)+side/2)*step-0.5)/p.rho,
				p.y0 + ((v0+float64(2*j)+side/2)*step-0.5)/p.rho, h, t})
		}
	}
	return out
}

// peak tells whether no direct neighbour of (i, j) is higher.
func peak(v []float32, w, h, i, j int) bool {
	t := v[j*w+i]
	for y := max(j-1, 0); y <= min(j+1, h-1); y++ {
		for x := max(i-1, 0); x <= min(i+1, w-1); x++ {
			k := y*w + x
			if v[k] > t || v[k] == t && k < j*w+i {
				return false
			}
		}
	}
	return true
}

// inked tells whether the middle of the scout's window at (i, j) holds enough
// ink to look at: as much as the faintest full stop.
func (r raster) inked(i, j int) bool {
	var sum float32
	for y := j + 3; y < j+9; y++ {
		row := r.pix[y*r.w+i+4:][:4]
		sum += row[0] + row[1] + row[2] + row[3]
	}
	return sum > 24*0.06
}

// scoutWindow takes the normalised window at (i, j).
func (r raster) scoutWindow(i, j int) *charnet.HalfWindow {
	var w charnet.HalfWindow
	const side = charnet.Side / 2
	for y := range side {
		copy(w[y*side:][:side], r.pix[(j+y)*r.w+i:][:side])
	}
	w.Normalise()
	return &w
}
