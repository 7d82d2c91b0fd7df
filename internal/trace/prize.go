package trace

import (
	"math"
	"slices"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// Prizes of the second path, found by trying on development pages.
const (
	prizeRow   = 0.08  // a row of the middle of a steep stroke that nobody covers
	prizeInk   = 0.45  // of a line's ink: what the middle of a stroke has at least
	prizeSteps = 2000  // steps of a stored prize to the unit of cost
	claimMM    = 0.3   // how far from a path ink counts as covered
	foreignRow = 0.015 // cost of a row up or down in another curve's ink
	// foreignColumn is what a column along another curve's ink costs: more than
	// to run along one's own a row's distance from the resting line.
	foreignColumn = 0.5
	shared        = 255 // owner of ink that several curves cover
	clashRows     = 12  // rows that two curves may both newly cover before one must yield
	flatMM        = 3.0 // a path that travels less than this within 1 mm is flat there
)

// A market holds what second paths may gain: prizes for uncovered strokes and
// the owners of covered ink, by columns like field.level. Owner i+1 is track i.
type market struct {
	prize, owner []uint8
}

// openMarket marks the samples in the middle of steep strokes that no path
// covers. The middle is the darkest of five neighbours in a row, so a stroke
// pays once however often a path goes up and down inside it.
func openMarket(f *field, amp float32, paths [][]point, workers int) *market {
	m := &market{prize: make([]uint8, len(f.level)), owner: make([]uint8, len(f.level))}
	least := uint8(prizeInk * amp * f.steep * levels)
	var price [256]uint8
	for v := range price {
		price[v] = uint8(prizeRow * prizeSteps * min(float32(v)/levels/amp/f.steep, 1))
	}
	price[hiddenLevel] = 0
	par.Strips(workers, max(0, f.W-6), func(lo, hi int) {
		for c := lo + 3; c < hi+3; c++ {
			a, b, v, d, e := f.column(c-2), f.column(c-1), f.column(c), f.column(c+1), f.column(c+2)
			z, y := f.column(c-3), f.column(c+3)
			text := f.text[c*f.H : (c+1)*f.H]
			out := m.prize[c*f.H : (c+1)*f.H]
			for r, x := range v {
				if x <= least || text[r] {
					continue
				}
				// Each is smoothed by 1 2 1 along the row before they are compared.
				s := int(b[r]) + 2*int(x) + int(d[r])
				if s > int(a[r])+2*int(b[r])+int(x) && s > int(z[r])+2*int(a[r])+int(b[r]) &&
					s >= int(x)+2*int(d[r])+int(e[r]) && s >= int(d[r])+2*int(e[r])+int(y[r]) {
					out[r] = price[x]
				}
			}
		}
	})
	reach := int(claimMM*f.Rho + 0.5)
	for i, path := range paths {
		me := uint8(i + 1)
		for _, q := range path {
			x, y := int(math.Round(q.x)), int(math.Round(q.y))
			r0, r1 := max(0, y-reach), min(f.H, y+reach+1)
			for c := max(0, x-reach); c <= min(f.W-1, x+reach); c++ {
				clear(m.prize[c*f.H+r0 : c*f.H+r1])
				for k := c*f.H + r0; k < c*f.H+r1; k++ {
					if o := m.owner[k]; o == 0 {
						m.owner[k] = me
					} else if o != me {
						m.owner[k] = shared
					}
				}
			}
		}
	}
	return m
}

// A reading holds what the paths of a sheet share.
type reading struct {
	f       *field
	tracks  []*track
	open    [][][]span  // rows that a path may use, by track and column
	fees    [][]float32 // of rows run along, by track
	foreign []float32   // cost of a column along another curve's ink, by track
	routers sync.Pool
}

func newReading(f *field, tracks []*track, workers int) *reading {
	d := &reading{f: f, tracks: tracks, open: make([][][]span, len(tracks)), fees: make([][]float32, len(tracks)), foreign: make([]float32, len(tracks))}
	d.routers.New = func() any { return new(router) }
	par.Each(workers, len(tracks), func(i int) {
		d.fees[i] = rowFees(tracks, tracks[i])
		d.open[i] = tracks[i].spans(f)
		d.foreign[i] = foreignColumn
	})
	return d
}

// path finds the way of one track through all its columns.
func (d *reading) path(i int, prize, owner []uint8) []point {
	g := d.routers.Get().(*router)
	defer d.routers.Put(g)
	fee := d.tracks[i].whole(d.fees[i])
	fee.prize, fee.unit, fee.owner, fee.me, fee.foreign = prize, 1./prizeSteps, owner, uint8(i+1), d.foreign[i]
	return slices.Clone(g.path(d.f, d.tracks[i], d.open[i], fee))
}

// paths reads every track twice: first the cheapest way, then once more with
// prizes for steep ink that nobody covers (peaks cut short). Where two tracks
// want the same ink it goes to the one that was already steep there, or to the
// one whose resting line is nearer. A track without any way has none.
func (d *reading) paths(workers int) [][]point {
	f, tracks := d.f, d.tracks
	first := make([][]point, len(tracks))
	par.Each(workers, len(tracks), func(i int) { first[i] = d.path(i, nil, nil) })
	d.leaveWritings(first, workers)
	d.dispute(first, workers)
	m := openMarket(f, meanInk(tracks), first, workers)
	second := make([][]point, len(tracks))
	par.Each(workers, len(tracks), func(i int) { second[i] = d.path(i, m.prize, m.owner) })
	lost := m.settle(f, tracks, first, second)
	par.Each(workers, len(tracks), func(i int) {
		if len(lost[i]) == 0 {
			return
		}
		mine := slices.Clone(m.prize)
		for _, k := range lost[i] {
			r, c := int(k)%f.H, int(k)/f.H
			for c := max(0, c-3); c <= min(f.W-1, c+3); c++ {
				mine[c*f.H+r] = 0
			}
		}
		second[i] = d.path(i, mine, m.owner)
	})
	return second
}

// meanInk is the ink of the middle of a line, over all tracks.
func meanInk(tracks []*track) float32 {
	amp := float32(0)
	for _, t := range tracks {
		amp += t.amp / float32(len(tracks))
	}
	return amp
}

// rowFees is what a row of ink run along costs or gains, by row of the track.
func rowFees(tracks []*track, t *track) []float32 {
	fee := make([]float32, t.hi-t.lo)
	for r := range fee {
		fee[r] = inkRow
		y := float64(t.lo + r)
		for _, o := range tracks {
			if o.c0 < t.c1 && t.c0 < o.c1 && math.Abs(y-o.cy) < math.Abs(y-t.cy) {
				fee[r] = farRow
			}
		}
	}
	return fee
}

// A claim is a sample that two tracks newly cover.
type claim struct {
	a, b uint8 // tracks, a < b
	k    int32 // sample, by columns
}

// settle finds where two second paths claim the same prizes and returns, by
// track, the samples that it must leave to the other.
func (m *market) settle(f *field, tracks []*track, first, second [][]point) [][]int32 {
	taken := make([]uint8, len(m.prize))
	var claims []claim
	for i, path := range second {
		for _, q := range path {
			k := int(math.Round(q.x))*f.H + int(q.y)
			if m.prize[k] == 0 {
				continue
			}
			if o := taken[k]; o != 0 && o != uint8(i+1) {
				claims = append(claims, claim{o - 1, uint8(i), int32(k)})
			} else {
				taken[k] = uint8(i + 1)
			}
		}
	}
	slices.SortStableFunc(claims, func(x, y claim) int {
		if x.a != y.a {
			return int(x.a) - int(y.a)
		}
		if x.b != y.b {
			return int(x.b) - int(y.b)
		}
		return int(x.k - y.k)
	})
	lost := make([][]int32, len(tracks))
	for i := 0; i < len(claims); {
		pair := i
		for pair < len(claims) && claims[pair].a == claims[i].a && claims[pair].b == claims[i].b {
			pair++
		}
		a, b := int(claims[i].a), int(claims[i].b)
		if pair-i < clashRows {
			i = pair
			continue
		}
		// One excursion, within 1 mm across, is given as a whole.
		for i < pair {
			j := i + 1
			for j < pair && float64(int(claims[j].k)/f.H-int(claims[j-1].k)/f.H) < f.Rho {
				j++
			}
			var ta, tb, nearer float64
			for _, q := range claims[i:j] {
				x, y := float64(int(q.k)/f.H), float64(int(q.k)%f.H)
				ta, tb = max(ta, travel(first[a], x, f.Rho)), max(tb, travel(first[b], x, f.Rho))
				nearer += math.Abs(y-tracks[b].cy) - math.Abs(y-tracks[a].cy)
			}
			l := b
			if flat := flatMM * f.Rho; ta < flat || tb < flat {
				if ta < tb {
					l = a
				}
			} else if nearer < 0 {
				l = a
			}
			for _, q := range claims[i:j] {
				lost[l] = append(lost[l], q.k)
			}
			i = j
		}
	}
	return lost
}

// travel is the way up and down of a path within 1 mm of column x.
func travel(path []point, x, rho float64) float64 {
	i, _ := slices.BinarySearchFunc(path, x-rho, func(q point, v float64) int {
		if q.x < v {
			return -1
		}
		return 1
	})
	s := 0.0
	for i++; i < len(path) && path[i].x < x+rho; i++ {
		s += math.Abs(path[i].y - path[i-1].y)
	}
	return s
}
