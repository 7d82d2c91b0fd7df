package checkpoint

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/model"
)

// Page is one input of a network: the pictures of a page one after another,
// [picture][channel][row][column], for a byte x of a picture (x/255-0.5)/0.5.
type Page struct {
	Name   string
	Pixels []float32
}

// Pictures is how many pictures a page of the network has, and Length how many
// numbers they are together.
func Pictures(d model.Description) int {
	if d.Panel != nil {
		return d.Panel.Panels
	}
	return 1
}

// Length is the number of numbers of a page.
func Length(d model.Description) int {
	return Pictures(d) * d.Input.Channels * d.Input.Height * d.Input.Width
}

// Fixed gives three pages as unlike each other as pages can be: red ones with
// slow waves, blue ones with fast waves, and noise. The pictures of a page
// differ in phase.
func Fixed(d model.Description) []Page {
	red := paint(d, func(k, c, y, x int) float64 {
		if c != 0 {
			return -1
		}
		return wave(x, d.Input.Width, 2, k)
	})
	blue := paint(d, func(k, c, y, x int) float64 {
		if c != d.Input.Channels-1 {
			return -1
		}
		// Four pixels a wave: the fastest that both eyes and strides see.
		return wave(x, d.Input.Width, max(1, d.Input.Width/4), k) * wave(y, d.Input.Height, max(1, d.Input.Height/4), k)
	})
	state := uint64(0)
	noise := paint(d, func(_, _, _, _ int) float64 {
		state++
		return 2*unit(state) - 1
	})
	return []Page{{"red, slow waves", red}, {"blue, fast waves", blue}, {"noise", noise}}
}

// paint makes a page of a function of picture, channel, row and column, bounded
// to what bytes can be and rounded as they are.
func paint(d model.Description, f func(k, c, y, x int) float64) []float32 {
	out := make([]float32, 0, Length(d))
	for k := range Pictures(d) {
		for c := range d.Input.Channels {
			for y := range d.Input.Height {
				for x := range d.Input.Width {
					out = append(out, Level(f(k, c, y, x)))
				}
			}
		}
	}
	return out
}

// Level is what a network gets for the byte that is nearest to v from -1 to 1.
func Level(v float64) float32 {
	b := math.Round((min(max(v, -1), 1) + 1) / 2 * 255)
	return (float32(b)/255 - 0.5) / 0.5
}

// wave is a sine with so many waves over n places, shifted by a fifth of a wave
// for every picture. The quarter of a place keeps the fastest off its zeros.
func wave(i, n, waves, picture int) float64 {
	return math.Sin(2 * math.Pi * (float64(waves)*(float64(i)+0.25)/float64(n) + float64(picture)/5))
}

// unit is a number from 0 to 1 that follows from a place. Source: the finaliser
// of SplitMix64, G. Steele, D. Lea, C. Flood, Fast Splittable Pseudorandom Number
// Generators, 2014.
func unit(place uint64) float64 {
	x := place * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11) / (1 << 53)
}

// normal gives n numbers as of a normal distribution with this deviation, by Box
// and Muller, that follow from a seed.
func normal(n int, seed uint64, deviation float64) []float32 {
	out := make([]float32, n)
	for i := range out {
		place := seed<<32 + 2*uint64(i) + 1
		r := math.Sqrt(-2 * math.Log(1-unit(place)))
		out[i] = float32(deviation * r * math.Cos(2*math.Pi*unit(place+1)))
	}
	return out
}
