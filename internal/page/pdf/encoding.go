package pdf

import (
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// latin is the WinAnsi encoding (annex D.2) with its commonest signs above
// ASCII; the standard and the Mac encoding agree with it in the letters and
// digits that name leads, speed and gain.
var latin = makeLatin()

func makeLatin() (t [256]string) {
	for c := range 256 {
		if c >= 0x20 && c < 0x7f || c >= 0xa0 {
			t[c] = string(rune(c))
		}
	}
	for c, s := range map[int]string{0x80: "€", 0x85: "…", 0x91: "‘", 0x92: "’", 0x93: "“", 0x94: "”", 0x95: "•", 0x96: "–", 0x97: "—", 0x99: "™"} {
		t[c] = s
	}
	t[0xa0], t[0xad] = " ", "-"
	return t
}

// encoding reads the encoding of a simple font (section 9.6.6).
func (f *file) encoding(o types.Object) *[256]string {
	d, ok := f.resolve(o).(types.Dict)
	if !ok {
		return &latin
	}
	table := latin
	c := 0
	for _, v := range f.array(d["Differences"]) {
		switch v := f.resolve(v).(type) {
		case types.Integer:
			c = int(v)
		case types.Name:
			if c >= 0 && c < 256 {
				if s := glyphText(string(v)); s != "" {
					table[c] = s
				}
			}
			c++
		}
	}
	return &table
}

// glyphText gives the letter of a glyph name after the Adobe Glyph List
// specification, as far as machines use them; unknown names give "".
func glyphText(n string) string {
	if i := strings.IndexByte(n, '.'); i > 0 {
		n = n[:i]
	}
	if len(n) == 1 {
		return n
	}
	if s, ok := glyphNames[n]; ok {
		return s
	}
	hex := ""
	switch {
	case strings.HasPrefix(n, "uni") && len(n) == 7:
		hex = n[3:]
	case strings.HasPrefix(n, "u") && len(n) >= 5 && len(n) <= 7:
		hex = n[1:]
	}
	if v, err := strconv.ParseUint(hex, 16, 32); err == nil {
		return string(rune(v))
	}
	return ""
}

// glyphNames are the names of the printable signs of ASCII that are no
// letters, and of some that stand in headings.
var glyphNames = map[string]string{
	"space": " ", "exclam": "!", "quotedbl": `"`, "numbersign": "#", "dollar": "$", "percent": "%",
	"ampersand": "&", "quotesingle": "'", "quoteright": "’", "quoteleft": "‘", "parenleft": "(", "parenright": ")",
	"asterisk": "*", "plus": "+", "comma": ",", "hyphen": "-", "minus": "-", "period": ".", "slash": "/",
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4",
	"five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"colon": ":", "semicolon": ";", "less": "<", "equal": "=", "greater": ">", "question": "?", "at": "@",
	"bracketleft": "[", "backslash": `\`, "bracketright": "]", "asciicircum": "^", "underscore": "_", "grave": "`",
	"braceleft": "{", "bar": "|", "braceright": "}", "asciitilde": "~",
	"degree": "°", "plusminus": "±", "mu": "µ", "multiply": "×", "endash": "–", "emdash": "—", "bullet": "•",
	"adieresis": "ä", "odieresis": "ö", "udieresis": "ü", "Adieresis": "Ä", "Odieresis": "Ö", "Udieresis": "Ü", "germandbls": "ß",
	"onesuperior": "¹", "twosuperior": "²", "threesuperior": "³", "nbspace": " ",
}
