package rectify

import (
	"container/heap"
	"math"
)

// field is one line family, known at the nodes of a regular lattice of
// working pixels: node (i, j) lies at pixel (i*step, j*step).
type field struct {
	nx, ny int
	step   float64
	half   int       // half-width of the demodulation window
	phase  []float64 // unwrapped, cycles; a dark line at every integer
	k      []vec     // local carrier, cycles a pixel
	q      []float64 // coherence; 0 where not solved
}

// newField has windows of eight periods, but 40 to 96 px and never less than
// 3.2 periods, and nodes every 0.4 windows.
func newField(w, h int, period float64) *field {
	t := max(40, min(8*period, max(96, 3.2*period)))
	f := &field{half: int(t / 2), step: math.Round(0.4 * t)}
	f.nx, f.ny = int(float64(w-1)/f.step)+2, int(float64(h-1)/f.step)+2
	n := f.nx * f.ny
	f.phase, f.k, f.q = make([]float64, n), make([]vec, n), make([]float64, n)
	return f
}

// around calls g for the nodes within r steps of node n, itself excepted.
func (f *field) around(n, r int, g func(m, di, dj int)) {
	i, j := n%f.nx, n/f.nx
	for dj := -r; dj <= r; dj++ {
		for di := -r; di <= r; di++ {
			a, b := i+di, j+dj
			if a < 0 || b < 0 || a >= f.nx || b >= f.ny || di == 0 && dj == 0 {
				continue
			}
			g(b*f.nx+a, di, dj)
		}
	}
}

// entry is a node waiting to be solved.
type entry struct {
	node int
	pri  float64
}

// queue is a heap with the best entry first and a fixed order of equals.
type queue []entry

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].pri > q[j].pri || q[i].pri == q[j].pri && q[i].node < q[j].node
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(entry)) }
func (q *queue) Pop() any {
	o := *q
	e := o[len(o)-1]
	*q = o[:len(o)-1]
	return e
}

// grow solves the field from one seed outwards, best nodes first. A node is
// taken when its phase and carrier agree with what its solved neighbours
// foretell; else it waits for better neighbours.
func (f *field) grow(g []float32, w, h int, at, k vec) (solved int) {
	const tries = 6
	d := newDemodulator(g, w, h, f.half)
	i0, j0 := int(math.Round(at.x/f.step)), int(math.Round(at.y/f.step))
	start := j0*f.nx + i0
	var s sample
	for range 4 {
		s = d.at(i0*int(f.step), j0*int(f.step), k)
		k = k.add(s.dk.scale(0.8))
	}
	if s.q < 0.06 {
		return 0
	}
	minQ := max(0.05, min(0.09, 0.35*s.q))
	f.phase[start], f.k[start], f.q[start] = s.phase, k, s.q
	solved = 1
	tried := make([]uint8, len(f.q))
	var q queue
	push := func(n int) {
		f.around(n, 1, func(m, di, dj int) {
			if f.q[m] > 0 || tried[m] >= tries {
				return
			}
			pri := f.q[n]
			if di != 0 && dj != 0 {
				pri *= 0.7
			}
			heap.Push(&q, entry{m, pri})
		})
	}
	push(start)
	for q.Len() > 0 {
		n := heap.Pop(&q).(entry).node
		if f.q[n] > 0 || tried[n] >= tries {
			continue
		}
		tried[n]++
		pred, kp := f.foretell(n)
		s := d.at(n%f.nx*int(f.step), n/f.nx*int(f.step), kp)
		if s.q < minQ {
			continue
		}
		diff := s.phase - pred
		diff -= math.Round(diff)
		if math.Abs(diff) > 0.3 || s.dk.norm() > 0.1*kp.norm() {
			continue
		}
		f.phase[n], f.k[n], f.q[n] = pred+diff, kp.add(s.dk.scale(0.6)), s.q
		solved++
		push(n)
	}
	return solved
}

// foretell extrapolates phase and carrier to a node from its solved
// neighbours within two steps, weighted by coherence and nearness.
func (f *field) foretell(n int) (phase float64, k vec) {
	var weight float64
	f.around(n, 2, func(m, di, dj int) {
		if f.q[m] == 0 {
			return
		}
		d2 := float64(di*di + dj*dj)
		w := f.q[m] * f.q[m] / (d2 * d2)
		km := f.k[m]
		phase += w * (f.phase[m] - (km.x*float64(di)+km.y*float64(dj))*f.step)
		k = k.add(km.scale(w))
		weight += w
	})
	if weight > 0 {
		phase /= weight
		k = k.scale(1 / weight)
	}
	return phase, k
}
