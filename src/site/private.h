/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * private - the archive of a private list, for who was sent a link that opens it
 *
 * The link's page has a button; what it does is to hand the link's token over as a cookie of the
 * list's own pages, so that no address in a browser's history, log or referrer opens anything. The
 * database judges the token for each request, and again in every function that reads.
 */
#pragma once

#include "site/visit.h"

#define PRIVATE_COOKIE "archive"

/* Where the visit's page belongs to a list's archive and comes with a token that opens it: sets
 * visit->is_private, and lets `store` read it until private_leave(). Errors: those of the store. */
gboolean private_enter(Visit *visit, GError **error);

/* Lets another connection, which is for this visit alone, read what the visit's may. */
gboolean private_enter_with(const Visit *visit, Store *store, GError **error);

/* Ends it; on failure the connection was lost, and with it what it might read. */
void private_leave(Visit *visit);

/* Nobody but the reader keeps a page of it. */
void private_dress(Visit *visit);
