/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * provider - how much each large provider of mailboxes takes, and who wants to be left alone
 *
 * Limits are data (templates/delivery/providers.tsv, replaced by a file of the same name in the
 * directory of one's own templates) and hold for one process: connections, messages a connection,
 * messages a minute. Rests are kept in PostgreSQL and hold for all: who answers 421, or refuses for
 * policy, gets nothing for a while, twice as long each time in a row. A domain that no provider of
 * the table has is one of its own, without limits.
 *
 * A session with the mail server visits the providers whose mail it carries, from its first such
 * message to its end. Mail that must wait is not waited with: it goes back to the queue, due about
 * when its turn comes, so that one provider's limit never stalls the others.
 *
 * Times are microseconds, monotonic where they are points in time. Providers may be used from many
 * threads, a Tour from one.
 */
#pragma once

#include "store/store.h"

typedef struct Providers Providers;

/* ERROR_BAD_INPUT for a table that cannot be read, with file and line. */
Providers *providers_open(const Settings *settings, GError **error);
Providers *providers_read(const char *path, GError **error);
void providers_free(Providers *providers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Providers, providers_free)

/* Whose `address` is: a provider of the table, or its domain. Belongs to `providers` or to
 * `address`. */
const char *provider_name(const Providers *providers, const char *address);

/* All domains of that provider, lower case, closed by NULL; free it with g_strfreev(). */
char **provider_domains(const Providers *providers, const char *address);

/* Learns who is left alone now, at most once a second. Errors are those of the store. */
gboolean providers_refresh(Providers *providers, Store *store, GError **error);

/* Leaves the provider of `address` alone from now on for `wait`. */
void provider_rest(Providers *providers, const char *address, gint64 wait);

/* The provider of `address` has taken something. TRUE, once, where it had refused for policy before
 * its last rest: then mailing_passed() is to be told. */
gboolean provider_takes(Providers *providers, const char *address);

typedef struct Tour Tour;
Tour *tour_new(Providers *providers);
/* The session has ended: whom it visited may be visited by another. */
void tour_end(Tour *tour);
void tour_free(Tour *tour);

typedef enum {
    TOUR_GO,   /* send it */
    TOUR_WAIT, /* not before `*wait` has passed */
    TOUR_ANEW  /* this session has carried as many as it may for that provider: begin another */
} TourAnswer;

/* Whether mail to `address` may be claimed for this session: nothing is counted. */
TourAnswer tour_ask(Tour *tour, const char *address, gint64 now, gint64 *wait);

/* The same of mail that is sent now when the answer is TOUR_GO, and counted. */
TourAnswer tour_take(Tour *tour, const char *address, gint64 now, gint64 *wait);
