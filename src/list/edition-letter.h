/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-letter - mails about editions to those who look after a list, and their answers
 *
 * An edition is to go at a time, or waits for a word; it could not go at its time; its first wave
 * is out and the rest waits for a person; it paused by itself because it was refused for what it
 * is; it is done. Each says what is needed to decide. All but the last are decided by answering
 * them.
 */
#pragma once

#include "base/settings.h"
#include "page/value.h"
#include "store/store.h"

#include "list/address.h"

/* Describes an edition that was not sent yet: sets what the template "edition-ready" shows, and the
 * letter itself. news/edition-ready.h has it; this room does not know that one. */
typedef gboolean (*EditionDescribe)(Store *store, const Settings *settings, gint64 edition,
                                    Value *value, GBytes **letter, GError **error);

/* Writes those that are due, at most `most`. For the clock; transactions of its own. An edition
 * that cannot be described is told of without its letter. */
gboolean edition_letter_tell(Store *store, const Settings *settings, EditionDescribe describe,
                             guint most, GError **error);

/* A mail to LIST-decide+TOKEN@ whose token is of one of these: "continue" (before it was sent:
 * "send", which is now and stands alone on its line), "pause" (nothing goes, until another word) or "cancel". Each mail decides
 * once; what was composed again since it was read is not sent. The author must look after the list:
 * ERROR_REFUSED for anybody else, for one whom their own domain denies, and for a token of another
 * list. The answer says what was done. What a program sent changes nothing. One transaction. */
gboolean edition_letter_receive(Store *store, const Settings *settings, const ListAddress *address,
                                const char *sender, GBytes *raw, GError **error);
