//go:build arm64 && !noasm

#include "textflag.h"

// The loops of convPortable and convGradPortable for NEON: tiles of 6, 3 and 1
// rows of 16 numbers, which take 24 registers; V24 to V27 hold 16 weights, the
// last ones a broadcast number in turns.

// ROW adds the number at p, which moves on, times the weights to 16 sums.
#define ROW(p, b, a0, a1, a2, a3) \
	VLD1R.P 4(p), [b.S4]; \
	VFMLA V24.S4, b.S4, a0.S4; \
	VFMLA V25.S4, b.S4, a1.S4; \
	VFMLA V26.S4, b.S4, a2.S4; \
	VFMLA V27.S4, b.S4, a3.S4

// WEIGHTS loads 16 numbers, and p moves on.
#define WEIGHTS(p) VLD1.P 64(p), [V24.S4, V25.S4, V26.S4, V27.S4]

#define SUM1 \
	WEIGHTS(R6); \
	ROW(R10, V28, V0, V1, V2, V3)

#define SUM3 \
	SUM1; \
	ROW(R11, V29, V4, V5, V6, V7); \
	ROW(R12, V30, V8, V9, V10, V11)

#define SUM6 \
	SUM3; \
	ROW(R13, V31, V12, V13, V14, V15); \
	ROW(R14, V28, V16, V17, V18, V19); \
	ROW(R15, V29, V20, V21, V22, V23)

// BIAS begins 16 sums.
#define BIAS(a0, a1, a2, a3) VLD1 (R19), [a0.S4, a1.S4, a2.S4, a3.S4]

// FMAX is FMAX Vd.4S, Vd.4S, V30.4S, which the assembler does not know.
#define FMAX(d) WORD $(0x4e3ef400 | d<<5 | d)

// FINISH writes max(sum + add, floor), V31 being ones and V30 the floor, and
// moves R0 and R5 on. A NaN of any operand stays.
#define FINISH(skip, a0, a1, a2, a3, d0, d1, d2, d3) \
	CBZ R5, skip; \
	VLD1 (R5), [V24.S4, V25.S4, V26.S4, V27.S4]; \
	ADD R4, R5; \
	VFMLA V24.S4, V31.S4, a0.S4; \
	VFMLA V25.S4, V31.S4, a1.S4; \
	VFMLA V26.S4, V31.S4, a2.S4; \
	VFMLA V27.S4, V31.S4, a3.S4; \
skip: \
	FMAX(d0); \
	FMAX(d1); \
	FMAX(d2); \
	FMAX(d3); \
	VST1 [a0.S4, a1.S4, a2.S4, a3.S4], (R0); \
	ADD R4, R0

#define EPILOGUE \
	FMOVS $1.0, F31; \
	VDUP V31.S[0], V31.S4; \
	FMOVS floor+176(FP), F30; \
	VDUP V30.S[0], V30.S4

// BEGIN sets R6 to the weights, R7 to the taps and R8 to their number.
#define BEGIN \
	MOVD w_base+48(FP), R6; \
	MOVD taps_base+120(FP), R7; \
	MOVD taps_len+128(FP), R8

#define ZERO(a0, a1, a2, a3) \
	VEOR a0.B16, a0.B16, a0.B16; \
	VEOR a1.B16, a1.B16, a1.B16; \
	VEOR a2.B16, a2.B16, a2.B16; \
	VEOR a3.B16, a3.B16, a3.B16

// KEEP adds 16 sums to those at R0, which moves on.
#define KEEP(a0, a1, a2, a3) \
	VLD1 (R0), [V24.S4, V25.S4, V26.S4, V27.S4]; \
	VFMLA V24.S4, V31.S4, a0.S4; \
	VFMLA V25.S4, V31.S4, a1.S4; \
	VFMLA V26.S4, V31.S4, a2.S4; \
	VFMLA V27.S4, V31.S4, a3.S4; \
	VST1.P [a0.S4, a1.S4, a2.S4, a3.S4], 64(R0)

// AREA sets R6 and R7 to the first row of input and gradient, R8 to the height.
#define AREA \
	MOVD R1, R6; \
	MOVD dout_base+48(FP), R7; \
	MOVD height+88(FP), R8

// LINE sets R10 and R11 to a row and R9 to the width.
#define LINE \
	MOVD R6, R10; \
	MOVD R7, R11; \
	MOVD width+80(FP), R9

// func convNEON(out, in, w, bias, add []float32, taps []int, quads, count, inStep, outStep int, floor float32)
TEXT ·convNEON(SB), NOSPLIT, $0-180
	MOVD out_base+0(FP), R0
	MOVD in_base+24(FP), R1
	MOVD count+152(FP), R2
	MOVD inStep+160(FP), R3
	LSL  $2, R3
	MOVD outStep+168(FP), R4
	LSL  $2, R4
	MOVD bias_base+72(FP), R19
	MOVD add_base+96(FP), R5

next:
	CMP  $6, R2
	BGE  tile6
	CMP  $3, R2
	BGE  tile3
	CBNZ R2, tile1
	RET

tile6:
	BIAS(V0, V1, V2, V3)
	BIAS(V4, V5, V6, V7)
	BIAS(V8, V9, V10, V11)
	BIAS(V12, V13, V14, V15)
	BIAS(V16, V17, V18, V19)
	BIAS(V20, V21, V22, V23)
	BEGIN
	CBZ  R8, done6

tap6:
	MOVD.P 8(R7), R10
	ADD  R10<<2, R1, R10
	ADD  R3, R10, R11
	ADD  R3, R11, R12
	ADD  R3, R12, R13
	ADD  R3, R13, R14
	ADD  R3, R14, R15
	MOVD quads+144(FP), R9

quad6:
	SUM6
	SUM6
	SUM6
	SUM6
	SUB  $1, R9
	CBNZ R9, quad6
	SUB  $1, R8
	CBNZ R8, tap6

done6:
	EPILOGUE
	FINISH(floor60, V0, V1, V2, V3, 0, 1, 2, 3)
	FINISH(floor61, V4, V5, V6, V7, 4, 5, 6, 7)
	FINISH(floor62, V8, V9, V10, V11, 8, 9, 10, 11)
	FINISH(floor63, V12, V13, V14, V15, 12, 13, 14, 15)
	FINISH(floor64, V16, V17, V18, V19, 16, 17, 18, 19)
	FINISH(floor65, V20, V21, V22, V23, 20, 21, 22, 23)
	SUB  $6, R2
	MOVD $6, R16
	MADD R16, R1, R3, R1
	B    next

tile3:
	BIAS(V0, V1, V2, V3)
	BIAS(V4, V5, V6, V7)
	BIAS(V8, V9, V10, V11)
	BEGIN
	CBZ  R8, done3

tap3:
	MOVD.P 8(R7), R10
	ADD  R10<<2, R1, R10
	ADD  R3, R10, R11
	ADD  R3, R11, R12
	MOVD quads+144(FP), R9

quad3:
	SUM3
	SUM3
	SUM3
	SUM3
	SUB  $1, R9
	CBNZ R9, quad3
	SUB  $1, R8
	CBNZ R8, tap3

done3:
	EPILOGUE
	FINISH(floor30, V0, V1, V2, V3, 0, 1, 2, 3)
	FINISH(floor31, V4, V5, V6, V7, 4, 5, 6, 7)
	FINISH(floor32, V8, V9, V10, V11, 8, 9, 10, 11)
	SUB  $3, R2
	ADD  R3<<1, R1
	ADD  R3, R1
	B    next

tile1:
	BIAS(V0, V1, V2, V3)
	BEGIN
	CBZ  R8, done1

tap1:
	MOVD.P 8(R7), R10
	ADD  R10<<2, R1, R10
	MOVD quads+144(FP), R9

quad1:
	SUM1
	SUM1
	SUM1
	SUM1
	SUB  $1, R9
	CBNZ R9, quad1
	SUB  $1, R8
	CBNZ R8, tap1

done1:
	EPILOGUE
	FINISH(floor10, V0, V1, V2, V3, 0, 1, 2, 3)
	SUB  $1, R2
	ADD  R3, R1
	B    next

// func convGradNEON(dw, in, dout []float32, count, width, height, inStep, inRow, outRow int)
TEXT ·convGradNEON(SB), NOSPLIT, $0-120
	MOVD dw_base+0(FP), R0
	MOVD in_base+24(FP), R1
	MOVD count+72(FP), R2
	MOVD inStep+96(FP), R3
	LSL  $2, R3
	MOVD inRow+104(FP), R4
	LSL  $2, R4
	MOVD outRow+112(FP), R5
	LSL  $2, R5

nextgrad:
	CMP  $6, R2
	BGE  grad6
	CMP  $3, R2
	BGE  grad3
	CBNZ R2, grad1
	RET

grad6:
	ZERO(V0, V1, V2, V3)
	ZERO(V4, V5, V6, V7)
	ZERO(V8, V9, V10, V11)
	ZERO(V12, V13, V14, V15)
	ZERO(V16, V17, V18, V19)
	ZERO(V20, V21, V22, V23)
	SUB  $24, R3, R12
	AREA

line6:
	LINE

pixel6:
	WEIGHTS(R11)
	ROW(R10, V28, V0, V1, V2, V3)
	ROW(R10, V29, V4, V5, V6, V7)
	ROW(R10, V30, V8, V9, V10, V11)
	ROW(R10, V31, V12, V13, V14, V15)
	ROW(R10, V28, V16, V17, V18, V19)
	ROW(R10, V29, V20, V21, V22, V23)
	ADD  R12, R10
	SUB  $1, R9
	CBNZ R9, pixel6
	ADD  R4, R6
	ADD  R5, R7
	SUB  $1, R8
	CBNZ R8, line6
	FMOVS $1.0, F31
	VDUP V31.S[0], V31.S4
	KEEP(V0, V1, V2, V3)
	KEEP(V4, V5, V6, V7)
	KEEP(V8, V9, V10, V11)
	KEEP(V12, V13, V14, V15)
	KEEP(V16, V17, V18, V19)
	KEEP(V20, V21, V22, V23)
	ADD  $24, R1
	SUB  $6, R2
	B    nextgrad

grad3:
	ZERO(V0, V1, V2, V3)
	ZERO(V4, V5, V6, V7)
	ZERO(V8, V9, V10, V11)
	SUB  $12, R3, R12
	AREA

line3:
	LINE

pixel3:
	WEIGHTS(R11)
	ROW(R10, V28, V0, V1, V2, V3)
	ROW(R10, V29, V4, V5, V6, V7)
	ROW(R10, V30, V8, V9, V10, V11)
	ADD  R12, R10
	SUB  $1, R9
	CBNZ R9, pixel3
	ADD  R4, R6
	ADD  R5, R7
	SUB  $1, R8
	CBNZ R8, line3
	FMOVS $1.0, F31
	VDUP V31.S[0], V31.S4
	KEEP(V0, V1, V2, V3)
	KEEP(V4, V5, V6, V7)
	KEEP(V8, V9, V10, V11)
	ADD  $12, R1
	SUB  $3, R2
	B    nextgrad

grad1:
	ZERO(V0, V1, V2, V3)
	SUB  $4, R3, R12
	AREA

line1:
	LINE

pixel1:
	WEIGHTS(R11)
	ROW(R10, V28, V0, V1, V2, V3)
	ADD  R12, R10
	SUB  $1, R9
	CBNZ R9, pixel1
	ADD  R4, R6
	ADD  R5, R7
	SUB  $1, R8
	CBNZ R8, line1
	FMOVS $1.0, F31
	VDUP V31.S[0], V31.S4
	KEEP(V0, V1, V2, V3)
	ADD  $4, R1
	SUB  $1, R2
	B    nextgrad
