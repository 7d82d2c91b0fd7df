package page

import (
	"errors"
	"fmt"
	"io"
)

// ErrUnknownFormat is wrapped by the error of Open for bytes that are no
// picture. The message says what they look like.
var ErrUnknownFormat = errors.New("unknown picture format")

// A MalformedError says that a file is damaged, cut short or not what its
// first bytes promise.
type MalformedError struct {
	Format string // as in Page.Format
	Offset int64  // byte position of the damage; -1 where it is not known
	Err    error
}

// Error names the format, the place, the damage and the way out.
func (e *MalformedError) Error() string {
	const advice = "take it again from where it came from"
	if errors.Is(e.Err, io.ErrUnexpectedEOF) {
		return fmt.Sprintf("%s file is cut short%s: %s", e.Format, at(e.Offset), advice)
	}
	return fmt.Sprintf("%s file is damaged%s: %v; %s", e.Format, at(e.Offset), e.Err, advice)
}

// Unwrap gives the cause.
func (e *MalformedError) Unwrap() error { return e.Err }

func at(offset int64) string {
	if offset < 0 {
		return ""
	}
	return fmt.Sprintf(" at byte %d", offset)
}

// An UnsupportedError says that a file is well known but of a kind that is
// not read.
type UnsupportedError struct {
	Format string // as in Page.Format
	What   string // the missing ability
	Hint   string // what the user can do
}

// Error names the format, the missing ability and the way out.
func (e *UnsupportedError) Error() string {
	s := fmt.Sprintf("%s: %s is not supported", e.Format, e.What)
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// A TooLargeError says that a file asks for more than Limits allow. Nothing
// of its size was allocated.
type TooLargeError struct {
	Format string // as in Page.Format; empty for raw bytes
	What   string // "bytes", "pixels" or "pages"
	Have   int64  // at least so many
	Max    int64
}

// Error says how large the file is and what the limit was.
func (e *TooLargeError) Error() string {
	format := e.Format
	if format == "" {
		format = "file"
	}
	return fmt.Sprintf("%s is too large: %d %s, the limit is %d; scale it down, split it or raise the limit",
		format, e.Have, e.What, e.Max)
}

// again is the advice for a kind of file that is not read.
const again = "save the picture as PNG or plain JPEG and try again"

// malformed makes a MalformedError of a message.
func malformed(format string, offset int, msg string, args ...any) error {
	return &MalformedError{Format: format, Offset: int64(offset), Err: fmt.Errorf(msg, args...)}
}

// cut makes a MalformedError for a file that ends too early.
func cut(format string, offset int) error {
	return &MalformedError{Format: format, Offset: int64(offset), Err: io.ErrUnexpectedEOF}
}
