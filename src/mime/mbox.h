/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mbox - mails one after the other in a file
 *
 * The "mboxrd" form of RFC 4155's file type: a line of the mail that begins with "From " after any
 * number of ">" gets one ">" more, so that the mail can be had back byte for byte.
 */
#pragma once

#include <glib.h>

/* Appends a mail (lines ended by CRLF or LF; written with LF) received at `date`, microseconds
 * since the epoch. `sender` is the envelope's, or anything without a space. */
void mbox_append(GString *out, const char *sender, gint64 date, const char *mail, gsize size);
