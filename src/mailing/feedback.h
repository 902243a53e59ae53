/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feedback - complaints that a provider's feedback loop sends to one address
 *
 * A loop knows one address for all that it reports (RFC 6449), so the envelope says nothing. Whom
 * a report is about is read from our letter inside it: the token of its return path (in the report
 * too: Original-Mail-From, RFC 5965) or of its List-Unsubscribe. Addresses in a report count for
 * nothing, for providers take them out and anybody can write them.
 */
#pragma once

#include "base/settings.h"
#include "store/store.h"

/* Whether `recipient` is one of the addresses of the setting. */
gboolean feedback_is_address(const Settings *settings, const char *recipient);

/* Keeps a report like what comes back under that copy's return path (mailing/bounce.h). One that
 * names no copy of ours is taken and only logged: a loop whose reports come back is closed.
 * ERROR_REFUSED: this is neither a report nor a letter of ours. */
gboolean feedback_receive(Store *store, GBytes *raw, GError **error);
