// Command sample renders the sample pictures of the repository: sample.png, a
// clean print, and sample-photo.jpg, the same page through a camera. Run it
// from the root of the repository:
//
//	go run ./internal/synth/cmd/sample [FOLDER]
//
// The folder is testdata unless named. The same program writes the same bytes.
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"

	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/capture"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/light"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

func main() {
	dir := "testdata"
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	if err := run(dir); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	for _, s := range samples() {
		img, _, err := synth.Render(s.spec)
		if err != nil {
			return fmt.Errorf("render %s: %w", s.name, err)
		}
		var b bytes.Buffer
		if filepath.Ext(s.name) == ".png" {
			enc := png.Encoder{CompressionLevel: png.BestCompression}
			err = enc.Encode(&b, synth.Paletted(img))
		} else {
			err = jpeg.Encode(&b, img, &jpeg.Options{Quality: 80})
		}
		if err != nil {
			return fmt.Errorf("encode %s: %w", s.name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, s.name), b.Bytes(), 0o644); err != nil {
			return err
		}
		fmt.Printf("%s: %d bytes, %v\n", s.name, b.Len(), size(img))
	}
	return nil
}

func size(m image.Image) image.Point { return m.Bounds().Size() }

type sample struct {
	name string
	spec synth.Spec
}

func samples() []sample {
	heart := heart.Heart{Seed: 12, RateBPM: 66, Variation: 0.03, Breathing: 0.03, MuscleMV: 0.004, WanderMV: 0.04}
	page := paper.Page{
		Layout:    paper.Layout{Rows: 3, Cols: 4, Rhythm: []string{"II"}},
		Separator: paper.SeparatorTicks,
		Header:    []string{"Simulated ECG, no patient"},
	}
	sharp := page
	sharp.DPI = 300 // the paper is finer than the camera
	return []sample{
		{"sample.png", synth.Spec{Heart: heart, Page: page}},
		{"sample-photo.jpg", synth.Spec{Heart: heart, Page: sharp, Seed: 7, Damage: synth.Damage{
			Light:   light.Light{Shade: 0.45, ShadeDeg: 30},
			Pose:    bend.Pose{RotateDeg: 2.5, Camera: &bend.Camera{TiltDeg: 18, AzimuthDeg: -70, WidthPx: 2400, HeightPx: 1800}},
			Capture: capture.Capture{BlurPx: 0.7, Noise: 2},
		}}},
	}
}
