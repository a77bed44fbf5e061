// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The program whose variants bench/studies/gate-study gates: a chain of STEPS dependent steps of
 * one cycle each, so that one step more is a slowdown of a size that can be chosen.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#ifndef STEPS
#define STEPS 64
#endif

/* How many of the never executed instructions before the chain have a constant that does not fit
 * into one byte: the number of instructions stays, but each of these is 3 bytes longer for x86
 * (two instructions for arm64) and moves the chain by as much.
 */
#ifndef MOVED
#define MOVED 0
#endif

#define COLD(i) ((i) < MOVED ? 70000 + (i) : 1 + (i))

/* The chain goes on from packet to packet, so that its latency cannot hide behind the next packet's
 * work: from some 40 steps on, each costs its one cycle (0.28 ns measured, from 64 steps to 512).
 */
__u64 carried;

SEC("xdp")
int slowdown(struct xdp_md *ctx)
{
	__u64 x = carried;

	/* One statement: the compiler must neither move the cold part nor fold the chain. */
	asm volatile("if %[queue] != 0x7fff goto +8\n"
		     "%[x] += %[c0]\n"
		     "%[x] += %[c1]\n"
		     "%[x] += %[c2]\n"
		     "%[x] += %[c3]\n"
		     "%[x] += %[c4]\n"
		     "%[x] += %[c5]\n"
		     "%[x] += %[c6]\n"
		     "%[x] += %[c7]\n"
		     : [x] "+r"(x)
		     : [queue] "r"(ctx->rx_queue_index), [c0] "i"(COLD(0)), [c1] "i"(COLD(1)),
		       [c2] "i"(COLD(2)), [c3] "i"(COLD(3)), [c4] "i"(COLD(4)), [c5] "i"(COLD(5)),
		       [c6] "i"(COLD(6)), [c7] "i"(COLD(7)));
#pragma unroll
	for (int i = 0; i < STEPS; i++) {
		x ^= 7;
		asm volatile("" : "+r"(x));
	}
	/* Always 0, which neither compiler nor CPU knows before the chain ends: the map that holds
	 * it is the same after any number of steps.
	 */
	asm volatile("%[x] &= 0" : [x] "+r"(x));
	carried = x;
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
