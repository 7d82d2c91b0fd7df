package rectify

import (
	"math"
	"testing"
)

// What was measured on pages whose lines are known, both families alike unless
// said: the evidence for two to five lines that make a wider one.
func TestDecide(t *testing.T) {
	for _, c := range []struct {
		name  string
		z     [2][4]float64
		fine  float64
		count int
		unit  float64
	}{
		{"millimetre lines", [2][4]float64{{0.5, -0.2, 0.4, 5.1}, {0.2, -0.1, 0.3, 4.7}}, -2, 280, 1},
		{"faint bold lines", [2][4]float64{{0.5, 0.4, 0.4, 3}, {0.2, -0.4, 0.8, 2.8}}, 1, 280, 1},
		{"no bold lines", [2][4]float64{{-0.3, -0.8, 0.3, 0.5}, {-0.5, -0.6, 0.7, -0.7}}, -1, 280, 1},
		{"three lines make five millimetres", [2][4]float64{{-1, 4.7, -0.5, -0.4}, {0.1, 6.8, -0.4, -0.6}}, 0.6, 168, 5.0 / 3},
		// Lines drawn on whole pixels repeat every fifteenth as well.
		{"three lines, and their rounding", [2][4]float64{{-0.9, 6.9, -1.3, 3.7}, {-0.9, 4.1, -0.2, 0.5}}, 0.7, 179, 5.0 / 3},
		{"two lines make five millimetres", [2][4]float64{{5.5, 0.1, 1.8, -0.4}, {4.3, -0.5, 0.7, -0.8}}, 0, 113, 5.0 / 2},
		{"two lines, and rests of five", [2][4]float64{{9.7, 0.2, 1.8, 0.2}, {9.1, 0.1, 2.0, 4.1}}, 0.6, 118, 5.0 / 2},
		{"two lines, and sharp ones", [2][4]float64{{5.2, 1.2, 1.8, 1.0}, {5.0, 0.5, 2.1, 0}}, 3.9, 108, 5.0 / 2},
		{"four lines", [2][4]float64{{4.7, -0.3, 4.8, -0.6}, {5.1, -0.4, 5.2, -0.2}}, 0.5, 224, 5.0 / 4},
		// Eight waves of bold lines 5 mm apart, on a page of four pixels a millimetre.
		{"eight lines", [2][4]float64{{5.8, 2, 5.6, 0.5}, {5.8, 2, 5.6, 0.5}}, 4.4, 448, 5.0 / 8},
		{"half millimetres", [2][4]float64{{6, 0, 0, 4}, {6, 0, 0, 4}}, 0, 540, 1.0 / 2},
		{"half millimetres, no bold lines", [2][4]float64{{9.2, 1.7, 3.5, 0.5}, {9.2, 0.4, 1.4, -0.6}}, -4, 500, 1.0 / 2},
		{"four lines, weak", [2][4]float64{{3.5, -0.9, 3.6, -0.1}, {2.9, 0.2, 2.7, -0.4}}, 1.6, 145, 5.0 / 4},
		// Photographs that show bold lines and hardly any finer ones.
		{"bold lines, and fives by chance", [2][4]float64{{-1.5, -0.2, -0.6, 0.7}, {-2.2, 0.1, -1.6, 3.4}}, 1.05, 66, 5},
		{"bold lines, and more of them", [2][4]float64{{-0.3, -0.6, -0.2, 2.8}, {0.6, -2.8, 0.7, 1.7}}, 0.35, 67, 5},
		{"millimetre lines of a strip", [2][4]float64{{0.5, -0.2, 0.4, 4.5}, {0.2, -0.1, 0.3, 4}}, -2, 90, 1},
		{"bold lines only", [2][4]float64{{-0.8, 0.3, -0.7, -1.2}, {-0.5, -1.5, 0.2, -0.9}}, -3, 56, 5},
	} {
		var l [2]lines
		for i := range l {
			l[i] = lines{count: c.count, fine: c.fine}
			copy(l[i].z[2:], c.z[i][:])
		}
		if unit, _ := decide(l, 8, 8.2); math.Abs(unit[0]-c.unit) > 1e-9 || unit[0] != unit[1] {
			t.Errorf("%s: %.3f mm a line, want %.3f", c.name, unit, c.unit)
		}
	}
}

// The lines across a roll and along it are judged apart where their distances
// differ: a low side does not speak for wide lines.
func TestDecideOnStrips(t *testing.T) {
	l := [2]lines{
		{z: [6]float64{2: -5.6, 3: -0.2, 4: -1.5, 5: 7.5}, fine: -2.9, count: 914},
		{z: [6]float64{2: 3.5, 3: -0.9, 4: 3.6, 5: -0.1}, fine: 1.6, count: 45},
	}
	if unit, _ := decide(l, 3.93, 4.92); unit != [2]float64{1, 5.0 / 4} {
		t.Errorf("%.3f mm a line", unit)
	}
	l = [2]lines{
		{z: [6]float64{2: 5.82, 3: 1.98, 4: 5.61, 5: 0.5}, fine: 4.42, count: 448},
		{z: [6]float64{2: 5.15, 3: 0.06, 4: 5.17, 5: 0.51}, fine: 2.17, count: 289},
	}
	if unit, _ := decide(l, 2.459, 4.922); unit != [2]float64{5.0 / 8, 5.0 / 4} {
		t.Errorf("%.3f mm a line", unit)
	}
}
