package show

import (
	"fmt"
	"io"
	"strings"
	"text/template"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/train"
)

// Card writes the model card of a finished run, in Markdown.
func Card(w io.Writer, title string, r *train.Result) error {
	d, err := r.Config.Network.Get()
	if err != nil {
		return fmt.Errorf("show: card: %w", err)
	}
	data := cardData{Result: r, Title: title, Network: d, Signals: d.Kind == model.KindPanel}
	for _, t := range r.Config.Losses {
		data.Losses = append(data.Losses, fmt.Sprintf("%g x %s", t.Weight, t.Name))
	}
	if err := card.Execute(w, data); err != nil {
		return fmt.Errorf("show: card: %w", err)
	}
	return nil
}

type cardData struct {
	*train.Result
	Title   string
	Network model.Description
	Signals bool
	Losses  []string
}

// Rows are the table of figures.
func (c cardData) Rows() (out []string) {
	for _, row := range []struct {
		name     string
		patients int
		s        train.Score
	}{{"training", c.Patients.Train, c.Train}, {"validation", c.Patients.Validation, c.Valid}, {"test", c.Patients.Test, c.Test}} {
		if row.s.Examples == 0 {
			continue
		}
		quality := 0.0
		switch {
		case row.s.SNR != nil:
			quality = *row.s.SNR
		case row.s.Dice != nil:
			quality = *row.s.Dice
		}
		out = append(out, fmt.Sprintf("| %s | %d | %d | %.5g | %.3f |", row.name, row.patients, row.s.Examples, row.s.Loss, quality))
	}
	return out
}

// Shown tells of what the examples are.
func (c cardData) Shown() string {
	d := c.Config.Data
	hearts := fmt.Sprintf("simulated hearts from seed %d", d.Seed)
	if n := len(d.Records) + len(d.ValidationRecords) + len(d.TestRecords); n > 0 {
		hearts = "recorded ECGs (" + strings.Join(append(append(append([]string{}, d.Records...), d.ValidationRecords...), d.TestRecords...), ", ") + ")"
	}
	switch d.Source {
	case train.SourceSketches:
		return fmt.Sprintf("Curves of %s, %g s each, drawn straight onto small pictures, without a page.", hearts, d.Seconds)
	case train.SourceCrops:
		return fmt.Sprintf("Parts of rendered pages (%s) of %s, with the share of ink of the curves in every pixel.", strings.Join(d.Looks, ", "), hearts)
	}
	return fmt.Sprintf("Panels cut from rendered pages (%s) of %s.", strings.Join(d.Looks, ", "), hearts)
}

var card = template.Must(template.New("card").Parse(`# {{.Title}}

**For research only, not for clinical use.**

## What it is

A network of kind {{.Network.Kind}} with {{.Parameters}} learned numbers
{{- if .Signals}}: pictures of {{.Network.Panel.Panels}} leads, {{.Network.Input.Width}}x{{.Network.Input.Height}} pixels, are fused
({{.Network.Panel.Fusion}}) to {{.Network.Panel.Decoder.Leads}} signals of {{.Network.Panel.Decoder.Samples}} samples in millivolts.
{{- else}}: a picture of {{.Network.Input.Width}}x{{.Network.Input.Height}} pixels gives {{.Network.UNet.Outputs}} map(s) of the ink of ECG curves.
{{- end}}
Weights: ` + train.FileBest + ` (float32). The configuration is in ` + train.FileConfig + `; the same one gives the same bits.

## Data

{{.Shown}} No patient is in two of the parts; that was checked, for equal signals too.
{{- if .Unnamed}}
**But the headers of {{.Unnamed}} record(s) name no patient.** They were split by their files, so a person with several of them may be in two parts.
{{- end}}

## Training

{{.Steps}} steps of {{.Config.Batch}} x {{.Config.Accumulate}} example(s), {{len .Epochs}} epoch(s){{if .Early}}, ended early because the validation loss fell no more{{end}}.
{{- if .Skipped}}
{{.Skipped}} of the steps were left out, since their gradients were not finite.
{{- end}}
{{.Config.Optimizer.Kind}} with rate {{.Config.Optimizer.Rate}}, decay {{.Config.Optimizer.Decay}}, schedule {{.Config.Schedule.Kind}}; loss {{range $i, $l := .Losses}}{{if $i}} + {{end}}{{$l}}{{end}}.
Seed {{.Config.Seed}} (weights, order), {{.Config.Data.Seed}} (data). The checkpoint is that of epoch {{.BestEpoch}}, which had the least validation loss.

## Figures

| part | patients | examples scored | loss | {{if .Signals}}SNR, dB{{else}}Dice{{end}} |
|---|---|---|---|---|
{{range .Rows}}{{.}}
{{end}}
{{- if .Spread}}
SNR is 10 log10(sum t^2 / sum (p-t)^2) of all leads together without any alignment, mean over examples; a flat line has 0.

Does it look at its pictures? Outputs for a red and a blue picture correlate {{printf "%.4f" .Spread.RedBlue}} (the prototype: 0.9987).
{{- if .Spread.Pairs}} Outputs for
{{.Spread.Pairs}} pairs of different examples correlate {{printf "%.4f" .Spread.Pages}} in the mean, their true signals {{printf "%.4f" .Spread.Targets}}.
{{- end}}
{{- end}}

## Limits

- It was measured on examples made like those that it was trained on. Nothing here says how it does on other pages, devices or hospitals.
{{- if .Signals}}
- A small picture and a vector for a whole page cannot keep a waveform: it gives signals that look like ECGs whatever it is shown, and states no
  doubt. It cannot know millivolts or seconds that its pictures do not show. Use the tracer to read pages.
{{- else}}
- It says where ink of curves is, not which lead it belongs to nor what is beneath a hidden part.
{{- end}}
- No diagnosis may rest on it.
`))
