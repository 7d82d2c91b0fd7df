package rectify

import (
	"cmp"
	"math"
	"slices"
)

// A levelling is the slopes of the level lines of a sheet that is seen in
// perspective: the line through (cx, y) has the slope mid + turn*(y-cy)/half.
type levelling struct {
	cx, cy, half float64
	mid, turn    float64
}

// spread is how much farther apart two lines are at x than at cx.
func (l *levelling) spread(x float64) float64 { return max(0.3, 1+(x-l.cx)*l.turn/l.half) }

// at is the height of a place's line where it crosses x = cx.
func (l *levelling) at(p vec) float64 {
	// y = q + (x-cx) (mid + turn (q-cy)/half) for q
	return l.cy + (p.y-l.cy-(p.x-l.cx)*l.mid)/l.spread(p.x)
}

// line is the place at x on the level line through (cx, q).
func (l *levelling) line(q, x float64) vec {
	return vec{x, q + (x-l.cx)*(l.mid+l.turn*(q-l.cy)/l.half)}
}

// levelled finds the slopes that are most probable, about a first guess: curves
// rest for most of the time, text stands in lines, so ink lies in rows.
func levelled(ink []vec, first float64, l levelling) levelling {
	const (
		reach, step       = 0.1, 0.005 // of slopes
		mostTurn, turning = 0.24, 0.02 // of their change over half the height
	)
	l.mid = first
	best, found := math.Inf(-1), l
	rows := make([]float64, 0, 8192)
	try := func(mid, turn float64, every int) {
		t := l
		t.mid, t.turn = mid, turn
		if v := t.likelihood(ink, every, &rows); v > best {
			best, found = v, t
		}
	}
	every := max(1, len(ink)/20000)
	for i := -int(reach / step); i <= int(reach/step); i++ {
		for j := -int(mostTurn / turning); j <= int(mostTurn/turning); j++ {
			try(first+float64(i)*step, float64(j)*turning, every)
		}
	}
	every = max(1, len(ink)/60000)
	best = math.Inf(-1)
	for s := 1.0; s > 0.02; s /= 2 {
		at := found
		for i := -2; i <= 2; i++ {
			for j := -2; j <= 2; j++ {
				try(at.mid+float64(i)*s*step/2, at.turn+float64(j)*s*turning/2, every)
			}
		}
	}
	return found
}

// likelihood is the logarithm of how probable the heights of ink are, given its
// place across, if its heights along the lines are spread as they were found to
// be: log p(y|x) = log h(q) - log spread(x). That is the entropy of the rows,
// and lines that come together or part gain nothing by it.
func (l *levelling) likelihood(ink []vec, every int, rows *[]float64) float64 {
	n := int(6 * l.half)
	v := append((*rows)[:0], make([]float64, n)...)
	*rows = v
	var sum float64
	for i := 0; i < len(ink); i += every {
		if q := l.at(ink[i]) - l.cy + 3*l.half; q >= 0 && q < float64(n-1) {
			k := int(q)
			f := q - float64(k)
			v[k] += 1 - f
			v[k+1] += f
		}
		sum -= math.Log(l.spread(ink[i].x))
	}
	for _, c := range v {
		if c > 0 {
			sum += c * math.Log(c)
		}
	}
	return sum
}

// restSigma is how far off its line a curve rests, in millimetres, and
// restLength over what length of it that is one draw.
const restSigma, restLength = 0.7, 25.0

// levels makes evidence of the slopes: lines over the whole width of the ink,
// as certain as that number of rows lets them be.
func (l *levelling) levels(x0, x1, y0, y1, pitch float64, rows int) (out []bundle) {
	length := (x1 - x0) / pitch
	// The slope of a row of n independent places has the variance 12 restSigma^2
	// / n over the square of its length; the mean of the rows one in their
	// number of it. The slope through the two ends of a line has 2 sigma^2.
	const lines = 4
	sigma := restSigma * math.Sqrt(12*lines/2/max(1, float64(rows))/max(1, length/restLength))
	for i := range lines {
		q := y0 + (y1-y0)*float64(i)/(lines-1)
		out = append(out, bundle{places: []vec{l.line(q, x0), l.line(q, (x0+x1)/2), l.line(q, x1)}, sigma: sigma})
	}
	return out
}

// group is the largest set of marks each of which is like another one of it:
// sizes change little by little over a page.
func group(found []mark) (best []mark) {
	const slack = 0.12
	taken := make([]bool, len(found))
	for i := range found {
		if taken[i] {
			continue
		}
		taken[i] = true
		set := []mark{found[i]}
		for at := 0; at < len(set); at++ {
			for j := range found {
				if !taken[j] && set[at].alike(&found[j], slack) {
					taken[j] = true
					set = append(set, found[j])
				}
			}
		}
		if len(set) > len(best) {
			best = set
		}
	}
	return single(best)
}

// single leaves one of the marks that share ink, the one most like the others.
func single(set []mark) []mark {
	if len(set) == 0 {
		return nil
	}
	var w, h []float64
	for i := range set {
		w, h = append(w, set[i].across().norm()), append(h, set[i].down().norm())
	}
	mw, mh := median(w), median(h)
	odd := func(m *mark) float64 {
		return math.Abs(math.Log(m.across().norm()/mw)) + math.Abs(math.Log(m.down().norm()/mh))
	}
	slices.SortStableFunc(set, func(p, q mark) int { return cmp.Compare(odd(&p), odd(&q)) })
	var out []mark
	for i := range set {
		if !slices.ContainsFunc(out, func(o mark) bool {
			return o.foot().sub(set[i].foot()).norm() < 0.8*o.down().norm()
		}) {
			out = append(out, set[i])
		}
	}
	return out
}
