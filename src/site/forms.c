/* SPDX-License-Identifier: GPL-3.0-or-later */
/* forms - connections that are borrowed, and kept from one use to the next; see forms.h */
#include "site/forms.h"

#include "base/error.h"
#include "store/query.h"

/* A server that is away is asked again once a second, not by each reader. */
#define REOPEN_PAUSE G_USEC_PER_SEC

struct SiteForms {
    const Settings *settings;
    const char *state;
    StoreRole role;
    GMutex mutex;
    GPtrArray *idle; /* of Store */
    gint64 next_try; /* monotonic; 0: it answered */
};

static GPtrArray *
nobody_idle(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)store_free);
}

SiteForms *
site_forms_new(const Settings *settings, const char *state, StoreRole role)
{
    SiteForms *forms = g_new0(SiteForms, 1);

    forms->settings = settings;
    forms->state = state;
    forms->role = role;
    g_mutex_init(&forms->mutex);
    forms->idle = nobody_idle();
    return forms;
}

void
site_forms_free(SiteForms *forms)
{
    if (forms == NULL)
        return;
    g_ptr_array_unref(forms->idle);
    g_mutex_clear(&forms->mutex);
    g_free(forms);
}

/* One that nobody uses, the last used first; NULL: there is none. */
static Store *
take(SiteForms *forms)
{
    Store *store = NULL;

    g_mutex_lock(&forms->mutex);
    if (forms->idle->len > 0)
        store = g_ptr_array_steal_index(forms->idle, forms->idle->len - 1);
    g_mutex_unlock(&forms->mutex);
    return store;
}

static void
give(SiteForms *forms, Store *store)
{
    g_mutex_lock(&forms->mutex);
    g_ptr_array_add(forms->idle, store);
    g_mutex_unlock(&forms->mutex);
}

/* The others need not ask that server for a while, nor over what leads to it. */
static void
be_away(SiteForms *forms)
{
    g_autoptr(GPtrArray) lost = NULL;

    g_mutex_lock(&forms->mutex);
    forms->next_try = g_get_monotonic_time() + REOPEN_PAUSE;
    lost = g_steal_pointer(&forms->idle);
    forms->idle = nobody_idle();
    g_mutex_unlock(&forms->mutex);
}

static Store *
open_another(SiteForms *forms, GError **error)
{
    g_mutex_lock(&forms->mutex);
    gboolean is_away = g_get_monotonic_time() < forms->next_try;
    g_mutex_unlock(&forms->mutex);
    if (is_away)
        return fail_null(error, ERROR_TRY_LATER, "could not reach the database a moment ago");
    Store *store = store_open(forms->settings, forms->state, forms->role, error);
    g_mutex_lock(&forms->mutex);
    forms->next_try = store != NULL ? 0 : g_get_monotonic_time() + REOPEN_PAUSE;
    g_mutex_unlock(&forms->mutex);
    return store;
}

gboolean
site_forms_do(SiteForms *forms, SiteFormsAct act, gpointer data, GError **error)
{
    g_autoptr(GError) broken = NULL;

    /* One that was kept may have been lost since: its server went, and those of the others too. */
    for (Store *kept = take(forms); kept != NULL; kept = take(forms)) {
        if (!store_is_kept(kept)) {
            store_free(kept);
            continue;
        }
        gboolean good = act(kept, data, &broken);
        if (store_is_alive(kept)) {
            give(forms, kept);
            if (!good)
                g_propagate_error(error, g_steal_pointer(&broken));
            return good;
        }
        if (store_is_silent(kept)) {
            be_away(forms);
            store_free(kept);
            g_propagate_error(error, g_steal_pointer(&broken));
            return FALSE;
        }
        store_free(kept);
        g_clear_error(&broken);
    }
    Store *store = open_another(forms, error);
    if (store == NULL)
        return FALSE;
    gboolean good = act(store, data, error);
    if (store_is_alive(store))
        give(forms, store);
    else
        store_free(store);
    return good;
}

/* What is done once: how it went, and in which transaction. */
typedef struct {
    SiteFormsAct act;
    gpointer data;
    gint64 number;
    gboolean is_in_doubt; /* it was to be committed, and whether it was is not known */
    gboolean good;
    GError *error;
} Once;

static gboolean
tell(Once *once, GError **error)
{
    if (!once->good)
        g_propagate_error(error, g_steal_pointer(&once->error));
    return once->good;
}

static gboolean
number_of_transaction(Store *store, gint64 *number, GError **error)
{
    g_autoptr(Rows) rows = store_transaction_number(store, error);
    StoreTransactionNumber row;

    if (rows == NULL || !store_transaction_number_next(rows, &row))
        return FALSE;
    *number = row.number;
    return TRUE;
}

/* Whether the transaction that was lost took place after all. */
static gboolean
learn_fate(Once *once, Store *store, gboolean *done, GError **error)
{
    g_autoptr(Rows) rows = store_transaction_fate(store, once->number, error);
    StoreTransactionFate row;

    if (rows == NULL || !store_transaction_fate_next(rows, &row))
        return FALSE;
    if (g_strcmp0(row.fate, "in progress") == 0)
        return fail(error, ERROR_TRY_LATER, "could not learn whether a form's act was done");
    *done = g_strcmp0(row.fate, "committed") == 0;
    return TRUE;
}

static gboolean
do_once(Store *store, gpointer data, GError **error)
{
    Once *once = data;
    g_autoptr(GError) lost = NULL;
    gboolean done = FALSE;

    if (once->is_in_doubt && !learn_fate(once, store, &done, error))
        return FALSE;
    if (done)
        return tell(once, error);
    once->is_in_doubt = FALSE;
    g_clear_error(&once->error);
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    if (transaction == NULL || !number_of_transaction(store, &once->number, error))
        return FALSE;
    once->good = once->act(store, once->data, &once->error);
    if (!store_is_alive(store))
        return tell(once, error) && fail(error, ERROR_TRY_LATER, "lost the database");
    once->is_in_doubt = TRUE;
    /* One that a statement failed in is rolled back, which is told as a failure of its own. */
    if (!transaction_commit(transaction, &lost) && (once->good || !store_is_alive(store))) {
        g_propagate_error(error, g_steal_pointer(&lost));
        return FALSE;
    }
    return tell(once, error);
}

gboolean
site_forms_do_once(SiteForms *forms, SiteFormsAct act, gpointer data, GError **error)
{
    Once once = {.act = act, .data = data};
    gboolean good = site_forms_do(forms, do_once, &once, error);

    g_clear_error(&once.error);
    return good;
}
