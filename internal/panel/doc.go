// Package panel cuts a page into the twelve pictures that the panel network
// takes (package model), and makes its input of them. It knows the page, the
// map and where leads are printed, and nothing of networks.
//
// The network is that of Sachika18/ECG-Image2Wave, called the prototype here.
// Of a page it wants up to twelve pictures, one a lead, and it gives twelve
// leads of [Samples] samples. The prototype padded and cut records to that many
// samples whatever their rate; we say that sample k of the output is the value
// at k/[RateHz] seconds, so that the output is 10.25 s of the page from its
// first printed sample on. Whoever takes a checkpoint trained at 1025 samples a
// second, which gives 10 s, reads its time 2.5 % too long: nothing in the
// output tells.
package panel

// Sizes of the network's input and output.
const (
	// Leads is the number of panels and of leads.
	Leads = 12
	// Size is the width and height of a panel in pixels.
	Size = 128
	// Channels are red, green and blue.
	Channels = 3
	// Floats is the length of the input of one page, (Leads, Channels, Size,
	// Size).
	Floats = Leads * panelFloats
	// Samples is the length of a lead, RateHz its rate.
	Samples = 10250
	RateHz  = 1000.0

	panelFloats = Channels * Size * Size
)

// LeadNames are the leads in the order of panels and of outputs, which is that
// of the columns of the prototype.
func LeadNames() [Leads]string {
	return [Leads]string{"I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"}
}
