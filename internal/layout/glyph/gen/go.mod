module github.com/einthoven-ecg/einthoven/internal/layout/glyph/gen

go 1.26.8

require (
	github.com/einthoven-ecg/einthoven v0.0.0
	golang.org/x/image v0.47.0
)

require (
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace github.com/einthoven-ecg/einthoven => ../../../..
