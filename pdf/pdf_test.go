package pdf_test

import (
	"context"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven"
	"github.com/einthoven-ecg/einthoven/pdf"
)

// A PDF that is no ECG is refused by what is on it with the decoder, and as a
// format that is not read without.
func TestDecoder(t *testing.T) {
	file := []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n4 0 obj<</Length 22>>stream\n10 10 m 300 300 l S    \nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%EOF\n")
	for _, c := range []struct {
		decoders []einthoven.Decoder
		code     string
	}{
		{nil, einthoven.UnreadableFile},
		{[]einthoven.Decoder{pdf.Decoder()}, einthoven.NoTrace},
	} {
		r, err := einthoven.Digitize(context.Background(), einthoven.FromBytes(file), einthoven.Options{Decoders: c.decoders})
		if err != nil {
			t.Fatal(err)
		}
		if r.Report.Status != einthoven.Refused || len(r.Report.Reasons) != 1 || r.Report.Reasons[0].Code != c.code {
			t.Errorf("with %d decoders: %s %v, want %s", len(c.decoders), r.Report.Status, r.Report.Reasons, c.code)
		}
		if c.decoders == nil && !strings.Contains(r.Report.Reasons[0].Message+r.Report.Reasons[0].Hint, "PDF") {
			t.Errorf("the reason does not name PDF: %v", r.Report.Reasons)
		}
	}
}
