package light

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPhotosAreMeasuredBeforeTheyAreRead has a small file that claims to be an
// enormous picture, and one that is none.
func TestPhotosAreMeasuredBeforeTheyAreRead(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	small := bytes.Clone(b.Bytes())
	// Width and height stand first in the first chunk, its sum behind it.
	huge := bytes.Clone(small)
	binary.BigEndian.PutUint32(huge[16:], 60000)
	binary.BigEndian.PutUint32(huge[20:], 60000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	dir := t.TempDir()
	for name, c := range map[string]struct {
		data []byte
		want string
	}{"small.png": {small, ""}, "huge.png": {huge, "60000 x 60000 pixels"}, "text.png": {[]byte("no picture"), "text.png"}} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, c.data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := ReadPhoto(file, 40)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
	if all, err := Photos(dir); err != nil || len(all) != 3 {
		t.Errorf("the folder has %v, %v", all, err)
	}
}
