package weights

import "fmt"

// MalformedError says that a file breaks the rules of its format: it was cut
// or damaged, or is no such file. Another copy may help.
type MalformedError struct {
	Format string // "safetensors", "pth", "pickle" or "onnx"
	Offset int64  // bytes from the start of what was read, -1 if not known
	Err    error
}

func (e *MalformedError) Error() string {
	if e.Offset < 0 {
		return fmt.Sprintf("%s: malformed: %v; get the file anew", e.Format, e.Err)
	}
	return fmt.Sprintf("%s: malformed at byte %d: %v; get the file anew", e.Format, e.Offset, e.Err)
}

// Unwrap gives the reason.
func (e *MalformedError) Unwrap() error { return e.Err }

// UnsupportedError says that a file holds something that may be right but is
// not read here, and what to do about it.
type UnsupportedError struct {
	Format string
	What   string // what was met
	Hint   string // what to do
}

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("%s: %s is not supported; %s", e.Format, e.What, e.Hint)
}
