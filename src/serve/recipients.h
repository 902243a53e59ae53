/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recipients - who was found to take mail a moment ago
 *
 * In a crowd most mails are for the same few lists. Whether a list takes a mail is decided when the
 * whole of it is there; at RCPT it is asked so that most refusals come before the data. So for a
 * second, and in a crowd alone, what was true may be answered again without asking. What was
 * refused is asked about each time.
 */
#pragma once

#include <glib.h>

typedef struct Recipients Recipients;

/* For many threads. */
Recipients *recipients_new(void);
void recipients_free(Recipients *recipients);

/* Mail from `sender` to `recipient` was found to be looked at, now. */
void recipients_note(Recipients *recipients, const char *sender, const char *recipient);

/* Whether that was noted within the last second. */
gboolean recipients_knows(Recipients *recipients, const char *sender, const char *recipient);
