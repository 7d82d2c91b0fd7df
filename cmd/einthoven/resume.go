package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// A pastReport is the part of an earlier report that tells whether it is ours,
// from what it was made and how.
type pastReport struct {
	Tool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	} `json:"tool"`
	Input struct {
		SHA256 string `json:"sha256"`
	} `json:"input"`
	Options pastOptions `json:"options"`
	Status  string      `json:"status"`
	Reasons []reason    `json:"reasons"`

	raw []byte
}

// pastOptions are the options that a report was made with, as asked for.
type pastOptions struct {
	RateHz      float64 `json:"rate_hz"`
	Layout      string  `json:"layout"`
	MMPerSecond float64 `json:"mm_per_s"`
	MMPerMV     float64 `json:"mm_per_mv"`
	Engine      string  `json:"engine"`
	Weights     string  `json:"weights_sha256,omitempty"`
}

func (o *options) asked() pastOptions {
	return pastOptions{RateHz: o.RateHz, Layout: o.Layout, MMPerSecond: o.MMPerSecond, MMPerMV: o.MMPerMV, Engine: o.Engine, Weights: o.Network.SHA256()}
}

// maxReportBytes bounds what is read of a file that may be a report.
const maxReportBytes = 16 << 20

// readReport reads a report of ours; it fails on any other file.
func readReport(path string) (*pastReport, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxReportBytes))
	if err != nil {
		return nil, err
	}
	r := &pastReport{raw: raw}
	if err := json.Unmarshal(raw, r); err != nil {
		return nil, fmt.Errorf("%s is no report: %w", path, err)
	}
	if r.Tool.Name != "einthoven" || r.Status == "" {
		return nil, fmt.Errorf("%s is no report of einthoven", path)
	}
	return r, nil
}

// done returns the reports of an earlier run, one a page, if they were made
// from the same bytes by the same program with the same options, and the files
// asked for are there.
func (b *batch) done(path, name string) ([]*pastReport, bool) {
	if path == stdinPath {
		return nil, false
	}
	var out []*pastReport
	sum := ""
	for page := 0; ; page++ {
		base := pageName(name, page)
		r, err := readReport(filepath.Join(b.dir, base+reportSuffix))
		if page > 0 && errors.Is(err, os.ErrNotExist) {
			return out, true
		}
		if err != nil || r.Tool.Version != b.env.reader.version() || r.Options != b.options.asked() {
			return nil, false
		}
		if page == 0 {
			if sum, err = hashFile(path); err != nil {
				return nil, false
			}
		}
		if r.Input.SHA256 != sum {
			return nil, false
		}
		if r.Status != statusRefused {
			for _, f := range b.outputs(base) {
				if _, err := os.Stat(filepath.Join(b.dir, f)); err != nil {
					return nil, false
				}
			}
		}
		out = append(out, r)
	}
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
