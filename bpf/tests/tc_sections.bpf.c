// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* tc programs in sections by newer, by older and by unknown names. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

SEC("tcx/ingress")
int at_ingress(struct __sk_buff *skb)
{
	return skb->len > 100 ? TC_ACT_SHOT : TC_ACT_OK;
}

SEC("classifier/mine")
int of_old(struct __sk_buff *skb)
{
	return TC_ACT_OK;
}

SEC("action/mine")
int an_action(struct __sk_buff *skb)
{
	return TC_ACT_OK;
}

SEC("whatever")
int unknown(struct __sk_buff *skb)
{
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
