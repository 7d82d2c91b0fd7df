package layout

import "fmt"

func Debug(l *Layout) {
	fmt.Printf("  LAYOUT %s margin %.1f named %.2f speed %v gain %v\n", l.Name, l.Margin, l.Named, l.Speed, l.Gain)
	for _, a := range l.debug {
		e := l.ev.choose(a.rows)
		_, at, o := e.bestOrder(a)
		fmt.Printf("    %dx%d+%d rows %v x0 %.2f pitch %.2f score %.2f rows %.2f bars %.2f order %.2f places %.2f | start %.2f end %.2f\n", a.grid, a.cols, a.strips, a.rows, a.x0, a.pitch, a.score, e.scoreRows(), e.scoreBars(a), o, e.scoreNamePlaces(a, at), e.start, e.end)
	}
	for _, p := range l.ev.rawPulses {
		fmt.Printf("  pulse? x %.1f-%.1f top %.1f foot %.1f h %.2f w %.2f\n", p.X0, p.X1, p.Top, p.Foot, p.Height(), p.Width())
	}
	for i, r := range l.Rows {
		fmt.Printf("  row %d x %.1f-%.1f begin %.1f end %.1f y %.1f fill %.2f beats %d odds %.1f", i, r.X0, r.X1, r.Begin, r.End, r.YAt((r.X0+r.X1)/2), r.Fill, r.Beats, r.LogOdds)
		for _, c := range l.Cells {
			if c.Row == i {
				fmt.Printf(" | %s %.1f-%.1f", c.Lead, c.X0, c.X1)
			}
		}
		for _, p := range l.Pulses {
			if p.Row == i {
				fmt.Printf(" | pulse %.2f h %.2f w %.2f", p.X0, p.Height(), p.Width())
			}
		}
		fmt.Println()
	}
}
