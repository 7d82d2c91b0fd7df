package pdf

// state is the graphics state (section 8.4.1) as far as it shows in strokes,
// fills and strings.
type state struct {
	ctm          matrix // user space to points on the page
	clip         rect   // box around the clipping path
	width        float64
	stroke, fill paint
	hidden       [2]bool // stroke and fill are fully transparent
	text         textState
}

// paint is a colour in its colour space.
type paint struct {
	space *space
	rgb   [3]uint8
}

// textState is the part that text operators change (section 9.3.1).
type textState struct {
	font       *font
	size       float64
	char, word float64 // spacing
	stretch    float64 // horizontal scaling, 1 for 100 %
	leading    float64
	rise       float64
	mode       int
}

// maxStates is the depth to which states may be saved.
const maxStates = 1024

func newState(ctm matrix, clip rect) state {
	return state{ctm: ctm, clip: clip, width: 1, stroke: paint{space: grey}, fill: paint{space: grey}, text: textState{stretch: 1}}
}
