// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* An object without any program. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";
