package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/einthoven-ecg/einthoven/internal/eval"
	"github.com/einthoven-ecg/einthoven/internal/panel"
)

// fake is a reader for the tests of the command line. A "picture" is a text:
// each line is a page and says what happens to it.
//
//	ok | review | refused   the page ends so
//	fault                   the reader fails
//	panic                   it panics
//	slow                    it waits until it is stopped
//	wait N                  it takes N milliseconds, then is ok
//	halfway                 the second half of its results cannot be written
type fake struct{}

func (fake) version() string { return "fake-" + os.Getenv("FAKE_VERSION") }

func (fake) check(_ context.Context, o options) error {
	if o.RateHz > 4000 {
		return errors.New("options: rate is too high")
	}
	return nil
}

func (f fake) read(ctx context.Context, r io.Reader, name string, o options) ([]record, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	var out []record
	for sc := bufio.NewScanner(bytes.NewReader(data)); sc.Scan(); {
		word, arg, _ := strings.Cut(sc.Text(), " ")
		rec := &fakeRecord{Status: word, halfway: word == "halfway", opt: o}
		rec.Tool.Name, rec.Tool.Version = "einthoven", f.version()
		rec.Input.Name, rec.Input.SHA256 = name, hex.EncodeToString(sum[:])
		rec.Options = o.asked()
		switch word {
		case "ok":
		case "review":
			rec.Reasons = []reason{{"low_confidence", "two leads are faint", "look at V1 and V2"}}
		case "refused":
			rec.Reasons = []reason{{"not_ecg", "no grid and no traces were found", "give a picture of an ECG"}}
		case "wait":
			ms, err := strconv.Atoi(arg)
			if err != nil {
				return nil, err
			}
			time.Sleep(time.Duration(ms) * time.Millisecond)
			rec.Status = "ok"
		case "halfway":
			rec.Status = "ok"
		case "slow":
			fmt.Fprintln(os.Stderr, "reading slowly")
			<-ctx.Done()
			return nil, ctx.Err()
		case "panic":
			var none []int
			_ = none[len(data)]
		default:
			return nil, errors.New("the reader broke")
		}
		out = append(out, rec)
	}
	return out, nil
}

func (f fake) readOne(ctx context.Context, r io.Reader, name string, o options) (record, error) {
	all, err := f.read(ctx, r, name, o)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

func (f fake) readPanels(ctx context.Context, panels [panel.Leads]io.Reader, name string, o options) (record, error) {
	for _, r := range panels {
		if r != nil {
			return f.readOne(ctx, r, name, o)
		}
	}
	return nil, errors.New("no panel")
}

type fakeRecord struct {
	Tool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	} `json:"tool"`
	Input struct {
		Name   string `json:"name"`
		SHA256 string `json:"sha256"`
	} `json:"input"`
	Options pastOptions `json:"options"`
	Status  string      `json:"status"`
	Reasons []reason    `json:"reasons"`

	halfway bool
	opt     options
}

func (r *fakeRecord) verdict() verdict { return verdict{Status: r.Status, Reasons: r.Reasons} }

// prediction says that lead II was a flat line.
func (r *fakeRecord) prediction() eval.Prediction {
	p := eval.Prediction{Status: eval.Status(r.Status), Fs: 500, Leads: []eval.Lead{{Name: "II", Samples: make([]float64, 5000)}}}
	for _, reason := range r.Reasons {
		p.Reasons = append(p.Reasons, reason.Code)
	}
	return p
}

func (r *fakeRecord) writeReport(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

func (r *fakeRecord) write(format, dir, name string) error {
	for i, f := range fileNames(format, name) {
		if err := os.WriteFile(filepath.Join(dir, f), fmt.Appendf(nil, "%s of %s\n", format, r.Input.Name), 0o666); err != nil {
			return err
		}
		if r.halfway && (i == 1 || format == "csv") {
			return errors.New("no space left on device")
		}
	}
	return nil
}

func (r *fakeRecord) overlay() (*image.NRGBA, error) {
	return image.NewNRGBA(image.Rect(0, 0, 2, 2)), nil
}
