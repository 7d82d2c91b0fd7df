// Package bend says where each place of a sheet of paper comes to lie in a
// picture: the sheet may be rolled, folded and crumpled ([Shape]), turned,
// lie before a camera ([Camera], [Lens]) or on a scanner ([Scanner]).
//
// The map from the picture to the sheet is what pictures are drawn by, so it
// is the exact one: [Lattice] holds it at nodes of the picture, found by
// Newton's method on the model of sheet and camera, with a bicubic between.
// The way from the sheet to the picture inverts the same bicubic. A sheet that
// hides a part of itself has no such map; shapes are bounded so that it does
// not come to that.
package bend
