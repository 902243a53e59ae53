/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forms - connections that are borrowed, and kept from one use to the next
 *
 * The pages of a thread have a connection of their own, which may be to a standby. What changes
 * something is rarer and borrows one of these to the server that writes; what is read a piece at a
 * time borrows one of others. As many are opened as are in use at once, so at most one a thread.
 * For many threads at once.
 */
#pragma once

#include "store/store.h"

typedef struct SiteForms SiteForms;

/* `settings` and `state` must outlive it. Opens nothing yet. */
SiteForms *site_forms_new(const Settings *settings, const char *state, StoreRole role);
void site_forms_free(SiteForms *forms);

/* What is done with a connection. It may be called a second time, on another connection, when the
 * first was lost. */
typedef gboolean (*SiteFormsAct)(Store *store, gpointer data, GError **error);

/* What is done twice must be as if done once. Errors are those of `act` and of store_open();
 * ERROR_TRY_LATER for a second after a server did not answer, so that readers do not wait for it
 * one after the other. */
gboolean site_forms_do(SiteForms *forms, SiteFormsAct act, gpointer data, GError **error);

/* The same in a transaction of its own, for what counts each time it is done: it is done again only
 * when the first time did not come to be. The transaction is committed when `act` fails, too,
 * unless a statement did. ERROR_TRY_LATER also when nobody can tell yet. */
gboolean site_forms_do_once(SiteForms *forms, SiteFormsAct act, gpointer data, GError **error);
