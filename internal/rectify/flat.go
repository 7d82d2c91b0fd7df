package rectify

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// rho is the number of samples a millimetre of the flattened page: lines a
// millimetre apart keep their third harmonic.
const rho = 6

// flat is the plane sampled through a map onto a lattice of page millimetres
// that has the nodes of the map among its points.
type flat struct {
	m    *Map
	g    *plane
	cell int // samples from node to node
	w, h int
	// raw is NaN outside the picture; clean is limited, and 0 where ink or
	// nothing is.
	raw, clean []float32
	workers    int
}

func newFlat(m *Map, g *plane, workers int) *flat {
	f := &flat{m: m, g: g, cell: int(math.Round(m.Step * rho)), workers: workers}
	f.w, f.h = (m.NX-1)*f.cell+1, (m.NY-1)*f.cell+1
	f.raw, f.clean = make([]float32, f.w*f.h), make([]float32, f.w*f.h)
	return f
}

// sample reads the whole raster through the present map.
func (f *flat) sample() {
	m := f.m
	// The splines between nodes i and i+1 have the same weights for every i.
	inner := make([][4]float32, f.cell)
	for k := range inner {
		w, _ := cubic(float64(k) / float64(f.cell))
		for i := range w {
			inner[k][i] = float32(w[i])
		}
	}
	par.Strips(f.workers, f.h, func(y0, y1 int) {
		cx, cy := make([]float64, m.NX), make([]float64, m.NX)
		for y := y0; y < y1; y++ {
			j0, wy, _ := axis(float64(y)/float64(f.cell), m.NY)
			for i := range cx {
				cx[i], cy[i] = 0, 0
				for b := range 4 {
					if wy[b] != 0 {
						k := (j0+b)*m.NX + i
						cx[i] += wy[b] * m.PX[k]
						cy[i] += wy[b] * m.PY[k]
					}
				}
			}
			f.row(f.raw[y*f.w:][:f.w], cx, cy, inner)
		}
	})
}

// row samples one row whose positions at the nodes are known.
func (f *flat) row(out []float32, cx, cy []float64, inner [][4]float32) {
	n := len(cx)
	for i := range n - 1 {
		a, d := max(i-1, 0), min(i+2, n-1)
		x := [4]float64{cx[a], cx[i], cx[i+1], cx[d]}
		y := [4]float64{cy[a], cy[i], cy[i+1], cy[d]}
		if i == 0 {
			x[0], y[0] = 2*cx[0]-cx[1], 2*cy[0]-cy[1]
		}
		if i == n-2 {
			x[3], y[3] = 2*cx[n-1]-cx[n-2], 2*cy[n-1]-cy[n-2]
		}
		f.g.sample(out[i*f.cell:][:f.cell], inner, x, y)
	}
	v, ok := f.g.at(cx[n-1], cy[n-1])
	if !ok {
		v = nan32
	}
	out[len(out)-1] = v
}

var nan32 = float32(math.NaN())

// rim is how many samples around ink are left out with it.
const rim = 2

// tidy makes clean from raw. Ink is where the mean over half a millimetre is
// darker than depth: so the dots of a printed line, each as dark as ink, are
// kept. Ink with a rim and what lies outside the picture become 0. Only every
// few rows of cells are done, and the last row of the raster.
func (f *flat) tidy(depth float32, every int) {
	ink := -9 * depth
	par.Each(f.workers, (f.m.NY-1+every-1)/every, func(j int) {
		y0, y1 := j*every*f.cell, (j*every+1)*f.cell
		if y1 == f.h-1 {
			y1 = f.h
		}
		col := make([]float32, f.w)
		// dark[i] marks the ink of row y0-rim+i, widened along the row.
		dark := make([][]bool, y1-y0+2*rim)
		for i := range dark {
			dark[i] = make([]bool, f.w)
			y := y0 - rim + i
			if y < 0 || y >= f.h {
				continue
			}
			up, mid, down := f.raw[max(y-1, 0)*f.w:][:f.w], f.raw[y*f.w:][:f.w], f.raw[min(y+1, f.h-1)*f.w:][:f.w]
			for x, v := range mid {
				col[x] = up[x] + v + down[x]
			}
			l, last := col[0], -1
			for x, c := range col {
				r := col[min(x+1, len(col)-1)]
				if !(l+c+r >= ink) { // NaN counts as ink
					for b := max(x-rim, last+1); b <= min(x+rim, f.w-1); b++ {
						dark[i][b] = true
						last = b
					}
				}
				l = c
			}
		}
		for y := y0; y < y1; y++ {
			out, mid := f.clean[y*f.w:][:f.w], f.raw[y*f.w:][:f.w]
			rows := dark[y-y0:][:2*rim+1]
			for x, v := range mid {
				if rows[0][x] || rows[1][x] || rows[2][x] || rows[3][x] || rows[4][x] {
					out[x] = 0
					continue
				}
				out[x] = min(depth, v)
				if out[x] == 0 {
					out[x] = 1e-9 // plain paper, but seen
				}
			}
		}
	})
}

// phase is the index in the bold period of sample 0 of family c.
func (f *flat) phase(c int) int {
	v := f.m.X0
	if c == 1 {
		v = f.m.Y0
	}
	const n = 5 * rho
	return (int(math.Round(v*rho))%n + n) % n
}

// profile is the mean of the clean samples of the seen cells over the bold
// period of family c, 5*rho bins, less its mean. Only every few rows of cells
// are read.
func (f *flat) profile(c, every int) []float64 {
	const n = 5 * rho
	m := f.m
	first := f.phase(c)
	rows := make([][n]float64, m.NY-1)
	nums := make([][n]float64, m.NY-1)
	par.Each(f.workers, (m.NY-1+every-1)/every, func(j int) {
		j *= every
		for i := range m.NX - 1 {
			k := j*m.NX + i
			if !m.Seen[k] || !m.Seen[k+1] || !m.Seen[k+m.NX] || !m.Seen[k+m.NX+1] {
				continue
			}
			for y := j * f.cell; y < (j+1)*f.cell; y++ {
				row := f.clean[y*f.w+i*f.cell:][:f.cell]
				if c == 1 {
					b := (first + y) % n
					for _, v := range row {
						rows[j][b] += float64(v)
					}
					nums[j][b] += float64(len(row))
					continue
				}
				b := (first + i*f.cell) % n
				for _, v := range row {
					rows[j][b] += float64(v)
					nums[j][b]++
					if b++; b == n {
						b = 0
					}
				}
			}
		}
	})
	out, num := make([]float64, n), make([]float64, n)
	var mean, all float64
	for j := range rows {
		for b := range n {
			out[b] += rows[j][b]
			num[b] += nums[j][b]
		}
	}
	for b := range out {
		out[b] /= max(num[b], 1)
		mean += out[b] / n
		all += num[b]
	}
	for b := range out {
		out[b] -= mean
	}
	return out
}
