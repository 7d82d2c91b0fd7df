package pdf

import (
	"bufio"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// TestPassword checks that a file locked with a password says so, and that one
// which only restricts printing and the like is read.
func TestPassword(t *testing.T) {
	plain := drawing("", "0 0 m 1 1 l S BT /F 10 Tf 20 80 Td (25 mm/s) Tj ET")
	lock := func(user string) []byte {
		ctx, err := pdfcpu.Read(bytes.NewReader(plain), &model.Configuration{Cmd: model.ENCRYPT, Reader15: true,
			ValidationMode: model.ValidationRelaxed, Eol: types.EolLF, UserPW: user, OwnerPW: "owner",
			EncryptUsingAES: true, EncryptKeyLength: 256, Permissions: model.PermissionsPrint, Limits: model.DefaultResourceLimits()})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		ctx.Write.Writer = bufio.NewWriter(&b)
		if err := pdfcpu.WriteContext(ctx); err != nil {
			t.Fatal(err)
		}
		if err := ctx.Write.Flush(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	var unsupported *page.UnsupportedError
	_, err := try(lock("secret"))
	if !errors.As(err, &unsupported) || !strings.Contains(err.Error(), "password") {
		t.Errorf("locked file: %v", err)
	}
	v := read(t, lock("")).Vector
	if len(v.Paths) != 1 || len(v.Texts) != 1 || v.Texts[0].String != "25 mm/s" {
		t.Errorf("restricted file: %+v", v)
	}
}
