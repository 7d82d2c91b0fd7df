package main

import (
	"errors"
	"math"
	"testing"
)

// TestCropsOfAPageFitMemory takes fewer of large crops from a page, where the
// caller leaves the number to us.
func TestCropsOfAPageFitMemory(t *testing.T) {
	for _, c := range []struct {
		crop, crops, count int
		want               int // 0 means refused
	}{
		{512, 0, 100, usualCrops},
		{512, 0, 3, 3},
		{2048, 0, 100, 4},
		{2049, 0, 100, 3},
		{4096, 0, 100, 1},
		{4096, 2, 100, 0},
		{0, 0, 100, 1},
		{0, 2, 100, 0},
		{15, 0, 4, 0},
		{4097, 0, 4, 0},
		{1 << 32, 0, 4, 0}, // its square is 0
		{-1 << 31, 0, 4, 0},
	} {
		call := renderCommand{Stream: true, Count: c.count, Crop: c.crop, Crops: c.crops, Look: []string{"clean"}, Jobs: 1}
		p, err := call.plan()
		switch {
		case c.want == 0 && err == nil:
			t.Errorf("%+v: taken, with %d samples of a page", c, p.crops)
		case c.want > 0 && err != nil:
			t.Errorf("%+v: %v", c, err)
		case c.want > 0 && (p.crops != c.want || p.pages != (c.count+c.want-1)/c.want):
			t.Errorf("%+v: %d samples of each of %d pages", c, p.crops, p.pages)
		}
	}
}

// TestFlatSamplesNeedAStreamOfCrops takes --flat with both of them alone, and in
// its range.
func TestFlatSamplesNeedAStreamOfCrops(t *testing.T) {
	for _, c := range []struct {
		stream bool
		crop   int
		flat   float64
		taken  bool
	}{
		{true, 256, 4, true},
		{true, 256, 1, true},
		{true, 256, 20, true},
		{true, 256, 0, true},
		{true, 0, 0, true},
		{true, 0, 4, false},
		{false, 0, 4, false},
		{true, 256, 0.9, false},
		{true, 256, 20.1, false},
		{true, 256, -4, false},
		{true, 256, math.NaN(), false},
	} {
		call := renderCommand{Stream: c.stream, Count: 4, Crop: c.crop, Flat: c.flat, Look: []string{"clean"}, Jobs: 1}
		if !c.stream {
			call.Out = t.TempDir()
		}
		_, err := call.plan()
		var said *complaint
		switch {
		case c.taken && err != nil:
			t.Errorf("%+v: %v", c, err)
		case !c.taken && (!errors.As(err, &said) || said.status != exitUsage):
			t.Errorf("%+v: %v, want a wrong call", c, err)
		}
	}
}
