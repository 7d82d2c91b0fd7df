package rectify

import "github.com/einthoven-ecg/einthoven/internal/par"

// thread is how far along the lines a piece of them goes, in samples: a third
// of a cell, in which dotted lines have a dot.
const thread = 5

// continuity tells lines from beats. Each piece of paper one bold period wide
// is compared with the mean pattern p of the page:
//
//	a = sum v p / sum p p
//
// The mean of a is 1 whatever made the pattern. Printed lines go on from end to
// end, so that its median is near 1 too; where beats stand in a row, as far
// apart as lines might, most of the paper is bare and the median near 0. The
// smaller median of the two families is returned.
func (f *flat) continuity() float64 {
	least := 1.0
	for c := range 2 {
		p := f.profile(c, 1)
		var power float64
		for _, v := range p {
			power += v * v
		}
		if power == 0 {
			return 0
		}
		rows := make([][]float64, f.m.NY-2)
		par.Each(f.workers, len(rows), func(j int) {
			for i := range f.m.NX - 2 {
				rows[j] = f.pieces(rows[j], p, c, i, j)
			}
		})
		var all []float64
		for _, r := range rows {
			all = append(all, r...)
		}
		least = min(least, median(all)/power)
	}
	return least
}

// pieces appends sum v p for the pieces of family c in cell (i, j) and the next
// one across the lines, where both were seen and are mostly free of ink.
func (f *flat) pieces(out, p []float64, c, i, j int) []float64 {
	m := f.m
	k := j*m.NX + i
	across, along, next := 1, f.w, 1
	if c == 1 {
		across, along, next = f.w, 1, m.NX
	}
	for _, n := range []int{k, k + next} {
		if !m.Seen[n] || !m.Seen[n+1] || !m.Seen[n+m.NX] || !m.Seen[n+m.NX+1] {
			return out
		}
	}
	at, b0 := j*f.cell*f.w+i*f.cell, f.phase(c)+i*f.cell
	if c == 1 {
		b0 = f.phase(c) + j*f.cell
	}
	for t := 0; t+thread <= f.cell; t += thread {
		var sum float64
		hidden := 0
		for b := range bins {
			q := p[(b0+b)%bins]
			for d := range thread {
				v := f.clean[at+b*across+(t+d)*along]
				if v == 0 {
					hidden++
				}
				sum += float64(v) * q
			}
		}
		if hidden < bins*thread/3 {
			out = append(out, sum/thread)
		}
	}
	return out
}
