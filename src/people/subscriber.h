/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subscriber - a person: found by an address, changed, merged, erased
 *
 * Every function that changes does it whole or not at all; the ones that take several steps open a
 * transaction of their own, so that none of them may be called inside one.
 */
#pragma once

#include "store/store.h"

/* `*id` of the subscriber who has this address, however it is written. ERROR_BAD_INPUT when it is
 * none, ERROR_NOT_FOUND when nobody has it. */
gboolean subscriber_find(Store *store, const char *address, gint64 *id, GError **error);

/* What to change of a person; NULL leaves as it is. Words of territories, interests and programmes
 * take the place of what was, but those that begin with "+" or "-", which are added and taken out;
 * a set without a word of its own ("") is emptied. */
typedef struct {
    const char *name;     /* "" takes it away */
    const char *language; /* fr, en or br */
    const char *timezone; /* where their clock stands: Europe/Paris; "": as the site's */
    const char *initials; /* "yes": public pages show their initials alone; "no": their name */
    const char *notes;    /* "" takes them away */
    const char *const *knowledge;
    const char *const *territories;
    const char *const *interests;
    const char *const *programmes;
} SubscriberChange;

/* ERROR_BAD_INPUT or ERROR_NOT_FOUND for a word that names nothing; then nothing has changed. */
gboolean subscriber_set(Store *store, gint64 id, const SubscriberChange *change, GError **error);

/* Gives a person one more address; mail goes to the first one on. ERROR_CONFLICT when it is
 * somebody's. */
gboolean subscriber_add_address(Store *store, gint64 id, const char *address, GError **error);
/* Puts `fresh` in the place of `old`. ERROR_CONFLICT when it is somebody's. */
gboolean subscriber_move_address(Store *store, const char *old, const char *fresh, GError **error);
/* Mail goes to this one from now on. */
gboolean subscriber_first_address(Store *store, const char *address, GError **error);
/* ERROR_CONFLICT for the one that mail goes to. */
gboolean subscriber_remove_address(Store *store, const char *address, GError **error);

/* Whether these are days (ISO) of a break. ERROR_BAD_INPUT when they are none, or stand in the
 * wrong order. */
gboolean subscriber_days_check(const char *from, const char *until, GError **error);

/* No mail from `from` to `until` (ISO days, both included); both NULL ends a break. ERROR_BAD_INPUT
 * when they are no days or stand in the wrong order. */
gboolean subscriber_break(Store *store, gint64 id, const char *from, const char *until,
                          GError **error);
