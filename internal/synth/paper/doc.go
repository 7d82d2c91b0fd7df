// Package paper prints ECGs. A [Page] says what a machine would print and how;
// [Page.Print] works its measures out (a plan), turns them into marks in page
// millimetres and returns the [Sheet]: the marks, and the truth about what is
// where. Nothing on a page depends on the resolution or on the part of it that
// is drawn.
//
// The paper brings a [Grid] and an [Edge]; the machine writes with a [Pen]:
// traces, names, pulses, separators, and all else as an [Item]. [Styles] are
// pages as common machines make them, [RandomPage] draws one or mixes freely.
package paper
