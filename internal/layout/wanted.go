package layout

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph"
)

// wanted is an arrangement that the user fixed.
type wanted struct {
	grid, cols, strips int
	order              string
}

func (w *wanted) fits(a arrangement) bool {
	return a.grid == w.grid && a.cols == w.cols && a.strips == w.strips
}

// Check reports whether a layout option can be understood.
func Check(s string) error {
	_, err := parseLayout(s)
	return err
}

// parseLayout reads "3x4+1", "6x2", "12x1:cabrera", and the names that reports
// print ("3x4+1R:II": the strips' leads are read anyway). An empty string
// gives nil.
func parseLayout(s string) (*wanted, error) {
	if s == "" {
		return nil, nil
	}
	bad := fmt.Errorf("layout %q: want ROWSxCOLUMNS, +STRIPS and :ORDER where needed, such as 3x4, 3x4+1, 12x1 or 6x2:cabrera", s)
	body, order, _ := strings.Cut(s, ":")
	body, strips, has := strings.Cut(body, "+")
	w := &wanted{order: order}
	var err error
	if has {
		if w.strips, err = strconv.Atoi(strings.TrimSuffix(strips, "R")); err != nil || w.strips < 0 || w.strips > 3 {
			return nil, bad
		}
	}
	r, c, ok := strings.Cut(body, "x")
	if !ok {
		return nil, bad
	}
	if w.grid, err = strconv.Atoi(r); err != nil || w.grid < 1 || w.grid > 30 {
		return nil, bad
	}
	if w.cols, err = strconv.Atoi(c); err != nil || w.cols < 1 || w.cols > 10 {
		return nil, bad
	}
	if order != "standard" && order != "cabrera" {
		for name := range strings.SplitSeq(order, ",") {
			if order != "" && glyph.Lead(name) == "" {
				return nil, bad
			}
		}
		w.order = ""
	}
	return w, nil
}
