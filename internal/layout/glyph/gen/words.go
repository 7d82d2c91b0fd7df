package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

var standard = []string{"I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"}

var rarer = []string{"AVR", "AVL", "AVF", "avR", "avL", "avF", "VR", "VL", "VF", "-aVR", "V7", "V8", "V9",
	"V3R", "V4R", "V5R", "V6R", "V4r", "D1", "D2", "D3", "DI", "DII", "DIII", "C1", "C2", "C3", "C4", "C5", "C6",
	"MCL", "MCL1", "aVr", "aVl", "aVf", "Lead I", "Lead II", "Lead V1", "lead II", "II.", "V1:", "L1", "L2", "L3", "R", "L", "F"}

var common = strings.Fields(`ID Name Date Age Sex Male Female yrs bpm ms Vent rate PR interval QRS duration QT/QTc P-R-T axes
Normal sinus rhythm ECG Abnormal HR Room Technician Confirmed by Department Medication mmHg kg cm Weight Height Page of Hz
Filter Speed Limb Chest Device Unconfirmed Report Diagnosis Information Ref-Phys Patient Incident Record Axis ST level mm
12SL HEART MAC EDAN SE-3 PHILIPS MUSE AC ADS BW EMG Referred Loc Option Test ind Comments atrial fibrillation block left right
bundle branch infarct ischemia inferior anterior lateral hypertrophy voltage criteria may be variant axis deviation`)

// word draws a text as it stands on the pages, or beside them.
func word(r *rand.Rand) string {
	switch p := r.Float64(); {
	case p < 0.38:
		return standard[r.IntN(len(standard))]
	case p < 0.50:
		return rarer[r.IntN(len(rarer))]
	case p < 0.70:
		return legend(r)
	case p < 0.83:
		return common[r.IntN(len(common))]
	case p < 0.9:
		return number(r)
	}
	n := 1 + r.IntN(6)
	var b strings.Builder
	const all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ILVRF./:-()+=%*aVRLF123456"
	for range n {
		b.WriteByte(all[r.IntN(len(all))])
	}
	return b.String()
}

func number(r *rand.Rand) string {
	switch r.IntN(5) {
	case 0:
		return fmt.Sprintf("%d", r.IntN(1000))
	case 1:
		return fmt.Sprintf("%d.%d", r.IntN(100), r.IntN(100))
	case 2:
		return fmt.Sprintf("%02d:%02d:%02d", r.IntN(24), r.IntN(60), r.IntN(60))
	case 3:
		return fmt.Sprintf("%02d/%02d/%d", r.IntN(31), r.IntN(12), 1990+r.IntN(40))
	}
	return fmt.Sprintf("%02d-%02d-%02d", r.IntN(31), r.IntN(12), r.IntN(99))
}

// legend is a text that gives the paper speed, the gain or a filter.
func legend(r *rand.Rand) string {
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	sp := pick("", "", " ")
	switch r.IntN(6) {
	case 0, 1:
		return pick("25", "25", "50", "12.5", "25.0", "10", "5", "100") + sp + pick("mm/s", "mm/s", "mm/sec", "MM/S", "mm/Sec", "mm/sek")
	case 2, 3:
		return pick("10", "10", "5", "20", "10.0", "2.5", "5.0", "20.0") + sp + pick("mm/mV", "mm/mV", "mm/mv", "MM/MV")
	case 4:
		return pick("x1.0", "x1", "x0.5", "x2.0", "X1.0", "Limb:", "Chest:", "limb", "chest", "Speed:", "Gain:", "C:", "L:", "lead", "Lead")
	}
	return pick("0.05-150", "0.5-35", "~0.15-100", "40", "25", "35", "150", "50~", "60") + sp + pick("Hz", "HZ", "Hz")
}
