package capture

import "fmt"

// Check tells which field is out of its range.
func (c *Capture) Check() error {
	for _, f := range []struct {
		name      string
		v, lo, hi float64
	}{
		{"blur of %g pixels", c.BlurPx, 0, 20},
		{"defocus of %g pixels", c.DefocusPx, 0, 6},
		{"motion of %g pixels", c.MotionPx, 0, 12},
		{"motion towards %g degrees", c.MotionDeg, -3600, 3600},
		{"fringe of %g pixels", c.FringePx, 0, 2},
		{"fringe towards %g degrees", c.FringeDeg, -3600, 3600},
		{"dust of %g specks a million pixels", c.Dust, 0, 500},
		{"%g hot pixels a million", c.Hot, 0, 2000},
		{"%g streaks a thousand columns", c.Streaks, 0, 100},
		{"blocks of %g pixels", float64(c.PixelatePx), 0, 12},
		{"exposure of %g", c.Exposure, -4, 4},
		{"noise of %g grey levels", c.Noise, 0, 50},
		{"read noise of %g", c.Read, 0, 20},
		{"shot noise of %g", c.Shot, 0, 5},
		{"noise softened by %g", c.NoiseSoft, 0, 1},
		{"blotches of %g grey levels", c.Blotches, 0, 30},
		{"banding of %g grey levels", c.Banding, 0, 30},
		{"black at %g", c.Black, 0, 0.9},
		{"white at %g", c.white(), c.Black + 0.05, 1.5},
		{"gamma of %g", c.gamma(), 0.2, 5},
		{"contrast of %g", c.Contrast, -1, 1},
		{"lift of %g", c.Lift, 0, 0.9},
		{"sharpening of %g", c.Sharpen, 0, 5},
		{"saturation of %g", c.Saturation, -1, 2},
		{"box of %g pixels for the local threshold", float64(c.LocalPx), 0, 101},
		{"local bias of %g grey levels", c.LocalBias, -50, 100},
		{"threshold at a share of %g", c.Split, 0, 1},
		{"%g levels", float64(c.Levels), 0, 128},
		{"JPEG quality of %g", float64(c.JPEGQuality), 0, 100},
		{"second JPEG quality of %g", float64(c.JPEGAgain), 0, 100},
	} {
		if !(f.v >= f.lo && f.v <= f.hi) {
			return fmt.Errorf("capture: "+f.name+", want %g to %g", f.v, f.lo, f.hi)
		}
	}
	if c.Balance != [3]float64{} {
		for _, v := range c.Balance {
			if !(v >= 0.1 && v <= 10) {
				return fmt.Errorf("capture: balance of %v, want 0.1 to 10 for each colour, or 0 for all", c.Balance)
			}
		}
	}
	return c.checkPairs()
}

// checkPairs tells which fields do not go together.
func (c *Capture) checkPairs() error {
	switch {
	case c.Sharpen > 0 && !(c.SharpenPx >= 0.3 && c.SharpenPx <= 3):
		return fmt.Errorf("capture: sharpening over %g pixels, want 0.3 to 3", c.SharpenPx)
	case c.LocalPx > 0 && (c.LocalPx < 3 || c.LocalPx%2 == 0):
		return fmt.Errorf("capture: box of %d pixels for the local threshold, want an odd number from 3 on", c.LocalPx)
	case c.LocalPx > 0 && (c.Threshold > 0 || c.Split > 0):
		return fmt.Errorf("capture: a threshold and a local one; want one of them")
	case c.Levels == 1:
		return fmt.Errorf("capture: 1 level, want 2 to 128 or 0")
	case c.Dither && c.Threshold == 0 && c.Levels == 0:
		return fmt.Errorf("capture: dither without threshold or levels")
	}
	return nil
}
