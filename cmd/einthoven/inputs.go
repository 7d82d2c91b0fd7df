package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/wfdb"
)

// stdinPath names the standard input on the command line.
const stdinPath = "-"

// pictureSuffixes are the files that are taken from folders. A file that is
// named on the command line is read whatever its name is.
func pictureSuffixes() []string {
	return []string{".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif", ".pdf", ".heic", ".heif"}
}

// overlaySuffix ends the names of our own overlays, which are no input.
const overlaySuffix = ".overlay.png"

// expand turns the paths of a command line into the files they stand for, each
// once, in the order of the command line and sorted within folders.
func expand(paths []string) ([]string, error) {
	var out []string
	seen := map[string]bool{}
	add := func(p string) {
		key := p
		if abs, err := filepath.Abs(p); err == nil && p != stdinPath {
			key = abs
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, p)
		}
	}
	for _, p := range paths {
		found, err := expandOne(p)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			add(f)
		}
	}
	if len(out) == 0 {
		return nil, wrongCall("hidden files and overlays that einthoven drew are no input", "no pictures to read")
	}
	return out, nil
}

func expandOne(p string) ([]string, error) {
	if p == stdinPath {
		return []string{p}, nil
	}
	info, err := os.Stat(p)
	switch {
	case err == nil && info.IsDir():
		return folder(p)
	case err == nil && ownOverlay(p):
		return nil, nil
	case err == nil:
		return []string{p}, nil
	case !strings.ContainsAny(p, "*?["):
		if !errors.Is(err, fs.ErrNotExist) {
			return []string{p}, nil // reading it will tell
		}
		return nil, wrongCall("check the spelling and the folder you are in", "%s: no such file or folder", p)
	}
	matches, err := filepath.Glob(p)
	if err != nil {
		return nil, wrongCall("patterns use * ? and [a-z]", "%s: malformed pattern", p)
	}
	if len(matches) == 0 {
		return nil, wrongCall("check the pattern and the folder you are in", "%s: no file matches", p)
	}
	var out []string
	for _, m := range matches {
		if strings.HasPrefix(filepath.Base(m), ".") && !strings.HasPrefix(filepath.Base(p), ".") {
			continue // as in a shell
		}
		if info, err := os.Stat(m); err == nil && info.IsDir() {
			found, err := folder(m)
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
		} else if !ownOverlay(m) {
			out = append(out, m)
		}
	}
	return out, nil
}

// ownOverlay tells whether a file is an overlay that we drew: a pattern such
// as *.png in the folder of the results means the pictures, not these.
func ownOverlay(p string) bool {
	stem, is := strings.CutSuffix(p, overlaySuffix)
	if !is {
		return false
	}
	_, err := readReport(stem + reportSuffix)
	return err == nil
}

// folder lists the pictures in a folder and below it, sorted. Hidden files,
// our own overlays and links to elsewhere are left out.
func folder(dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(d.Name(), ".") && p != dir
		if d.IsDir() {
			if hidden {
				return filepath.SkipDir
			}
			return nil
		}
		lower := strings.ToLower(d.Name())
		if !hidden && d.Type().IsRegular() && !strings.HasSuffix(lower, overlaySuffix) &&
			slices.Contains(pictureSuffixes(), filepath.Ext(lower)) {
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list folder: %w", err)
	}
	if len(out) == 0 {
		return nil, wrongCall("pictures end in "+strings.Join(pictureSuffixes(), " "), "%s: no pictures in this folder", dir)
	}
	return out, nil
}

// assign gives each input a name for its results: the file's name without its
// ending, and a number behind it where that would meet another's. Two names
// meet if a file system without upper and lower case, or the WFDB format,
// could not tell them apart. The names depend on the list of inputs alone.
func assign(inputs []string) []string {
	stem := func(p string) string {
		if p == stdinPath {
			return "stdin"
		}
		b := filepath.Base(p)
		if s := strings.TrimSuffix(b, filepath.Ext(b)); s != "" {
			return s
		}
		return b
	}
	key := func(s string) string { return strings.ToLower(wfdb.CleanName(s)) }
	// What an input is called by itself is not given to another as its number.
	plain := map[string]bool{}
	for _, p := range inputs {
		plain[key(stem(p))] = true
	}
	taken := map[string]bool{}
	next := map[string]int{} // number to try, by stem: thousands of files may have one name
	out := make([]string, len(inputs))
	for i, p := range inputs {
		s := stem(p)
		name, k := s, key(s)
		for taken[key(name)] || name != s && plain[key(name)] || isPageOf(key(name), plain) {
			next[k] = max(next[k], 1) + 1
			name = fmt.Sprintf("%s-%d", s, next[k])
		}
		taken[key(name)] = true
		out[i] = name
	}
	return out
}

// pageName is the name of the results of a file's page, counted from 0.
func pageName(name string, page int) string {
	if page == 0 {
		return name
	}
	return fmt.Sprintf("%s_page%d", name, page+1)
}

// isPageOf tells whether a later page of another input, numbered or not, could
// be called so.
func isPageOf(key string, plain map[string]bool) bool {
	of, page, found := cutLast(key, "_page")
	if !found || !number(page) {
		return false
	}
	base, n, numbered := cutLast(of, "-")
	return plain[of] || numbered && number(n) && plain[base]
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func number(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
