package trace

import (
	"math"
	"slices"
)

// Names are printed beside or over curves. Their ink must neither be followed
// nor fitted, but a curve that runs through a name is still there: ink of
// names is distrusted, not hidden.

// What a printed letter looks like, in millimetres.
const (
	letterLow, letterHigh = 1.2, 6.5
	letterWide            = 6.5
	labelAcross           = 13.0 // where letters are looked for: right of the start of a window,
	labelAway             = 14.0 // and this far above and below its resting line
	labelLine             = 1.3  // letters of one name, and names of all windows, lie this level
	letterInk             = 0.4  // of a line's ink, from which a sample belongs to a letter
)

// letters are the connected pieces of ink near the start of one window that
// look like print.
type letters struct {
	boxes  []rect
	pieces [][]int32 // samples of each, by columns
}

// findText marks the samples of names: of given boxes, and of letters near
// the starts of windows that lie level in several windows.
func (f *field) findText(tracks []*track, boxes []Box, amp float32) {
	dark := uint8(letterInk * amp * levels)
	found := make([]letters, len(tracks))
	given := make([]bool, len(tracks))
	rho := f.Rho
	for i, t := range tracks {
		area := rect{int(t.cx - 0.5*rho), int(t.cx + labelAcross*rho), int(t.cy - labelAway*rho), int(t.cy + labelAway*rho)}
		for _, b := range boxes {
			if b.Kind != Label {
				continue
			}
			if q := f.rect(b); q.c0 < area.c1 && area.c0 < q.c1 && q.r0 < area.r1 && area.r0 < q.r1 {
				given[i] = true
			}
		}
		if !given[i] {
			found[i] = f.letters(area, dark)
		}
	}
	for _, b := range boxes {
		if b.Kind == Label {
			f.distrustBox(f.rect(b), dark)
		}
	}
	f.agreeText(tracks, found, given, dark)
}

// rect is the outline of a box on the sheet.
func (f *field) rect(b Box) rect {
	x0, y0 := f.At(b.X0, b.Y0)
	x1, y1 := f.At(b.X1, b.Y1)
	clamp := func(v float64, n int) int { return int(min(max(math.Round(v), 0), float64(n))) }
	return rect{clamp(x0, f.W), clamp(x1, f.W), clamp(y0, f.H), clamp(y1, f.H)}
}

// letters finds pieces of ink in an area by flooding.
func (f *field) letters(a rect, dark uint8) letters {
	a = rect{max(0, a.c0), min(f.W, a.c1), max(0, a.r0), min(f.H, a.r1)}
	var out letters
	if a.empty() {
		return out
	}
	h := a.r1 - a.r0
	done := make([]bool, (a.c1-a.c0)*h)
	var todo, piece []int32
	for c := a.c0; c < a.c1; c++ {
		for r := a.r0; r < a.r1; r++ {
			if v := f.level[c*f.H+r]; v < dark || v == hiddenLevel || done[(c-a.c0)*h+r-a.r0] {
				continue
			}
			todo = append(todo[:0], int32(c*f.H+r))
			done[(c-a.c0)*h+r-a.r0] = true
			piece = piece[:0]
			b := rect{c, c + 1, r, r + 1}
			whole := true
			for len(todo) > 0 {
				k := int(todo[len(todo)-1])
				todo = todo[:len(todo)-1]
				piece = append(piece, int32(k))
				x, y := k/f.H, k%f.H
				b = rect{min(b.c0, x), max(b.c1, x+1), min(b.r0, y), max(b.r1, y+1)}
				for dx := -1; dx <= 1; dx++ {
					for dy := -1; dy <= 1; dy++ {
						u, v := x+dx, y+dy
						if u < a.c0 || v < a.r0 || u >= a.c1 || v >= a.r1 {
							whole = false
							continue
						}
						m := (u-a.c0)*h + v - a.r0
						if l := f.level[u*f.H+v]; l >= dark && l != hiddenLevel && !done[m] {
							done[m] = true
							todo = append(todo, int32(u*f.H+v))
						}
					}
				}
			}
			high, wide := float64(b.r1-b.r0)/f.Rho, float64(b.c1-b.c0)/f.Rho
			if whole && high >= letterLow && high <= letterHigh && wide <= letterWide {
				out.boxes = append(out.boxes, b)
				out.pieces = append(out.pieces, slices.Clone(piece))
			}
		}
	}
	return out
}

// agreeText finds the height, relative to the resting line, at which most
// windows have letters; those are names. Where a window has none there,
// because a curve runs into its name, the usual place is distrusted.
func (f *field) agreeText(tracks []*track, found []letters, given []bool, dark uint8) {
	level := func(i, j int) float64 {
		b := found[i].boxes[j]
		return float64(b.r0+b.r1)/2 - tracks[i].cy
	}
	tol := labelLine * f.Rho
	best, votes := 0.0, 0
	for i := range found {
		for j := range found[i].boxes {
			at := level(i, j)
			n := 0
			for k := range found {
				for l := range found[k].boxes {
					if math.Abs(level(k, l)-at) < tol {
						n++
						break
					}
				}
			}
			if n > votes {
				best, votes = at, n
			}
		}
	}
	if votes < 2 || votes*3 < len(tracks) {
		return
	}
	var left, right, top, bottom []int
	usual := make([]bool, len(tracks))
	for i, t := range tracks {
		u := rect{math.MaxInt, 0, math.MaxInt, 0}
		for j, b := range found[i].boxes {
			if math.Abs(level(i, j)-best) >= tol {
				continue
			}
			u = rect{min(u.c0, b.c0), max(u.c1, b.c1), min(u.r0, b.r0), max(u.r1, b.r1)}
			for _, k := range found[i].pieces[j] {
				f.text[k] = true
			}
		}
		if u.empty() {
			continue
		}
		usual[i] = true
		left, right = append(left, u.c0-int(t.cx)), append(right, u.c1-int(t.cx))
		top, bottom = append(top, u.r0-int(t.cy)), append(bottom, u.r1-int(t.cy))
	}
	slices.Sort(left)
	slices.Sort(right)
	n := len(left)
	w := rect{left[n/4], right[n*3/4], middle(top), middle(bottom)}
	for i, t := range tracks {
		if given[i] {
			continue
		}
		b := rect{int(t.cx) + w.c0, int(t.cx) + w.c1, int(t.cy) + w.r0, int(t.cy) + w.r1}
		if !usual[i] {
			f.distrustBox(b, dark)
		}
	}
}

// distrustBox marks all ink in a box as text.
func (f *field) distrustBox(b rect, dark uint8) {
	for c := max(0, b.c0); c < min(f.W, b.c1); c++ {
		for r := max(0, b.r0); r < min(f.H, b.r1); r++ {
			if v := f.level[c*f.H+r]; v >= dark/2 && v != hiddenLevel {
				f.text[c*f.H+r] = true
			}
		}
	}
}
