/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What queue.bpf.c tells user space of its last run. */
#ifndef BPFMARK_QUEUE_WORK_H
#define BPFMARK_QUEUE_WORK_H

#include <linux/types.h>

struct queue_work {
	__u32 steps; /* pops or pushes that succeeded */
	__u32 more;  /* the run ended for its own limit: call it again */
};

#endif
