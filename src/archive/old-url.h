/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * old-url - which message a page of another archive showed
 *
 * Read from the pages that pipermail, MHonArc and Sympa (which has MHonArc write them) left.
 */
#pragma once

#include <glib.h>

/* How much of a page is looked at: both programs name the message at its beginning. */
enum { OLD_URL_BYTES = 64 * 1024 };

/* The Message-ID that a page in HTML says it shows, without <>; NULL for a page of anything else.
 * `page` is any bytes. Free it. */
char *old_url_message_id(const char *page, gsize size);
