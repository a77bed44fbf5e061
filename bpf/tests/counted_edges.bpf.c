// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What inserted code may stumble over, a program each. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct cell {
	struct bpf_spin_lock lock;
	__u32 value;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct cell);
} cells SEC(".maps");

__u64 sum = 0;
__u32 narrow = 0;

SEC("xdp")
int atomics(struct xdp_md *ctx)
{
	__u64 length = ctx->data_end - ctx->data;
	__u64 old;

	__sync_fetch_and_add(&sum, length);
	old = __sync_fetch_and_add(&sum, 3);
	if (old & 1)
		old += __sync_fetch_and_or(&sum, 0xf0);
	old ^= __sync_fetch_and_and(&sum, 0xffff);
	old ^= __sync_fetch_and_xor(&sum, length << 4);
	if (__sync_val_compare_and_swap(&sum, old, length) == old)
		old++;
	old += __sync_lock_test_and_set(&narrow, (__u32)old);
	return old % 5 == 3 ? XDP_TX : XDP_PASS;
}

SEC("xdp")
int locked(struct xdp_md *ctx)
{
	__u32 zero = 0;
	struct cell *cell = bpf_map_lookup_elem(&cells, &zero);
	__u32 length = ctx->data_end - ctx->data;

	if (!cell)
		return XDP_ABORTED;
	bpf_spin_lock(&cell->lock);
	if (length > 60)
		cell->value += length;
	else
		cell->value = 1;
	if (cell->value & 4)
		cell->value ^= length;
	bpf_spin_unlock(&cell->lock);
	return XDP_PASS;
}

/* may_goto, by its bytes: clang 14 has no word for it. */
SEC("xdp")
int may_go(struct xdp_md *ctx)
{
	__u64 length = ctx->data_end - ctx->data;
	__u64 i = 0;

	asm volatile goto("again_%=:\n"
			  ".byte 0xe5, 0\n.short 3\n.long 0\n"
			  "%[i] += 1\n"
			  "if %[i] == %[length] goto %l[met]\n"
			  "goto again_%=\n"
			  :
			  : [i] "r"(i), [length] "r"(length)
			  :
			  : met);
	return XDP_ABORTED;
met:
	return XDP_PASS;
}

/* No byte of the stack is left, but registers are. */
SEC("xdp")
__attribute__((naked)) int full_stack(void)
{
	asm volatile("r2 = *(u32 *)(r1 + 4)\n"
		     "r3 = *(u32 *)(r1 + 0)\n"
		     "r2 -= r3\n"
		     "r2 = 40\n"
		     "*(u64 *)(r10 - 512) = r2\n"
		     "*(u64 *)(r10 - 8) = r3\n"
		     "r0 = 1\n"
		     "full_again_%=:\n"
		     "r3 = *(u64 *)(r10 - 512)\n"
		     "r3 -= 7\n"
		     "*(u64 *)(r10 - 512) = r3\n"
		     "if r3 s< 8 goto full_end_%=\n"
		     "r0 += 1\n"
		     "goto full_again_%=\n"
		     "full_end_%=:\n"
		     "r0 &= 3\n"
		     "exit\n" ::
			     : "r0", "r2", "r3");
}

/* All ten registers hold something all the time: a counter must save one. */
SEC("xdp")
__attribute__((naked)) int full_registers(void)
{
	asm volatile("r2 = *(u32 *)(r1 + 4)\n"
		     "r3 = *(u32 *)(r1 + 0)\n"
		     "r2 -= r3\n"
		     "r0 = 1\n r1 = 2\n r3 = 3\n r4 = 4\n r5 = 5\n"
		     "r6 = 6\n r7 = 7\n r8 = 8\n r9 = 20\n"
		     "1:\n"
		     "if r2 s> 9 goto 2f\n"
		     "r0 ^= r1\n r1 += r3\n r3 += r4\n r4 += r5\n"
		     "2:\n"
		     "r5 += r6\n r6 += r7\n r7 += r8\n r8 += r2\n"
		     "r2 += r0\n"
		     "r9 -= 1\n"
		     "if r9 != 0 goto 1b\n"
		     "r0 += r1\n r0 += r3\n r0 += r4\n r0 += r5\n"
		     "r0 += r6\n r0 += r7\n r0 += r8\n r0 += r2\n"
		     "r0 &= 1\n"
		     "r0 += 2\n"
		     "exit\n");
}

/* Branches over nearly as much as 16 bits hold; counters between make it more. */
SEC("xdp")
__attribute__((naked)) int far_jumps(void)
{
	asm volatile("r2 = *(u32 *)(r1 + 4)\n"
		     "r3 = *(u32 *)(r1 + 0)\n"
		     "r4 = r3\n"
		     "r4 += 64\n"
		     "r0 = 2\n"
		     "if r4 > r2 goto far_end_%=\n"
		     "r4 = *(u8 *)(r3 + 29)\n"
		     "if r4 == 255 goto far_back_%=\n"
		     "goto far_middle_%=\n"
		     "far_back_%=:\n"
		     "r0 = 3\n"
		     "exit\n"
		     "far_middle_%=:\n"
		     ".rept 7900\n"
		     "r5 = *(u8 *)(r3 + 29)\n"
		     "if r5 == 7 goto +1\n"
		     "r4 = 0\n"
		     "r0 = 2\n"
		     ".endr\n"
		     "if r5 > 250 goto far_back_%=\n"
		     "far_end_%=:\n"
		     "r0 = 1\n"
		     "exit\n" ::
			     : "r0", "r2", "r3", "r4", "r5");
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
