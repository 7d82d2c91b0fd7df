package wfdb_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"

	"github.com/einthoven-ecg/einthoven/wfdb"
)

// A record of two leads, one of which was not printed at first.
func ExampleEncode() {
	rec := &wfdb.Record{
		Name: "page1", Fs: 500,
		Signals: []wfdb.Signal{
			{Name: "I", Samples: []float64{0, 0.25, 1.125}},
			{Name: "II", Samples: []float64{math.NaN(), -0.5, 0}},
		},
		Comments: []string{"read from paper"},
	}
	var hea, dat bytes.Buffer
	if err := wfdb.Encode(&hea, &dat, rec); err != nil {
		fmt.Println(err)
	}
	fmt.Print(hea.String())
	fmt.Printf("% x\n", dat.Bytes())
	// Output:
	// page1 2 500 3
	// page1.dat 16 1000(0)/mV 16 0 0 1375 0 I
	// page1.dat 16 1000(0)/mV 16 0 -32768 32268 0 II
	// # read from paper
	// 00 00 00 80 fa 00 0c fe 65 04 00 00
}

// A header that names its signal file is enough, wherever the files are.
func ExampleDecode() {
	files := fstest.MapFS{"s.dat": {Data: []byte{10, 0, 0, 0x80}}}
	rec, err := wfdb.Decode(strings.NewReader("s 1 250 2\ns.dat 16 100(0)/mV 12 0 10 -32758 0 V1\n"), files)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rec.Fs, rec.Signals[0].Name, rec.Signals[0].Samples)
	// Output: 250 V1 [0.1 NaN]
}

func ExampleWriteFile() {
	dir, err := os.MkdirTemp("", "wfdb")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	stem := filepath.Join(dir, wfdb.CleanName("ward 3 (bed 2)"))
	rec := &wfdb.Record{Fs: 500, Signals: []wfdb.Signal{{Name: "I", Samples: []float64{0.1, 0.2}}}}
	if err := wfdb.WriteFile(stem, rec); err != nil {
		fmt.Println(err)
		return
	}
	back, err := wfdb.ReadFile(stem)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(back.Name, back.Signals[0].Samples)
	// Output: ward_3__bed_2_ [0.1 0.2]
}
