package light

import (
	"fmt"
	"image"
	_ "image/jpeg" // photos are read
	_ "image/png"  // photos are read
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/image/draw"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Photo is a picture to lay sheets on.
type Photo struct{ pixels raster.Canvas }

// maxPhotoPx bounds the sides of photos.
const maxPhotoPx = 8000

// NewPhoto scales a picture.
func NewPhoto(m image.Image, scale float64) (*Photo, error) {
	b := m.Bounds()
	w, h := int(scale*float64(b.Dx())), int(scale*float64(b.Dy()))
	if !(scale > 0) || w < 1 || h < 1 || w > maxPhotoPx || h > maxPhotoPx {
		return nil, fmt.Errorf("light: photo of %d x %d pixels, scaled by %g; want 1 to %d pixels a side", b.Dx(), b.Dy(), scale, maxPhotoPx)
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.BiLinear.Scale(small, small.Rect, m, b, draw.Src, nil)
	p := new(Photo)
	p.pixels.Reset(small.Rect)
	var linear [256]float32
	for i := range linear {
		linear[i] = raster.Colour{uint8(i)}.Linear()[0]
	}
	for i := range w * h {
		for k := range 3 {
			p.pixels.Pix[3*i+k] = linear[small.Pix[4*i+k]]
		}
	}
	return p, nil
}

// Photos lists the pictures in a folder, in order of their names.
func Photos(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("light: photos: %w", err)
	}
	var out []string
	for _, e := range entries {
		if slices.Contains([]string{".jpg", ".jpeg", ".png"}, strings.ToLower(filepath.Ext(e.Name()))) && !e.IsDir() {
			out = append(out, filepath.Join(folder, e.Name()))
		}
	}
	return out, nil
}

// ReadPhoto reads a JPEG or PNG file of at most [raster.MaxPixels] and scales
// it to a width.
func ReadPhoto(file string, width int) (*Photo, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("light: photo: %w", err)
	}
	defer f.Close()
	size, _, err := image.DecodeConfig(f)
	if err != nil {
		return nil, fmt.Errorf("light: photo %s: %w", file, err)
	}
	if size.Width < 1 || size.Height < 1 || size.Width > raster.MaxPixels/size.Height {
		return nil, fmt.Errorf("light: photo %s has %d x %d pixels, want at most %d in all", file, size.Width, size.Height, raster.MaxPixels)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("light: photo %s: %w", file, err)
	}
	m, _, err := image.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("light: photo %s: %w", file, err)
	}
	return NewPhoto(m, float64(width)/float64(m.Bounds().Dx()))
}

// row lays the photo over pixels of row v of a picture from u on, cut out where
// the seed says and mirrored where it ends.
func (p *Photo) row(row []float32, u, v int, seed uint64) {
	w, h := p.pixels.Rect.Dx(), p.pixels.Rect.Dy()
	at := chance.Mix(seed ^ 0x9407_0000)
	dx, dy := int(at%uint64(w)), int(at>>32%uint64(h))
	src := p.pixels.Row(mirrored(v+dy, h))
	for x := range len(row) / 3 {
		copy(row[3*x:3*x+3], src[3*mirrored(u+x+dx, w):])
	}
}

// mirrored is v, sent back and forth between 0 and n-1.
func mirrored(v, n int) int {
	v %= 2 * n
	if v < 0 {
		v += 2 * n
	}
	return min(v, 2*n-1-v)
}
