package rectify

import (
	"cmp"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// A copy, a fax or bright light may leave nothing of the grid on a part of the sheet on
// which curves go on. Strokes then go on beyond the edge of the map, on paper as
// bright as before it: there the map is made wider by its continuation.

// What goes on beyond the edge of a map, in millimetres unless said otherwise.
const (
	crossFrom   = margin + 2.0 // inside of the edge, where curves on the grid are
	crossLong   = 6.0          // beyond it: no letter has so long a stroke
	crossStep   = 0.5          // between the profiles along the edge
	crossWide   = 1.2          // widest stroke
	crossMove   = 0.75         // by which it may rise or fall from one profile to the next
	crossMissed = 8            // profiles on end in which it may be hidden by a beat
	crossAside  = 1.5          // by which it may be elsewhere behind it
	crossLevel  = 3.0          // about a place, in which the brightest is paper
	crossDark   = 0.75         // of the paper's light that a stroke has at most
	crossPaper  = 0.12         // by which the light of the paper may differ, as a share
	crossApart  = 8.0          // between strokes that count: rows of curves
	crossLeast  = 2            // strokes
)

// reach is the map with more nodes at its right and left where strokes go on beyond
// its edge. Beyond the upper and the lower one frames and words are taken for curves
// (photos of sheets with a header), so that sheets that lie on their side go without.
func (m *Map) reach(p *page.Page, debug func(string, ...any)) *Map {
	for range widened {
		var add [4]int
		for _, e := range [2]int{1, 3} {
			if m.crossed(p, e) >= crossLeast {
				add[e] = 2 * wider // what hides the grid is wide
			}
		}
		if add == [4]int{} {
			return m
		}
		out := m.larger(add)
		if out == nil {
			return m
		}
		debug("  strokes go on: %d x %d nodes from %d x %d", out.NX, out.NY, m.NX, m.NY)
		m = out
	}
	return m
}

// crossed counts the strokes that go on beyond the right (1) or left (3) edge.
func (m *Map) crossed(p *page.Page, edge int) int {
	x0, y0, x1, y1 := m.Bounds()
	at := func(u, d float64) (x, y float64) { // u along the edge, d beyond it
		if edge == 1 {
			return x1 + d, u
		}
		return x0 - d, u
	}
	lo, hi := y0, y1
	across, down := m.Pitch()
	step := min(0.25, 1/min(across, down))
	n := int((hi - lo) / step)
	profile := func(d float64) (strokes []float64, paper []float32) {
		light := make([]float32, n)
		for i := range light {
			px, py := m.ToPixel(at(lo+float64(i)*step, d))
			light[i] = luminance(p, px, py)
		}
		return strokesIn(light, step)
	}
	type stroke struct {
		at     float64
		missed int
	}
	var open []stroke
	var inside []float32
	for d := -crossFrom; d <= crossLong; d += crossStep {
		found, paper := profile(d)
		if inside == nil {
			inside = paper
			for _, u := range found {
				open = append(open, stroke{at: u})
			}
			continue
		}
		kept := open[:0]
		for _, t := range open {
			best, to := min(crossMove*float64(1+t.missed), crossAside), math.NaN()
			for _, v := range found {
				if math.Abs(v-t.at) <= best {
					best, to = math.Abs(v-t.at), v
				}
			}
			if t.missed++; !math.IsNaN(to) {
				t.at, t.missed = to, 0
			}
			i := min(max(int(t.at/step), 0), n-1)
			if t.missed <= crossMissed && math.Abs(float64(paper[i]-inside[i])) <= crossPaper*float64(inside[i]) {
				kept = append(kept, t)
			}
		}
		open = kept
	}
	open = slices.DeleteFunc(open, func(t stroke) bool { return t.missed > crossMissed/2 })
	slices.SortFunc(open, func(a, b stroke) int { return cmp.Compare(a.at, b.at) })
	count, last := 0, math.Inf(-1)
	for _, t := range open {
		if t.at-last >= crossApart {
			count++
			last = t.at
		}
	}
	return count
}

// strokesIn lists the middles, in millimetres from the first, of the narrow dark places
// of a row of light values, and the light of the paper at each value. Negative values
// are outside of the picture.
func strokesIn(light []float32, step float64) (at []float64, paper []float32) {
	reach := int(crossLevel / step)
	paper = make([]float32, len(light))
	for i := range light {
		for j := max(0, i-reach); j <= min(len(light)-1, i+reach); j++ {
			paper[i] = max(paper[i], light[j])
		}
	}
	dark := func(i int) bool { return light[i] >= 0 && light[i] < crossDark*paper[i] }
	for i := 0; i < len(light); i++ {
		if !dark(i) {
			continue
		}
		a := i
		for i < len(light) && dark(i) {
			i++
		}
		if float64(i-a)*step <= crossWide {
			at = append(at, float64(a+i-1)/2*step)
		}
	}
	return at, paper
}

// luminance is the light of the pixel nearest to a place, -1 outside of the picture.
func luminance(p *page.Page, px, py float64) float32 {
	x, y := int(math.Round(px)), int(math.Round(py))
	if x < 0 || y < 0 || x >= p.Width || y >= p.Height {
		return -1
	}
	v := p.Pix[(y*p.Width+x)*p.Channels:]
	if p.Channels == 1 {
		return float32(v[0])
	}
	return 0.299*float32(v[0]) + 0.587*float32(v[1]) + 0.114*float32(v[2])
}
