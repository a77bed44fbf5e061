/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Sockmap and sockhash: a file defines SUBJECT_TYPE. Every key leads to the same listening socket,
 * whose reference a lookup takes and the release gives back.
 */
#ifndef BPFMARK_SOCKETS_H
#define BPFMARK_SOCKETS_H

#define DRIVE "tc"
#include "bpf/maps/loop.h"

#define ENTRIES 64

struct {
	__uint(type, SUBJECT_TYPE);
	__uint(max_entries, ENTRIES);
	__type(key, __u32);
	__type(value, __u64);
} subject SEC(".maps");

OPERATION(lookup_release, .entries = ENTRIES, .outcome = "hit")
{
	struct bpf_sock *sk;

	key->words[0] = s->index;
	sk = bpf_map_lookup_elem(&subject, key);
	if (sk)
		bpf_sk_release(sk);
	else
		fail(s);
}

OPERATION(lookup_miss, .name = "lookup_release", .entries = ENTRIES, .outcome = "miss",
	  .traits = KEYS_ABSENT)
{
	struct bpf_sock *sk;

	key->words[0] = s->index;
	sk = bpf_map_lookup_elem(&subject, key);
	if (sk) {
		bpf_sk_release(sk);
		fail(s);
	}
}

OPERATION(lookup_update, .entries = ENTRIES)
{
	struct bpf_sock *sk;

	key->words[0] = s->index;
	sk = bpf_map_lookup_elem(&subject, key);
	if (!sk) {
		fail(s);
		return;
	}
	if (bpf_map_update_elem(&subject, key, sk, BPF_EXIST))
		fail(s);
	bpf_sk_release(sk);
}

#endif
