/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trouble - mails that something is wrong, to those who look after lists, and their answers
 *
 * What the doctor finds of a list by itself, which role ended that should run, how long the
 * database was away. Each is told once, and again each week while it lasts, until somebody answers
 * that it may stay so.
 */
#pragma once

#include "base/settings.h"
#include "store/store.h"

#include "list/address.h"

/* Looks at a list whose turn it is (each is looked at every six hours) and writes the mails that
 * are due, at most `most`. For the clock; transactions of its own. Whether a server takes mail for
 * the list is not asked: see doctor_reach(). */
gboolean trouble_round(Store *store, const Settings *settings, guint most, GError **error);

/* Notes that the database was away since `since` (microseconds since the epoch), as `words` say. */
gboolean trouble_database_was_away(Store *store, gint64 since, const char *words, GError **error);

/* Notes that a role ended that should run. */
gboolean trouble_role_ended(Store *store, const char *role, const char *how, GError **error);

/* A mail to LIST-decide+TOKEN@ whose token is of one of these: "check" looks again and says what is
 * so now, "ignore" ends the mails about it. Who may, and errors: as edition_letter_receive(). */
gboolean trouble_receive(Store *store, const Settings *settings, const ListAddress *address,
                         const char *sender, GBytes *raw, GError **error);
