package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/einthoven-ecg/einthoven/internal/checkpoint"
	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// modelCommand is the command line of einthoven model.
type modelCommand struct {
	Inspect  modelInspect  `cmd:"" help:"List the tensors of a weight file with their statistics."`
	Diff     modelDiff     `cmd:"" help:"Compare a weight file with a network or another weight file."`
	Load     modelLoad     `cmd:"" help:"Load a weight file into a network and tell what was taken; write it as that network's."`
	Verify   modelVerify   `cmd:"" help:"See what loading does, run the network, and compare with what it gave before."`
	Probe    modelProbe    `cmd:"" help:"Find the stage of a network that gives the same for every picture."`
	Convert  modelConvert  `cmd:"" help:"Write a weight file as safetensors, perhaps in another type."`
	Export   modelExport   `cmd:"" help:"Write a network as an ONNX model."`
	Quantize modelQuantize `cmd:"" help:"Round weights to 8 bits."`
	Prune    modelPrune    `cmd:"" help:"Set the smallest weights to zero."`
	Distill  modelDistill  `cmd:"" help:"Teach a smaller network to answer like a larger one."`
}

// networkFlag says what network a weight file is of.
type networkFlag struct {
	Model string `short:"m" placeholder:"NETWORK" help:"Network of the file: a name (${networks}) or a JSON file with its description (default: what the file itself notes)."`
}

// mapFlags say how names of a file become those of the network.
type mapFlags struct {
	Map    string `placeholder:"FILE" help:"JSON object from names of the file to names of the network; a name that ends in a dot stands for all that begin so, an empty one leaves tensors out."`
	Strict bool   `default:"true" negatable:"" help:"Fail if any tensor is missing, left over or of another shape (default); --strict=false takes what fits."`
}

// jsonFlag asks for the answer as JSON.
type jsonFlag struct {
	JSON bool `name:"json" help:"Answer as JSON."`
}

// threadsFlag is how many threads may run.
type threadsFlag struct {
	Jobs int `short:"j" placeholder:"N" help:"Threads (default: one a processor). They do not change results."`
}

func (t threadsFlag) check() error {
	if t.Jobs < 0 || t.Jobs > maxJobs {
		return wrongCall("use 1 to 1024", "--jobs: %d is out of range", t.Jobs)
	}
	return nil
}

// maxJSON bounds descriptions and maps, in bytes.
const maxJSON = 1 << 20

// describe finds the network of a file.
func (n networkFlag) describe(f *checkpoint.File) (model.Description, error) {
	switch {
	case n.Model != "":
		return describe(n.Model, "--model")
	case f.Foreign != nil:
		return model.Description{}, &complaint{status: exitRefused, err: f.Foreign, hint: "name the network with --model"}
	case f.Description == nil:
		return model.Description{}, wrongCall("name it with --model", "the file does not tell which network it is of")
	}
	return *f.Description, nil
}

// describe reads a description by the name of a network or from a file.
func describe(name, flag string) (model.Description, error) {
	if slices.Contains(model.Names(), name) {
		return model.Named(name)
	}
	text, err := readSmall(name)
	if err != nil {
		hint := "give one of " + strings.Join(model.Names(), ", ") + ", or a JSON file"
		return model.Description{}, wrongCall(hint, "%s: no network and no file: %w", flag, err)
	}
	d, err := model.Decode(strings.NewReader(string(text)))
	if err != nil {
		return d, wrongCall("mend the description", "%s: %s: %w", flag, name, err)
	}
	return d, nil
}

// readSmall reads a JSON file.
func readSmall(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, errors.New(unwrapPath(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxJSON+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxJSON {
		return nil, fmt.Errorf("%s: is longer than %d bytes", path, maxJSON)
	}
	return text, nil
}

// unwrapPath tells an error of a file without the name of the call.
func unwrapPath(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Path + ": " + p.Err.Error()
	}
	return err.Error()
}

// openWeights reads a weight file. One that is not there is a wrong call, one that
// cannot be read is refused.
func openWeights(path string) (*checkpoint.File, error) {
	f, err := checkpoint.Open(path)
	var p *os.PathError
	switch {
	case err == nil:
		return f, nil
	case errors.As(err, &p):
		return nil, wrongCall("check the spelling", "%s", unwrapPath(err))
	}
	return nil, &complaint{status: exitRefused, err: err, hint: "einthoven model reads .safetensors (with .index.json if there are several), .pth and .onnx files"}
}

// leftOut tells what of a file was not read.
func leftOut(w io.Writer, path string, f *checkpoint.File) {
	if f.Wrapper != "" {
		fmt.Fprintf(w, "%s: tensors are those under %q", path, f.Wrapper)
		if len(f.Beside) > 0 {
			fmt.Fprintf(w, "; not read: %s", someNames(f.Beside))
		}
		fmt.Fprintln(w)
	}
	if len(f.Skipped) > 0 {
		fmt.Fprintf(w, "%s: no tensors, left out: %s\n", path, someNames(f.Skipped))
	}
}

// someNames are up to ten names.
func someNames(names []string) string {
	const most = 10
	text := fmt.Sprintf("%.80q", names[:min(most, len(names))])
	if n := len(names) - most; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}

// options read the map.
func (m mapFlags) options() (model.Options, error) {
	opt := model.Options{Strict: m.Strict}
	if m.Map == "" {
		return opt, nil
	}
	text, err := readSmall(m.Map)
	if err == nil {
		if err = json.Unmarshal(text, &opt.Map); err != nil {
			err = fmt.Errorf("%s: %w", m.Map, err)
		}
	}
	if err != nil {
		return opt, wrongCall(`a map is an object such as {"old.name": "new.name"}`, "--map: %w", err)
	}
	return opt, nil
}

// loadNetwork reads a weight file into its network, of which nothing may be
// missing.
func loadNetwork(path string, n networkFlag) (*model.Network, *checkpoint.File, error) {
	f, err := openWeights(path)
	if err != nil {
		return nil, nil, err
	}
	d, err := n.describe(f)
	if err != nil {
		return nil, nil, err
	}
	net, _, err := checkpoint.Load(d, f.Set, model.Options{Strict: true})
	if err != nil {
		return nil, nil, &complaint{status: exitRefused, err: fmt.Errorf("%s: %w", path, err),
			hint: "einthoven model diff shows what differs; load --map or --strict=false makes a file that fits"}
	}
	return net, f, nil
}

// outputFlag is the file to write.
type outputFlag struct {
	Out string `short:"o" required:"" placeholder:"FILE" help:"File to write (.safetensors)."`
}

// write writes a checkpoint with its network.
func (o outputFlag) write(set *weights.Set, d *model.Description) error {
	if err := endsIn(o.Out, ".safetensors"); err != nil {
		return err
	}
	return checkpoint.Write(o.Out, set, d)
}

// endsIn wants a file's name to say what it is, so that nothing else is written
// over by mistake.
func endsIn(path, ending string) error {
	if filepath.Ext(path) != ending {
		return wrongCall("name it something"+ending, "%s: the file to write must end in %s", path, ending)
	}
	return nil
}

// printJSON writes an answer for programs.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

// table writes aligned columns.
type table struct{ w *tabwriter.Writer }

func newTable(w io.Writer, head ...string) table {
	t := table{tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	t.row(toAny(head)...)
	return t
}

func toAny(v []string) []any {
	out := make([]any, len(v))
	for i, s := range v {
		out[i] = s
	}
	return out
}

// row adds a row; numbers have four digits.
func (t table) row(cells ...any) {
	for i, c := range cells {
		if i > 0 {
			fmt.Fprint(t.w, "\t")
		}
		switch v := c.(type) {
		case float64:
			fmt.Fprintf(t.w, "%.4g", v)
		case float32:
			fmt.Fprintf(t.w, "%.4g", v)
		case checkpoint.Number:
			fmt.Fprintf(t.w, "%.4g", float64(v))
		default:
			fmt.Fprint(t.w, v)
		}
	}
	fmt.Fprintln(t.w)
}

func (t table) end() error { return t.w.Flush() }

// shapeText is a shape in a short form.
func shapeText(shape []int) string {
	if len(shape) == 0 {
		return "-"
	}
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(shape), "[]"), " ", "x")
}

// percent is a share for people.
func percent(v float64) string { return fmt.Sprintf("%.3g%%", 100*v) }

// byteText is a size for people.
func byteText(n int64) string {
	switch {
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%d bytes", n)
}

// refusedIf ends a command whose answer was no.
func refusedIf(no bool) error {
	if no {
		return statusError(exitRefused)
	}
	return nil
}
