/* SPDX-License-Identifier: GPL-3.0-or-later */
/* forms - connections that are borrowed, and kept from one use to the next; see forms.h */
#include "site/forms.h"

#include "base/error.h"

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

SiteForms *
site_forms_new(const Settings *settings, const char *state, StoreRole role)
{
    SiteForms *forms = g_new0(SiteForms, 1);

    forms->settings = settings;
    forms->state = state;
    forms->role = role;
    g_mutex_init(&forms->mutex);
    forms->idle = g_ptr_array_new_with_free_func((GDestroyNotify)store_free);
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

/* The others need not ask the server for a while. */
static void
be_away(SiteForms *forms)
{
    g_mutex_lock(&forms->mutex);
    forms->next_try = g_get_monotonic_time() + REOPEN_PAUSE;
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
