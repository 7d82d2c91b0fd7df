package rectify

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// Settings of the search for further parts of a grid.
const (
	// mostIslands is the most parts that are joined: more than rows on a page.
	mostIslands = 24
	// islandShare is the least coherence where a part begins, against that of
	// the part that was followed first, and leastIsland the least of all: plain
	// noise in the smallest window has 0.03.
	islandShare, leastIsland = 0.5, 0.12
	// islandNodes is the least number of nodes of a part, and islandSize that
	// against the part followed first: rows are about as large as each other,
	// while text and tables beside a grid give scraps.
	islandNodes, islandSize = 6, 0.25
	// islandTurn is how far its carrier may differ from that of the nearest
	// part, relative.
	islandTurn = 0.06
)

// islands follows the lines in the parts of the page that growing from one
// place did not reach because there are none between: programs print a grid
// behind each row only. A part has the pitch and the direction of the part
// next to it, and its lines are counted on from there, across the bare paper,
// by the mean of the carriers at both ends: by the rule of the trapezium the
// count is right as long as the pitch changes evenly.
func islands(f [2]*field, g []float32, w, h, workers int) (joined int) {
	rest := newShore(f)
	var typical []float64
	for n := range f[0].q {
		if f[0].q[n] > 0 && f[1].q[n] > 0 {
			typical = append(typical, min(f[0].q[n], f[1].q[n]))
		}
	}
	least := max(leastIsland, islandShare*median(typical))
	nodes := max(islandNodes, int(islandSize*float64(len(typical))))
	rest.sound(f, g, w, h, workers)
	for range mostIslands {
		n, ok := rest.next(f, least)
		if !ok {
			break
		}
		rest.q[n] = 0
		var got [2][]int
		for c := range f {
			if got[c] = f[c].settleIsland(g, w, h, n, rest.k[c][n]); len(got[c]) < nodes {
				break
			}
		}
		if min(len(got[0]), len(got[1])) < nodes {
			for c := range got {
				for _, m := range got[c] {
					f[c].q[m] = 0
				}
			}
			continue
		}
		joined++
	}
	return joined
}

// A shore is what was measured at the nodes where neither family is solved.
type shore struct {
	q []float64 // the smaller coherence of both families; 0 elsewhere
	k [2][]vec  // the carriers
}

// newShore foretells the carriers at the nodes that are not solved: those of
// the nearest solved ones.
func newShore(f [2]*field) *shore {
	s := &shore{q: make([]float64, len(f[0].q))}
	for c := range f {
		v := make([]float64, len(f[c].q))
		s.k[c] = f[c].spreadStart(v)
	}
	return s
}

// sound measures both carriers at all nodes that are solved in neither family.
func (s *shore) sound(f [2]*field, g []float32, w, h, workers int) {
	nx := f[0].nx
	par.Each(workers, f[0].ny, func(j int) {
		var d [2]*demodulator
		for c := range d {
			d[c] = newDemodulator(g, w, h, f[c].half)
		}
		for n := j * nx; n < (j+1)*nx; n++ {
			if f[0].q[n] > 0 || f[1].q[n] > 0 {
				continue
			}
			q := 1.0
			for c := range d {
				k := s.k[c][n]
				var m sample
				for range 3 {
					m = d[c].at(n%nx*int(f[c].step), n/nx*int(f[c].step), k)
					if m.q < leastIsland {
						break
					}
					k = k.add(m.dk.scale(0.8))
				}
				if k.sub(s.k[c][n]).norm() > islandTurn*s.k[c][n].norm() {
					m.q = 0
				}
				if q = min(q, m.q); q < leastIsland {
					q = 0
					break
				}
				s.k[c][n] = k
			}
			s.q[n] = q
		}
	})
}

// next is the node where the next part begins: among the clear ones that are
// nearest to what is solved, the clearest.
func (s *shore) next(f [2]*field, least float64) (n int, ok bool) {
	best := 0.0
	dist := f[0].distances()
	for i, q := range s.q {
		if q < least || f[0].q[i] > 0 || f[1].q[i] > 0 {
			continue
		}
		if v := q / float64(dist[i]); v > best {
			n, best, ok = i, v, true
		}
	}
	return n, ok
}

// distances counts the steps of every node from the nearest solved one.
func (f *field) distances() []int {
	dist := make([]int, len(f.q))
	var front []int
	for i, q := range f.q {
		if q > 0 {
			front = append(front, i)
		} else {
			dist[i] = math.MaxInt32
		}
	}
	for d := 1; len(front) > 0; d++ {
		var next []int
		for _, n := range front {
			f.around(n, 1, func(m, _, _ int) {
				if dist[m] == math.MaxInt32 {
					dist[m] = d
					next = append(next, m)
				}
			})
		}
		front = next
	}
	return dist
}

// settleIsland grows the field from a further start and counts its lines on
// from the parts solved before. It returns the nodes that became solved.
func (f *field) settleIsland(g []float32, w, h, start int, k vec) []int {
	before := slices.Clone(f.q)
	f.grow(g, w, h, vec{float64(start%f.nx) * f.step, float64(start/f.nx) * f.step}, k)
	var got []int
	for n, q := range f.q {
		if q > 0 && before[n] == 0 {
			got = append(got, n)
		}
	}
	if len(got) < islandNodes {
		return got
	}
	d := newDemodulator(g, w, h, f.half)
	carriers := map[int]vec{}
	carrier := func(n int) vec {
		if _, ok := carriers[n]; !ok {
			carriers[n] = f.converge(d, n)
		}
		return carriers[n]
	}
	after := make([]float64, len(f.q))
	for _, n := range got {
		after[n] = f.q[n]
	}
	var off []float64
	for _, n := range got {
		m := f.climb(before, f.nearest(before, n))
		n = f.climb(after, n)
		way := vec{float64(n%f.nx-m%f.nx) * f.step, float64(n/f.nx-m/f.nx) * f.step}
		off = append(off, f.phase[m]+carrier(m).add(carrier(n)).scale(0.5).dot(way)-f.phase[n])
	}
	whole := math.Round(median(off))
	for _, n := range got {
		f.phase[n] += whole
	}
	return got
}

// converge measures the carrier at a node until it stays. Where the lines fill
// a part of the window only, each measurement finds but a part of what the
// carrier is off.
func (f *field) converge(d *demodulator, n int) vec {
	k := f.k[n]
	for range 12 {
		s := d.at(n%f.nx*int(f.step), n/f.nx*int(f.step), k)
		next := k.add(s.dk)
		if next.sub(f.k[n]).norm() > islandTurn*f.k[n].norm() {
			return f.k[n]
		}
		k = next
		if s.dk.norm() < 1e-3*k.norm() {
			break
		}
	}
	return k
}

// climb goes from a node to the clearest one a few steps on: there the lines
// fill most of the window.
func (f *field) climb(q []float64, n int) int {
	for range 3 {
		top := n
		f.around(n, 1, func(m, _, _ int) {
			if q[m] > q[top] {
				top = m
			}
		})
		if top == n {
			break
		}
		n = top
	}
	return n
}

// nearest is the node nearest to n that has a value.
func (f *field) nearest(q []float64, n int) int {
	best, at := math.MaxInt, n
	for m, v := range q {
		if v == 0 {
			continue
		}
		i, j := m%f.nx-n%f.nx, m/f.nx-n/f.nx
		if d := i*i + j*j; d < best {
			best, at = d, m
		}
	}
	return at
}
