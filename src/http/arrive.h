/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arrive - connections handed to the threads evenly
 *
 * The library's own pool lets its threads race for what arrives, and one that wakes takes ten at
 * once: of sixteen clients that came together, one thread of two had all, and answered one after
 * the other while the other slept. Here one thread accepts, and gives each connection to the loop
 * that has the fewest.
 */
#pragma once

#include <glib.h>
#include <microhttpd.h>

typedef struct HttpArrivals HttpArrivals;

/* Begins to accept from `fd` for the daemons, each with at most `most` connections: what is beyond
 * waits in the kernel. All of them belong to the caller and outlive this. NULL with errno. */
HttpArrivals *http_arrivals_start(int fd, struct MHD_Daemon *const *daemons, guint n_daemons,
                                  guint most);

/* Nothing is accepted any more. Frees it; NULL is fine. */
void http_arrivals_stop(HttpArrivals *arrivals);
