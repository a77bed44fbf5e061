/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the driver (driver.bpf.c) and user space share. */
#ifndef BPFMARK_DRIVE_H
#define BPFMARK_DRIVE_H

#include <linux/types.h>

#define DRIVE_ARMS 64		 /* places in the driver's PROG_ARRAY for arms */
#define DRIVE_LANDING DRIVE_ARMS /* and one for the program `landing` */
#define DRIVE_PLACES (DRIVE_ARMS + 1)
/* The kernel allows 33 tail calls a trigger, those of the arms included; one is for the landing. */
#define DRIVE_SLOTS 32

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
	__u32 failures;	  /* iterations that did not reach the arm on a whole frame, and triggers
			   * that ran out of tail calls */
	__u32 slots;	  /* runs of the arm a trigger, 1..DRIVE_SLOTS; of the inner loop */
	__u32 remaining;  /* runs of the arm that are still to be made; of the inner loop */
	__u64 data_first; /* where packet data began in the call's first iteration; reset by user */
	__u64 data_now;
	__u64 data_meta_now;
};

#endif
