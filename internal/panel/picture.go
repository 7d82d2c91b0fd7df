package panel

import (
	"image"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// Picture is a whole page as a picture, for pages that are panels.
func Picture(p *page.Page) image.Image {
	r := image.Rect(0, 0, p.Width, p.Height)
	if p.Channels == 1 {
		return &image.Gray{Pix: p.Pix, Stride: p.Width, Rect: r}
	}
	out := image.NewRGBA(r)
	for i := range p.Width * p.Height {
		copy(out.Pix[4*i:], p.Pix[3*i:][:3])
		out.Pix[4*i+3] = 255
	}
	return out
}

// Places tells which panel each of some files is, from 0. Files that are all
// called by leads (V1.png, page7-aVR.png) are those leads; else files that all
// end in a number from 1 to 12 (p1.png, panel_10.png) are counted by it; else
// they are taken in their order. ok is false for more than [Leads] files, and
// for two of one lead or number.
func Places(files []string) (places []int, ok bool) {
	if len(files) > Leads {
		return nil, false
	}
	for _, by := range []func(stem string) int{byLead, byNumber} {
		places = places[:0]
		for _, f := range files {
			f = filepath.Base(f)
			if i := by(strings.TrimSuffix(f, filepath.Ext(f))); i >= 0 {
				places = append(places, i)
			}
		}
		if len(places) == len(files) {
			sorted := slices.Sorted(slices.Values(places))
			return places, len(slices.Compact(sorted)) == len(files)
		}
	}
	places = places[:0]
	for i := range files {
		places = append(places, i)
	}
	return places, true
}

// byLead is the lead that a name is, or ends in after a sign; -1 for none.
func byLead(stem string) int {
	last := strings.LastIndexFunc(stem, func(r rune) bool { return strings.ContainsRune("-_. ", r) })
	names := LeadNames()
	return slices.IndexFunc(names[:], func(n string) bool { return strings.EqualFold(n, stem[last+1:]) })
}

// byNumber is one less than the number that a name ends in; -1 for none from 1
// to 12.
func byNumber(stem string) int {
	digits := stem[len(strings.TrimRight(stem, "0123456789")):]
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > Leads {
		return -1
	}
	return n - 1
}
