// Package pdf is the side door of package page for PDF files.
//
// A page that a machine or a program drew comes back as its drawing commands
// (page.Vector): the curve as the numbers that were written, with no pixels in
// between. A page that is a scanned picture comes back as the pixels of that
// picture, taken from the file as they are and never drawn anew.
//
// The structure of the file (objects, cross references, filters, encryption)
// is read by pdfcpu; the content streams are run here. Section numbers in this
// package are those of ISO 32000-1:2008.
package pdf
