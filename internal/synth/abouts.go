package synth

import "strings"

// aboutLight says what a kind of package light is.
func aboutLight(name string) string {
	if of, ok := strings.CutPrefix(name, "table-"); ok {
		return "lies on: " + strings.ReplaceAll(of, "-", ", ")
	}
	return map[string]string{
		"shade":         "darker towards one side",
		"relief":        "a lamp from the side, that shows what is not flat",
		"lamp":          "one lamp near the page",
		"mixed-lamps":   "lamps of different colours",
		"vignette":      "a lens that is darker towards the corners",
		"warm":          "yellow light",
		"cold":          "blue light",
		"glare":         "a lamp mirrored by the paper",
		"sheet-shadow":  "the shadow of the sheet on the table",
		"shadow":        "the shadow of whoever takes the picture",
		"shadow-phone":  "the shadow of a phone",
		"shadow-hand":   "the shadow of a hand",
		"shadow-window": "the shadow of a window's frame",
		"shadow-bars":   "the shadow of blinds",
		"shadow-edge":   "the shadow of a straight edge",
		"screen":        "shown on a monitor",
		"phone-screen":  "shown on a phone",
	}[name]
}

// aboutCapture says what a kind of package capture is.
func aboutCapture(name string) string {
	return map[string]string{
		"blur":         "a soft lens",
		"defocus":      "out of focus",
		"motion":       "moved while it was taken",
		"fringe":       "colours beside each other",
		"mosaic":       "colours filled in from neighbours, as sensors do",
		"dust":         "specks and hairs on the glass",
		"streaks":      "lines of a scanner along its feed",
		"hot-pixels":   "pixels that always shine",
		"pixelate":     "low resolution, enlarged again",
		"noise":        "noise of little light",
		"colour-noise": "coloured spots",
		"banding":      "rows of different brightness",
		"dark":         "too little light",
		"bright":       "too much light",
		"cast":         "wrong white balance",
		"contrast":     "hard tones",
		"flat":         "soft tones",
		"washed":       "bright tones lost",
		"sharpen":      "sharpened, with halos",
		"vivid":        "strong colours",
		"pale":         "weak colours",
		"grey":         "no colours",
		"threshold":    "black and white",
		"scan-app":     "black and white by the surroundings of each pixel, as scanning programs do",
		"halftone":     "black and white dots",
		"posterise":    "few colours",
		"negative":     "the negative",
		"jpeg":         "strongly compressed",
		"jpeg-twice":   "compressed twice",
	}[name]
}
