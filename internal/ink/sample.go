package ink

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// Options of Sample. The zero value is the default.
type Options struct {
	// Grow widens the sampled area beyond the bounds of the map on every
	// side, in millimetres. Negative values shrink it.
	Grow float64
	// Region, if not empty, is the area to sample instead of the bounds of
	// the map: X0, Y0, X1, Y1 in page millimetres. Grow applies to it too.
	Region [4]float64
	// Rho asks for a number of samples a millimetre; 0 lets Sample choose
	// 1.1 times the picture's own, between 6 and 10.
	Rho float64
	// Workers bounds the goroutines; 0 means GOMAXPROCS.
	Workers int
}

// Limits of what Sample takes on.
const (
	maxSamples = 120e6 // of a sheet: about 500 MB of darkness, grid and flags
	minPitch   = 0.8   // pixels a millimetre below which no curve can be read
)

// Sample flattens a page onto a millimetre lattice: one scalar a pixel (see
// axis.go), sampled once through the map with Catmull-Rom weights, divided by
// the level of the paper, with the printed grid measured apart. A picture that
// stands upright with square pixels keeps its own lattice, so that nothing is
// lost to interpolation.
func Sample(ctx context.Context, p *page.Page, m *rectify.Map, opt Options) (*Sheet, error) {
	if p == nil || p.Width < 8 || p.Height < 8 || (p.Channels != 1 && p.Channels != 3) || len(p.Pix) != p.Width*p.Height*p.Channels {
		return nil, errors.New("ink: the page holds no usable pixels; give a decoded picture")
	}
	if m == nil || m.NX < 2 || m.NY < 2 {
		return nil, errors.New("ink: the page has no map from millimetres to pixels")
	}
	l, err := chooseLattice(p, m, opt)
	if err != nil {
		return nil, err
	}
	a := findAxis(p, m, l.box(), opt.Workers)
	s := &Sheet{W: l.w, H: l.h, X0: l.x0, Y0: l.y0, Rho: l.rho, Bilevel: p.Bilevel}
	s.Dark = make([]float32, s.W*s.H)
	s.Grid = make([]float32, s.W*s.H)
	s.Valid = make([]bool, s.W*s.H)
	plane := project(p, a, l.shrink, opt.Workers)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("ink: stopped before sampling: %w", err)
	}
	if p.Bilevel {
		plane.soften(opt.Workers)
	}
	if l.own {
		s.copyLattice(plane, l, opt.Workers)
	} else {
		s.resample(plane, m, l, opt.Workers)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("ink: stopped before measuring the paper: %w", err)
	}
	level := s.flatten(a.sum, opt.Workers)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("ink: stopped before measuring the grid: %w", err)
	}
	s.findGrid(level, m, l.own, opt.Workers)
	s.hideThick(m, opt.Workers)
	s.Noise = s.measureNoise()
	return s, nil
}

// A lattice says where a sheet's samples lie.
type lattice struct {
	x0, y0, rho float64
	w, h        int
	shrink      int  // pixels of the picture to average before sampling
	own         bool // the (shrunk) picture's own lattice
	i0, j0      int  // pixel of sample (0, 0) on its own lattice
}

func (l *lattice) box() [4]float64 {
	return [4]float64{l.x0, l.y0, l.x0 + float64(l.w-1)/l.rho, l.y0 + float64(l.h-1)/l.rho}
}

// How far, in pixels, half and four fifths of a map's nodes may lie from an
// upright square lattice for that lattice to be used. Maps of pictures that
// stand upright (renders) differ from it by 0.03 to 0.15 in the middle, by
// more only at few places, where they are wrong; those of flatbed scans by
// one and more.
const (
	uprightHalf = 0.2
	uprightMost = 0.5
)

// chooseLattice picks density and place of the samples.
func chooseLattice(p *page.Page, m *rectify.Map, opt Options) (*lattice, error) {
	x0, y0, x1, y1 := m.Bounds()
	if opt.Region != [4]float64{} {
		x0, y0, x1, y1 = opt.Region[0], opt.Region[1], opt.Region[2], opt.Region[3]
	}
	x0, y0, x1, y1 = x0-opt.Grow, y0-opt.Grow, x1+opt.Grow, y1+opt.Grow
	if !(x1-x0 > 1 && y1-y0 > 1) || math.IsInf(x1-x0, 0) || math.IsInf(y1-y0, 0) {
		return nil, fmt.Errorf("ink: the area to sample is %.1f by %.1f mm; at least 1 by 1 is needed", x1-x0, y1-y0)
	}
	across, down := m.Pitch()
	pitch := math.Sqrt(across * down)
	if !(pitch >= minPitch) || math.IsInf(pitch, 0) {
		return nil, fmt.Errorf("ink: the map has %.2f pixels a millimetre; at least %.1f are needed, scan the page finer", pitch, minPitch)
	}
	l := &lattice{x0: x0, y0: y0, rho: opt.Rho}
	if l.rho <= 0 {
		l.rho = min(max(1.1*pitch, 6), 10)
	}
	// Fine pictures are averaged first, so that sampling does not skip pixels.
	l.shrink = max(1, int(pitch/l.rho+0.3))
	if opt.Rho <= 0 {
		if rho, a, b, ok := upright(m); ok {
			// Pixel x of the shrunk picture covers pixels shrink*x to shrink*x+shrink-1.
			k := float64(l.shrink)
			a, b = (a-(k-1)/2)/k, (b-(k-1)/2)/k
			l.own, l.rho = true, rho/k
			l.i0, l.j0 = int(math.Ceil(l.rho*x0+a)), int(math.Ceil(l.rho*y0+b))
			l.x0, l.y0 = (float64(l.i0)-a)/l.rho, (float64(l.j0)-b)/l.rho
		}
	}
	l.w, l.h = int((x1-l.x0)*l.rho)+1, int((y1-l.y0)*l.rho)+1
	if float64(l.w)*float64(l.h) > maxSamples {
		return nil, fmt.Errorf("ink: the sheet would hold %d by %d samples; give a smaller region or density", l.w, l.h)
	}
	return l, nil
}

// upright fits px = rho*x + a, py = rho*y + b to the nodes of a map at which
// the grid was seen, leaving out those far off, and reports whether the map
// differs from it by no more than its own noise.
func upright(m *rectify.Map) (rho, a, b float64, ok bool) {
	type node struct{ x, y, px, py, off float64 }
	var nodes []node
	for j := range m.NY {
		for i := range m.NX {
			if k := j*m.NX + i; m.Seen[k] {
				nodes = append(nodes, node{m.X0 + float64(i)*m.Step, m.Y0 + float64(j)*m.Step, m.PX[k], m.PY[k], 0})
			}
		}
	}
	if len(nodes) < 4 {
		return 0, 0, 0, false
	}
	off := make([]float64, len(nodes))
	limit := math.Inf(1)
	for range 4 {
		var n, sx, sy, px, py, xx, xp float64
		for _, q := range nodes {
			if q.off <= limit {
				n, sx, sy, px, py = n+1, sx+q.x, sy+q.y, px+q.px, py+q.py
			}
		}
		sx, sy, px, py = sx/n, sy/n, px/n, py/n
		for _, q := range nodes {
			if q.off <= limit {
				xx += (q.x-sx)*(q.x-sx) + (q.y-sy)*(q.y-sy)
				xp += (q.x-sx)*(q.px-px) + (q.y-sy)*(q.py-py)
			}
		}
		rho = xp / xx
		a, b = px-rho*sx, py-rho*sy
		if !(rho > 0) {
			return 0, 0, 0, false
		}
		for i := range nodes {
			q := &nodes[i]
			q.off = max(math.Abs(rho*q.x+a-q.px), math.Abs(rho*q.y+b-q.py))
			off[i] = q.off
		}
		slices.Sort(off)
		limit = 3 * off[len(off)/2]
	}
	return rho, a, b, off[len(off)/2] < uprightHalf && off[len(off)*8/10] < uprightMost
}

// A plane is a picture of one scalar.
type plane struct {
	w, h int
	v    []float32
}

// project turns the page into one scalar a pixel, averaging shrink by shrink
// pixels.
func project(p *page.Page, a axis, shrink, workers int) *plane {
	out := &plane{w: p.Width / shrink, h: p.Height / shrink}
	out.v = make([]float32, out.w*out.h)
	var table [3][256]float32
	for c := range p.Channels {
		for i := range 256 {
			table[c][i] = a.w[c] * float32(i) / float32(shrink*shrink)
		}
	}
	n := p.Channels
	par.Strips(workers, out.h, func(lo, hi int) {
		for y := lo; y < hi; y++ {
			dst := out.v[y*out.w : (y+1)*out.w]
			for r := range shrink {
				src := p.Pix[(y*shrink+r)*p.Width*n:][:p.Width*n]
				for x := range dst {
					q := src[x*shrink*n:][:shrink*n]
					if n == 1 {
						for _, v := range q {
							dst[x] += table[0][v]
						}
						continue
					}
					for k := 0; k+2 < len(q); k += 3 {
						dst[x] += table[0][q[k]] + table[1][q[k+1]] + table[2][q[k+2]]
					}
				}
			}
		}
	})
	return out
}

// soften blurs by the binomial 1 2 1 in both directions, so that samples of
// black and white become shares of area.
func (p *plane) soften(workers int) {
	tmp := make([]float32, len(p.v))
	par.Strips(workers, p.h, func(lo, hi int) {
		for j := lo; j < hi; j++ {
			v, t := p.v[j*p.w:(j+1)*p.w], tmp[j*p.w:(j+1)*p.w]
			t[0], t[p.w-1] = v[0], v[p.w-1]
			for i := 1; i+1 < p.w; i++ {
				t[i] = (v[i-1] + 2*v[i] + v[i+1]) / 4
			}
		}
	})
	par.Strips(workers, p.h, func(lo, hi int) {
		for j := max(lo, 1); j < min(hi, p.h-1); j++ {
			a, b, c := tmp[(j-1)*p.w:j*p.w], tmp[j*p.w:(j+1)*p.w], tmp[(j+1)*p.w:]
			v := p.v[j*p.w : (j+1)*p.w]
			for i := range v {
				v[i] = (a[i] + 2*b[i] + c[i]) / 4
			}
		}
	})
}

// copyLattice takes the samples over where the sheet uses the picture's own
// lattice.
func (s *Sheet) copyLattice(p *plane, l *lattice, workers int) {
	par.Strips(workers, s.H, func(lo, hi int) {
		for j := lo; j < hi; j++ {
			y := j + l.j0
			if y < 0 || y >= p.h {
				continue
			}
			i0, i1 := max(0, -l.i0), min(s.W, p.w-l.i0)
			if i1 <= i0 {
				continue
			}
			copy(s.Dark[j*s.W+i0:j*s.W+i1], p.v[y*p.w+i0+l.i0:])
			for i := i0; i < i1; i++ {
				s.Valid[j*s.W+i] = true
			}
		}
	})
}

// cell is the distance, in samples, at which the map itself is evaluated; in
// between its positions are interpolated linearly. With a bend of 0.01 pixels
// a square millimetre that is good to 0.002 pixels.
const cell = 8

// phases is the number of tabulated sub-pixel positions of the interpolation.
const phases = 256

// resample samples the plane through the map.
func (s *Sheet) resample(p *plane, m *rectify.Map, l *lattice, workers int) {
	var table [phases + 1][4]float32
	for i := range table {
		table[i] = catmullRom(float32(i) / phases)
	}
	nx, ny := (s.W-1)/cell+2, (s.H-1)/cell+2
	pos := make([][2]float32, nx*ny)
	k := float64(l.shrink)
	par.Strips(workers, ny, func(lo, hi int) {
		for b := lo; b < hi; b++ {
			for a := range nx {
				u, v := m.ToPixel(s.MM(float64(a*cell), float64(b*cell)))
				pos[b*nx+a] = [2]float32{float32((u - (k-1)/2) / k), float32((v - (k-1)/2) / k)}
			}
		}
	})
	right, bottom := float32(p.w-1), float32(p.h-1)
	par.Strips(workers, s.H, func(lo, hi int) {
		for j := lo; j < hi; j++ {
			b, f := j/cell, float32(j%cell)/cell
			dark, valid := s.Dark[j*s.W:(j+1)*s.W], s.Valid[j*s.W:(j+1)*s.W]
			for a := 0; a*cell < s.W; a++ {
				q0, q1 := pos[b*nx+a:], pos[(b+1)*nx+a:]
				x0, y0 := q0[0][0]+f*(q1[0][0]-q0[0][0]), q0[0][1]+f*(q1[0][1]-q0[0][1])
				x1, y1 := q0[1][0]+f*(q1[1][0]-q0[1][0]), q0[1][1]+f*(q1[1][1]-q0[1][1])
				dx, dy := (x1-x0)/cell, (y1-y0)/cell
				for e := range min(cell, s.W-a*cell) {
					x, y := x0+float32(e)*dx, y0+float32(e)*dy
					if !(x >= 0 && y >= 0 && x <= right && y <= bottom) {
						continue
					}
					i := a*cell + e
					valid[i] = true
					dark[i] = p.at(x, y, &table)
				}
			}
		}
	})
}

// at is the Catmull-Rom interpolation at a position inside the plane.
func (p *plane) at(x, y float32, table *[phases + 1][4]float32) float32 {
	i, j := int(x), int(y)
	if i < 1 || j < 1 || i > p.w-3 || j > p.h-3 {
		return p.v[min(int(y+0.5), p.h-1)*p.w+min(int(x+0.5), p.w-1)]
	}
	wx, wy := &table[int((x-float32(i))*phases+0.5)], &table[int((y-float32(j))*phases+0.5)]
	k := (j-1)*p.w + i - 1
	r0, r1 := p.v[k:k+4:k+4], p.v[k+p.w:k+p.w+4:k+p.w+4]
	r2, r3 := p.v[k+2*p.w:k+2*p.w+4:k+2*p.w+4], p.v[k+3*p.w:k+3*p.w+4:k+3*p.w+4]
	return wy[0]*(wx[0]*r0[0]+wx[1]*r0[1]+wx[2]*r0[2]+wx[3]*r0[3]) +
		wy[1]*(wx[0]*r1[0]+wx[1]*r1[1]+wx[2]*r1[2]+wx[3]*r1[3]) +
		wy[2]*(wx[0]*r2[0]+wx[1]*r2[1]+wx[2]*r2[2]+wx[3]*r2[3]) +
		wy[3]*(wx[0]*r3[0]+wx[1]*r3[1]+wx[2]*r3[2]+wx[3]*r3[3])
}

// catmullRom returns the four weights at fraction t (Catmull and Rom 1974).
func catmullRom(t float32) [4]float32 {
	return [4]float32{
		t * (-0.5 + t*(1-0.5*t)),
		1 + t*t*(-2.5+1.5*t),
		t * (0.5 + t*(2-1.5*t)),
		t * t * (-0.5 + 0.5*t),
	}
}
