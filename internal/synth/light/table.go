package light

import "github.com/einthoven-ecg/einthoven/internal/synth/raster"

// A Table is what a sheet lies on.
type Table struct {
	// Colour of all of it; black is only black if Set.
	Colour raster.Colour `json:"colour,omitzero"`
	Set    bool          `json:"set,omitempty"`
}

// Cover fills a canvas, a part of a picture, with the table.
func (t *Table) Cover(c *raster.Canvas) { c.Clear(t.Colour.Linear()) }
