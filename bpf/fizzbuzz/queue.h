/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The way from the FizzBuzz programs to user space. */
#ifndef BPFMARK_FIZZBUZZ_QUEUE_H
#define BPFMARK_FIZZBUZZ_QUEUE_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "bpf/fizzbuzz/message.h"

/* The kernel takes no BTF for a queue, so libbpf does not pass it on; it stays in the object, where
 * user space finds what a message holds.
 */
struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, MESSAGES_CAPACITY);
	__type(value, struct message);
} messages SEC(".maps");

/* A full queue keeps its oldest messages; the packet passes all the same. */
static __always_inline void push_message(enum word word)
{
	struct message message = { .word = word };

	bpf_map_push_elem(&messages, &message, BPF_ANY);
}

#endif
