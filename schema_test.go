package einthoven_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven"
)

// A schema checks JSON values against the part of JSON Schema (2020-12) that
// docs/format/report.schema.json uses. A keyword that is not known here is a
// fault of the schema, so that nothing in it goes unchecked.
type schema struct{ root map[string]any }

func loadSchema(t *testing.T) schema {
	t.Helper()
	raw, err := os.ReadFile("docs/format/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(raw, &s.root); err != nil {
		t.Fatal(err)
	}
	return s
}

// faults lists what is wrong with a JSON text.
func (s schema) faults(text []byte) []string {
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return []string{err.Error()}
	}
	return s.check("report", v, s.root)
}

func (s schema) check(at string, v any, rule map[string]any) (out []string) {
	bad := func(format string, args ...any) {
		out = append(out, at+": "+fmt.Sprintf(format, args...))
	}
	for word, want := range rule {
		switch word {
		case "$schema", "$id", "$defs", "title", "description":
		case "$ref":
			name := strings.TrimPrefix(want.(string), "#/$defs/")
			def, ok := s.root["$defs"].(map[string]any)[name].(map[string]any)
			if !ok {
				bad("no definition %v", want)
				continue
			}
			out = append(out, s.check(at, v, def)...)
		case "type":
			types, ok := want.([]any)
			if !ok {
				types = []any{want}
			}
			if !slices.ContainsFunc(types, func(t any) bool { return isType(v, t.(string)) }) {
				bad("%v is not of type %v", v, want)
			}
		case "const":
			if !reflect.DeepEqual(v, want) {
				bad("%v is not %v", v, want)
			}
		case "enum":
			if !slices.ContainsFunc(want.([]any), func(e any) bool { return reflect.DeepEqual(e, v) }) {
				bad("%v is none of %v", v, want)
			}
		case "pattern":
			if str, ok := v.(string); ok && !regexp.MustCompile(want.(string)).MatchString(str) {
				bad("%q does not match %v", str, want)
			}
		case "minLength":
			if str, ok := v.(string); ok && float64(len(str)) < want.(float64) {
				bad("%q is too short", str)
			}
		case "minimum":
			if f, ok := v.(float64); ok && f < want.(float64) {
				bad("%v is under %v", f, want)
			}
		case "maximum":
			if f, ok := v.(float64); ok && f > want.(float64) {
				bad("%v is over %v", f, want)
			}
		case "minItems":
			if a, ok := v.([]any); ok && float64(len(a)) < want.(float64) {
				bad("%d items, want %v or more", len(a), want)
			}
		case "maxItems":
			if a, ok := v.([]any); ok && float64(len(a)) > want.(float64) {
				bad("%d items, want %v or fewer", len(a), want)
			}
		case "items":
			a, _ := v.([]any)
			for i, e := range a {
				out = append(out, s.check(fmt.Sprintf("%s[%d]", at, i), e, want.(map[string]any))...)
			}
		case "required":
			o, _ := v.(map[string]any)
			for _, name := range want.([]any) {
				if _, ok := o[name.(string)]; !ok {
					bad("%v is missing", name)
				}
			}
		case "properties":
			o, _ := v.(map[string]any)
			for name, p := range want.(map[string]any) {
				if e, ok := o[name]; ok {
					out = append(out, s.check(at+"."+name, e, p.(map[string]any))...)
				}
			}
		case "additionalProperties":
			o, _ := v.(map[string]any)
			known, _ := rule["properties"].(map[string]any)
			for name := range o {
				if _, ok := known[name]; !ok {
					bad("%s is not in the schema", name)
				}
			}
		default:
			bad("the test does not know the keyword %s", word)
		}
	}
	return out
}

func isType(v any, name string) bool {
	switch name {
	case "null":
		return v == nil
	case "integer":
		f, ok := v.(float64)
		return ok && f == float64(int64(f))
	case "number":
		_, ok := v.(float64)
		return ok
	case "string":
		_, ok := v.(string)
		return ok
	case "boolean":
		_, ok := v.(bool)
		return ok
	case "array":
		_, ok := v.([]any)
		return ok
	case "object":
		_, ok := v.(map[string]any)
		return ok
	}
	return false
}

func reportOf(t *testing.T, r *einthoven.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestReportSchema holds the reports of a page that was read and of several
// that were refused against the schema.
func TestReportSchema(t *testing.T) {
	s := loadSchema(t)
	read := reportOf(t, readSample(t))
	for _, want := range []string{`"page"`, `"layout"`, `"calibration"`, `"leads"`, `"checks"`, `"timings_ms"`} {
		if !bytes.Contains(read, []byte(want)) {
			t.Errorf("the report of the sample has no %s", want)
		}
	}
	reports := map[string][]byte{"sample.png": read}
	for name, data := range map[string][]byte{"text": []byte("Dear colleague"), "nothing": {}, "bomb": bomb(), "blank": blank(t)} {
		r, err := einthoven.Digitize(context.Background(), einthoven.FromBytes(data), einthoven.Options{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		if r.Report.Status != einthoven.Refused {
			t.Errorf("%s: status %s", name, r.Report.Status)
		}
		reports[name] = reportOf(t, r)
	}
	for name, text := range reports {
		for _, f := range s.faults(text) {
			t.Errorf("%s: %s", name, f)
		}
	}
}

// TestSchemaRefuses sees to it that the test above can fail.
func TestSchemaRefuses(t *testing.T) {
	s := loadSchema(t)
	good := `{"schema":1,"tool":{"name":"einthoven","version":"0.1.0","engine":"classic"},"input":{"page":1,"pages":1},"status":"ok","reasons":[],"expected_snr_db":null}`
	if f := s.faults([]byte(good)); len(f) > 0 {
		t.Fatal(f)
	}
	for _, c := range []struct{ old, bad string }{
		{`"schema":1`, `"schema":2`},
		{`"status":"ok"`, `"status":"fine"`},
		{`"expected_snr_db":null`, `"expected_snr_db":"high"`},
		{`"reasons":[]`, `"reasons":[{"code":"bad_luck","message":"m","hint":""}]`},
		{`"reasons":[]`, `"reasons":[{"code":"no_trace","hint":""}]`},
		{`"reasons":[],`, ``},
		{`"page":1`, `"page":0`},
		{`"page":1`, `"page":1.5`},
		{`"pages":1`, `"pages":1,"negative":"yes"`},
		{`"pages":1`, `"pages":1,"sha256":"12"`},
		{`"reasons":[]`, `"reasons":[],"leads":[]`},
		{`"reasons":[]`, `"reasons":[],"mood":"good"`},
	} {
		if f := s.faults([]byte(strings.Replace(good, c.old, c.bad, 1))); len(f) == 0 {
			t.Errorf("%s was not noticed", c.bad)
		}
	}
}
