// Package checkpoint looks at weight files and changes them: what is in them
// ([Inspect]), whether they fit a network ([Diff], [Load]), whether they do what
// they did ([Verify], [Record]), which part of a network answers the same to
// everything ([Probe]), and how to make them smaller ([Quantize], [Prune],
// [Distill]). It stands between the files of package weights and the networks of
// package model; programs give it files and pictures and print what it returns.
//
// All results are plain data with JSON names. Everything follows from files,
// descriptions and seeds alone: no clock, no chance, and the same numbers with
// any number of threads.
package checkpoint
