package vector

import (
	"context"
	"encoding/binary"
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// FuzzRead draws any bytes as strokes and words: a command byte, then places of
// two bytes. Nothing may panic, and what is read has usable numbers.
func FuzzRead(f *testing.F) {
	var wave, grid []byte
	for i := range 400 {
		op := byte(1)
		if i == 0 {
			op = 0
		}
		wave = append(wave, op)
		wave = binary.LittleEndian.AppendUint16(wave, uint16(5000+50*i))
		wave = binary.LittleEndian.AppendUint16(wave, uint16(20000+1000*math.Sin(float64(i)/5)))
	}
	for i := range 60 {
		x := uint16(1000 + 283*i)
		grid = binary.LittleEndian.AppendUint16(append(grid, 0), x)
		grid = binary.LittleEndian.AppendUint16(grid, 1000)
		grid = binary.LittleEndian.AppendUint16(append(grid, 1), x)
		grid = binary.LittleEndian.AppendUint16(grid, 50000)
	}
	f.Add(append(wave, grid...))
	f.Add(append(append(grid, wave...), 2, 0, 20, 0, 70, 3, 0, 1, 0, 2))
	f.Add(wave)
	words := []string{"II", "V1", "25 mm/s", "10 mm/mV", "aVR", "Limb: 10/5 mm/mV"}
	f.Fuzz(func(t *testing.T, data []byte) {
		v := &page.Vector{Width: 842, Height: 595}
		for len(data) >= 5 {
			op := data[0]
			x := float64(binary.LittleEndian.Uint16(data[1:])) / 70
			y := float64(binary.LittleEndian.Uint16(data[3:])) / 70
			data = data[5:]
			switch n := len(v.Paths); {
			case op%4 == 0 || op%4 == 1 && n == 0:
				v.Paths = append(v.Paths, page.Path{Points: [][2]float64{{x, y}}, Stroked: true, RGB: [3]uint8{op >> 6}, Filled: op&16 != 0, Closed: op&32 != 0})
			case op%4 == 1:
				v.Paths[n-1].Points = append(v.Paths[n-1].Points, [2]float64{x, y})
			default:
				v.Texts = append(v.Texts, page.Text{String: words[int(op>>2)%len(words)], X: x, Y: y, Size: 9, Width: 20, Angle: float64(op&3-2) * math.Pi / 2})
			}
		}
		r, err := Read(context.Background(), []*page.Vector{v, v}, Options{})
		if err != nil {
			return
		}
		if len(r.Leads) == 0 || !(r.Duration > 0) || math.IsInf(r.Duration, 0) {
			t.Fatalf("%d leads of %g s", len(r.Leads), r.Duration)
		}
		for _, l := range r.Leads {
			if l.Name == "" || len(l.MV) == 0 || math.IsNaN(l.T0) || l.T0 < -1e-9 {
				t.Fatalf("lead %q at %g with %d samples", l.Name, l.T0, len(l.MV))
			}
			for _, v := range l.MV {
				if math.IsInf(v, 0) {
					t.Fatalf("lead %s holds %g", l.Name, v)
				}
			}
		}
	})
}
