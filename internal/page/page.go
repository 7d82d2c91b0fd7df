// Package page is the first room of the way from bytes to millivolts: it
// turns any picture file into pages of plain pixels (or, for a machine's PDF,
// into the drawn paths themselves). It knows nothing of ECGs.
package page

// A Page is one picture, upright as its file says, over white.
type Page struct {
	Width, Height int
	// Channels is 1 (grey) or 3 (red, green, blue).
	Channels int
	// Pix holds Width*Height*Channels sRGB-encoded bytes, row by row,
	// interleaved, without padding. Nobody changes it after decoding.
	Pix []uint8
	// Bilevel says that only the values 0 and 255 occur.
	Bilevel bool
	// CoarseColour says that the file stores colour at a lower resolution
	// than light (JPEG 4:2:0 and 4:2:2).
	CoarseColour bool
	// DPI across and down as the file states it; 0 where it does not. It is
	// often made up and gives a scale only where nothing on the page does.
	DPI [2]float64
	// Orientation is the EXIF value (1 to 8) that was applied; 1 for none.
	Orientation int
	// Format is the short name of the file format: "png", "jpeg", "tiff",
	// "bmp", "webp", "gif", "pdf", "heic", "image".
	Format string
	// Index counts the pages of the file from 0.
	Index int
	// Vector holds the drawn paths of a PDF page that was not a scan. Pix is
	// then nil.
	Vector *Vector
}

// At returns the pixel at column x and row y as red, green and blue, 0..255.
func (p *Page) At(x, y int) (r, g, b uint8) {
	i := (y*p.Width + x) * p.Channels
	if p.Channels == 1 {
		return p.Pix[i], p.Pix[i], p.Pix[i]
	}
	return p.Pix[i], p.Pix[i+1], p.Pix[i+2]
}

// A Vector is a page as its drawing commands. Positions are in points (1/72
// inch), x right, y down, from the upper left corner of the page.
type Vector struct {
	Width, Height float64
	Paths         []Path
	Texts         []Text
}

// A Path is one painted subpath, curves flattened to straight pieces.
type Path struct {
	Points  [][2]float64
	Closed  bool
	Stroked bool
	Filled  bool
	Width   float64 // of the stroke, in points
	RGB     [3]uint8
}

// A Text is one shown string.
type Text struct {
	String string
	X, Y   float64 // start of the base line
	Size   float64 // in points
	Width  float64 // length along the base line, estimated if the font does not say
	Angle  float64 // of the base line, radians, clockwise positive
}
