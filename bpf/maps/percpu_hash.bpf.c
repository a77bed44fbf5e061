// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#define SUBJECT_TYPE BPF_MAP_TYPE_PERCPU_HASH
#define SUBJECT_DIMENSIONS (DIM_NO_PREALLOC | DIM_LOAD)
#include "bpf/maps/keyed.h"

OPERATION(lookup_percpu, .outcome = "hit", .needs = "5.19", .fill = "insert",
	  .dimensions = DIM_ENTRIES, .traits = SUMS_KEYS | ROOM_FOR_TWICE)
{
	__u32 *value;

	key->words[0] = s->index;
	value = bpf_map_lookup_percpu_elem(&subject, key, bpf_get_smp_processor_id());
	if (value)
		s->sum += *value;
	else
		fail(s);
}

OPERATION(add, .fill = "insert", .dimensions = DIM_ENTRIES | DIM_CPUS, .traits = ROOM_FOR_TWICE)
{
	__u64 *value;

	key->words[0] = s->index;
	value = bpf_map_lookup_elem(&subject, key);
	if (value)
		*value += 1;
	else
		fail(s);
}
