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

/* What post_receive() would decide, and from which facts; changes nothing. */
gboolean post_explain(Store *store, const PostEnvelope *envelope, PostFacts *facts,
                      PostDecision *decision, GError **error);
