package vector

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// upright turns a page by quarters so that most of its letters run from left
// to right; a page without letters stays as it is.
func upright(v *page.Vector) *page.Vector {
	var letters [4]int // by quarter turns clockwise of the base line
	all := 0
	for _, t := range v.Texts {
		q := math.Round(t.Angle / (math.Pi / 2))
		n := len(t.String)
		letters[(int(q)%4+4)%4] += n
		all += n
	}
	turns := 0
	for q, n := range letters {
		if q != 0 && n > 2*letters[0] && 2*n > all {
			turns = q
		}
	}
	if turns == 0 {
		return v
	}
	// A base line that runs q quarters clockwise is brought back by as many
	// quarters the other way.
	at := func(p [2]float64) [2]float64 {
		switch turns {
		case 1:
			return [2]float64{p[1], v.Width - p[0]}
		case 2:
			return [2]float64{v.Width - p[0], v.Height - p[1]}
		}
		return [2]float64{v.Height - p[1], p[0]}
	}
	out := &page.Vector{Width: v.Width, Height: v.Height}
	if turns != 2 {
		out.Width, out.Height = v.Height, v.Width
	}
	out.Paths = make([]page.Path, len(v.Paths))
	for i, p := range v.Paths {
		points := make([][2]float64, len(p.Points))
		for k, q := range p.Points {
			points[k] = at(q)
		}
		p.Points = points
		out.Paths[i] = p
	}
	out.Texts = make([]page.Text, len(v.Texts))
	for i, t := range v.Texts {
		q := at([2]float64{t.X, t.Y})
		t.X, t.Y = q[0], q[1]
		t.Angle = math.Remainder(t.Angle-float64(turns)*math.Pi/2, 2*math.Pi)
		out.Texts[i] = t
	}
	return out
}
