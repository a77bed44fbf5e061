/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What both LRU hashes do besides. */
#ifndef BPFMARK_LRU_H
#define BPFMARK_LRU_H

#define SUBJECT_DIMENSIONS DIM_NO_COMMON_LRU
#include "bpf/maps/keyed.h"

/* Each key is new, so each takes the place of an older one. */
OPERATION(evict, .dimensions = DIM_WRITE & ~DIM_CPUS, .fill = "evict", .traits = KEYS_FRESH)
{
	put(s, key, BPF_NOEXIST);
}

#endif
