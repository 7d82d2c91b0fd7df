package rectify

import (
	"math"
	"testing"
)

// TestMapReachesWhereStrokesGoOn has a map of the left half of a sheet, over which three
// curves go on: it is made wider to their end. Lines that are only beyond it, as those of
// a table, are no reason.
func TestMapReachesWhereStrokesGoOn(t *testing.T) {
	const rho = 5.0
	picture := func(from float64) (reached float64) {
		p := hundred(1200, 600, func(x, y int) uint8 {
			u, v := float64(x)/rho, float64(y)/rho
			for row := range 3 {
				at := 30 + 30*float64(row) + 2*math.Sin(u/4)
				if math.Abs(v-at) < 0.3 && u > from && u < 200 {
					return 20
				}
			}
			return 240
		})
		m := FromFunc(func(x, y float64) (float64, float64) { return rho * x, rho * y }, 0, 0, 2.5, 41, 45)
		m = m.reach(p, func(string, ...any) {})
		_, _, x1, _ := m.Bounds()
		return x1
	}
	if x := picture(10); x < 195 {
		t.Errorf("curves to 200 mm: the map ends at %.0f", x)
	}
	if x := picture(96); x != 100 {
		t.Errorf("lines beyond the grid: the map ends at %.0f mm, not at 100", x)
	}
}
