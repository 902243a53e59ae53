/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-copy - a post as its readers get it
 *
 * Made once a mailing, then assembled once a reader by three appends: only List-Unsubscribe is the
 * reader's own. A PostCopy never changes after post_copy_open(), so threads may assemble from one
 * together.
 */
#pragma once

#include "base/settings.h"
#include "store/store.h"

typedef struct PostCopy PostCopy;

/* Reads message and list: which it was posted to, and through which the readers get it, whose way
 * to leave it is; mostly the same. Borrows the store's token keys: free it before the store.
 * Errors: ERROR_NOT_FOUND, those of the store, ERROR_BAD_INPUT for a mail that cannot be passed on.
 */
PostCopy *post_copy_open(Store *store, const Settings *settings, gint64 list, gint64 through,
                         gint64 message, gboolean is_shared, GError **error);

/* Appends the whole mail, CRLF, for `recipient` (a subscriber) of `mailing`. Of a shared one it is
 * the same for all of them: who leaves writes to LIST-leave@. */
void post_copy_assemble(const PostCopy *copy, gint64 mailing, gint64 recipient, GString *out);

/* The same without anything that the list says of itself or of a reader, as part of another mail.
 * Free it with g_bytes_unref(). */
GBytes *post_copy_bare(const PostCopy *copy);

void post_copy_free(PostCopy *copy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PostCopy, post_copy_free)

/* `subject` (decoded, may be NULL) with `prefix` in front, or NULL when it needs none: there is no
 * prefix, or the subject has it somewhere already, as answers do. Case is not counted. Free it. */
char *post_copy_subject(const char *subject, const char *prefix);

/* The own words of `subject` (may be NULL), behind marks of answers and the prefix. Free it. */
char *post_copy_subject_bare(const char *subject, const char *prefix);
