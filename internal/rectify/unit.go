package rectify

import (
	"math"
	"slices"
)

// fold is the mean of the page along the lines of one family: bin b holds the
// mean of all pixels whose line coordinate is first + (b + 0.5) / foldBins.
type fold struct {
	first  int
	mean   []float64
	weight []float64
	lines  int
}

const foldBins = 16

// foldPlane averages g along the lines of s over the valid nodes.
func foldPlane(g []float32, w, h int, s *surface, valid []bool) fold {
	lo, hi := math.Inf(1), math.Inf(-1)
	for n, ok := range valid {
		if ok {
			lo, hi = min(lo, s.v[n]), max(hi, s.v[n])
		}
	}
	if !(hi-lo >= 2 && hi-lo <= 2000) {
		return fold{}
	}
	first := int(math.Floor(lo)) - 1
	n := (int(math.Ceil(hi)) + 1 - first) * foldBins
	f := fold{first: first, mean: make([]float64, n), weight: make([]float64, n), lines: int(hi - lo)}
	cells(s, valid, w, h, 2, 0, 0, s.nx, s.ny, func(y, x0, x1 int, v, dv float64) {
		v = (v - float64(first)) * foldBins
		dv *= foldBins
		for x := x0; x < x1; x++ {
			if k := int(v); k >= 0 && k < n {
				f.mean[k] += float64(g[y*w+x])
				f.weight[k]++
			}
			v += dv
		}
	})
	var top float64
	for _, q := range f.weight {
		top = max(top, q)
	}
	for k := range f.mean {
		if f.weight[k] > 0.02*top {
			f.mean[k] /= f.weight[k]
		} else {
			f.mean[k], f.weight[k] = 0, 0
		}
	}
	return f
}

// cells calls row for every second (every) pixel row of every valid cell of
// nodes [i0, i1) x [j0, j1), with the line coordinate v at x0 and its slope,
// bilinear in the cell.
func cells(s *surface, valid []bool, w, h, every, i0, j0, i1, j1 int, row func(y, x0, x1 int, v, dv float64)) {
	st := int(s.step)
	for j := j0; j < min(j1, s.ny-1); j++ {
		for i := i0; i < min(i1, s.nx-1); i++ {
			m := j*s.nx + i
			if !valid[m] || !valid[m+1] || !valid[m+s.nx] || !valid[m+s.nx+1] {
				continue
			}
			a, b, c, d := s.v[m], s.v[m+1], s.v[m+s.nx], s.v[m+s.nx+1]
			for y := j * st; y < min(h, j*st+st); y += every {
				t := float64(y-j*st) / s.step
				l, r := a+(c-a)*t, b+(d-b)*t
				row(y, i*st, min(w, i*st+st), l, (r-l)/s.step)
			}
		}
	}
}

// power is the squared spectrum of the fold at r cycles a line, under a Hann
// window over all lines.
func (f fold) power(r float64) float64 {
	var re, im float64
	st, ct := math.Sincos(2 * math.Pi * r / foldBins)
	c, s := 1.0, 0.0
	sh, ch := math.Sincos(2 * math.Pi / float64(len(f.mean)))
	hc, hs := 1.0, 0.0
	for _, v := range f.mean {
		t := v * (1 - hc)
		re += t * c
		im += t * s
		c, s = c*ct-s*st, c*st+s*ct
		hc, hs = hc*ch-hs*sh, hc*sh+hs*ch
	}
	return re*re + im*im
}

// lines is what the fold says about the lines of one family.
type lines struct {
	z     [6]float64 // z[d]: evidence that d lines make one wider line, d = 2..5
	fine  float64    // evidence of five finer lines between tracked ones
	count int
}

// judge weighs the subharmonics of the fold: the mean log ratio of its power
// at the multiples of 1/d to the background between them.
func (f fold) judge() lines {
	l := lines{count: f.lines}
	if len(f.mean) == 0 {
		return l
	}
	var bg, br []float64
	for r := 0.04; r < 0.97; r += 0.0137 {
		free := true
		for d := 2; d <= 5; d++ {
			for j := 1; j < d; j++ {
				if math.Abs(r-float64(j)/float64(d)) < max(0.012, 2.2/float64(max(1, f.lines))) {
					free = false
				}
			}
		}
		if free || f.lines < 60 {
			bg, br = append(bg, f.power(r)), append(br, r)
		}
	}
	near := func(r float64) float64 {
		var v []float64
		for i := range bg {
			if math.Abs(br[i]-r) < 0.25 {
				v = append(v, bg[i])
			}
		}
		if len(v) == 0 {
			v = append(v, bg...)
		}
		if len(v) == 0 {
			return 1e-12
		}
		slices.Sort(v)
		return v[len(v)/2] + 1e-12
	}
	for d := 2; d <= 5; d++ {
		for j := 1; j < d; j++ {
			r := float64(j) / float64(d)
			l.z[d] += math.Log(f.power(r)/near(r)+1e-9) / float64(d-1)
		}
	}
	p4, p5, p6 := f.power(4), f.power(5), f.power(6)
	l.fine = math.Log(max(p5, 1e-12) / max(math.Sqrt(p4*p6), 1e-12))
	return l
}

// bold returns where in every n lines the paper is darkest, counted from line
// 0: a whole line, or half way between two when a harmonic of the bold lines
// was followed that comes out bright on them.
func (f fold) bold(n int) float64 {
	const half = foldBins / 2
	score := make([]float64, 2*n)
	for k, v := range f.mean {
		if f.weight[k] == 0 {
			continue
		}
		h := (k + half/2 + 2*foldBins*n) / half // half lines, rounded
		c := float64(k) + 0.5 - float64(h*half-2*foldBins*n)
		if math.Abs(c) < 0.2*foldBins {
			score[((h+2*f.first)%(2*n)+2*n)%(2*n)] += v
		}
	}
	best := 0
	for i, s := range score {
		if s < score[best] && (i%2 == 0 || n < 5) {
			best = i
		}
	}
	return float64(best) / 2
}

// slips looks, block by block of the page, whether the bold lines lie where
// they lie on the page as a whole. It returns the share of blocks with clear
// bold lines that disagree: lines were lost or counted twice on the way there.
func slips(g []float32, w, h int, s *surface, valid []bool, off float64, n int) (share float64, clear int) {
	if n < 2 {
		return 0, 0
	}
	const side = 7 // nodes
	right := 0
	score, num := make([]float64, n), make([]float64, n)
	for j0 := 0; j0+1 < s.ny; j0 += side {
		for i0 := 0; i0+1 < s.nx; i0 += side {
			for i := range score {
				score[i], num[i] = 0, 0
			}
			cells(s, valid, w, h, 2, i0, j0, i0+side, j0+side, func(y, x0, x1 int, v, dv float64) {
				v += off
				for x := x0; x < x1; x++ {
					k := math.Round(v)
					if math.Abs(v-k) < 0.22 {
						q := (int(k)%n + n) % n
						score[q] += float64(g[y*w+x])
						num[q]++
					}
					v += dv
				}
			})
			best, ok := clearest(score, num)
			if !ok {
				continue
			}
			clear++
			if best == 0 {
				right++
			}
		}
	}
	if clear == 0 {
		return 0, 0
	}
	return 1 - float64(right)/float64(clear), clear
}

// clearest returns the darkest class of lines and whether it stands out three
// times as far from the mean as the next.
func clearest(score, num []float64) (best int, ok bool) {
	var mean, second float64
	for i := range score {
		if num[i] < 300 {
			return 0, false
		}
		score[i] /= num[i]
		mean += score[i] / float64(len(score))
	}
	for i, v := range score {
		if v < score[best] {
			best = i
		}
	}
	for i, v := range score {
		if i != best {
			second = min(second, v-mean)
		}
	}
	return best, score[best]-mean < 3*second && mean-score[best] > 0.002
}

// speaks is the log likelihood ratio of evidence z for d lines that make a wider
// one, d = 3 or 5. On pages of known units z is 4 to 7 where there are such lines
// (of five: 3 to 8), else -1 to 1 with a long tail. No evidence decides alone.
func speaks(d int, z float64) float64 {
	at, slope := 2.5, 1.8
	if d == 5 {
		at, slope = 2.2, 2
	}
	return max(-6, min(slope*(z-at), 6))
}

// sizeOdds is the log likelihood of a side of what was followed, mm. Of one
// side alone it is not known whether it is the longer one: strips are low.
func sizeOdds(mm float64, longer bool) float64 {
	const most, wide = 400.0, 0.35
	least := 15.0
	if longer {
		least = 120
	}
	u := max(0, math.Log(least/mm), math.Log(mm/most)) / wide
	return -0.5 * min(u*u, 25)
}

// coarse decides, where two (three) lines make a wider one and five seem to as
// well, whether the wider ones are bold lines, 5 mm apart, and nothing between
// them is printed. Lines drawn on whole pixels repeat every fifth time or so:
// a lattice of bold lines alone then seems to have bolder ones.
func coarse(d int, z [6]float64, count int, longer bool) bool {
	n := float64(max(1, count))
	if d == 2 {
		const harmonic = -1.5 // log odds of following half millimetres
		return sizeOdds(2.5*n, longer) > speaks(5, z[5])+sizeOdds(0.5*n, longer)+harmonic
	}
	return speaks(3, z[3])+sizeOdds(n*5/3, longer) > speaks(5, z[5])+sizeOdds(n, longer)
}

// thick decides, where five lines seem to make a wider one by little, whether the lines
// themselves are 5 mm apart: then the sheet has the size of paper, and five fainter
// lines may show between two of them. That none show says nothing: they may be lost.
func thick(z5, fine float64, count int, longer bool) bool {
	const per, most = 1.5, 3.0 // log likelihood ratio of fainter lines; own estimate
	n := float64(max(1, count))
	return sizeOdds(5*n, longer)+min(per*max(0, fine), most) > speaks(5, z5)+sizeOdds(n, longer)
}

// decide turns the evidence of both families into millimetres a tracked line:
// 1, or a fraction when a harmonic of the millimetre lines was followed, or 5,
// 5/2, 5/3, 5/4, 5/8 when one of the bold lines was. px and py are the local
// distances of lines; families of like distance are judged together.
func decide(l [2]lines, px, py float64) (unit, sure [2]float64) {
	like := max(px, py)/min(px, py) < 1.12
	for i := range l {
		z, count, fine := l[i].z, l[i].count, l[i].fine
		if like {
			o := l[1-i]
			for d := range z {
				z[d] = 0.5 * (z[d] + o.z[d])
			}
			count, fine = max(count, o.count), 0.5*(fine+o.fine)
		}
		z2, z3, z4, z5 := z[2], z[3], z[4], z[5]
		quarters := (3*z4 - z2) / 2 // evidence at one and three quarters; that at two is z2
		switch {
		case z2 > 4 && quarters > 3 && z3 < 2.5 && z5 < 2 && count > 330:
			unit[i], sure[i] = 5.0/8, min(z2, quarters)
		case z2 > 4 && z2 > z5+0.7 && z5 > 2 && count <= 330 && coarse(2, z, count, like):
			unit[i], sure[i] = 5.0/2, z2
		case z2 > 4 && z2 > z5+0.7 && (z5 > 2 || count > 330):
			unit[i], sure[i] = 0.5, min(z2, z5)
		case z3 > 2.5 && z3 > z5 && count > 330:
			unit[i], sure[i] = 1.0/3, min(z3, z5)
		case z3 > 2.5 && z5 > 2 && coarse(3, z, count, like):
			unit[i], sure[i] = 5.0/3, z3
		case z5 > 2 && thick(z5, fine, count, like):
			unit[i], sure[i] = 5, 0.7*fine
		case z5 > 2:
			unit[i], sure[i] = 1, z5
		case z2 > 4 && z3 > 4:
			unit[i], sure[i] = 5.0/6, min(z2, z3)
		case z3 > 2.5:
			unit[i], sure[i] = 5.0/3, z3
		case z4 > 3 && z4 > 0.75*z2:
			unit[i], sure[i] = 5.0/4, z4
		case z2 > 4:
			unit[i], sure[i] = 5.0/2, z2
		case fine > 1.5 && count < 90:
			unit[i], sure[i] = 5, 0.7*fine
		}
	}
	// One family may speak for the other: their local distances are alike.
	for i := range unit {
		if unit[1-i] != 0 && (unit[i] == 0 || sure[i] < 2.5 && sure[i]+1.5 < sure[1-i]) {
			per := [2]float64{px, py}
			want := unit[1-i] * per[i] / per[1-i]
			best := 1.0
			for _, c := range []float64{1.0 / 3, 0.5, 5.0 / 8, 5.0 / 6, 1, 5.0 / 4, 5.0 / 3, 2.5, 5} {
				if math.Abs(math.Log(c/want)) < math.Abs(math.Log(best/want)) {
					best = c
				}
			}
			unit[i] = best
			break
		}
	}
	if unit[0] == 0 {
		unit = [2]float64{1, 1}
		if max(l[0].count, l[1].count) < 90 {
			unit = [2]float64{5, 5}
		}
	}
	return unit, sure
}
