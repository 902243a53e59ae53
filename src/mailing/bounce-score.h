/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bounce-score - what follows from what came back
 *
 * Points by subscriber and list, which halve with time: a dead address weighs one, what may pass a
 * quarter, a refusal for policy and an automatic answer nothing. A day counts once. Who has too
 * many points on too many days gets a probe (list/probe.h); only a probe that comes back as dead
 * suspends them, and nothing is sent on that list any more but one last letter, later. A probe that
 * does not come back forgives all. A complaint takes its reader off the list at once.
 *
 * The clock role does this from the table of bounces: what is accepted at the door waits there,
 * judged or not, and nothing is lost when a rule cannot be read.
 */
#pragma once

#include "mailing/bounce-classify.h"
#include "store/store.h"

/* Judges at most `most` of what waits, with what follows, in one transaction. Any number of
 * processes may do this at once. `judged` gets how many. */
gboolean bounce_judge_waiting(Store *store, const BounceRules *rules, const Settings *settings,
                              guint most, guint *judged, GError **error);

/* Puts what servers refused to take among what waits; once each. */
gboolean bounce_take_refusals(Store *store, GError **error);

/* Forgets the points of those whose probe got through. */
gboolean bounce_forgive(Store *store, const Settings *settings, GError **error);
