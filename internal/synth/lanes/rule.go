package lanes

import "math"

// RuleFar is where lines are counted from: so many before the first, for whole
// numbers to be cut off downwards.
const RuleFar = 1 << 20

// Rules are parallel lines in a plane, of which some are thicker. Places are up
// to RuleFar lines from the one at Shift, on either side: what lies farther gets
// some line's cover or none.
type Rules struct {
	Shift, Inverse float64 // where one is; lines a unit
	Every, Half    float32 // their distance, half their width
	// Each of so many lines has another half width; 0 means none.
	Each  int32
	Thick float32
}

// Off is how far a place lies behind the nearest line, and the number of that.
func (l *Rules) Off(v float64) (d float32, number int64) {
	f := float64((v-l.Shift)*l.Inverse) + RuleFar
	n := int64(f + 0.5)
	return float32(float32(f-float64(n)) * l.Every), n
}

// RulePixels is how many pixels in a row share a scale.
const RulePixels = 8

// Cover covers pixels, so far as lines leave them free, with lines across an
// axis. The places of the pixels are at; perUnit is how many pixels a unit is
// along both axes, for each RulePixels of them. What a line covers of a pixel is
// the overlap of its width with that of a pixel beside it. Each pixel has a
// place and a scale.
func (l *Rules) Cover(row []uint8, at [][2]float64, axis int, perUnit [][2]float32) {
	at, perUnit = first(at, len(row)), first(perUnit, (len(row)+RulePixels-1)/RulePixels)
	n := l.wide(row, at, axis&1, perUnit)
	l.coverPortable(row[n:], at[n:], axis&1, perUnit[n/RulePixels:])
}

func (l *Rules) coverPortable(row []uint8, at [][2]float64, axis int, perUnit [][2]float32) {
	for len(row) > 0 {
		n := min(RulePixels, len(row))
		l.coverSome(row[:n], at[:n], axis, perUnit[0][axis])
		row, at, perUnit = row[n:], at[n:], perUnit[1:]
	}
}

// coverSome covers pixels of one scale.
func (l *Rules) coverSome(row []uint8, at [][2]float64, axis int, perUnit float32) {
	reach := max(l.Half, l.Thick) + 0.5/perUnit
	last, half, most := int64(math.MinInt64), float32(0), float32(0)
	for i := range row {
		d, n := l.Off(at[i][axis])
		if d < 0 {
			d = -d
		}
		if d >= reach {
			continue
		}
		if n != last {
			last, half = n, l.Half
			if l.Each > 0 && (n-RuleFar)%int64(l.Each) == 0 {
				half = l.Thick
			}
			most = min(2*perUnit*half, 1)
		}
		share := float32(perUnit*(half-d)) + 0.5
		if share <= 0 {
			continue
		}
		if share > most {
			share = most
		}
		row[i] += byte(int32(float32(share*float32(255-row[i])) + 0.5))
	}
}
