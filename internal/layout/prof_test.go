package layout

import (
	"context"
	"os"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

func BenchmarkFind(b *testing.B) {
	f := os.Getenv("LAYOUT_PICTURE")
	if f == "" {
		b.Skip("set LAYOUT_PICTURE to a picture")
	}
	data, _ := os.ReadFile(f)
	ctx := context.Background()
	doc, err := page.Open(ctx, data, page.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	p, err := doc.Page(ctx, 0)
	if err != nil {
		b.Fatal(err)
	}
	m, _, err := rectify.Find(ctx, p, rectify.Options{})
	if err != nil {
		b.Fatal(err)
	}
	s, err := ink.Sample(ctx, p, m, ink.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for range b.N {
		if _, err := Find(ctx, s, m, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
