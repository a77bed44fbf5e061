/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the sender of live frames and user space share. */
#ifndef BPFMARK_DRIVE_SEND_H
#define BPFMARK_DRIVE_SEND_H

#include <linux/types.h>

struct send_state {
	__u32 first; /* source address, host byte order */
	__u32 span;  /* addresses first..first + span - 1 follow each other in a circle */
	__u64 sent;
};

#endif
