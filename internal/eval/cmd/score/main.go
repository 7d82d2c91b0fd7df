// Command score holds a measurement against the figures that are stored in the
// repository. It reads the eval.json that
//
//	einthoven eval DIR... -o OUT
//
// wrote, prints a line a set with the change since the stored figures, and
// ends with status 1 if any set is worse by more than is allowed.
//
//	go run ./internal/eval/cmd/score [-update] [-markdown] [-sheet FILE] OUT/eval.json
//
// -update stores the figures instead; sets that were not measured keep theirs.
// -sheet writes an HTML page of the worst pictures of each set, which shows
// the overlays that lie beside eval.json.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/eval"
)

func main() {
	var c command
	flags := flag.NewFlagSet("score", flag.ContinueOnError)
	flags.StringVar(&c.figures, "figures", "docs/figures.json", "file of the stored figures")
	flags.BoolVar(&c.update, "update", false, "store these figures")
	flags.BoolVar(&c.markdown, "markdown", false, "print the table in Markdown")
	flags.Float64Var(&c.allow, "allow", 0.3, "dB that a set may lose")
	flags.StringVar(&c.sheet, "sheet", "", "HTML file for the worst pictures of each set")
	flags.IntVar(&c.worst, "worst", 5, "pictures of each set on the sheet; of sets without truth all are shown")
	if err := flags.Parse(os.Args[1:]); err != nil {
		os.Exit(2)
	}
	if flags.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "error: name the eval.json of a measurement")
		os.Exit(2)
	}
	c.report = flags.Arg(0)
	worse, err := c.run(os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(2)
	}
	for _, w := range worse {
		fmt.Fprintln(os.Stderr, "worse:", w)
	}
	if len(worse) > 0 {
		fmt.Fprintln(os.Stderr, "hint: mend it, or store the new figures with -update and say in the commit why they are worse")
		os.Exit(1)
	}
}

// A command is what was asked for.
type command struct {
	report, figures, sheet string
	update, markdown       bool
	allow                  float64
	worst                  int
}

// run prints the table and returns what is worse than allowed.
func (c *command) run(w io.Writer) ([]string, error) {
	f, err := os.Open(c.report)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := eval.ReadJSON(f)
	if err != nil {
		return nil, err
	}
	stored, err := c.stored()
	if err != nil {
		return nil, err
	}
	now := eval.FiguresOf(r)
	if c.sheet != "" {
		if err := c.writeSheet(r); err != nil {
			return nil, err
		}
	}
	if c.markdown {
		return nil, eval.FiguresMarkdown(w, now)
	}
	if err := eval.FiguresTable(w, now, stored); err != nil {
		return nil, err
	}
	if c.update {
		var b bytes.Buffer
		if err := eval.WriteFigures(&b, eval.MergeFigures(stored, now)); err != nil {
			return nil, err
		}
		return nil, os.WriteFile(c.figures, b.Bytes(), 0o666)
	}
	var worse []string
	for i := range now {
		before := eval.FindFigures(stored, now[i].Set)
		if before == nil {
			worse = append(worse, now[i].Set+": no figures are stored")
			continue
		}
		worse = append(worse, now[i].Worse(before, c.allow)...)
	}
	return worse, nil
}

// stored reads the stored figures, none if there is no file yet.
func (c *command) stored() ([]eval.Figures, error) {
	f, err := os.Open(c.figures)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return eval.ReadFigures(f)
}

// writeSheet writes the sheet of the worst pictures. Its overlays are links
// relative to the sheet.
func (c *command) writeSheet(r *eval.Report) error {
	dir, err := filepath.Rel(filepath.Dir(c.sheet), filepath.Dir(c.report))
	if err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	overlay := func(set, id string) string {
		name := filepath.Join(set, id+".overlay.png")
		if _, err := os.Stat(filepath.Join(filepath.Dir(c.report), name)); err != nil {
			return ""
		}
		return filepath.ToSlash(filepath.Join(dir, name))
	}
	var b strings.Builder
	if err := eval.WriteSheet(&b, r, c.worst, overlay); err != nil {
		return err
	}
	return os.WriteFile(c.sheet, []byte(b.String()), 0o666)
}
