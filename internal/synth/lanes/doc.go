// Package lanes is arithmetic on rows and blocks of pixels: sums of rows,
// sampling between pixels, tables, and what JPEG does to blocks. Each function
// is portable Go; where the processor has AVX2, most of a row goes through
// generated assembly that makes the same operations in the same order, so that
// results are equal to the last bit. Products that are added are rounded first
// everywhere (the conversions to float32 say so): processors that could fuse
// them must not.
package lanes
