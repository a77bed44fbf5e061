// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* On the socket that a test run gives its packet. */
#define DRIVE "tc"
#include "bpf/maps/loop.h"

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} subject SEC(".maps");

static __always_inline struct bpf_sock *read_storage(struct step *s)
{
	struct bpf_sock *sk = ((struct __sk_buff *)s->ctx)->sk;
	__u64 *value = NULL;

	if (sk)
		value = bpf_sk_storage_get(&subject, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);
	if (value)
		s->sum += *value;
	else
		fail(s);
	return sk;
}

/* Test runs make a socket each: the first operation of a block creates. */
OPERATION(get, .outcome = "hit")
{
	read_storage(s);
}

OPERATION(create_delete)
{
	struct bpf_sock *sk = read_storage(s);

	if (!sk || bpf_sk_storage_delete(&subject, sk))
		fail(s);
}
