// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Fibonacci where the source address modulo 256 is in that sequence, by adding up to it; else as
 * version 2.
 */
#include "bpf/fizzbuzz/fizzbuzz.h"
#include "bpf/fizzbuzz/source_address.h"

static __always_inline bool is_fibonacci(__u32 remainder)
{
	/* Numbers of 8 bits would wrap at 255 and meet remainders that are not in the sequence. */
	__u32 current = 0;
	__u32 next = 1;

	/* Unrolled, the compiler would know every sum and leave a chain of comparisons. The
	 * barrier keeps the remainder on the left: of a known sum compared with it, the other
	 * way round, the verifier of Linux 6.1 learns nothing.
	 */
#pragma clang loop unroll(disable)
	while (remainder > current) {
		__u32 sum = current + next;

		barrier_var(remainder);
		current = next;
		next = sum;
	}
	return current == remainder;
}

SEC("xdp")
int v3_fibonacci(struct xdp_md *ctx)
{
	__u32 n;

	if (!source_address(ctx, &n))
		return XDP_PASS;

	if (is_fibonacci(n % 256))
		push_message(Fibonacci);
	else
		push_fizzbuzz(n);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
