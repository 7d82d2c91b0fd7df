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

// Places tells which panel each of some files is, from 0. Files that are called
// by leads (V1.png, page7-aVR.png) are those leads; else files that end in a
// number are counted by it, from 1 to 12 (p1.png, panel_10.png), or from 0 to 11
// where one is 0; where no name tells anything they are taken in their order.
// ok is false for more than [Leads] files, for two of one lead or number, and
// where some names tell and others do not: any guess could exchange leads.
func Places(files []string) (places []int, ok bool) {
	if len(files) > Leads {
		return nil, false
	}
	leads, numbers := look(files, byLead), look(files, byNumber)
	switch {
	case len(leads) > 0:
		return leads, allOf(leads, files)
	case slices.Contains(numbers, 0):
		return numbers, allOf(numbers, files) && !slices.Contains(numbers, Leads)
	case len(numbers) > 0:
		for i := range numbers {
			numbers[i]--
		}
		return numbers, allOf(numbers, files)
	}
	for i := range files {
		places = append(places, i)
	}
	return places, true
}

// look gives what the names tell that tell something.
func look(files []string, by func(stem string) int) (out []int) {
	for _, f := range files {
		f = filepath.Base(f)
		if i := by(strings.TrimSuffix(f, filepath.Ext(f))); i >= 0 {
			out = append(out, i)
		}
	}
	return out
}

// allOf tells whether every file has a place, and one of its own.
func allOf(places []int, files []string) bool {
	return len(places) == len(files) && len(slices.Compact(slices.Sorted(slices.Values(places)))) == len(files)
}

// byLead is the lead that a name is, or ends in after a sign; -1 for none.
func byLead(stem string) int {
	last := strings.LastIndexFunc(stem, func(r rune) bool { return strings.ContainsRune("-_. ", r) })
	names := LeadNames()
	return slices.IndexFunc(names[:], func(n string) bool { return strings.EqualFold(n, stem[last+1:]) })
}

// byNumber is the number that a name ends in; -1 for none from 0 to 12.
func byNumber(stem string) int {
	digits := stem[len(strings.TrimRight(stem, "0123456789")):]
	n, err := strconv.Atoi(digits)
	if err != nil || n > Leads {
		return -1
	}
	return n
}
