package rectify_test

import (
	"context"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// TestFindFollowsSharpLines has a page without any blur whose thin lines come
// back, at half the scale, as lines of another distance.
func TestFindFollowsSharpLines(t *testing.T) {
	layout, err := paper.ParseLayout("3x4+1R:II")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := synth.Recipe{Look: synth.LookClean, Style: "plot", Layout: &layout}.Spec(4017)
	if err != nil {
		t.Fatal(err)
	}
	spec.Page.Grid = &paper.Grid{FineMM: 1, BoldMM: 5, FineWidthMM: 0.15544378132163145, BoldWidthMM: 0.17220587424775896,
		Fine: paper.Colour{195, 208, 236}, Bold: paper.Colour{114, 149, 206}, Aligned: true}
	img, _, err := synth.Render(spec)
	if err != nil {
		t.Fatal(err)
	}
	p := &page.Page{Width: img.Rect.Dx(), Height: img.Rect.Dy(), Channels: 3}
	for i := 0; i < len(img.Pix); i += 4 {
		p.Pix = append(p.Pix, img.Pix[i:i+3]...)
	}
	_, r, err := rectify.Find(context.Background(), p, rectify.Options{})
	if err != nil || r.Seen < 0.9 {
		t.Errorf("%v, %+v; want the grid seen on all of the page", err, r)
	}
}
