// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#define SUBJECT_TYPE BPF_MAP_TYPE_SOCKHASH
#include "bpf/maps/sockets.h"
