package data

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Drawing is the version of all that draws examples: pages, wear, rectifier,
// panels. It is in the keys of sources, so that no store gives examples of an
// older one. Raise it when TestDrawing fails, or when other examples change.
const Drawing = 4

// contents names what is in records: headers, and the files that they name.
func contents(records []string) (string, error) {
	h := sha256.New()
	for _, r := range records {
		header := strings.TrimSuffix(r, ".hea") + ".hea"
		text, err := os.ReadFile(header)
		if err != nil {
			return "", fmt.Errorf("data: %w", err)
		}
		sum := sha256.Sum256(text)
		h.Write(sum[:])
		for _, name := range signalFiles(text) {
			samples, err := os.ReadFile(filepath.Join(filepath.Dir(header), name))
			if err != nil {
				return "", fmt.Errorf("data: %s: %w", header, err)
			}
			sum := sha256.Sum256(samples)
			h.Write(sum[:])
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// signalFiles are the files that the lines of a header's signals begin with,
// each once.
func signalFiles(header []byte) (names []string) {
	first, seen := true, map[string]bool{}
	for line := range bytes.Lines(header) {
		fields := bytes.Fields(line)
		if len(fields) == 0 || fields[0][0] == '#' {
			continue
		}
		if name := string(fields[0]); !first && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
		first = false
	}
	return names
}
