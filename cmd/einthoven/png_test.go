package main

import (
	"image"
	"image/png"
	"os"
)

// writePNG writes a picture for a test to read.
func writePNG(path string, m image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return png.Encode(f, m)
}
