/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settlement - from what a server answered to what the ledger is told
 *
 * RFC 5321 4.5.4.1: try again with growing pauses, give up after days. Pure functions: no time, no
 * chance of their own, nothing that can fail.
 */
#include "mailing/settlement.h"

#include <string.h>

#define LONGEST_WAIT (7 * 24 * 3600 * (gint64)G_USEC_PER_SEC)
/* A connection that broke says little about the letter on it. */
#define CONNECTION_DIVISOR 16
/* The worker that saw the server refuse pauses by itself; this is for the others. */
#define SERVER_WAIT (60 * (gint64)G_USEC_PER_SEC)

gint64
retry_wait(const RetryPolicy *policy, gint32 attempt, double chance)
{
    gint64 wait = policy->first_wait;

    for (gint32 i = 1; i < attempt && wait < LONGEST_WAIT; i++)
        wait *= 2;
    wait = MIN(wait, LONGEST_WAIT);
    return MIN((gint64)((double)wait * (0.9 + 0.2 * chance)), LONGEST_WAIT);
}

static void
say(Settlement *settlement, const char *status, const char *reply)
{
    g_strlcpy(settlement->status, status, sizeof settlement->status);
    g_strlcpy(settlement->reply, reply, sizeof settlement->reply);
    /* What the cut left of a character would not be UTF-8. */
    const char *end;
    if (!g_utf8_validate(settlement->reply, -1, &end))
        settlement->reply[end - settlement->reply] = '\0';
}

gboolean
status_is_policy(const char *status)
{
    return (*status == '4' || *status == '5') && strncmp(status + 1, ".7.", 3) == 0;
}

void
settlement_limit(Settlement *settlement, gint64 left)
{
    if (settlement->outcome == SETTLE_RETRY && settlement->wait > left)
        settlement->outcome = SETTLE_FAILED;
}

void
settlement_fail(Settlement *settlement, const char *status, const char *reason)
{
    settlement->outcome = SETTLE_FAILED;
    settlement->wait = 0;
    say(settlement, status, reason);
}

void
settlement_grade(Settlement *settlement, const WireResult *result, const RetryPolicy *policy,
                 double chance)
{
    gboolean about_it = result->scope == SCOPE_RECIPIENT || result->scope == SCOPE_MESSAGE;

    settlement->wait = 0;
    if (result->outcome == WIRE_DONE) {
        settlement->outcome = SETTLE_SENT;
        say(settlement, "", "");
        return;
    }
    if (result->in_doubt && policy->unknown == UNKNOWN_SENT) {
        settlement->outcome = SETTLE_SENT;
        say(settlement, "", "");
        return;
    }
    say(settlement, result->status, result->text);
    if (result->in_doubt && policy->unknown == UNKNOWN_LEAVE) {
        settlement->outcome = SETTLE_UNKNOWN;
        return;
    }
    gboolean is_policy = status_is_policy(result->status) && policy->policy_attempts > 0 &&
                         settlement->attempt < (gint32)policy->policy_attempts;
    if (result->outcome == WIRE_NEVER && about_it && !is_policy) {
        settlement->outcome = SETTLE_FAILED;
        return;
    }
    if (result->scope == SCOPE_SERVER && !result->in_doubt) {
        settlement->outcome = SETTLE_BACK;
        settlement->wait = MIN(policy->first_wait, SERVER_WAIT);
        return;
    }
    if (settlement->attempt >= (gint32)policy->max_attempts) {
        settlement->outcome = SETTLE_FAILED;
        return;
    }
    settlement->outcome = SETTLE_RETRY;
    settlement->wait = retry_wait(policy, settlement->attempt, chance);
    if (result->scope == SCOPE_CONNECTION)
        settlement->wait /= CONNECTION_DIVISOR;
}
