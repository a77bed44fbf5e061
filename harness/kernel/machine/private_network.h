// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Work in a network namespace that nobody else sees, its loopback device up. Sockets that are made
// in it stay in it, and it goes with the last of them.
#pragma once

#include <netinet/in.h>

#include <functional>

namespace bpfmark {

// Runs `work` in a thread of its own (there is no way back out of a namespace without another
// privilege); not at all where namespaces are refused.
void in_private_network(const std::function<void()>& work);

// Binds to a free port of 127.0.0.1.
bool bind_to_loopback(int fd);

// Where that socket is.
sockaddr_in address_of_socket(int fd);

}  // namespace bpfmark
