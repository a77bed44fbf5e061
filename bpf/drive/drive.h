/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the driver (driver.bpf.c) and user space share. */
#ifndef BPFMARK_DRIVE_H
#define BPFMARK_DRIVE_H

#include <linux/types.h>

#define DRIVE_ARMS 64 /* places in the driver's PROG_ARRAY */

/* Head of a value of the map `frames`; the frame's bytes follow. */
struct frame {
	__u32 length_bytes;
	__u32 copy_bytes; /* of the bytes, from the front, those that must be put back */
};

/* The driver's global, mapped into user space. */
struct drive_state {
	__u32 selected;	   /* arm, index into the PROG_ARRAY */
	__u32 frame_count; /* 0: the packet is left as the program leaves it */
	__u32 next_frame;
	__u32 failures;	  /* iterations that did not reach the arm on a whole frame */
	__u64 data_first; /* where packet data began in the call's first iteration; reset by user */
	__u64 data_now;
	__u64 data_meta_now;
};

#endif
