package light

import "math"

// rough makes textures.
type rough struct {
	seed uint64
	px   float64 // millimetres of a pixel
}

func (r *rough) plain(ink rgb) texture {
	broad := newHills(r.seed)
	return func(x, y float64) rgb {
		return grey(ink, 0.04*broad.at(x*0.01111, y*0.01111))
	}
}

// wood is made of boards along x: rings that run along them and around knots,
// streaks, and pores, which are short dark dashes.
func (r *rough) wood(ink rgb) texture {
	warp, streak, pore, cast := newHills(r.seed+1), newHills(r.seed+2), newHills(r.seed+3), dice(r.seed+4)
	width := 70 + 80*cast.share(0, 1)
	rings := 1 / (6 + 6*cast.share(0, 2))
	seams := cast.share(0, 3) < 0.6
	if !seams {
		width = 1200
	}
	boards := newPeriod(width)
	k := knots{every: newPeriod(420), cast: cast, width: width, i: math.MinInt}
	board, shift, tone := math.MinInt, 0.0, float32(0)
	return func(x, y float64) rgb {
		at, n := boards.at(y)
		if n != board {
			board, shift, tone = n, 400*cast.share(n, 5), 0.12*cast.at(n, 6)
		}
		x += shift
		y += 7 * shift
		t := y*rings + 1.9*float64(warp.at(x*0.0071, y*0.038)) + k.push(x, at, n)
		t -= float64(floor(t))
		// A ring darkens slowly and ends within a fifth.
		late := min(t*t*1.5625, 5*(1-t))
		d := tone + 0.15*float32(late-0.33) + 0.17*streak.at(x*0.03, y*0.77)
		if p := pore.at(x*0.25, y*3.6); p > 0.2 {
			d += 0.4 * (p - 0.2) * float32(0.35+late)
		}
		if seams {
			d += 0.6 * line(0.35-min(at, width-at), r.px)
		}
		return dim(ink, d)
	}
}

// knots push the rings of boards aside.
type knots struct {
	every period // places for knots along a board
	cast  dice
	width float64 // of boards
	i, n  int     // which knot was asked for last
	none  bool
	x, y  float64
}

// push is how far, in rings, at x millimetres along board n and y across it.
func (k *knots) push(x, y float64, n int) float64 {
	along, i := k.every.at(x)
	if i != k.i || n != k.n {
		k.i, k.n, k.none = i, n, k.cast.share(i, n^0x300) > 0.35
		k.x, k.y = k.every.size*(0.2+0.6*k.cast.share(i, n^0x301)), k.width*(0.25+0.5*k.cast.share(i, n^0x302))
	}
	if k.none {
		return 0
	}
	dx, dy := (along-k.x)*0.0625, (y-k.y)*0.143
	q := dx*dx + dy*dy
	if q > 24 {
		return 0
	}
	return 5 * math.Exp(-q/5)
}

// fabric: threads go over and under each other in turn.
func (r *rough) fabric(ink rgb) texture {
	broad, thread := newHills(r.seed+1), dice(r.seed+2)
	pitch := newPeriod(0.55 + 0.5*thread.share(0, 1))
	return func(x, y float64) rgb {
		fx, i := pitch.at(x)
		fy, j := pitch.at(y)
		across, along, own := fx, fy, i
		if (i+j)&1 == 1 {
			across, along, own = fy, fx, j+1_000_000
		}
		// A thread is round across, and bends down where it goes under.
		a, b := 2*across*pitch.inverse-1, 2*along*pitch.inverse-1
		d := 0.38*a*a + 0.22*b*b - 0.15
		return grey(ink, float32(d)+0.1*thread.at(own, 7)+0.1*broad.at(x*0.02222, y*0.02222))
	}
}

// stone has grains of several sizes, some bright, some dark. Its lattices are
// turned against each other, which hides them.
func (r *rough) stone(ink rgb) texture {
	cloud, coarse, fine := newHills(r.seed+1), newHills(r.seed+2), newHills(r.seed+3)
	return func(x, y float64) rgb {
		c, f := coarse.at(0.36*x+0.22*y, 0.36*y-0.22*x), fine.at(0.5*x-0.9*y, 0.5*y+0.9*x)
		d := 0.1*cloud.at(x*0.02857, y*0.02857) + 0.12*f
		if q := c + 0.6*f; q > 0.5 {
			d += 1.5 * (q - 0.5)
		}
		if q := f - 0.7*c; q > 0.45 {
			d -= 0.9 * (q - 0.45)
		}
		return grey(ink, min(d, 0.9))
	}
}

// metal is brushed along x; sky and lamps are mirrored as broad bands.
func (r *rough) metal(ink rgb) texture {
	fine, coarse, band := newHills(r.seed+1), newHills(r.seed+2), newHills(r.seed+3)
	return func(x, y float64) rgb {
		return grey(ink, 0.1*fine.at(x*0.02222, y*3.333)+0.07*coarse.at(x*0.008333, y*0.5882)+0.3*band.at(x*0.003846, y*0.01429))
	}
}

// linen lies in folds: the slope of a surface that is lit from one side, and
// creases.
func (r *rough) linen(ink rgb) texture {
	threads := newPeriod(0.5)
	here, there, crease := newHills(r.seed+1), newHills(r.seed+1), newHills(r.seed+2)
	return func(x, y float64) rgb {
		u, v := (x+0.4*y)*0.02632, (y-0.2*x)*0.0125
		d := 0.08 + 0.8*(here.at(u, v)-there.at(u+0.16, v+0.07))
		if c := float64(crease.at((x-0.6*y)*0.01923, (y+0.5*x)*0.009091)); c > -0.2 && c < 0.2 {
			// Bright on one side of the crease, dark on the other.
			d += float32(3 * c * near(c, 0.07))
		}
		// The weave is as fine as pixels.
		fx, _ := threads.at(x)
		fy, _ := threads.at(y)
		return grey(ink, d+float32(0.04-0.16*math.Abs(fx-0.25)-0.16*math.Abs(fy-0.25)))
	}
}
