// Command einthoven reads pictures of paper ECGs and writes their signals.
//
//	einthoven digitize PATH... [-o DIR]   pictures to signals and reports
//	einthoven eval DIR...                 how well pictures with a truth are read
//	einthoven model TOOL FILE             weight files of networks: what is in them, what they do
//	einthoven render -o DIR               simulated pictures with their truth
//	einthoven train --config FILE         a network, trained on simulated pictures
//	einthoven version                     what is installed
//
// Its answers go to the standard output, everything said to a person to the
// standard error. The exit status tells what happened:
//
//	0    every picture was read
//	1    a fault of the program or of the disk
//	2    a wrong call
//	3    some pictures were refused or could not be read; a weight file could not
//	     be read, does not fit or fails its check
//	4    some need review, and --fail-on review was given
//	130  stopped by the user
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"github.com/einthoven-ecg/einthoven/internal/model"
)

// The exit statuses.
const (
	exitOK          = 0
	exitFault       = 1
	exitUsage       = 2
	exitRefused     = 3
	exitReview      = 4
	exitInterrupted = 130 // 128 + SIGINT, as shells count
)

// commands is the command line.
type commands struct {
	Digitize digitizeCommand `cmd:"" help:"Read pictures of paper ECGs and write their signals."`
	Eval     evalCommand     `cmd:"" help:"Measure how well pictures with a known truth are read."`
	Model    modelCommand    `cmd:"" help:"Look at weight files of networks, check and change them."`
	Render   renderCommand   `cmd:"" help:"Draw simulated ECG pictures with their exact truth."`
	Train    trainCommand    `cmd:"" help:"Train a network on simulated pictures, and measure it."`
	Version  versionCommand  `cmd:"" help:"Say what is installed."`
}

// env is what a command gets from the world.
type env struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	terminal       bool // stderr is one
	reader         reader
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(os.Args[1:], &env{ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		terminal: term.IsTerminal(int(os.Stderr.Fd())), reader: library{}}))
}

// A complaint ends a command with an exit status and tells the user what
// happened and what can be done.
type complaint struct {
	status int
	err    error
	hint   string
}

func (c *complaint) Error() string { return c.err.Error() }
func (c *complaint) Unwrap() error { return c.err }

// wrongCall is a complaint about the command line.
func wrongCall(hint, format string, args ...any) error {
	return &complaint{status: exitUsage, err: fmt.Errorf(format, args...), hint: hint}
}

// exited carries the status of kong's own exits (help) through its stack.
type exited int

// run carries out a command line and returns the exit status.
func run(args []string, e *env) (status int) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case exited:
			status = int(r)
		default:
			panic(r)
		}
	}()
	var c commands
	parser, err := kong.New(&c, kong.Name("einthoven"), kong.Writers(e.stdout, e.stderr),
		kong.Description("Reads pictures of paper ECGs and writes their signals. For research only, not for clinical use."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.Vars{"formats": strings.Join(formatNames(), ", "), "networks": strings.Join(model.Names(), ", ")},
		kong.Exit(func(code int) { panic(exited(code)) }))
	if err != nil {
		return say(e, err)
	}
	if len(args) == 0 {
		return say(e, wrongCall("einthoven --help lists the commands", "no command given"))
	}
	k, err := parser.Parse(args)
	if err != nil {
		help := "einthoven --help"
		var p *kong.ParseError
		if errors.As(err, &p) && p.Context.Command() != "" {
			help = "einthoven " + strings.Fields(p.Context.Command())[0] + " --help"
		}
		return say(e, wrongCall(help+" shows what it takes", "%w", err))
	}
	return say(e, k.Run(e))
}

// status is an outcome that was told already.
type statusError int

func (s statusError) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// say tells the user about an error and returns its exit status.
func say(e *env, err error) int {
	if err == nil {
		return exitOK
	}
	var s statusError
	if errors.As(err, &s) {
		return int(s)
	}
	var c *complaint
	if errors.As(err, &c) {
		complain(e.stderr, c.err.Error(), c.hint)
		return c.status
	}
	if errors.Is(err, context.Canceled) {
		complain(e.stderr, "stopped", "")
		return exitInterrupted
	}
	complain(e.stderr, err.Error(), "")
	return exitFault
}

// complain writes an error line, and a hint line if there is a hint. Line
// breaks would look like lines of their own.
func complain(w io.Writer, msg, hint string) {
	flat := strings.NewReplacer("\r", " ", "\n", " ")
	fmt.Fprintf(w, "error: %s\n", flat.Replace(msg))
	if hint != "" {
		fmt.Fprintf(w, "hint: %s\n", flat.Replace(hint))
	}
}
