/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lmtp-reply - what an LMTP server says: a code, an enhanced status (RFC 3463) and a text */
#pragma once

#include <glib.h>

void lmtp_reply(GString *out, int code, const char *status, const char *text);

/* Why not: first for whom it concerns, in a language of theirs, then for whoever runs the mail
 * server. `is_utf8`: letters beyond ASCII were asked for. */
void lmtp_reply_error(GString *out, const GError *error, gboolean is_utf8);
