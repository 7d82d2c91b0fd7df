package trace

import "testing"

// A sheet of level lines and upright ones of some darkness.
func TestSteepness(t *testing.T) {
	for _, c := range []struct {
		name        string
		steep, want float32
		lines       int
	}{
		{"as dark", 0.8, 1, 12},
		{"a little paler", 0.7, 1, 12},
		{"half as dark", 0.4, 0.5, 12},
		{"too few to tell", 0.4, 1, 1},
	} {
		s := sheetWith()
		line := func(k int, dark float32, across int) { // three samples wide, sharpest in the middle
			for d, share := range map[int]float32{-across: 0.5, 0: 1, across: 0.5} {
				s.Dark[k+d] = max(s.Dark[k+d], share*dark)
			}
		}
		for i := range s.W {
			line(s.W*s.H/4+i, 0.8, s.W)
			line(3*s.W*s.H/4+i, 0.8, s.W)
		}
		for k := range c.lines {
			for j := s.H / 4; j < s.H/2; j++ {
				line(j*s.W+(k+1)*s.W/14, c.steep, 1)
			}
		}
		f := newField(s, 1)
		if got := f.steepness(0.8, 1); got < c.want-0.03 || got > c.want+0.03 {
			t.Errorf("%s: %.2f, want %.2f", c.name, got, c.want)
		}
		if one, two := f.steepness(0.8, 1), f.steepness(0.8, 2); one != two {
			t.Errorf("%s: %v with one worker, %v with two", c.name, one, two)
		}
	}
}
