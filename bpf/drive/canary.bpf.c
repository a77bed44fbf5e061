// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The canary: a chain of dependent steps. On a quiet core consecutive packets overlap and most of
 * its latency hides; when a neighbour on the sibling hardware thread takes half of the out-of-order
 * window, they no longer do and it costs several times as much. 40 steps tell the two apart best.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* The barrier keeps the compiler from folding the steps into one multiplication and one addition.
 */
#define STEP(x)                                                                                    \
	do {                                                                                       \
		(x) = (x)*1103515245 + 12345;                                                      \
		asm volatile("" : "+r"(x));                                                        \
	} while (0)
#define TEN_STEPS(x)                                                                               \
	do {                                                                                       \
		STEP(x);                                                                           \
		STEP(x);                                                                           \
		STEP(x);                                                                           \
		STEP(x);                                                                           \
		STEP(x);                                                                           \
		STEP(x);                                                                           \
		STEP(x);                                                                           \
		STEP(x);                                                                           \
		STEP(x);                                                                           \
		STEP(x);                                                                           \
	} while (0)

SEC("xdp")
int canary(struct xdp_md *ctx)
{
	__u64 x = ctx->rx_queue_index;

	TEN_STEPS(x);
	TEN_STEPS(x);
	TEN_STEPS(x);
	TEN_STEPS(x);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
