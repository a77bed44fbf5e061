// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Records of 8 bytes; a full ring fails fast, so user space empties it before each block. Nobody
 * waits for the records, or waking a reader would be most of the cost.
 */
#define DRIVE "xdp"
#include "bpf/maps/loop.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} subject SEC(".maps");

struct record {
	__u64 number;
};

#define RING_ROOM ((1 << 20) / 32) /* records, their headers, and as many again for a warm pass */

OPERATION(reserve_submit, .entries = RING_ROOM, .traits = AT_MOST_ENTRIES)
{
	struct record *record = bpf_ringbuf_reserve(&subject, sizeof(*record), 0);

	if (!record) {
		fail(s);
		return;
	}
	record->number = s->index;
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
}

OPERATION(reserve_discard, .entries = RING_ROOM, .traits = AT_MOST_ENTRIES)
{
	struct record *record = bpf_ringbuf_reserve(&subject, sizeof(*record), 0);

	if (record)
		bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
	else
		fail(s);
}

OPERATION(output, .entries = RING_ROOM, .dimensions = DIM_CPUS, .traits = AT_MOST_ENTRIES)
{
	struct record record = { .number = s->index };

	if (bpf_ringbuf_output(&subject, &record, sizeof(record), BPF_RB_NO_WAKEUP))
		fail(s);
}

OPERATION(output_wakeup, .entries = RING_ROOM, .traits = AT_MOST_ENTRIES | NOT_BY_DEFAULT)
{
	struct record record = { .number = s->index };

	if (bpf_ringbuf_output(&subject, &record, sizeof(record), BPF_RB_FORCE_WAKEUP))
		fail(s);
}

/* The kernel wakes a reader that had taken all there was. */
OPERATION(output_adaptive, .entries = RING_ROOM, .traits = AT_MOST_ENTRIES | NOT_BY_DEFAULT)
{
	struct record record = { .number = s->index };

	if (bpf_ringbuf_output(&subject, &record, sizeof(record), 0))
		fail(s);
}

OPERATION(query)
{
	if (bpf_ringbuf_query(&subject, BPF_RB_RING_SIZE) != 1 << 20)
		fail(s);
}
