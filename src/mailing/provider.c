/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * provider - who may be sent how much, and when; see provider.h
 *
 * What has to wait is put behind what waits already, at the pace at which the provider's sessions
 * were seen to send.
 */
#include "mailing/provider.h"

#include <string.h>

#include "base/data-file.h"
#include "base/error.h"
#include "base/rate.h"
#include "store/query.h"

#define SECOND ((gint64)G_USEC_PER_SEC)
#define SHORTEST_WAIT SECOND
#define LONGEST_WAIT (6 * 3600 * SECOND)
#define FIRST_PACE (SECOND / 10) /* a message over a connection, before any was seen */

typedef struct {
    char *name;
    guint connections, messages; /* 0: any number */

    /* Under the mutex. */
    Rate rate;
    guint visits;
    gint64 pace;    /* of one connection, from message to message */
    gint64 waiting; /* when the last of those that wait is due */
} Provider;

struct Providers {
    GPtrArray *all;      /* of Provider */
    GHashTable *domains; /* to its index */
    GMutex mutex;
    GHashTable *rests;    /* name to the gint64 until when */
    GHashTable *refusing; /* names: who refused for policy and has taken nothing since */
    GMutex asking;        /* held by whoever reads the rests from the database */
    gint64 refresh_at;    /* under `asking` */
};

/* One session with one provider. */
typedef struct {
    gboolean there;
    guint messages;
    gint64 last;
} Stay;

struct Tour {
    Providers *providers;
    Stay *stays;
};

static void
provider_free(gpointer data)
{
    Provider *provider = data;

    g_free(provider->name);
    g_free(provider);
}

void
providers_free(Providers *providers)
{
    if (providers == NULL)
        return;
    g_ptr_array_unref(providers->all);
    g_hash_table_unref(providers->domains);
    g_hash_table_unref(providers->rests);
    g_hash_table_unref(providers->refusing);
    g_mutex_clear(&providers->mutex);
    g_mutex_clear(&providers->asking);
    g_free(providers);
}

/* --- the table --- */

static gboolean
limit_read(const char *cell, guint *limit, GError **error)
{
    guint64 number = 0;

    if (!g_str_equal(cell, "-") && !g_ascii_string_to_unsigned(cell, 10, 1, 1000000, &number, NULL))
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is no limit: a number, or - for none", cell);
    *limit = (guint)number;
    return TRUE;
}

static gboolean
take_provider(gpointer data, char **cells, GError **error)
{
    Providers *providers = data;
    guint rate;

    Provider *provider = g_new0(Provider, 1);
    g_ptr_array_add(providers->all, provider);
    provider->name = g_strdup(cells[0]);
    provider->pace = FIRST_PACE;
    if (!limit_read(cells[1], &provider->connections, error) ||
        !limit_read(cells[2], &provider->messages, error) || !limit_read(cells[3], &rate, error))
        return FALSE;
    rate_set(&provider->rate, rate, 60 * SECOND);
    g_auto(GStrv) domains = g_strsplit(cells[4], " ", -1);
    for (guint i = 0; domains[i] != NULL; i++)
        if (*domains[i] != '\0' &&
            !g_hash_table_replace(providers->domains, g_ascii_strdown(domains[i], -1),
                                  GUINT_TO_POINTER(providers->all->len - 1)))
            return fail(error, ERROR_BAD_INPUT, "\"%s\" has a provider already", domains[i]);
    return TRUE;
}

Providers *
providers_read(const char *path, GError **error)
{
    g_autoptr(Providers) providers = g_new0(Providers, 1);

    providers->all = g_ptr_array_new_with_free_func(provider_free);
    providers->domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    providers->rests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    providers->refusing = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_mutex_init(&providers->mutex);
    g_mutex_init(&providers->asking);
    if (!data_file_read(path, "the providers", 5, take_provider, providers, error))
        return NULL;
    return g_steal_pointer(&providers);
}

Providers *
providers_open(const Settings *settings, GError **error)
{
    g_autofree char *own = g_build_filename(settings_text(settings, SETTING_TEMPLATES), "delivery",
                                            "providers.tsv", NULL);
    g_autofree char *shipped = g_build_filename(settings_text(settings, SETTING_DATA), "templates",
                                                "delivery", "providers.tsv", NULL);

    return providers_read(g_file_test(own, G_FILE_TEST_EXISTS) ? own : shipped, error);
}

/* Whose it is: its index, or -1; `lower` gets its domain. */
static gint
find(const Providers *providers, const char *address, char lower[256])
{
    const char *at = strrchr(address, '@');
    gpointer index;
    gsize i = 0;

    for (const char *p = at != NULL ? at + 1 : address; *p != '\0' && i < 255; p++)
        lower[i++] = g_ascii_tolower(*p);
    lower[i] = '\0';
    return g_hash_table_lookup_extended(providers->domains, lower, NULL, &index)
               ? (gint)GPOINTER_TO_UINT(index)
               : -1;
}

const char *
provider_name(const Providers *providers, const char *address)
{
    char lower[256];
    gint index = find(providers, address, lower);
    const char *at = strrchr(address, '@');

    if (index >= 0)
        return ((const Provider *)g_ptr_array_index(providers->all, index))->name;
    return at != NULL ? at + 1 : address;
}

char **
provider_domains(const Providers *providers, const char *address)
{
    g_autoptr(GPtrArray) domains = g_ptr_array_new();
    char lower[256];
    gint index = find(providers, address, lower);
    GHashTableIter each;
    gpointer domain, owner;

    g_hash_table_iter_init(&each, providers->domains);
    while (index >= 0 && g_hash_table_iter_next(&each, &domain, &owner))
        if (GPOINTER_TO_UINT(owner) == (guint)index)
            g_ptr_array_add(domains, g_strdup(domain));
    if (index < 0)
        g_ptr_array_add(domains, g_strdup(lower));
    g_ptr_array_add(domains, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&domains), FALSE);
}

/* --- rests --- */

/* Under the mutex. */
static void
rest_set(Providers *providers, const char *name, gint64 until)
{
    g_hash_table_replace(providers->rests, g_ascii_strdown(name, -1),
                         g_memdup2(&until, sizeof until));
}

gboolean
providers_refresh(Providers *providers, Store *store, GError **error)
{
    MailingRests row;

    /* Whoever comes while another is asking waits for the answer: without it a first claim would go
     * to providers that are at rest. */
    g_autoptr(GMutexLocker) asking = g_mutex_locker_new(&providers->asking);
    gint64 now = g_get_monotonic_time();
    if (now < providers->refresh_at)
        return TRUE;
    g_autoptr(Rows) rows = mailing_rests(store, error);
    if (rows == NULL)
        return FALSE;
    g_mutex_lock(&providers->mutex);
    g_hash_table_remove_all(providers->rests);
    g_hash_table_remove_all(providers->refusing);
    while (mailing_rests_next(rows, &row)) {
        if (row.wait > 0)
            rest_set(providers, row.provider, now + row.wait);
        if (row.refuses)
            g_hash_table_add(providers->refusing, g_strdup(row.provider));
    }
    g_mutex_unlock(&providers->mutex);
    providers->refresh_at = now + SECOND;
    return TRUE;
}

void
provider_rest(Providers *providers, const char *address, gint64 wait)
{
    g_mutex_lock(&providers->mutex);
    rest_set(providers, provider_name(providers, address), g_get_monotonic_time() + wait);
    g_mutex_unlock(&providers->mutex);
}

gboolean
provider_takes(Providers *providers, const char *address)
{
    gboolean first = FALSE;

    g_mutex_lock(&providers->mutex);
    if (g_hash_table_size(providers->refusing) > 0) {
        g_autofree char *name = g_ascii_strdown(provider_name(providers, address), -1);
        const gint64 *until = g_hash_table_lookup(providers->rests, name);
        /* What was under way when it began to refuse says nothing of what it takes now. */
        first = (until == NULL || *until <= g_get_monotonic_time()) &&
                g_hash_table_remove(providers->refusing, name);
    }
    g_mutex_unlock(&providers->mutex);
    return first;
}

/* --- visits --- */

Tour *
tour_new(Providers *providers)
{
    Tour *tour = g_new0(Tour, 1);

    tour->providers = providers;
    tour->stays = g_new0(Stay, providers->all->len + 1);
    return tour;
}

void
tour_end(Tour *tour)
{
    Providers *providers = tour->providers;

    g_mutex_lock(&providers->mutex);
    for (guint i = 0; i < providers->all->len; i++) {
        Provider *provider = g_ptr_array_index(providers->all, i);
        if (tour->stays[i].there)
            provider->visits--;
        tour->stays[i] = (Stay){0};
    }
    g_mutex_unlock(&providers->mutex);
}

void
tour_free(Tour *tour)
{
    if (tour == NULL)
        return;
    tour_end(tour);
    g_free(tour->stays);
    g_free(tour);
}

/* Its turn behind those that wait already. */
static gint64
queue_up(Provider *provider, gint64 now)
{
    gint64 step = MAX(provider->pace / MAX(provider->connections, 1), provider->rate.interval);

    provider->waiting = MAX(provider->waiting, now + SHORTEST_WAIT) + step;
    return MIN(provider->waiting - now, LONGEST_WAIT);
}

static void
count(Provider *provider, Stay *stay, gint64 now)
{
    if (!stay->there)
        provider->visits++;
    else
        provider->pace += (MIN(now - stay->last, 10 * SECOND) - provider->pace) / 8;
    stay->there = TRUE;
    stay->messages++;
    stay->last = now;
    rate_take(&provider->rate, 1, now);
}

/* Under the mutex. */
static TourAnswer
answer(Tour *tour, const char *address, gboolean take, gint64 now, gint64 *wait)
{
    Providers *providers = tour->providers;
    char domain[256];
    gint index = find(providers, address, domain);
    Provider *provider = index >= 0 ? g_ptr_array_index(providers->all, index) : NULL;

    if (g_hash_table_size(providers->rests) > 0) {
        const gint64 *until =
            g_hash_table_lookup(providers->rests, provider != NULL ? provider->name : domain);
        if (until != NULL && *until > now) {
            *wait = *until - now;
            return TOUR_WAIT;
        }
    }
    if (provider == NULL)
        return TOUR_GO;
    Stay *stay = &tour->stays[index];
    if ((!stay->there && provider->connections > 0 && provider->visits >= provider->connections) ||
        rate_wait(&provider->rate, now) > 0) {
        *wait = queue_up(provider, now);
        return TOUR_WAIT;
    }
    if (provider->messages > 0 && stay->messages >= provider->messages)
        return TOUR_ANEW;
    if (take)
        count(provider, stay, now);
    return TOUR_GO;
}

TourAnswer
tour_ask(Tour *tour, const char *address, gint64 now, gint64 *wait)
{
    g_mutex_lock(&tour->providers->mutex);
    TourAnswer what = answer(tour, address, FALSE, now, wait);
    g_mutex_unlock(&tour->providers->mutex);
    return what;
}

TourAnswer
tour_take(Tour *tour, const char *address, gint64 now, gint64 *wait)
{
    g_mutex_lock(&tour->providers->mutex);
    TourAnswer what = answer(tour, address, TRUE, now, wait);
    g_mutex_unlock(&tour->providers->mutex);
    return what;
}
