/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * invite - a list opened to an audience
 *
 * Who is in the audience, on some list of ours, never was on this one and was never invited to it,
 * gets a letter that says why they do, and is on the list once they answer it. An invitation is
 * written down before it is sent and kept whatever becomes of it: nobody is invited twice. The
 * letters are the clock's; one a day goes to each person, whatever lists they are invited to.
 */
#pragma once

#include "base/settings.h"
#include "people/audience.h"
#include "store/store.h"

#include "list/list.h"

/* How many there are to invite, as the session may see them. */
gboolean invite_count(Store *store, const List *list, const Audience *audience, gint64 *people,
                      GError **error);

/* Invites them, and with `keep` whoever comes to be in it. `expression` is the audience as it was
 * written. `people` gets how many. ERROR_REFUSED for a closed list; coordinators who are limited
 * keep nothing open: the clock, which has no limits, would invite for them. */
gboolean invite_audience(Store *store, const List *list, const Audience *audience,
                         const char *expression, gboolean keep, gint64 *people, GError **error);

/* Looks for newcomers of audiences that stay open, each once an hour, and writes at most `most`
 * letters that wait. For the clock. */
gboolean invite_round(Store *store, const Settings *settings, guint most, GError **error);
