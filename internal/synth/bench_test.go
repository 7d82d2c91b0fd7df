package synth

import (
	"image"
	"io"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/capture"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/light"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// letter is a page whose picture has 2200 by 1700 pixels.
func letter(seed uint64) Spec {
	return Spec{Heart: heart.Heart{Seed: seed}, Page: paper.Page{PaperMM: [2]float64{279.4, 215.9}}, Seed: seed}
}

func photoOf(s Spec) Spec {
	s.Damage = Damage{
		Pose: bend.Pose{RotateDeg: 3, Camera: &bend.Camera{TiltDeg: 15, AzimuthDeg: -80, WidthPx: 2200, HeightPx: 1700},
			Shape: bend.Shape{Rolls: []bend.Roll{{DirDeg: 20, WaveDeg: 8, WaveMM: 300}}, Crumple: bend.Crumple{HeightMM: 0.8, SizeMM: 40, Seed: 1}},
			Lens:  bend.Lens{K1: -0.03}},
		Light:   light.Light{Shade: 0.3, ShadeDeg: 40, Relief: 0.5, RakeDeg: 200, LampDeg: 40},
		Capture: capture.Capture{BlurPx: 0.8, Noise: 3, JPEGQuality: 85},
	}
	return s
}

func benchmark(b *testing.B, spec func(seed uint64) Spec) {
	b.ReportAllocs()
	for i := range b.N {
		if _, _, err := Render(spec(uint64(i))); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkClean(b *testing.B) { benchmark(b, letter) }

func BenchmarkPhoto(b *testing.B) {
	benchmark(b, func(seed uint64) Spec { return photoOf(letter(seed)) })
}

func BenchmarkCrop(b *testing.B) {
	b.ReportAllocs()
	for i := range b.N {
		spec := photoOf(letter(uint64(i)))
		s, err := spec.Scene()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Picture(image.Rect(900, 700, 1412, 1212)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLooks draws what einthoven render draws, photos at 2200 by 1700
// pixels.
func BenchmarkLooks(b *testing.B) {
	for _, look := range Looks() {
		b.Run(string(look), func(b *testing.B) {
			var pixels float64
			for i := range b.N {
				s, err := RandomSpec(look, uint64(i+1))
				if err != nil {
					b.Fatal(err)
				}
				if c := s.Damage.Pose.Camera; c != nil {
					c.WidthPx, c.HeightPx = 2200, 1700
				}
				img, _, err := Render(s)
				if err != nil {
					b.Fatal(err)
				}
				pixels += float64(img.Rect.Dx() * img.Rect.Dy())
			}
			b.ReportMetric(pixels/1e6/b.Elapsed().Seconds(), "Mpx/s")
		})
	}
}

// BenchmarkSamples makes what a trainer asks for: crops of 512 pixels with all
// maps, four of a page, on one core. The time is that of a sample.
func BenchmarkSamples(b *testing.B) {
	order := SampleOrder{Size: 512, Maps: append(MaskKinds(), MapMM), Traces: true, Studio: NewStudio(1)}
	for i := 0; i < b.N; i += 4 {
		seed := uint64(i/4 + 1)
		s, err := RandomSpec(LookPhoto, seed)
		if err != nil {
			b.Fatal(err)
		}
		all, err := order.Samples(LookPhoto, seed, &s, 4)
		if err != nil {
			b.Fatal(err)
		}
		for _, s := range all {
			if err := s.Write(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	}
}
