/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search-vector - what messages are searched by, put together from words that are known
 *
 * The same, lexeme by lexeme and place by place, as search_vector() in the database makes of a
 * subject and a text, at a small part of its cost. Where too many words are new, or a text is not
 * taken apart word by word, the database is left to do it.
 */
#pragma once

#include "archive/message.h"
#include "store/store.h"

/* Fills `search` and `search_quoted` of `n` messages; NULL where the database is to do it. Must not
 * be called in a pipeline. Errors: those of the store. */
gboolean search_vector_fill(Store *store, ArchiveMessage *const *messages, guint n, GError **error);
