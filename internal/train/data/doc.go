// Package data gives training its examples: where they come from (a [Source]),
// who they belong to ([Split]), in which order they come ([Order]) and where
// they are kept once drawn ([Store]).
//
// Everything follows from seeds and numbers: example i of a source is the same
// wherever and whenever it is drawn, so a run that was interrupted goes on with
// the examples that it would have had.
package data
