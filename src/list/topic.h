/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * topic - what posts of a list are about, and members who take only some of it
 *
 * Topics of a list are its interests and all below them. A post is about what somebody says who
 * looks after the list, else what its subject names in brackets or its header Keywords (RFC 5322,
 * 3.6.5) or X-Topics, else what its thread is about. One without topics goes to everybody; another
 * to who takes everything, who takes one of its topics or one above, and who writes in its thread.
 */
#pragma once

#include "mime/mail.h"
#include "store/store.h"

#include "list/list.h"

/* The topics of `list` that `text` names, with commas or semicolons between them, as ids (gint64)
 * in `topics`. `*unknown` gets a copy of the first word that names none, or NULL. */
gboolean topic_find(Store *store, const List *list, const char *text, GArray *topics,
                    char **unknown, GError **error);

/* As topic_find(), where an unknown word is ERROR_NOT_FOUND with what there is as hint. */
gboolean topic_find_all(Store *store, const List *list, const char *text, GArray *topics,
                        GError **error);

/* The topics of the list in words, "a, b, c", in `language`; "" for none. Free it. */
char *topic_text(Store *store, gint64 list, const char *language, GError **error);

/* Those that a member has chosen; "" for everything. Free it. */
char *topic_chosen_text(Store *store, gint64 list, gint64 subscriber, const char *language,
                        GError **error);

/* Gives the post `message`, made of `mail`, its topics, in the caller's transaction and before its
 * readers are chosen. `given` (gint64; may be NULL) goes before what the mail says. */
gboolean topic_take(Store *store, const List *list, gint64 message, const Mail *mail,
                    const GArray *given, GError **error);
