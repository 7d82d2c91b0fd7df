package rectify

import (
	"cmp"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// Settings of the search for the sheet.
const (
	patch      = 8    // working pixels, the side of what has one colour
	stepLight  = 0.10 // share of the light by which paper may change from patch to patch
	stepColour = 4.0  // and of 255, its colour
	leastSheet = 0.1  // share of the picture
	sideSigma  = 1.2  // mm, of a place on the side of a sheet, cut and printed by hand
)

// A sheet is the paper about the pulses, as patches of a picture.
type sheet struct {
	w, h int
	in   []bool
}

// patches are the colour of the paper in each patch of a picture: the mean of
// the brighter half, which ink is not of. Luminance and colour differences, as
// [light.keep] makes them.
func patches(p *page.Page, factor int) (w, h int, out [][3]float32) {
	w, h = p.Width/factor/patch, p.Height/factor/patch
	out = make([][3]float32, w*h)
	n := p.Channels
	list := make([][3]float32, 0, patch*patch)
	for j := range h {
		for i := range w {
			list = list[:0]
			for y := range patch {
				for x := range patch {
					q := p.Pix[((j*patch+y)*factor*p.Width+(i*patch+x)*factor)*n:]
					if n < 3 {
						list = append(list, [3]float32{float32(q[0])})
						continue
					}
					r, g, b := float32(q[0]), float32(q[1]), float32(q[2])
					lum := 0.299*r + 0.587*g + 0.114*b
					list = append(list, [3]float32{lum, 0.564 * (b - lum), 0.713 * (r - lum)})
				}
			}
			slices.SortFunc(list, func(a, b [3]float32) int { return cmp.Compare(b[0], a[0]) })
			var sum [3]float32
			for _, v := range list[:len(list)/2] {
				for c := range sum {
					sum[c] += v[c] / float32(len(list)/2)
				}
			}
			out[j*w+i] = sum
		}
	}
	return w, h, out
}

// turnedPatches are the patches of a picture turned upright, as [light.turned].
func turnedPatches(w, h int, v [][3]float32, q int) (int, int, [][3]float32) {
	for range q {
		out := make([][3]float32, len(v))
		for y := range w {
			for x := range h {
				out[y*h+x] = v[x*w+(w-1-y)]
			}
		}
		v, w, h = out, h, w
	}
	return w, h, v
}

// newSheet grows the paper from inside of the marks: light may change little
// by little, as shadows do, and colour hardly. Nil where what grows is no sheet,
// or all of the picture.
func newSheet(w, h int, colour [][3]float32, set []mark) *sheet {
	s := &sheet{w: w, h: h, in: make([]bool, w*h)}
	var queue []int
	for i := range set {
		c := set[i].tl.add(set[i].br).scale(0.5 / patch)
		if x, y := int(c.x), int(c.y); x >= 0 && y >= 0 && x < w && y < h && !s.in[y*w+x] {
			s.in[y*w+x] = true
			queue = append(queue, y*w+x)
		}
	}
	n := len(queue)
	for len(queue) > 0 {
		k := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, d := range [4][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
			x, y := k%w+d[0], k/w+d[1]
			if x < 0 || y < 0 || x >= w || y >= h || s.in[y*w+x] || !samePaper(colour[k], colour[y*w+x]) {
				continue
			}
			s.in[y*w+x] = true
			queue = append(queue, y*w+x)
			n++
		}
	}
	if float64(n) < leastSheet*float64(w*h) {
		return nil
	}
	s.fill()
	return s
}

func samePaper(a, b [3]float32) bool {
	abs := func(v float32) float32 { return max(v, -v) }
	return abs(a[0]-b[0]) < stepLight*max(a[0], b[0], 20) && abs(a[1]-b[1]) < stepColour && abs(a[2]-b[2]) < stepColour
}

// fill closes holes: all that lies between paper, across and down.
func (s *sheet) fill() {
	rows, cols := s.ends(false), s.ends(true)
	for y := range s.h {
		for x := range s.w {
			s.in[y*s.w+x] = x >= rows[y][0] && x <= rows[y][1] && y >= cols[x][0] && y <= cols[x][1]
		}
	}
}

// ends are the first and the last patch of paper of each row, or column; the
// first is behind the last where there is none.
func (s *sheet) ends(down bool) [][2]int {
	n, m := s.h, s.w
	if down {
		n, m = m, n
	}
	out := make([][2]int, n)
	for i := range out {
		out[i] = [2]int{m, -1}
		for j := range m {
			k := i*s.w + j
			if down {
				k = j*s.w + i
			}
			if s.in[k] {
				out[i][0], out[i][1] = min(out[i][0], j), max(out[i][1], j)
			}
		}
	}
	return out
}

// holds tells whether a working pixel lies on the sheet, and not at its edge.
func (s *sheet) holds(x, y int) bool {
	i, j := x/patch, y/patch
	if i < 1 || j < 1 || i >= s.w-1 || j >= s.h-1 {
		// What lies at the border of the picture is no edge of paper.
		return i < s.w && j < s.h && s.in[j*s.w+i]
	}
	k := j*s.w + i
	return s.in[k] && s.in[k-1] && s.in[k+1] && s.in[k-s.w] && s.in[k+s.w]
}

// sides are the straight sides of the sheet that show, as two ends and a middle
// in working pixels each: left and right, top and bottom.
func (s *sheet) sides() (upright, level [][]vec) {
	for side := range 4 {
		down := side >= 2
		last := side % 2
		ends := s.ends(down)
		border := s.w - 1
		if down {
			border = s.h - 1
		}
		var at []vec // along, place
		for i, e := range ends {
			if e[1] < 0 {
				continue
			}
			if v := e[last]; v > 1 && v < border-1 {
				at = append(at, vec{float64(i), float64(v + last)})
			}
		}
		line := straight(at)
		for i, p := range line {
			q := vec{p.y, p.x + 0.5}
			if down {
				q = vec{p.x + 0.5, p.y}
			}
			line[i] = q.scale(patch).sub(vec{0.5, 0.5})
		}
		switch {
		case line == nil:
		case down:
			level = append(level, line)
		default:
			upright = append(upright, line)
		}
	}
	return upright, level
}

// straight is a line through most of the places (along, place), as its ends and
// its middle; nil if less than 60 % of them, and of a long way, lie within a patch
// of it.
func straight(at []vec) []vec {
	const slack, share = 1.0, 0.6
	if len(at) < 12 {
		return nil
	}
	best, slope, from := 0, 0.0, vec{}
	step := max(1, len(at)/40)
	for i := 0; i < len(at); i += step {
		for j := i + len(at)/4; j < len(at); j += step {
			t := (at[j].y - at[i].y) / (at[j].x - at[i].x)
			n := 0
			for _, p := range at {
				if math.Abs(p.y-at[i].y-t*(p.x-at[i].x)) < slack {
					n++
				}
			}
			if n > best {
				best, slope, from = n, t, at[i]
			}
		}
	}
	if float64(best) < share*float64(len(at)) || math.Abs(slope) > 0.6 {
		return nil
	}
	var u, v []float64
	for _, p := range at {
		if math.Abs(p.y-from.y-slope*(p.x-from.x)) < slack {
			u, v = append(u, p.x), append(v, p.y)
		}
	}
	t, c, _ := line(u, v)
	var out []vec
	for _, x := range []float64{u[0], (u[0] + u[len(u)-1]) / 2, u[len(u)-1]} {
		out = append(out, vec{x, c + t*x})
	}
	return out
}
