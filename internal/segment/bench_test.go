package segment

import (
	"context"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/synth"
)

// draw renders a page of a look, with its map.
func draw(tb testing.TB, look synth.Look, seed uint64) (*page.Page, *synth.Truth) {
	tb.Helper()
	spec, err := synth.RandomSpec(look, seed)
	if err != nil {
		tb.Fatal(err)
	}
	img, truth, err := synth.Render(spec)
	if err != nil {
		tb.Fatal(err)
	}
	p := &page.Page{Width: img.Rect.Dx(), Height: img.Rect.Dy(), Channels: 3, Pix: make([]uint8, 0, 3*img.Rect.Dx()*img.Rect.Dy())}
	for k := 0; k < len(img.Pix); k += 4 {
		p.Pix = append(p.Pix, img.Pix[k:k+3]...)
	}
	return p, truth
}

// BenchmarkFind looks at a page of A4 or letter, by parts.
func BenchmarkFind(b *testing.B) {
	p, truth := draw(b, synth.LookPhoto, 3)
	m := truth.Map()
	s, err := ink.Sample(context.Background(), p, m, ink.Options{})
	if err != nil {
		b.Fatal(err)
	}
	x1, y1 := s.MM(float64(s.W-1), float64(s.H-1))
	r := ink.Raster{X0: s.X0, Y0: s.Y0, Rho: Rho, W: int((x1-s.X0)*Rho) + 1, H: int((y1-s.Y0)*Rho) + 1}
	b.Run("colours", func(b *testing.B) {
		for range b.N {
			ink.Colours(p, m, r, 0)
		}
	})
	b.Run("program", func(b *testing.B) {
		_, w := cut(r.W)
		_, h := cut(r.H)
		for range b.N {
			if _, err := program(w, h, 0); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("find", func(b *testing.B) {
		for range b.N {
			if _, err := Find(context.Background(), p, m, s, 0); err != nil {
				b.Fatal(err)
			}
		}
	})
	parts, err := Find(context.Background(), p, m, s, 0)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("strokes", func(b *testing.B) {
		for range b.N {
			parts.Strokes(s, 0)
		}
	})
}
