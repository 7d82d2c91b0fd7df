package eval

import "slices"

// A Refusal counts decisions against what the pictures are. Failures are a
// class of their own, never a refusal.
type Refusal struct {
	// NotECG pictures, of which RefusedNotECG were refused, RightReason of
	// them as not_ecg, and ReadNotECG read as an ECG.
	NotECG, RefusedNotECG, RightReason, ReadNotECG, FailedNotECG int
	// ECGs with truth, of which FalseRefusals were refused and SentToReview
	// marked for review.
	ECG, FalseRefusals, SentToReview, FailedECG int
	// Unreadable pictures, of which RefusedUnreadable were refused.
	Unreadable, RefusedUnreadable int
	// Specificity is RefusedNotECG of NotECG, FalseRefusalRate FalseRefusals
	// of ECG, ReviewRate SentToReview of ECG; NaN of nothing.
	Specificity, FalseRefusalRate, ReviewRate Float
}

// refusals counts them; pictures without a label do not count.
func refusals(results []Result) Refusal {
	var f Refusal
	for _, r := range results {
		switch r.Label {
		case NotECG:
			f.NotECG++
			switch {
			case r.Status == Refused:
				f.RefusedNotECG++
				if slices.Contains(r.Reasons, "not_ecg") {
					f.RightReason++
				}
			case r.Status.accepted():
				f.ReadNotECG++
			default:
				f.FailedNotECG++
			}
		case ECG:
			f.ECG++
			switch r.Status {
			case OK:
			case Review:
				f.SentToReview++
			case Refused:
				f.FalseRefusals++
			default:
				f.FailedECG++
			}
		case Unreadable:
			f.Unreadable++
			if r.Status == Refused {
				f.RefusedUnreadable++
			}
		}
	}
	f.Specificity = Float(ratio(f.RefusedNotECG, f.NotECG))
	f.FalseRefusalRate = Float(ratio(f.FalseRefusals, f.ECG))
	f.ReviewRate = Float(ratio(f.SentToReview, f.ECG))
	return f
}
