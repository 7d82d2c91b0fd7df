package capture

import "image"

// File is what happens to the whole picture on its way through files. Its
// upper left corner must lie where blocks of 16 pixels of the whole do. It
// takes at most workers goroutines, 0 meaning GOMAXPROCS.
func (c *Capture) File(m *image.NRGBA, workers int) {
	for _, quality := range [2]int{c.JPEGQuality, c.JPEGAgain} {
		if quality > 0 {
			roundTrip(m, quality, workers)
		}
	}
}
