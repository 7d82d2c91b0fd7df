package pickle

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// Read reads one pickle and stops behind it: n is its length in bytes. It
// may take more from r, which is buffered. Errors are a
// [weights.MalformedError] or a [weights.UnsupportedError]; what the host
// answers is wrapped in its own.
func Read(r io.Reader, host Host, limits Limits) (value any, n int64, err error) {
	m := &machine{
		in:     bufio.NewReader(r),
		host:   host,
		limits: limits.orDefault(),
		memo:   map[int64]any{},
	}
	for !m.done {
		at := m.at
		op, err := m.byte()
		if err == nil {
			err = m.step(op)
		}
		if err != nil {
			return nil, m.at, m.explain(at, err)
		}
	}
	if len(m.stack) != 1 || len(m.marks) != 0 {
		return nil, m.at, m.explain(m.at, fmt.Errorf("ends with %d values instead of one", len(m.stack)))
	}
	return m.stack[0], m.at, nil
}

// machine is the state of reading: a stack of values and the places in it
// where marks lie.
type machine struct {
	in     *bufio.Reader
	at     int64
	host   Host
	limits Limits
	stack  []any
	marks  []int
	memo   map[int64]any
	values int // made so far
	done   bool
}

// hostError is an error of the host: the bytes are right, their meaning isn't.
type hostError struct{ error }

func (e hostError) Unwrap() error { return e.error }

// explain gives an error its kind and place.
func (m *machine) explain(at int64, err error) error {
	var host hostError
	if errors.As(err, &host) {
		return fmt.Errorf("pickle: byte %d: %w", at, host.error)
	}
	var unsupported *weights.UnsupportedError
	if errors.As(err, &unsupported) {
		return err
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return &weights.MalformedError{Format: format, Offset: at, Err: err}
}

// step carries out one opcode, trying each family in turn.
func (m *machine) step(op byte) error {
	for _, family := range []func(*machine, byte) (bool, error){
		(*machine).stackOp, (*machine).numberOp, (*machine).textOp, (*machine).containerOp, (*machine).memoOp, (*machine).hostOp,
	} {
		if known, err := family(m, op); known || err != nil {
			return err
		}
	}
	what := fmt.Sprintf("opcode 0x%02x at byte %d", op, m.at-1)
	return &weights.UnsupportedError{Format: format, What: what, Hint: "save a state_dict of tensors only"}
}

// stackOp does what moves values or frames them.
func (m *machine) stackOp(op byte) (bool, error) {
	switch op {
	case opStop:
		m.done = true
	case opProto:
		version, err := m.byte()
		if err == nil && version > 5 {
			what := fmt.Sprintf("protocol %d", version)
			err = &weights.UnsupportedError{Format: format, What: what, Hint: "save with protocol 2"}
		}
		return true, err
	case opFrame: // only a hint for buffering
		_, err := m.take(8)
		return true, err
	case opMark:
		if len(m.marks) >= m.limits.Depth {
			return true, m.over(fmt.Sprintf("nesting deeper than %d", m.limits.Depth))
		}
		m.marks = append(m.marks, len(m.stack))
	case opPop:
		_, err := m.pop()
		return true, err
	case opPopMark:
		_, err := m.popMark()
		return true, err
	case opDup:
		top, err := m.top()
		if err != nil {
			return true, err
		}
		return true, m.push(top)
	default:
		return false, nil
	}
	return true, nil
}

// over says that a limit was passed.
func (m *machine) over(what string) error {
	return &weights.UnsupportedError{Format: format, What: what, Hint: "save a state_dict of tensors only"}
}

func (m *machine) push(v any) error {
	if m.values++; m.values > m.limits.Values {
		return m.over(fmt.Sprintf("more than %d values", m.limits.Values))
	}
	m.stack = append(m.stack, v)
	return nil
}

// floor is the height of the stack below which nothing may be taken.
func (m *machine) floor() int {
	if len(m.marks) == 0 {
		return 0
	}
	return m.marks[len(m.marks)-1]
}

func (m *machine) top() (any, error) {
	if len(m.stack) <= m.floor() {
		return nil, errors.New("takes a value that is not there")
	}
	return m.stack[len(m.stack)-1], nil
}

func (m *machine) pop() (any, error) {
	v, err := m.top()
	if err == nil {
		m.stack = m.stack[:len(m.stack)-1]
	}
	return v, err
}

// popMark takes all values above the last mark, in a slice of their own.
func (m *machine) popMark() ([]any, error) {
	if len(m.marks) == 0 {
		return nil, errors.New("takes a mark that is not there")
	}
	floor := m.floor()
	items := append([]any(nil), m.stack[floor:]...)
	m.stack = m.stack[:floor]
	m.marks = m.marks[:len(m.marks)-1]
	return items, nil
}

func (m *machine) byte() (byte, error) {
	if m.at >= m.limits.Bytes {
		return 0, m.over(fmt.Sprintf("a pickle of more than %d bytes", m.limits.Bytes))
	}
	b, err := m.in.ReadByte()
	if err == nil {
		m.at++
	}
	return b, err
}

// take reads n bytes. It allocates no more than there are.
func (m *machine) take(n int64) ([]byte, error) {
	if n < 0 || n > m.limits.Bytes-m.at {
		return nil, m.over(fmt.Sprintf("a text of %d bytes", uint64(n)))
	}
	if n <= 4096 {
		b := make([]byte, n)
		k, err := io.ReadFull(m.in, b)
		m.at += int64(k)
		return b, err
	}
	b, err := io.ReadAll(io.LimitReader(m.in, n))
	m.at += int64(len(b))
	if err == nil && int64(len(b)) < n {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

// line reads a text that ends with a line feed, without it.
func (m *machine) line() (string, error) {
	const longest = 1 << 12
	var b []byte
	for len(b) < longest {
		c, err := m.byte()
		if err != nil {
			return "", err
		}
		if c == '\n' {
			return string(b), nil
		}
		b = append(b, c)
	}
	return "", errors.New("line without an end")
}
