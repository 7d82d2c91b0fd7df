package einthoven

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
)

// SchemaVersion is the version of the report's JSON form
// (docs/format/report.md).
const SchemaVersion = 1

// Version of the program and library.
const Version = "0.1.0"

// Status says how a picture was read.
type Status string

// What becomes of a picture.
const (
	OK      Status = "ok"
	Review  Status = "review"  // read, but a person should look
	Refused Status = "refused" // not read
)

// Codes of reasons; they do not change.
const (
	UnreadableFile = "unreadable_file"
	TooLarge       = "too_large"
	NotECG         = "not_ecg"
	SeveralPages   = "several_pages"
	TooSmall       = "too_small"
	TooBlurred     = "too_blurred"
	PartialPage    = "partial_page"
	NoScale        = "no_scale"
	NoTrace        = "no_trace"
	UnknownLayout  = "unknown_layout"
	SingleStrip    = "single_strip"
	LowConfidence  = "low_confidence"
	Implausible    = "implausible"
	Uncalibrated   = "uncalibrated"
)

// A Reason says why a picture was refused or needs review: a code that
// programs can branch on, what was seen, and what a person can do.
type Reason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// A Report is the account of one digitized page. Numbers that are not known
// are null in JSON.
type Report struct {
	Schema      int              `json:"schema"`
	Tool        ToolInfo         `json:"tool"`
	Input       InputInfo        `json:"input"`
	Status      Status           `json:"status"`
	Reasons     []Reason         `json:"reasons"`
	Page        *PageInfo        `json:"page,omitempty"`
	Layout      *LayoutInfo      `json:"layout,omitempty"`
	Calibration *CalibrationInfo `json:"calibration,omitempty"`
	Leads       []LeadInfo       `json:"leads,omitempty"`
	Checks      *ChecksInfo      `json:"checks,omitempty"`
	// Network is the network that estimated the leads, where one did.
	Network *NetworkInfo `json:"network,omitempty"`
	// ExpectedSNR is the ratio to expect of the whole page, dB.
	ExpectedSNR Number   `json:"expected_snr_db"`
	Timings     []Timing `json:"timings_ms,omitempty"`
}

// ToolInfo names the program.
type ToolInfo struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Engine  string `json:"engine"`
}

// InputInfo describes what was given.
type InputInfo struct {
	Name        string `json:"name,omitempty"`
	SHA256      string `json:"sha256,omitempty"`
	Bytes       int64  `json:"bytes,omitempty"`
	Format      string `json:"format,omitempty"`
	Page        int    `json:"page"`
	Pages       int    `json:"pages"`
	Width       int    `json:"width_px,omitempty"`
	Height      int    `json:"height_px,omitempty"`
	Orientation int    `json:"exif_orientation,omitempty"`
	// Negative says that the picture shows bright ink on dark paper and was read
	// with dark and bright exchanged.
	Negative bool `json:"negative,omitempty"`
}

// PageInfo describes the sheet.
type PageInfo struct {
	WidthMM      Number `json:"width_mm"`
	HeightMM     Number `json:"height_mm"`
	PxPerMMX     Number `json:"px_per_mm_across"`
	PxPerMMY     Number `json:"px_per_mm_down"`
	Turned       int    `json:"turned_quarters"`
	ScaleFrom    string `json:"scale_from"`
	GridEvidence Number `json:"grid_evidence"`
	GridSeen     Number `json:"grid_seen"`
	MapSigmaMM   Number `json:"map_sigma_mm"`
}

// LayoutInfo describes the arrangement.
type LayoutInfo struct {
	Name       string   `json:"name"`
	Rows       int      `json:"rows"`
	Columns    int      `json:"columns"`
	Strips     []string `json:"strips"`
	Order      string   `json:"order"`
	Margin     Number   `json:"margin"`
	NamesRead  Number   `json:"names_read"`
	InTime     string   `json:"columns_in_time"`
	InTimeFrom string   `json:"columns_in_time_from"`
	Pulses     int      `json:"pulses"`
	Separators int      `json:"separators"`
}

// CalibrationInfo holds speed and gain.
type CalibrationInfo struct {
	SpeedMMPerS   Number `json:"speed_mm_per_s"`
	SpeedFrom     string `json:"speed_from"`
	GainMMPerMV   Number `json:"gain_mm_per_mv"`
	GainFrom      string `json:"gain_from"`
	ChestMMPerMV  Number `json:"chest_gain_mm_per_mv"`
	ChestGainFrom string `json:"chest_gain_from"`
}

// LeadInfo describes one lead.
type LeadInfo struct {
	Name        string      `json:"name"`
	NameFrom    string      `json:"name_from"`
	Windows     [][2]Number `json:"windows_s"`
	Coverage    Number      `json:"coverage"`
	Bridged     Number      `json:"bridged"`
	ExpectedSNR Number      `json:"expected_snr_db"`
	SNRInterval [2]Number   `json:"expected_snr_interval_db"`
	ZeroFrom    string      `json:"zero_from"`
	Inverted    bool        `json:"printed_inverted,omitempty"`
	Strip       bool        `json:"from_strip,omitempty"`
	Flags       []string    `json:"flags,omitempty"`
}

// ChecksInfo holds what was tested without a truth.
type ChecksInfo struct {
	Relations    []RelationInfo `json:"lead_relations"`
	HeartRate    Number         `json:"heart_rate_per_min"`
	Beats        int            `json:"beats"`
	BeatLikeness Number         `json:"beat_likeness"`
	PeakToPeakMV Number         `json:"largest_peak_to_peak_mv"`
	SlopeMVPerMS Number         `json:"steepest_slope_mv_per_ms"`
	Implausible  []string       `json:"implausible,omitempty"`
}

// RelationInfo is one lead relation.
type RelationInfo struct {
	Name    string `json:"name"`
	RMSuV   Number `json:"residual_uv"`
	SNR     Number `json:"snr_db"`
	Seconds Number `json:"seconds"`
}

// NetworkInfo describes the network of the engine "panel".
type NetworkInfo struct {
	Name          string      `json:"name"`
	Fusion        string      `json:"fusion"`
	WeightsSHA256 string      `json:"weights_sha256"`
	Panels        []PanelInfo `json:"panels"`
}

// PanelInfo describes a panel that the network got, or did not get.
type PanelInfo struct {
	Lead  string `json:"lead"`
	Given bool   `json:"given"`
	// Attention is the weight of the panel in the network's view of the page;
	// not known of networks without such weights. Those of all twelve sum to
	// one.
	Attention Number `json:"attention"`
	// SHA256 is that of the panel's file, where it was one.
	SHA256 string `json:"sha256,omitempty"`
}

// A Timing is the time a stage took.
type Timing struct {
	Stage string `json:"stage"`
	MS    Number `json:"ms"`
}

// A Number is a float that is null in JSON when it is not known (NaN or
// infinite), written with six significant digits.
type Number float64

// MarshalJSON writes null for what is not a finite number.
func (n Number) MarshalJSON() ([]byte, error) {
	f := float64(n)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return []byte("null"), nil
	}
	return []byte(fmt.Sprintf("%.6g", f)), nil
}

// UnmarshalJSON reads null as NaN.
func (n *Number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = Number(math.NaN())
		return nil
	}
	var f float64
	if err := json.Unmarshal(b, &f); err != nil {
		return fmt.Errorf("number: %w", err)
	}
	*n = Number(f)
	return nil
}

// WriteJSON writes the report as indented JSON.
func (r *Result) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	if err := enc.Encode(&r.Report); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}
