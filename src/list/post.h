/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post - what happens to a mail that is written to a list
 *
 * Recognised (post-recognise.h), authorised (post-authorise.h), then accepted, held, discarded or
 * refused, in one transaction: when post_receive() returns, what it says is so and stays so.
 */
#pragma once

#include "list/post-authorise.h"
#include "list/post-recognise.h"

typedef struct {
    const char *sender; /* envelope sender; "" or NULL for the null sender */
    const char *list;   /* name of the list */
    GBytes *raw;        /* byte for byte as received */
} PostEnvelope;

typedef struct {
    PostOutcome outcome;
    const char *reason; /* a constant word, see post-authorise.h */
    const char *status; /* enhanced status code (RFC 3463) of a refusal, NULL else */
    gint64 message;     /* when it is in the archive */
    gint64 mailing;     /* when it is distributed */
    gint64 recipients;  /* of that mailing */
    gint64 held;        /* number it is held under */
} PostVerdict;

/* Takes a mail for a list. TRUE promises that it is safe: in the archive and queued, or held, or
 * rightly dropped (a duplicate, an automatic answer). A refusal is FALSE with ERROR_REFUSED, and
 * `verdict` then says why. Other errors: ERROR_NOT_FOUND, no such list; ERROR_BAD_INPUT, an empty
 * mail; those of the store, and then nothing has happened. No transaction may be open. */
gboolean post_receive(Store *store, const Settings *settings, const PostEnvelope *envelope,
                      PostVerdict *verdict, GError **error);

/* What post_receive() would decide, and why. */
typedef struct {
    Mail *mail;
    Policy *policy;
    PostFacts facts;
    PostDecision decision;
} PostExplanation;

/* Fills `out`; changes nothing. `policy` (may be NULL) is tried in place of the list's own rules.
 * Clear it with post_explanation_clear() (or g_auto). */
gboolean post_explain(Store *store, const Settings *settings, const PostEnvelope *envelope,
                      const char *policy, PostExplanation *out, GError **error);
void post_explanation_clear(PostExplanation *explanation);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PostExplanation, post_explanation_clear)
