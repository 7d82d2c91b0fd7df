package capture

import "image"

// File is what happens to the whole picture on its way through files. Its
// upper left corner must lie where blocks of 16 pixels of the whole do.
func (c *Capture) File(m *image.NRGBA) error {
	for _, quality := range [2]int{c.JPEGQuality, c.JPEGAgain} {
		if quality > 0 {
			roundTrip(m, quality)
		}
	}
	return nil
}
