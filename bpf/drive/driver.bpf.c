// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The driver: the one program that BPF_PROG_TEST_RUN calls. It reaches the selected arm by tail
 * call and, where frame_count is not zero, first puts the next frame into the buffer (the drive
 * `restore`). What it costs is the same for every arm, so it cancels in the difference to the
 * reference.
 *
 * There are two of it. In the inner loop a subprogram makes the tail call, so that the arm returns
 * to the loop, which runs it up to DRIVE_SLOTS times a trigger. The kernel's own loop and its
 * neighbourhood are then a thirty-second part of what a packet costs. Where the kernel refuses
 * that, `driver` reaches the arm once a trigger.
 *
 * The maps' sizes and frame_capacity are set before loading; the globals are written through mmap
 * between calls. Layout shared with user space: drive.h.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "drive.h"

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, DRIVE_PLACES);
	__type(key, __u32);
	__type(value, __u32);
} arms SEC(".maps");

/* Value: struct frame, then its bytes; the value size is set before loading. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 4096);
} frames SEC(".maps");

const volatile __u32 frame_capacity = 1; /* bytes that a value of `frames` has room for */

struct drive_state drive = {};

static __always_inline long set_length(struct xdp_md *ctx, long length)
{
	long now = bpf_xdp_get_buff_len(ctx);

	return now == length ? 0 : bpf_xdp_adjust_tail(ctx, length - now);
}

static long put_back(struct xdp_md *ctx, const struct frame *frame)
{
	long data, meta, forward;
	__u32 last;

	/* A packet pointer becomes a number by a detour through memory (needs CAP_PERFMON);
	 * volatile, or the compiler takes the short way.
	 */
	drive.data_now = ctx->data;
	data = *(volatile __u64 *)&drive.data_now;
	drive.data_meta_now = ctx->data_meta;
	meta = *(volatile __u64 *)&drive.data_meta_now;

	if (!drive.data_first)
		drive.data_first = data;
	if (meta != data && bpf_xdp_adjust_meta(ctx, data - meta))
		return -1;
	/* Backwards the head goes first and forwards last: the other way round a short packet would
	 * be less than an Ethernet header in between, which the kernel refuses.
	 */
	forward = drive.data_first - data;
	if (forward < 0 && bpf_xdp_adjust_head(ctx, forward))
		return -1;
	if (set_length(ctx, frame->length_bytes + (forward > 0 ? forward : 0)))
		return -1;
	if (forward > 0 && bpf_xdp_adjust_head(ctx, forward))
		return -1;
	if (!frame->copy_bytes)
		return 0;
	/* Before 6.8 the verifier learns no lower bound from `!= 0`, but it does from an addition;
	 * and 6.1 forgets the bounds of a 32-bit value that is spilled, so it is read late.
	 */
	last = frame->copy_bytes - 1;
	barrier_var(last);
	if (last >= frame_capacity)
		return -1;
	return bpf_xdp_store_bytes(ctx, 0, (void *)(frame + 1), last + 1);
}

/* The arm's verdict, or XDP_ABORTED where it was not reached. */
static __always_inline int run_arm(struct xdp_md *ctx)
{
	int verdict = XDP_ABORTED;

	if (drive.frame_count) {
		__u32 key = drive.next_frame;
		const struct frame *frame = bpf_map_lookup_elem(&frames, &key);

		drive.next_frame = key + 1 < drive.frame_count ? key + 1 : 0;
		if (!frame || put_back(ctx, frame)) {
			drive.failures++;
			return verdict;
		}
	}
	bpf_tail_call(ctx, &arms, drive.selected);
	drive.failures++; /* a tail call that succeeds does not return */
	/* Or the compiler takes what it sees returned here for what every call returns. */
	barrier_var(verdict);
	return verdict;
}

SEC("xdp")
int driver(struct xdp_md *ctx)
{
	return run_arm(ctx);
}

static __noinline int slot(struct xdp_md *ctx)
{
	return run_arm(ctx);
}

/* A tail call that must succeed. Where the slots, or the arm in one of them, asked for more tail
 * calls than there are, it fails: that is all that shows of an arm whose own call was refused.
 */
static __noinline int land(struct xdp_md *ctx)
{
	bpf_tail_call(ctx, &arms, DRIVE_LANDING);
	drive.failures++;
	return 0;
}

SEC("xdp")
int landing(struct xdp_md *ctx)
{
	return 0;
}

SEC("xdp")
int inner_loop(struct xdp_md *ctx)
{
	int verdict = XDP_ABORTED;
	__u32 runs = drive.remaining, i;

	if (runs > drive.slots)
		runs = drive.slots;
	drive.remaining -= runs;
	for (i = 0; i < DRIVE_SLOTS && i < runs; i++)
		verdict = slot(ctx);
	/* With one slot the arm has all that are left, and takes none from another. */
	if (drive.slots > 1)
		land(ctx);
	return verdict;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
