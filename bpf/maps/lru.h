/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Both LRU hashes. They evict before they are full, a CPU holding a batch of free elements of its
 * own: where nothing is to be evicted there is room for twice the entries.
 */
#ifndef BPFMARK_LRU_H
#define BPFMARK_LRU_H

#define SUBJECT_DIMENSIONS DIM_NO_COMMON_LRU
#define SUBJECT_TRAITS ROOM_FOR_TWICE
#include "bpf/maps/keyed.h"

/* Each key is new, so each takes the place of an older one. */
OPERATION(evict, .dimensions = DIM_WRITE & ~DIM_CPUS, .fill = "evict", .traits = KEYS_FRESH)
{
	put(s, key, BPF_NOEXIST);
}

#endif
