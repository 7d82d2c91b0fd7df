// Package notecg draws pictures that are not ECGs: charts, papers, texts,
// records of other things, screens, photographs and mere noise. A reader of
// ECGs has to refuse every one of them; tests measure whether it does, and
// training shows them as examples of what an ECG is not. Like its parent the
// package stands beside the way of the data.
//
// [Draw] makes one picture of a [Kind] from a seed. The seed chooses colours,
// counts, sizes, density, how the sheet lies, and wear such as blur, noise and
// JPEG. Equal arguments give equal bytes, on any number of threads.
//
// Nothing is taken from a real picture: each kind is drawn by rules of its own,
// with the Go fonts for its words.
//
// Within the package, lengths are pixels of the picture with pixel (0, 0)
// reaching from 0 to 1, x right and y down, before the sheet is turned.
package notecg
