package pickle

// The opcodes that are read, by their names in Python's pickletools.
const (
	opMark           = '('
	opStop           = '.'
	opPop            = '0'
	opPopMark        = '1'
	opDup            = '2'
	opFloat          = 'F'
	opInt            = 'I'
	opBinInt         = 'J'
	opBinInt1        = 'K'
	opBinInt2        = 'M'
	opLong           = 'L'
	opNone           = 'N'
	opBinPersID      = 'Q'
	opReduce         = 'R'
	opBinString      = 'T'
	opShortBinString = 'U'
	opUnicode        = 'V'
	opBinUnicode     = 'X'
	opAppend         = 'a'
	opBuild          = 'b'
	opGlobal         = 'c'
	opDict           = 'd'
	opEmptyDict      = '}'
	opAppends        = 'e'
	opGet            = 'g'
	opBinGet         = 'h'
	opLongBinGet     = 'j'
	opList           = 'l'
	opEmptyList      = ']'
	opPut            = 'p'
	opBinPut         = 'q'
	opLongBinPut     = 'r'
	opSetItem        = 's'
	opTuple          = 't'
	opEmptyTuple     = ')'
	opSetItems       = 'u'
	opBinFloat       = 'G'

	opProto     = 0x80
	opNewObj    = 0x81
	opTuple1    = 0x85
	opTuple2    = 0x86
	opTuple3    = 0x87
	opNewTrue   = 0x88
	opNewFalse  = 0x89
	opLong1     = 0x8a
	opLong4     = 0x8b
	opBinBytes  = 'B'
	opShortByte = 'C'

	opShortUnicode = 0x8c
	opBinUnicode8  = 0x8d
	opBinBytes8    = 0x8e
	opStackGlobal  = 0x93
	opMemoize      = 0x94
	opFrame        = 0x95
)
