package paper

import "strings"

// The drawn fonts stand on a grid: x 0 to 4, y 0 to 8, with the base line at
// 2, the top of small letters at 6 and that of capitals at 8.
const (
	glyphStepX   = 0.1     // em
	glyphStepY   = 0.7 / 6 // em: capitals are as high as those of other fonts
	glyphAdvance = 0.6     // em
	glyphBase    = 2
)

// glyphStrokes are the strokes of a letter: pairs of digits are x and y, a
// comma lifts the pen. Characters that are not there give none.
func glyphStrokes(r rune) string {
	switch {
	case r >= 'A' && r <= 'Z':
		return capitalStrokes(r)
	case r >= 'a' && r <= 'z':
		return smallStrokes(r)
	case r >= '0' && r <= '9':
		return strings.Split("12 03 07 18 38 47 43 32 12|12 32,22 28 17|07 18 38 47 46 02 42|"+
			"07 18 38 47 46 35 44 43 32 12 03,35 25|32 38 04 44|48 08 05 35 44 43 32 12 03|"+
			"47 38 18 07 03 12 32 43 44 35 05|08 48 12|15 06 07 18 38 47 46 35 15 04 03 12 32 43 44 35|"+
			"03 12 32 43 47 38 18 07 06 15 45", "|")[r-'0']
	}
	return signStrokes(r)
}

func capitalStrokes(r rune) string {
	return strings.Split("02 06 28 46 42,05 45|02 08 38 47 46 35 05,35 44 43 32 02|43 32 12 03 07 18 38 47|"+
		"02 08 28 46 44 22 02|42 02 08 48,05 35|02 08 48,05 35|47 38 18 07 03 12 32 43 45 25|02 08,42 48,05 45|"+
		"12 32,22 28,18 38|03 12 22 33 38|02 08,48 05 42|08 02 42|02 08 25 48 42|02 08 42 48|"+
		"12 03 07 18 38 47 43 32 12|02 08 38 47 46 35 05|12 03 07 18 38 47 43 32 12,24 42|"+
		"02 08 38 47 46 35 05,25 42|03 12 32 43 44 35 15 06 07 18 38 47|22 28,08 48|08 03 12 32 43 48|"+
		"08 22 48|08 12 25 32 48|02 48,08 42|08 25 48,25 22|08 48 02 42", "|")[r-'A']
}

func smallStrokes(r rune) string {
	return strings.Split("16 36 45 42,44 14 03 12 32 43|08 02 32 43 45 36 06|45 36 16 05 03 12 32 43|"+
		"48 42 12 03 05 16 46|04 44 45 36 16 05 03 12 32|12 17 28 38,06 36|46 41 30 10,43 32 12 03 05 16 46|"+
		"02 08,06 36 45 42|12 32,22 26 16,28|01 10 20 31 36,38|02 08,36 04 32|12 32,22 28 18|"+
		"02 06,05 16 25 22,25 36 45 42|02 06,05 16 36 45 42|12 03 05 16 36 45 43 32 12|00 06 36 45 43 32 02|"+
		"40 46 16 05 03 12 42|02 06,04 26 36|02 32 43 34 14 05 16 46|18 13 22 32,06 36|06 03 12 32 43,46 42|"+
		"06 22 46|06 12 24 32 46|02 46,06 42|06 03 12 42,46 41 30 10|06 46 02 42", "|")[r-'a']
}

func signStrokes(r rune) string {
	switch r {
	case '.':
		return "22"
	case ',':
		return "23 22 11"
	case ':':
		return "22,25"
	case ';':
		return "22 11,25"
	case '-', '–', '−':
		return "05 45"
	case '+':
		return "05 45,23 27"
	case '/':
		return "02 48"
	case '\\':
		return "08 42"
	case '|':
		return "22 28"
	case '(':
		return "38 27 23 32"
	case ')':
		return "18 27 23 12"
	case '[':
		return "38 18 12 32"
	case ']':
		return "18 38 32 12"
	case '%':
		return "02 48,08,42"
	case '*':
		return "13 37,17 33,05 45"
	case '=':
		return "04 44,06 46"
	case '_':
		return "01 41"
	case '\'':
		return "28 26"
	case '"':
		return "18 16,38 36"
	case '!':
		return "28 24,22"
	case '?':
		return "07 18 38 47 46 25 24,22"
	case '#':
		return "12 18,32 38,04 44,06 46"
	case '°':
		return "28 17 26 37 28"
	case '<':
		return "48 05 42"
	case '>':
		return "08 45 02"
	}
	return ""
}

// plainLetter takes marks off letters that the drawn fonts have without.
func plainLetter(r rune) rune {
	const with, without = "äàáâãåçèéêëìíîïñòóôõöøùúûüýÄÅÉÈÖÜßłńśżźćęą", "aaaaaaceeeeiiiinoooooouuuuyAAEEOUslnszzcea"
	if i := strings.IndexRune(with, r); i >= 0 {
		return rune(without[len([]rune(with[:i]))])
	}
	return r
}

// glyphPaths are the strokes of a letter in steps of the grid.
func glyphPaths(r rune) (out [][][2]int) {
	s := glyphStrokes(plainLetter(r))
	if s == "" {
		return nil
	}
	for _, stroke := range strings.Split(s, ",") {
		var line [][2]int
		for _, p := range strings.Fields(stroke) {
			line = append(line, [2]int{int(p[0] - '0'), int(p[1]-'0') - glyphBase})
		}
		out = append(out, line)
	}
	return out
}

// plotted are words in plotter's letters: lines in em, y down, and how far the
// pen has moved.
func plotted(s string) (lines [][][2]float64, advance float64) {
	for _, r := range s {
		for _, p := range glyphPaths(r) {
			line := make([][2]float64, len(p))
			for i, q := range p {
				line[i] = [2]float64{advance + glyphStepX*float64(q[0]), -glyphStepY * float64(q[1])}
			}
			lines = append(lines, line)
		}
		advance += glyphAdvance
	}
	return lines, advance
}

// needleDots are words in the letters of a needle printer, five by seven dots
// and two below the line: those dots that the plotter's strokes pass.
func needleDots(s string) (dots [][][2]float64, advance float64) {
	var all [][2]float64
	for _, r := range s {
		seen := map[[2]int]bool{}
		for _, p := range glyphPaths(r) {
			for i := range p {
				a, b := p[max(i-1, 0)], p[i]
				n := max(abs(b[0]-a[0]), abs(b[1]-a[1]), 1)
				for k := 0; k <= n; k++ {
					q := [2]int{a[0] + roundDiv(k*(b[0]-a[0]), n), a[1] + roundDiv(k*(b[1]-a[1]), n)}
					if !seen[q] {
						seen[q] = true
						all = append(all, [2]float64{advance + glyphStepX*float64(q[0]), -glyphStepY * float64(q[1])})
					}
				}
			}
		}
		advance += glyphAdvance
	}
	if len(all) == 0 {
		return nil, advance
	}
	return [][][2]float64{all}, advance
}

func abs(v int) int { return max(v, -v) }

// roundDiv is a/b to the nearest whole number, b > 0.
func roundDiv(a, b int) int {
	if a < 0 {
		return -((-2*a + b) / (2 * b))
	}
	return (2*a + b) / (2 * b)
}
