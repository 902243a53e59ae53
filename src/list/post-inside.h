/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-inside - what a post that is filed at once and one that is filed later share */
#pragma once

#include "list/list.h"
#include "list/post.h"

/* Reads it; all readers of a mail see the same lines. ERROR_BAD_INPUT for an empty one. */
Mail *post_parse(GBytes *raw, GError **error);

/* What is to be done with a mail to `list`. Fills `out`, changes nothing; else as post_explain().
 */
gboolean post_decide(Store *store, const Settings *settings, const List *list,
                     const PostEnvelope *envelope, const char *policy, PostExplanation *out,
                     GError **error);

/* The mail server's answer to a decision: TRUE, or for a refusal ERROR_REFUSED with its sentence,
 * in the list's language too (error_words()). */
gboolean post_answer(const Settings *settings, const List *list, const PostDecision *decision,
                     GError **error);

/* The list's own rules. */
Policy *post_policy(const List *list, GError **error);

/* The line of the log about a mail. `sender` NULL: not known any more. */
void post_log(const List *list, const char *sender, const Mail *mail, const PostVerdict *verdict);
