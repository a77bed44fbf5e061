// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The canary of bpf/drive/canary.bpf.c in the loop of the map operations: 40 dependent steps, which
 * overlap from one turn to the next only on a quiet core. Not an operation: it is not described.
 */
#define DRIVE "xdp"
#include "bpf/maps/loop.h"

/* The barrier keeps the compiler from folding the steps. */
#define STEP(x)                                                                                    \
	do {                                                                                       \
		(x) = (x)*1103515245 + 12345;                                                      \
		asm volatile("" : "+r"(x));                                                        \
	} while (0)
#define FIVE_STEPS(x)                                                                              \
	do {                                                                                       \
		STEP(x);                                                                           \
		STEP(x);                                                                           \
		STEP(x);                                                                           \
		STEP(x);                                                                           \
		STEP(x);                                                                           \
	} while (0)
#define TWENTY_STEPS(x)                                                                            \
	do {                                                                                       \
		FIVE_STEPS(x);                                                                     \
		FIVE_STEPS(x);                                                                     \
		FIVE_STEPS(x);                                                                     \
		FIVE_STEPS(x);                                                                     \
	} while (0)

LOOPS(canary)
{
	__u64 x = s->index;

	TWENTY_STEPS(x);
	TWENTY_STEPS(x);
	s->sum += x;
}
