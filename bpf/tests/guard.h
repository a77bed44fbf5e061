/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What guard.bpf.c and its test share. */
#ifndef BPFMARK_TESTS_GUARD_H
#define BPFMARK_TESTS_GUARD_H

#include <linux/types.h>

#define GUARD_BYTES 2048 /* of the longest frame; a power of two */
#define GUARD_FRAMES 64

struct guarded_frame {
	__u32 length_bytes;
	__u32 unused; /* aligns the bytes for comparison in words */
	__u8 bytes[GUARD_BYTES];
};

struct guard_counts {
	__u32 frames; /* set by user space: how many take turns */
	__u32 next;   /* set by user space: the one that is due first */
	__u64 runs;
	__u64 wrong_bytes;
	__u64 wrong_length;
	__u64 wrong_metadata;
	__u64 moved_head;
	__u64 moved_tail;
	__u64 moved_metadata;
};

#endif
