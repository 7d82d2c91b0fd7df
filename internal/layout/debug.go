package layout

import "fmt"

func Debug(l *Layout) {
	fmt.Printf("  LAYOUT %s margin %.1f named %.2f speed %v gain %v\n", l.Name, l.Margin, l.Named, l.Speed, l.Gain)
	for _, a := range l.debug {
		fmt.Printf("    %dx%d+%d rows %v x0 %.2f pitch %.2f score %.2f\n", a.grid, a.cols, a.strips, a.rows, a.x0, a.pitch, a.score)
	}
	for i, r := range l.Rows {
		fmt.Printf("  row %d x %.1f-%.1f y %.1f fill %.2f beats %d odds %.1f", i, r.X0, r.X1, r.YAt((r.X0+r.X1)/2), r.Fill, r.Beats, r.LogOdds)
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
