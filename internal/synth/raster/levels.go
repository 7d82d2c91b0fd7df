package raster

// Levels turns linear values into sRGB ones, 0..255, not rounded, in place.
func (e *Encoder) Levels(row []float32) {
	for i, v := range row {
		// Whole numbers have faster limits than fractions.
		row[i] = e.level[min(max(int(v*encodeSteps+0.5), 0), encodeSteps)]
	}
}
