/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Both maps of maps: a file defines SUBJECT_TYPE. Each key leads to the same inner array. */
#ifndef BPFMARK_OF_MAPS_H
#define BPFMARK_OF_MAPS_H

#define DRIVE "xdp"
#include "bpf/maps/loop.h"

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} inner SEC(".maps");

struct {
	__uint(type, SUBJECT_TYPE);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__array(values, struct inner);
} subject SEC(".maps");

OPERATION(lookup_outer, .outcome = "hit", .dimensions = DIM_ENTRIES)
{
	key->words[0] = s->index;
	if (!bpf_map_lookup_elem(&subject, key))
		fail(s);
}

OPERATION(lookup, .outcome = "hit", .dimensions = DIM_ENTRIES)
{
	__u32 *value = NULL, none = 0;
	void *map;

	key->words[0] = s->index;
	map = bpf_map_lookup_elem(&subject, key);
	if (map)
		value = bpf_map_lookup_elem(map, &none);
	if (value)
		s->sum += *value;
	else
		fail(s);
}

#endif
