package einthoven_test

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"log"
	"math"
	"os"

	"github.com/einthoven-ecg/einthoven"
)

// A picture file becomes twelve leads.
func ExampleDigitize() {
	f, err := os.Open("testdata/sample.png")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	r, err := einthoven.Digitize(context.Background(), einthoven.FromReader(f), einthoven.Options{Name: "sample.png"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Report.Status, r.Report.Layout.Name)
	for _, l := range r.Leads {
		read := 0
		for _, mv := range l.MV {
			if !math.IsNaN(mv) { // NaN: not printed at that time, or not read
				read++
			}
		}
		fmt.Printf("%s %.1f s\n", l.Name, float64(read)/r.RateHz)
	}
	// Output:
	// ok 3x4+1R:II
	// I 2.5 s
	// II 10.0 s
	// III 2.5 s
	// aVR 2.5 s
	// aVL 2.5 s
	// aVF 2.5 s
	// V1 2.5 s
	// V2 2.5 s
	// V3 2.5 s
	// V4 2.5 s
	// V5 2.5 s
	// V6 2.5 s
}

// A picture that is decoded already, at another rate.
func ExampleFromImage() {
	data, err := os.ReadFile("testdata/sample.png")
	if err != nil {
		log.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		log.Fatal(err)
	}
	r, err := einthoven.Digitize(context.Background(), einthoven.FromImage(img), einthoven.Options{RateHz: 250})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d leads at %g Hz\n", len(r.Leads), r.RateHz)
	c := r.Report.Calibration
	fmt.Printf("%g mm/s, %g mm/mV\n", float64(c.SpeedMMPerS), float64(c.GainMMPerMV))
	// Output:
	// 12 leads at 250 Hz
	// 25 mm/s, 10 mm/mV
}

// What cannot be read is no error: the result says why.
func ExampleDigitize_refused() {
	r, err := einthoven.Digitize(context.Background(), einthoven.FromBytes([]byte("Dear colleague, ...")), einthoven.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, reason := range r.Report.Reasons {
		fmt.Println(r.Report.Status, reason.Code)
		fmt.Println(reason.Hint)
	}
	// Output:
	// refused unreadable_file
	// Check that the file opens in a picture viewer, and export it again as PNG or JPEG.
}
