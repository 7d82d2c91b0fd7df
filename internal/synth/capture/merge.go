package capture

// Merge adds another capture: what it has set takes the place of this one's,
// together with what belongs to it (a motion with its direction, a threshold
// with its dots).
func (c Capture) Merge(o Capture) Capture {
	for _, f := range []struct{ to, from *float64 }{
		{&c.BlurPx, &o.BlurPx}, {&c.DefocusPx, &o.DefocusPx}, {&c.Dust, &o.Dust}, {&c.Hot, &o.Hot}, {&c.Streaks, &o.Streaks},
		{&c.Exposure, &o.Exposure}, {&c.Noise, &o.Noise}, {&c.Read, &o.Read}, {&c.Shot, &o.Shot}, {&c.NoiseSoft, &o.NoiseSoft},
		{&c.Blotches, &o.Blotches}, {&c.Banding, &o.Banding}, {&c.Black, &o.Black}, {&c.White, &o.White}, {&c.Gamma, &o.Gamma},
		{&c.Contrast, &o.Contrast}, {&c.Lift, &o.Lift}, {&c.Saturation, &o.Saturation},
	} {
		if *f.from != 0 {
			*f.to = *f.from
		}
	}
	if o.MotionPx != 0 {
		c.MotionPx, c.MotionDeg = o.MotionPx, o.MotionDeg
	}
	if o.FringePx != 0 {
		c.FringePx, c.FringeDeg = o.FringePx, o.FringeDeg
	}
	if o.PixelatePx != 0 {
		c.PixelatePx, c.PixelateSmooth = o.PixelatePx, o.PixelateSmooth
	}
	if o.Sharpen != 0 {
		c.Sharpen, c.SharpenPx = o.Sharpen, o.SharpenPx
	}
	if o.Balance != [3]float64{} {
		c.Balance = o.Balance
	}
	// One way to few values takes the place of another.
	if o.LocalPx != 0 || o.Threshold != 0 || o.Split != 0 || o.Levels != 0 {
		c.LocalPx, c.LocalBias, c.Threshold, c.Split, c.Levels, c.Dither = o.LocalPx, o.LocalBias, o.Threshold, o.Split, o.Levels, o.Dither
	}
	if o.JPEGQuality != 0 {
		c.JPEGQuality, c.JPEGAgain = o.JPEGQuality, o.JPEGAgain
	}
	c.Mosaic, c.Grey, c.Invert = c.Mosaic || o.Mosaic, c.Grey || o.Grey, c.Invert || o.Invert
	return c
}
