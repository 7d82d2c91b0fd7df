package charnet

// Alphabet holds one character for each class that the network tells apart,
// in the order of its outputs; class 0, written as a space, is "no character
// here". Capital and small letters of the same shape share a class, because a
// window that is scaled to the height of the text cannot always tell them
// apart: "mv" reads as "mV" and "V1" as "v1".
const Alphabet = " 0123456789ABCDEFGHIJKLMNPQRSTUVWXYZabdefghijmnpqrty./:-+=()*"

// Classes is the number of classes.
const Classes = len(Alphabet)

// Class returns the class of a character: that of its shape in Alphabet, that
// of '*' for a character outside it, and 0 for a space.
func Class(r rune) int {
	switch r {
	case 'O', 'o':
		r = '0'
	case 'l', '|', '!':
		r = 'I'
	case ',':
		r = '.'
	case ';':
		r = ':'
	case '_', '~':
		r = '-'
	case '\\':
		r = '/'
	case 'c', 'k', 's', 'u', 'v', 'w', 'x', 'z':
		r -= 'a' - 'A'
	}
	for i, a := range Alphabet {
		if a == r {
			return i
		}
	}
	return len(Alphabet) - 1
}
