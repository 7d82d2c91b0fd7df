package light

import "math"

// keys are those of a keyboard: rows of blocks, each row shifted, with a sign
// on each.
func (r *rough) keys(ink rgb) texture {
	cast := dice(r.seed + 1)
	const pitch, half, round = 19.05, 8.2, 1.8 // millimetres; ISO 9995 leaves the pitch to custom, which is 3/4 inch
	row := newPeriod(pitch)
	sign := rgb{0.75, 0.75, 0.75}
	if ink.g > 0.2 {
		sign = rgb{0.05, 0.05, 0.05}
	}
	return func(x, y float64) rgb {
		fy, j := row.at(y)
		fx, i := row.at(x + pitch*0.27*float64(j&3))
		fx, fy = fx-pitch/2, fy-pitch/2
		d := box(fx, fy, half, half, round)
		out := grey(ink, 0.75*(1-line(-d, r.px)))
		if d > -0.4 {
			return out
		}
		// The top is smaller than the foot, and lit from above.
		if box(fx, fy+0.8, half-1.6, half-1.8, round) > 0 {
			return grey(out, float32(0.12+0.025*fy))
		}
		out = grey(out, float32(-0.12+0.008*fy))
		if sx, sy := floor((fx+5.2)/0.75), floor((fy+6)/0.75); sx >= 0 && sx < 4 && sy >= 0 && sy < 6 && cast.bits(i*8+sx, j*8+sy)&3 > 1 {
			return tint(out, sign, 0.8)
		}
		return out
	}
}

// paper: sheets of A4 one beside the other, on a table of a colour, each with
// lines of words. Letters are dots in boxes of three by five.
func (r *rough) paper(ink rgb) texture {
	cast, broad := dice(r.seed+1), newHills(r.seed+2)
	const em = 0.36
	columns, rows, lines := newPeriod(226), newPeriod(318), newPeriod(4.6)
	return func(x, y float64) rgb {
		py, j := rows.at(y)
		px, i := columns.at(x + 90*cast.share(j, 3))
		edge := min(px, 210-px, py, 297-py)
		if edge < -r.px {
			return grey(ink, 0.35*float32(near(edge, 5)))
		}
		out := tint(ink, rgb{0.8, 0.79, 0.76}, line(edge, r.px))
		out = grey(out, 0.03*broad.at(x*0.01667, y*0.01667))
		if px < 22 || px > 188 || py < 25 || py > 272 {
			return out
		}
		ly, n := lines.at(py - 25)
		row := floor(ly * (1 / em))
		col := floor((px - 22) * (1 / em))
		letter := col >> 2
		// A word is as long as chance lets it; lines end early now and then.
		length := 190 * cast.share(n, i*64+j)
		if row > 4 || col&3 == 3 || float64(letter) > 40+length || cast.bits(letter, n*64+i)%6 == 0 || cast.bits(n, i)%7 == 0 {
			return out
		}
		if cast.bits(col, (n*8+row)*16+i)&3 > 0 {
			return grey(out, 0.85)
		}
		return out
	}
}

// graph is a pad with lines every millimetre and stronger ones every five, or
// with squares of five.
func (r *rough) graph(ink rgb) texture {
	broad, cast := newHills(r.seed+2), dice(r.seed+1)
	sheet := rgb{0.84, 0.84, 0.82}
	every := [...]float64{1, 1, 5, 2}[cast.bits(0, 1)%4]
	squares := newPeriod(every)
	lines := func(v float64) float32 {
		at, n := squares.at(v + every/2)
		width, cover := 0.05, float32(0.45)
		if every < 5 && n%5 == 0 {
			width, cover = 0.1, 0.85
		}
		return cover * line(width-math.Abs(at-every/2), r.px)
	}
	return func(x, y float64) rgb {
		cover := lines(x)
		if c := lines(y); c > cover {
			cover = c
		}
		return tint(grey(sheet, 0.03*broad.at(x*0.01429, y*0.01429)), ink, cover)
	}
}
