package pth

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/pickle"
)

// legacyStart is the pickle of torch's magic number 0x1950a86a20f9469cfc6c.
const legacyStart = "\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."

// legacy is a file of torch.save before 1.6: five pickles (magic number,
// version 1001, facts of the computer, the object, the keys of the storages),
// then each storage, its elements behind their number.
type legacy struct {
	r    io.ReaderAt
	size int64
	at   int64
}

// openLegacy reads the pickles; load reads storages.
func openLegacy(r io.ReaderAt, size int64) (root any, load func([]*storage) error, err error) {
	l := &legacy{r: r, size: size, at: int64(len(legacyStart))}
	h := newHost()
	var parts [4]any
	for k := range parts {
		if parts[k], err = l.pickle(h); err != nil {
			return nil, nil, err
		}
	}
	if parts[0] != int64(1001) {
		return nil, nil, malformed(int64(len(legacyStart)), errors.New("version is not 1001"))
	}
	facts, _ := parts[1].(*pickle.Dict)
	if facts == nil {
		return nil, nil, malformed(-1, errors.New("no facts of the computer that saved it"))
	}
	if little, _ := facts.Get("little_endian"); little != true {
		return nil, nil, &weights.UnsupportedError{Format: format, What: "big-endian order", Hint: "save the file on a little-endian computer"}
	}
	order := items(parts[3])
	return parts[2], func([]*storage) error { return l.load(h, order) }, nil
}

// pickle reads the next pickle.
func (l *legacy) pickle(h *host) (any, error) {
	v, n, err := pickle.Read(io.NewSectionReader(l.r, l.at, l.size-l.at), h, pickle.Limits{})
	if err != nil {
		return nil, fmt.Errorf("pth: pickle at byte %d: %w", l.at, err)
	}
	l.at += n
	return v, nil
}

// load reads all storages in the order of their keys; the file must end with
// the last.
func (l *legacy) load(h *host, order []any) error {
	for _, k := range order {
		key, _ := k.(string)
		s := h.storages[key]
		if s == nil || s.data != nil {
			return malformed(l.at, fmt.Errorf("storage %.40q is not used or comes twice", key))
		}
		var count [8]byte
		if err := l.read(count[:]); err != nil {
			return err
		}
		if n := binary.LittleEndian.Uint64(count[:]); n != uint64(s.elements) {
			return malformed(l.at-8, fmt.Errorf("storage %.40q has %d elements instead of %d", key, n, s.elements))
		}
		if s.size() > l.size-l.at {
			return malformed(l.at, fmt.Errorf("storage %.40q: %w", key, io.ErrUnexpectedEOF))
		}
		s.data = make([]byte, s.size())
		if err := l.read(s.data); err != nil {
			return err
		}
	}
	if n := len(h.storages) - len(order); n > 0 {
		return malformed(l.at, fmt.Errorf("%d storages are missing", n))
	}
	if l.at != l.size {
		return malformed(l.at, errors.New("goes on after its last storage"))
	}
	return nil
}

func (l *legacy) read(b []byte) error {
	n, err := l.r.ReadAt(b, l.at)
	l.at += int64(n)
	if n == len(b) {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return malformed(l.at, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("pth: read at byte %d: %w", l.at, err)
}
