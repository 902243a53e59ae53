/* SPDX-License-Identifier: GPL-3.0-or-later */
/* private - addresses that are spoken to only where somebody allows it; for fetch/ alone */
#pragma once

#include <curl/curl.h>
#include <glib.h>

typedef struct {
    gboolean allow_private;
    gboolean was_private; /* it led to a network that is not spoken to */
} PrivateGuard;

/* Judges the address when the socket is opened, so that a name cannot lead elsewhere at the second
 * look-up; only http and https, redirects too; no proxy, no signal. `guard` must outlive `curl`. */
void private_guard_set(PrivateGuard *guard, CURL *curl);
