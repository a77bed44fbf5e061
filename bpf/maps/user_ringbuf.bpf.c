// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* One drain call takes all samples that user space has put in before: one operation is a sample. */
#define DRIVE "xdp"
#include "bpf/maps/loop.h"

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 1 << 16);
} subject SEC(".maps");

static long take(struct bpf_dynptr *sample, struct step *s)
{
	__u32 number = 0;

	if (bpf_dynptr_read(&number, sizeof(number), sample, 0, 0))
		fail(s);
	s->sum += number;
	return 0;
}

OPERATION_OF_MANY(drain, .needs = "6.1", .entries = 1024, .traits = SUMS_ENTRIES)
{
	return bpf_user_ringbuf_drain(&subject, take, s, BPF_RB_NO_WAKEUP);
}
