/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settlement - from what a server answered to what the ledger is told */
#pragma once

#include "mailing/ledger.h"
#include "wire/outlet.h"

typedef struct {
    gint64 first_wait; /* microseconds before the second attempt; doubles with each */
    guint max_attempts;
    guint policy_attempts; /* for final refusals for policy; 0: they are like others */
    UnknownPolicy unknown; /* for what may have been accepted */
} RetryPolicy;

/* How long to wait after attempt `attempt` (1 is the first) failed. `chance` in [0, 1) spreads it
 * by a tenth either way, so that what failed together is not tried again together. Never more than
 * seven days. */
gint64 retry_wait(const RetryPolicy *policy, gint32 attempt, double chance);

/*
 * Fills outcome, wait, status and reply of `settlement`, whose attempt must be set.
 *
 * Done is sent. Never about a recipient or a message is failed; but a refusal for policy, which is
 * about us and may be over when the provider has been left alone, is tried again a few times. Later
 * is tried again until the policy's attempts are used up; sooner when only the connection broke,
 * and without counting when the server takes nothing at all, because then nobody has refused this
 * delivery. In doubt is what the policy says: later, unknown or sent.
 */
void settlement_grade(Settlement *settlement, const WireResult *result, const RetryPolicy *policy,
                      double chance);

/* TRUE for x.7.x: refused for who we are or what we sent, no fault of the address (RFC 3463 3.8).
 */
gboolean status_is_policy(const char *status);

/* Fails what would be tried again later than `left` from now. */
void settlement_limit(Settlement *settlement, gint64 left);

/* A delivery that cannot be handed to a server at all: failed, with `status` and the reason. */
void settlement_fail(Settlement *settlement, const char *status, const char *reason);
