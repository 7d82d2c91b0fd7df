package weights

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Rename is a tensor of the first set that the second probably has under
// another name. Likeness is from 0 to 1.
type Rename struct {
	Want   string  `json:"want"`
	Found  string  `json:"found"`
	Name   float64 `json:"name"`   // likeness of the names
	Values float64 `json:"values"` // likeness of the values, 0 where one side has one number only
	Score  float64 `json:"score"`  // the mean of both, or half of Name where values say nothing
}

const (
	// renameFloor is the least score of a pair: same values under a name with
	// nothing in common, or names that share most words. Where values say
	// nothing half of the words are enough.
	renameFloor = 0.3
	nameFloor   = 0.25
	// renameSample is how many values of a tensor are compared, evenly spread.
	renameSample = 1024
)

// renames pairs tensors of one shape, the most alike first, each once.
func renames(missing, unexpected []Tensor) []Rename {
	var pairs []Rename
	for _, a := range missing {
		for _, b := range unexpected {
			if !slices.Equal(a.Shape, b.Shape) {
				continue
			}
			r := Rename{Want: a.Name, Found: b.Name, Name: nameLikeness(a.Name, b.Name)}
			floor, told := renameFloor, false
			if r.Values, told = valueLikeness(a, b); !told {
				floor = nameFloor
			}
			r.Score = (r.Name + r.Values) / 2
			if r.Score >= floor {
				pairs = append(pairs, r)
			}
		}
	}
	slices.SortStableFunc(pairs, func(p, q Rename) int { return cmp.Compare(q.Score, p.Score) })
	usedWant, usedFound := map[string]bool{}, map[string]bool{}
	var out []Rename
	for _, p := range pairs {
		if !usedWant[p.Want] && !usedFound[p.Found] {
			usedWant[p.Want], usedFound[p.Found] = true, true
			out = append(out, p)
		}
	}
	return out
}

// nameLikeness is twice the longest common subsequence of the words of two
// names over the sum of their numbers of words.
func nameLikeness(a, b string) float64 {
	p, q := words(a), words(b)
	if len(p)+len(q) == 0 {
		return 0
	}
	row := make([]int, len(q)+1)
	for _, w := range p {
		diagonal := 0
		for j, v := range q {
			above := row[j+1]
			if w == v {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return 2 * float64(row[len(q)]) / float64(len(p)+len(q))
}

// words splits a name at its dots and lines, at most 64 of them.
func words(name string) []string {
	w := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("._-/:", r) })
	return w[max(0, len(w)-64):]
}

// valueLikeness is 1 - rms(a-b) / (rms(a) + rms(b)) over a sample of two
// tensors of one shape: 1 where they are equal, 0 where they are opposite. One of
// them that is all the same number says nothing.
func valueLikeness(a, b Tensor) (like float64, told bool) {
	step := max(1, a.Len()/renameSample)
	var far, p, q float64
	variedA, variedB := false, false
	for k := 0; k < a.Len(); k += step {
		x, y := a.At(k), b.At(k)
		far += (x - y) * (x - y)
		p += x * x
		q += y * y
		variedA = variedA || x != a.At(0)
		variedB = variedB || y != b.At(0)
	}
	if !variedA || !variedB {
		return 0, false
	}
	like = 1 - math.Sqrt(far)/(math.Sqrt(p)+math.Sqrt(q))
	if math.IsNaN(like) {
		return 0, true
	}
	return min(1, max(0, like)), true
}
