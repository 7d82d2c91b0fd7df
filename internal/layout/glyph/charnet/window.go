package charnet

// The windows.
const (
	// Side is the side of the window of a character, in samples. The middle of
	// a capital's height and of the character's width lies at its centre.
	Side = 24
	// Cap is the height of a capital in samples.
	Cap = 12
	// NameRows is the height of the window of a name, its middle at the centre.
	NameRows = 24
	// NameCols is its width.
	NameCols = 48
)

// A Window is the darkness around a character, row by row, 0 for paper and
// about 1 for the darkest ink of its middle.
type Window [Side * Side]float32

// A NameWindow is the darkness around a name.
type NameWindow [NameRows * NameCols]float32

// A HalfWindow is a window at half resolution, as the scout sees it.
type HalfWindow [Side * Side / 4]float32

// Normalise scales a window so that the darkest ink in its middle becomes 1,
// unless there is hardly any, and clips it to 0..1.
func (w *Window) Normalise() { normalise(w[:], Side, Side, 6, 8, 0.2) }

// Normalise does the same.
func (w *NameWindow) Normalise() { normalise(w[:], NameCols, NameRows, 8, 7, 0.2) }

// Normalise does the same.
func (w *HalfWindow) Normalise() { normalise(w[:], Side/2, Side/2, 3, 4, 0.15) }

// normalise divides by the largest number within dx columns and dy rows of the
// middle, or by least.
func normalise(w []float32, cols, rows, dx, dy int, least float32) {
	top := least
	for j := rows/2 - dy; j < rows/2+dy; j++ {
		for _, v := range w[j*cols+cols/2-dx : j*cols+cols/2+dx] {
			top = max(top, v)
		}
	}
	g := 1 / top
	for k, v := range w {
		w[k] = min(max(v*g, 0), 1)
	}
}

// Halve averages the window two by two and normalises the result.
func (w *Window) Halve(out *HalfWindow) {
	const half = Side / 2
	for j := range half {
		a, b := w[2*j*Side:][:Side], w[(2*j+1)*Side:][:Side]
		for i := range half {
			out[j*half+i] = (a[2*i] + a[2*i+1] + b[2*i] + b[2*i+1]) / 4
		}
	}
	out.Normalise()
}
