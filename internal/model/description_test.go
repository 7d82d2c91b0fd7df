package model

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestNamedAsJSON(t *testing.T) {
	for _, name := range Names() {
		d, err := Named(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decode(strings.NewReader(string(text)))
		if err != nil || !reflect.DeepEqual(got, d) {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, d)
		}
	}
	if _, err := Named("other"); err == nil || !strings.Contains(err.Error(), "resnet_unet") {
		t.Errorf("an unknown name gives %v", err)
	}
}

// TestDecodeErrors changes one thing of a good description and wants an error
// that names it.
func TestDecodeErrors(t *testing.T) {
	texts := map[string]string{}
	for name, d := range map[string]Description{"panel": tiny(FusionMean, DecoderTransposed), "unet": tinyUNet()} {
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	for _, c := range []struct{ from, old, new, want string }{
		{"panel", `"panels":5`, `"panels":"5"`, "panel.panels"},
		{"panel", `"panels":5`, `"panels":5.5`, "panel.panels"},
		{"panel", `"panels":5`, `"panel":5`, `"panel"`},
		{"panel", `"panels":5`, `"panels":0`, "panel.panels"},
		{"panel", `"kind":"panel"`, `"kind":"other"`, "kind"},
		{"panel", `"kind":"panel"`, `"kind":"encoder"`, "panel: does not belong"},
		{"panel", `"kind":"panel"`, `"kind":"unet"`, "panel: does not belong"},
		{"panel", `"fusion":"mean"`, `"fusion":"sum"`, "panel.fusion"},
		{"panel", `"kind":"transposed"`, `"kind":""`, "panel.decoder.kind"},
		{"panel", `"channels":[8,4,4]`, `"channels":[8,-4,4]`, "panel.decoder.channels[1]"},
		{"panel", `"channels":[8,4,4]`, `"channels":[]`, "panel.decoder.channels (length)"},
		{"panel", `"samples":18`, `"samples":21`, "panel.decoder.samples"},
		{"panel", `"features":8`, `"features":8,"dropout":1`, "panel.dropout"},
		{"panel", `"blocks":[1,1,1,1]`, `"blocks":[1,1,1]`, "encoder.blocks"},
		{"panel", `"width":4`, `"width":100000`, "encoder.width"},
		{"panel", `"height":32`, `"height":31`, "input.height"},
		{"unet", `"height":64`, `"height":65`, "input.height"},
		{"unet", `"outputs":2`, `"outputs":0`, "unet.outputs"},
		{"unet", `"channels":[8,8,4,4,4]`, `"channels":[8,8,4,4]`, "unet.channels"},
		{"unet", `"kind":"unet"`, `"kind":"panel"`, "panel: is missing"},
	} {
		text := strings.Replace(texts[c.from], c.old, c.new, 1)
		if text == texts[c.from] {
			t.Fatalf("%s is not in %s", c.old, text)
		}
		if _, err := Decode(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want one with %q", c.new, err, c.want)
		}
	}
	for _, text := range []string{"", "{", "[]", texts["unet"] + "{}", texts["unet"] + "x"} {
		if _, err := Decode(strings.NewReader(text)); err == nil {
			t.Errorf("%.20q is taken", text)
		}
	}
}
