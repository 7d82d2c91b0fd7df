package pth_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
	"github.com/einthoven-ecg/einthoven/internal/nn/weights/pth"
)

// repack changes an archive's files; a change to nil leaves a file out.
func repack(t testing.TB, name string, method uint16, change func(name string, data []byte) []byte) []byte {
	t.Helper()
	old := file(t, name)
	z, err := zip.NewReader(bytes.NewReader(old), int64(len(old)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if data = change(f.Name, data); data == nil {
			continue
		}
		w, err := out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: method})
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// edit replaces a part of one file of bare.pth.
func edit(t testing.TB, within, from, to string) []byte {
	t.Helper()
	return repack(t, "bare-2.pth", zip.Store, func(name string, data []byte) []byte {
		if name != "bare/"+within {
			return data
		}
		if !bytes.Contains(data, []byte(from)) {
			t.Fatalf("%s has no %q", within, from)
		}
		return bytes.Replace(data, []byte(from), []byte(to), 1)
	})
}

func TestBad(t *testing.T) {
	without := func(left string) []byte {
		return repack(t, "bare.pth", zip.Store, func(name string, data []byte) []byte {
			if name == "bare/"+left {
				return nil
			}
			return data
		})
	}
	pickled := func(text string) []byte {
		return repack(t, "bare.pth", zip.Store, func(name string, data []byte) []byte {
			if name == "bare/data.pkl" {
				return []byte(text)
			}
			return data
		})
	}
	bare, old := file(t, "bare.pth"), file(t, "bare-old.pth")
	damaged := slices.Clone(bare)
	damaged[bytes.Index(damaged, []byte("bare/data/0"))+80]++
	const shape, strides = "(K\x02K\x01K\x03K\x03t", "(K\tK\tK\x03K\x01t"
	for label, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":            {nil, "no file of torch.save"},
		"text":               {[]byte("hello"), "no file of torch.save"},
		"whole module":       {file(t, "module.pth"), "torch.nn.modules.linear.Linear"},
		"no pickle":          {without("data.pkl"), "without data.pkl"},
		"no storage":         {without("data/0"), `without "data/0"`},
		"compressed":         {repack(t, "bare.pth", zip.Deflate, func(_ string, d []byte) []byte { return d }), "compressed"},
		"damaged":            {damaged, "checksum"},
		"cut":                {bare[:len(bare)-1], "zip"},
		"big-endian":         {edit(t, "byteorder", "little", "big"), "byte order big"},
		"odd order":          {edit(t, "byteorder", "little", "middle"), `"middle"`},
		"wrong storage size": {edit(t, "data.pkl", "K\x12t", "K\x13t"), "72 bytes instead of 76"},
		"shape too large":    {edit(t, "data.pkl", shape, "(K\x03K\x01K\x03K\x03t"), "elements 0 to 24 of a storage of 18"},
		"stride far off":     {edit(t, "data.pkl", strides, "(K\xffK\tK\x03K\x01t"), "stride 255 over 2 elements"},
		"stride too large":   {edit(t, "data.pkl", strides, "(K\x0aK\tK\x03K\x01t"), "elements 0 to 18 of a storage of 18"},
		"negative stride":    {edit(t, "data.pkl", strides, "(J\xff\xff\xff\xffK\tK\x03K\x01t"), "stride -1"},
		"negative shape":     {edit(t, "data.pkl", shape, "(J\xff\xff\xff\xffK\x01K\x03K\x03t"), "negative axis"},
		"offset":             {edit(t, "data.pkl", "QK\x00", "QK\xff"), "begins at element 255"},
		"huge offset":        {edit(t, "data.pkl", "QK\x00", "Q\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f"), "begins at element"},
		"huge shape":         {edit(t, "data.pkl", strides+"q\n", "(K\x00K\x00K\x00K\x00tq\n"), ""},
		"axes":               {edit(t, "data.pkl", strides, "(K\x01t"), "4 axes and 1 strides"},
		"text as shape":      {edit(t, "data.pkl", shape, "(NNNNt"), "no integers"},
		"system":             {edit(t, "data.pkl", "ccollections\nOrderedDict\n", "cposix\nsystem\n"), "posix.system"},
		"build":              {pickled("ctorch\nFloatStorage\n}b."), "sets the state"},
		"call of a storage":  {pickled("ctorch\nFloatStorage\n)R."), "calls a"},
		"no dict":            {pickled("]."), "instead of a dict"},
		"no tensors":         {pickled("}X\x01\x00\x00\x00aK\x01s."), `1 keys, the first ["a"]`},
		"no storage class":   {pickled("(X\x07\x00\x00\x00storageX\x01\x00\x00\x00aNNNtQ."), "without class"},
		"other outside":      {pickled("K\x01Q."), "no storage"},
		"tensor of nothing":  {pickled("ctorch._utils\n_rebuild_tensor_v2\n)R."), "fewer than 4"},
		"old cut":            {old[:len(old)-1], "EOF"},
		"old cut in pickle":  {old[:300], "EOF"},
		"old and more":       {append(slices.Clone(old), 0), "goes on"},
		"old big-endian":     {bytes.Replace(old, []byte("little_endianq\x02\x88"), []byte("little_endianq\x02\x89"), 1), "big-endian"},
		"old version":        {bytes.Replace(old, []byte("M\xe9\x03."), []byte("M\xe8\x03."), 1), "1001"},
	} {
		t.Run(label, func(t *testing.T) {
			_, err := read(c.data, pth.Options{})
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var malformed *weights.MalformedError
			var unsupported *weights.UnsupportedError
			if !errors.As(err, &malformed) && !errors.As(err, &unsupported) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}
