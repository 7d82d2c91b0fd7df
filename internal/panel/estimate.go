package panel

import (
	"context"
	"image"
)

// An Estimator makes the leads of a page of its panels: the network, wherever
// it runs. It serves any number of calls at a time.
type Estimator interface {
	// About says which network it is.
	About() About
	// Estimate gives the leads of the pictures, which are in the order of
	// [LeadNames], nil where there is none.
	Estimate(ctx context.Context, pictures [Leads]image.Image) (*Estimate, error)
}

// About says which network made an estimate.
type About struct {
	// Fusion is how it makes one page of the panels (package model).
	Fusion string
	// SHA256 is that of the file of its weights.
	SHA256 string
}

// An Estimate is the output of the network for a page.
type Estimate struct {
	// MV are the leads in what the network was trained to give, millivolts:
	// [Samples] values each, at [RateHz].
	MV [Leads][]float64
	// Attention are the weights of the panels, which sum to one, of a network
	// that has them; else nil.
	Attention []float64
}
