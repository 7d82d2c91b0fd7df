package pdf

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/page/pdf/pdftest"
)

// FuzzContent runs any bytes as the content of a page: nothing may panic, and
// whatever is painted has usable numbers.
func FuzzContent(f *testing.F) {
	for _, s := range []string{
		"q 2 0 0 2 10 20 cm 1 0 0 RG 0.5 w 0 0 m 10 0 l 10 5 l S Q",
		"0 0 m 1 2 3 4 5 6 c 1 2 3 4 v 5 6 7 8 y h B* 1 1 2 3 re W n",
		"BT /F 10 Tf 20 80 Td [(a\\051) 50 <5652> -2000 (x)] TJ T* (q) ' 1 2 (w) \" ET",
		"BI /W 2 /H 1 /IM true ID @ EI /F Do /G gs /DeviceCMYK cs 1 0 0 0 sc /Pattern CS /P SCN",
		"[[[[(", "<<<<", "(((\\", "1e300 1e300 m 9 9 l S 1e9 0 0 1e9 0 0 cm 1e9 1e9 1 1 re f",
	} {
		f.Add([]byte(s))
	}
	file := &file{ctx: &model.Context{XRefTable: &model.XRefTable{Table: map[int]*model.XRefTableEntry{}}}}
	form := types.StreamDict{Dict: types.Dict{"Subtype": types.Name("Form"), "Matrix": types.Array{
		types.Float(0.5), types.Integer(0), types.Integer(0), types.Integer(1), types.Integer(3), types.Integer(4)}},
		Raw: []byte("0 0 m 10 10 l S /F Do")}
	resources := types.Dict{
		"Font":      types.Dict{"F": types.Dict{"Subtype": types.Name("Type1"), "BaseFont": types.Name("Courier")}},
		"XObject":   types.Dict{"F": form},
		"ExtGState": types.Dict{"G": types.Dict{"LW": types.Float(3), "ca": types.Float(0.5)}},
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		m, err := file.draw(context.Background(), leaf{contents: types.StreamDict{Raw: content}, resources: resources,
			box: [4]float64{0, 0, 612, 792}, unit: 1})
		if err != nil {
			return
		}
		for _, p := range m.out.Paths {
			for _, q := range p.Points {
				if math.IsNaN(q[0]+q[1]) || math.IsInf(q[0]+q[1], 0) {
					t.Fatalf("point %v", q)
				}
			}
		}
		for _, s := range m.out.Texts {
			if v := s.X + s.Y + s.Size + s.Width + s.Angle; math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("text %+v", s)
			}
		}
	})
}

// FuzzOpen reads any bytes as a file.
func FuzzOpen(f *testing.F) {
	f.Add(drawing("/Rotate 90", "0 0 m 1 1 l S BT /F 10 Tf (I) Tj ET"))
	var file pdftest.File
	im := file.Flate("/Type /XObject /Subtype /Image /Width 8 /Height 2 /BitsPerComponent 1 /ColorSpace /DeviceGray", []byte{1, 2})
	fax := file.Stream("/Type /XObject /Subtype /Image /Width 2 /Height 2 /Filter /CCITTFaxDecode /DecodeParms <</K 1 /Columns 2>>", []byte{0x23, 0xa0, 1})
	file.Page(fmt.Sprintf("/MediaBox [0 0 200 100] /Resources <</XObject <</I %d 0 R /F %d 0 R>>>>", im, fax), "200 0 0 100 0 0 cm /I Do /F Do")
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		lim := page.Limits{MaxPixels: 1 << 20, MaxPages: 5}
		doc, err := Decoder().Open(context.Background(), data, lim)
		if err != nil {
			return
		}
		for i := range doc.Pages() {
			p, err := doc.Page(context.Background(), i)
			if err == nil && p.Vector == nil && len(p.Pix) != p.Width*p.Height*p.Channels {
				t.Fatalf("page of %d by %d by %d with %d bytes", p.Width, p.Height, p.Channels, len(p.Pix))
			}
		}
	})
}
