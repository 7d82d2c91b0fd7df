package eval

// A MetricDef says what one figure of a picture means.
type MetricDef struct {
	// ID is the name in tables and files, Unit its unit, "1" for none.
	ID, Unit string
	// Digits behind the point in tables.
	Digits int
	// Better is +1 if more is better, -1 if less is, 0 if closer to zero is.
	Better int
	// About is one sentence.
	About string
	of    func(r *Result) *Float
}

// Metrics lists the figures that every table shows, the figure of merit
// first.
func Metrics() []MetricDef {
	return []MetricDef{
		{"snr_page", "dB", 2, 1, "Signal to noise of the page: a lag and an offset a lead taken out, unread counted as error, refused as 0.", func(r *Result) *Float { return &r.SNRPage }},
		{"snr_kaggle_db", "dB", 2, 1, "The same as the Kaggle competition of 2025 counts it, a picture.", func(r *Result) *Float { return &r.KaggleDB }},
		{"snr_raw", "dB", 2, 1, "Without any alignment, not even an offset.", func(r *Result) *Float { return &r.SNRRaw }},
		{"snr_lead", "dB", 2, 1, "Mean of the leads, of what was read; a lead not read is 0.", func(r *Result) *Float { return &r.SNRLead }},
		{"snr_challenge24", "dB", 2, 1, "Mean of the leads as the PhysioNet Challenge of 2024 counts them.", func(r *Result) *Float { return &r.SNRChallenge24 }},
		{"coverage", "1", 3, 1, "Printed samples that were read.", func(r *Result) *Float { return &r.Coverage }},
		{"false_coverage", "1", 3, -1, "Samples given where nothing is printed, of the printed.", func(r *Result) *Float { return &r.FalseCoverage }},
		{"rmse", "uV", 1, -1, "Root mean square error of what was read, aligned.", func(r *Result) *Float { return &r.RMSEUV }},
		{"rmse_raw", "uV", 1, -1, "The same without any alignment.", func(r *Result) *Float { return &r.RMSERawUV }},
		{"error_p95", "uV", 1, -1, "95th percentile of the size of the aligned error.", func(r *Result) *Float { return &r.P95UV }},
		{"error_max", "uV", 0, -1, "Its maximum.", func(r *Result) *Float { return &r.MaxUV }},
		{"pearson", "1", 4, 1, "Median of the leads' correlations.", func(r *Result) *Float { return &r.Pearson }},
		{"lag", "ms", 1, 0, "Median lag of the leads, positive is late.", func(r *Result) *Float { return &r.LagMS }},
		{"gain_error", "%", 2, 0, "Slope of prediction on truth minus 1, all leads pooled.", func(r *Result) *Float { return &r.GainPct }},
		{"gain_error_lead", "%", 2, -1, "Median size of the leads' gain errors.", func(r *Result) *Float { return &r.GainLeadPct }},
		{"gain_error_row", "%", 2, -1, "Size of the gain error of the worst row.", func(r *Result) *Float { return &r.GainRowPct }},
		{"time_scale_error", "ppm", 0, 0, "Slope of the lags of 1 s windows over the page.", func(r *Result) *Float { return &r.ScalePPM }},
		{"start_error", "ms", 2, 0, "Lag at time 0 by the same line.", func(r *Result) *Float { return &r.StartMS }},
		{"zero_error", "uV", 1, -1, "Median size of the leads' errors of the zero line.", func(r *Result) *Float { return &r.ZeroUV }},
		{"lead_accuracy", "1", 3, 1, "Printed leads that resemble the truth's lead of their name most, and are not upside down.", func(r *Result) *Float { return &r.LeadsRight }},
		{"page_right", "1", 3, 1, "Pages with all leads right.", func(r *Result) *Float { return &r.PageRight }},
		{"layout_right", "1", 3, 1, "Layout as it is.", func(r *Result) *Float { return &r.LayoutRight }},
		{"speed_right", "1", 3, 1, "Paper speed as it is.", func(r *Result) *Float { return &r.SpeedRight }},
		{"gain_right", "1", 3, 1, "Gain setting as it is.", func(r *Result) *Float { return &r.GainRight }},
		{"r_recall", "1", 3, 1, "Beats of the truth that were found.", func(r *Result) *Float { return &r.figures.recall }},
		{"r_precision", "1", 3, 1, "Beats found that are in the truth.", func(r *Result) *Float { return &r.figures.precision }},
		{"r_lag", "ms", 2, 0, "Common lag of the R peaks.", func(r *Result) *Float { return &r.Beats.LagMS }},
		{"r_time_sd", "ms", 2, -1, "Standard deviation of the R peaks' errors in time.", func(r *Result) *Float { return &r.figures.timeSD }},
		{"r_time_p95", "ms", 2, -1, "95th percentile of their size.", func(r *Result) *Float { return &r.figures.timeP95 }},
		{"r_amp", "uV", 1, 0, "Median error of the R amplitude.", func(r *Result) *Float { return &r.figures.amp }},
		{"r_amp_pct", "%", 2, 0, "The same, relative.", func(r *Result) *Float { return &r.figures.ampPct }},
		{"r_amp_abs", "%", 2, -1, "Median size of the relative error.", func(r *Result) *Float { return &r.figures.ampAbs }},
	}
}

// beatFigures sum up the beats of a picture.
type beatFigures struct {
	recall, precision, timeSD, timeP95, amp, ampPct, ampAbs Float
}

// setBeatFigures fills them from r.Beats.
func (r *Result) setBeatFigures() {
	t, a, p := plain(r.Beats.TimeMS), plain(r.Beats.AmplitudeUV), plain(r.Beats.AmplitudePct)
	r.figures = beatFigures{
		recall: Float(r.Beats.Recall()), precision: Float(r.Beats.Precision()),
		timeSD: Float(deviation(t)), timeP95: Float(quantile(absolutes(t), 0.95)),
		amp: Float(median(a)), ampPct: Float(median(p)), ampAbs: Float(median(absolutes(p))),
	}
}
