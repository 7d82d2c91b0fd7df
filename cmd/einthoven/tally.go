package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode"
)

// A tally tells the user about outcomes in the order of the inputs, and counts
// them.
type tally struct {
	stdout, stderr io.Writer
	json           bool
	inputs         []string
	bar            progress

	mu       sync.Mutex
	outcomes []*outcome
	told     int // outcomes before this one were told

	read, review, refused, unreadable, faults, past, undone int
	interrupted                                             bool
	outErr                                                  error
}

func newTally(b *batch) *tally {
	return &tally{stdout: b.env.stdout, stderr: b.env.stderr, json: b.json, inputs: b.inputs,
		outcomes: make([]*outcome, len(b.inputs)), bar: newProgress(b.env, "reading", len(b.inputs))}
}

// done takes the outcome of input i and tells what may be told by now.
func (t *tally) done(i int, o *outcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.outcomes[i] = o
	t.bar.clear()
	for t.told < len(t.outcomes) && t.outcomes[t.told] != nil {
		t.tell(t.told)
		t.told++
	}
	t.bar.step()
}

// finish tells the rest and the sum.
func (t *tally) finish(took time.Duration, interrupted bool) {
	t.bar.clear()
	for i := t.told; i < len(t.outcomes); i++ {
		if t.outcomes[i] == nil {
			t.undone++
		} else {
			t.tell(i)
		}
	}
	t.interrupted = interrupted
	if interrupted {
		complain(t.stderr, "stopped", "the same call with --resume goes on where this one ended")
	}
	pages := t.read + t.review + t.refused + t.unreadable + t.faults + t.undone
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{
		{t.read, "read"}, {t.review, "read, to be reviewed"}, {t.refused, "refused"},
		{t.unreadable, "not opened"}, {t.faults, "failed"}, {t.undone, "not done"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	if t.past > 0 {
		parts = append(parts, fmt.Sprintf("%d of them by an earlier run", t.past))
	}
	noun := "pictures"
	if pages == 1 {
		noun = "picture"
	}
	fmt.Fprintf(t.stderr, "%d %s: %s (%.1f s)\n", pages, noun, strings.Join(parts, ", "), took.Seconds())
}

// tell writes what there is to say about input i.
func (t *tally) tell(i int) {
	o := t.outcomes[i]
	path := clean(label(t.inputs[i], 0))
	switch {
	case o.unreadable != nil:
		t.unreadable++
		complain(t.stderr, fmt.Sprintf("%s: cannot be read: %s", path, cause(o.unreadable)), o.hint)
	case errors.Is(o.fault, context.Canceled):
		t.undone++ // told once, at the end
	case o.fault != nil:
		t.faults++
		complain(t.stderr, fmt.Sprintf("%s: %v", path, o.fault), o.hint)
	}
	for _, p := range o.pages {
		if p.past {
			t.past++
		}
		t.page(&p)
	}
	t.outcomes[i] = &outcome{} // its reports are not needed any more
}

func (t *tally) page(p *page) {
	word := ""
	switch p.Status {
	case statusRefused:
		t.refused++
		word = "error"
	case statusReview:
		t.review++
		word = "review"
	default:
		t.read++
	}
	if word != "" {
		for _, r := range p.Reasons {
			fmt.Fprintf(t.stderr, "%s: %s: %s\n", word, clean(p.label), clean(r.Message))
			if r.Hint != "" {
				fmt.Fprintf(t.stderr, "hint: %s\n", clean(r.Hint))
			}
		}
	}
	if t.json && t.outErr == nil {
		_, t.outErr = t.stdout.Write(p.report)
	}
}

// status turns the counts into the exit status.
func (t *tally) status(failOnReview bool) error {
	switch {
	case t.outErr != nil:
		return fmt.Errorf("write reports to the standard output: %w", t.outErr)
	case t.interrupted:
		return statusError(exitInterrupted)
	case t.faults > 0:
		return statusError(exitFault)
	case t.refused+t.unreadable > 0:
		return statusError(exitRefused)
	case t.review > 0 && failOnReview:
		return statusError(exitReview)
	}
	return nil
}

// clean keeps names and messages on their line and their control characters
// off the terminal.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}

// cause is the innermost error: the path was said already.
func cause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
