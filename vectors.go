package einthoven

import (
	"context"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// readVectors reads the pages of a PDF whose curves are drawn paths.
func readVectors(_ context.Context, pages []*page.Page, info InputInfo, opt Options) ([]*Result, error) {
	r := refused(info, opt, UnreadableFile, "Drawn curves in a PDF are not read yet.", "Export the page as a picture.")
	r.page = pages[0]
	return []*Result{r}, nil
}
