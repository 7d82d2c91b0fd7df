package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/einthoven-ecg/einthoven/internal/eval"
	"github.com/einthoven-ecg/einthoven/internal/par"
	"github.com/einthoven-ecg/einthoven/internal/report"
	"github.com/einthoven-ecg/einthoven/wfdb"
)

// A measurement reads the pictures of cases and scores what was read.
type measurement struct {
	env     *env
	cases   []caseFile
	out     string // folder, or empty
	html    string // file, or empty
	before  *eval.Report
	worst   int
	jobs    int
	limit   time.Duration // for one picture
	options options

	mu    sync.Mutex
	bar   progress
	pages []eval.Page // the worst so far
}

// A caseFile is where a case lies.
type caseFile struct{ dir, id string }

// A scored is what became of a case.
type scored struct {
	result  eval.Result
	used    bool  // the case has a picture
	crashed error // reading failed by a fault of ours
	fault   error // the case, or the disk
}

// find lists the cases of folders, or of the folders in them.
func (m *measurement) find(dirs []string) error {
	for _, dir := range dirs {
		n := len(m.cases)
		if err := m.add(dir); err != nil {
			return err
		}
		if len(m.cases) > n {
			continue
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			return wrongCall("check the spelling and the folder you are in", "%s: %v", dir, cause(err))
		}
		for _, e := range entries {
			if e.IsDir() {
				if err := m.add(filepath.Join(dir, e.Name())); err != nil {
					return err
				}
			}
		}
		if len(m.cases) == n {
			return wrongCall("a case is a picture with a .json or .hea file of the same name beside it", "%s: no cases in this folder", dir)
		}
	}
	return nil
}

func (m *measurement) add(dir string) error {
	ids, err := eval.Cases(dir)
	if err != nil {
		return wrongCall("check the spelling and the folder you are in", "%s: %v", dir, cause(err))
	}
	for _, id := range ids {
		if f := (caseFile{dir, id}); !slices.Contains(m.cases, f) {
			m.cases = append(m.cases, f)
		}
	}
	return nil
}

// compareWith loads the report of an earlier run.
func (m *measurement) compareWith(path string) error {
	if path == "" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return wrongCall("give the eval.json of an earlier run with -o", "--baseline: %s: %v", path, cause(err))
	}
	defer f.Close()
	if m.before, err = eval.ReadJSON(f); err != nil {
		return wrongCall("give the eval.json of an earlier run with -o", "--baseline: %s: %w", path, err)
	}
	return nil
}

// run measures, prints the tables, and writes what was asked for.
func (m *measurement) run() error {
	ctx, cancel := context.WithCancel(m.env.ctx)
	defer cancel()
	all := make([]scored, len(m.cases))
	m.bar = newProgress(m.env, "measuring", len(m.cases))
	par.Each(m.jobs, len(m.cases), func(i int) {
		if ctx.Err() != nil {
			return
		}
		if all[i] = m.one(ctx, m.cases[i]); all[i].fault != nil {
			cancel()
		}
		m.mu.Lock()
		m.bar.step()
		m.mu.Unlock()
	})
	m.bar.clear()
	if err := m.env.ctx.Err(); err != nil {
		return err
	}
	r := &eval.Report{Title: fmt.Sprintf("einthoven %s, engine %s, %d at a time, %s %s/%s",
		m.env.reader.version(), m.options.Engine, m.jobs, runtime.Version(), runtime.GOOS, runtime.GOARCH)}
	crashed, without := 0, 0
	for i := range all {
		if err := all[i].fault; err != nil {
			return err
		}
		if err := all[i].crashed; err != nil {
			crashed++
			complain(m.env.stderr, fmt.Sprintf("%s/%s: %v", m.cases[i].dir, m.cases[i].id, err), "")
		}
		if all[i].used {
			r.Results = append(r.Results, all[i].result)
		} else {
			without++
		}
	}
	if len(r.Results) == 0 {
		return wrongCall("a case is a picture with a .json or .hea file of the same name beside it", "none of %d cases has a picture", without)
	}
	if without > 0 {
		fmt.Fprintf(m.env.stderr, "%d cases without a picture were left out\n", without)
	}
	r.Table = eval.Summarise(r.Results)
	if err := m.tell(r); err != nil {
		return err
	}
	if crashed > 0 {
		return statusError(exitFault)
	}
	return nil
}

// tell prints and writes the report.
func (m *measurement) tell(r *eval.Report) error {
	if err := eval.WriteText(m.env.stdout, r, m.before, m.worst); err != nil {
		return err
	}
	if m.out != "" {
		if err := writeWhole(filepath.Join(m.out, "eval.json"), func(w io.Writer) error { return eval.WriteJSON(w, r) }); err != nil {
			return err
		}
	}
	if m.html == "" {
		return nil
	}
	return writeWhole(m.html, func(w io.Writer) error { return eval.WriteHTML(w, r, m.before, m.pages) })
}

// one reads and scores one case.
func (m *measurement) one(ctx context.Context, f caseFile) (s scored) {
	c, err := eval.LoadCase(f.dir, f.id)
	if err != nil {
		return scored{fault: &complaint{status: exitUsage, err: err, hint: "mend or remove the case"}}
	}
	if c.Picture == "" {
		return scored{}
	}
	start := time.Now()
	rec, err := m.read(ctx, c.Picture)
	p := eval.Prediction{Status: eval.Failed}
	switch {
	case ctx.Err() != nil:
		return scored{}
	case errors.Is(err, context.DeadlineExceeded):
		p.Reasons = []string{"timeout"}
		s.crashed = fmt.Errorf("took more than %v", m.limit)
	case err != nil:
		s.crashed = err
	default:
		p = rec.prediction()
	}
	p.Seconds = time.Since(start).Seconds()
	s.result, s.used = eval.Score(c, p), true
	if m.out != "" && rec != nil {
		if s.fault = m.keep(ctx, c, rec); s.fault != nil {
			return s
		}
	}
	m.show(c, p, s.result, rec)
	return s
}

// read reads a picture within the time that a page may take. A panic is an
// error, so that one picture does not end the run.
func (m *measurement) read(ctx context.Context, path string) (rec record, err error) {
	defer func() {
		if r := recover(); r != nil {
			rec, err = nil, fmt.Errorf("internal fault: %v at %s", r, place())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, m.limit)
	defer cancel()
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return m.env.reader.readOne(ctx, f, filepath.Base(path), m.options)
}

// keep writes what was read, as einthoven digitize would, into a folder for
// the set.
func (m *measurement) keep(ctx context.Context, c eval.Case, rec record) error {
	b := &batch{env: m.env, dir: filepath.Join(m.out, wfdb.CleanName(c.Set)), formats: []string{"csv"}, overlay: true, options: m.options}
	if err := os.MkdirAll(b.dir, 0o777); err != nil {
		return fmt.Errorf("make folder for the results: %w", err)
	}
	if _, err := b.write(ctx, c.Picture, c.ID, []record{rec}); err != nil {
		return fmt.Errorf("write results of %s: %w", c.ID, err)
	}
	return nil
}

// show keeps the page for the HTML report if it is among the worst so far.
func (m *measurement) show(c eval.Case, p eval.Prediction, r eval.Result, rec record) {
	if m.html == "" || m.worst == 0 {
		return
	}
	page := eval.Page{Case: c, Prediction: p, Result: r}
	m.mu.Lock()
	defer m.mu.Unlock()
	results := []eval.Result{r}
	for i := range m.pages {
		results = append(results, m.pages[i].Result)
	}
	rank := map[string]int{}
	for i, w := range eval.Worst(results) {
		rank[w.Set+"/"+w.ID] = i
	}
	if rank[r.Set+"/"+r.ID] >= m.worst {
		return
	}
	if rec != nil {
		page.Overlay = small(rec)
	}
	m.pages = append(m.pages, page)
	slices.SortFunc(m.pages, func(a, b eval.Page) int {
		return rank[a.Result.Set+"/"+a.Result.ID] - rank[b.Result.Set+"/"+b.Result.ID]
	})
	m.pages = m.pages[:min(len(m.pages), m.worst)]
}

// small is the overlay of a record as JPEG, nil if it has none.
func small(rec record) []byte {
	img, err := rec.overlay()
	if err != nil { // the picture was not opened
		return nil
	}
	var b bytes.Buffer
	if err := report.EncodeJPEG(&b, img, overlayQuality); err != nil {
		return nil
	}
	return b.Bytes()
}

// overlayQuality keeps thin lines readable at about a quarter of PNG's size.
const overlayQuality = 75

// writeWhole writes a file under another name in its folder, which is made if
// need be, and renames it when it is whole.
func writeWhole(path string, content func(io.Writer) error) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	p, err := newParcel(dir)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer p.discard()
	if err := p.write(filepath.Base(path), content); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(filepath.Join(p.tmp, filepath.Base(path)), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
