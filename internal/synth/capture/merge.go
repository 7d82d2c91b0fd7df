package capture

// Merge adds another capture: each field that it has set takes the place of
// this one's.
func (c Capture) Merge(o Capture) Capture {
	for _, f := range []struct{ to, from *float64 }{
		{&c.BlurPx, &o.BlurPx}, {&c.DefocusPx, &o.DefocusPx}, {&c.MotionPx, &o.MotionPx}, {&c.MotionDeg, &o.MotionDeg},
		{&c.FringePx, &o.FringePx}, {&c.FringeDeg, &o.FringeDeg}, {&c.Dust, &o.Dust}, {&c.Hot, &o.Hot}, {&c.Streaks, &o.Streaks},
		{&c.Exposure, &o.Exposure}, {&c.Noise, &o.Noise}, {&c.Read, &o.Read}, {&c.Shot, &o.Shot}, {&c.NoiseSoft, &o.NoiseSoft},
		{&c.Blotches, &o.Blotches}, {&c.Banding, &o.Banding}, {&c.Black, &o.Black}, {&c.White, &o.White}, {&c.Gamma, &o.Gamma},
		{&c.Contrast, &o.Contrast}, {&c.Lift, &o.Lift}, {&c.Sharpen, &o.Sharpen}, {&c.SharpenPx, &o.SharpenPx},
		{&c.Saturation, &o.Saturation}, {&c.LocalBias, &o.LocalBias},
	} {
		if *f.from != 0 {
			*f.to = *f.from
		}
	}
	for _, f := range []struct{ to, from *int }{
		{&c.PixelatePx, &o.PixelatePx}, {&c.Levels, &o.Levels}, {&c.JPEGQuality, &o.JPEGQuality}, {&c.JPEGAgain, &o.JPEGAgain},
	} {
		if *f.from != 0 {
			*f.to = *f.from
		}
	}
	for _, f := range []struct{ to, from *bool }{
		{&c.PixelateSmooth, &o.PixelateSmooth}, {&c.Mosaic, &o.Mosaic}, {&c.Grey, &o.Grey}, {&c.Dither, &o.Dither}, {&c.Invert, &o.Invert},
	} {
		*f.to = *f.to || *f.from
	}
	if o.Balance != [3]float64{} {
		c.Balance = o.Balance
	}
	// One threshold takes the place of the other.
	switch {
	case o.LocalPx > 0:
		c.LocalPx, c.Threshold = o.LocalPx, 0
	case o.Threshold > 0:
		c.LocalPx, c.Threshold = 0, o.Threshold
	}
	c.Dither = c.Dither && (c.Threshold > 0 || c.Levels > 0)
	return c
}
