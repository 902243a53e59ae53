/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kept - pages that are sent again as long as they are the same; see kept.h */
#include "site/kept.h"

#include <string.h>

#include "store/query.h"

enum { PLACE_TYPED_MAX = 100 };

/* What tells one state of the page from another; both NULL for a page that says nothing of it. */
typedef struct {
    char *stamp;
    char *version;
} State;

static void
state_clear(State *state)
{
    g_clear_pointer(&state->stamp, g_free);
    g_clear_pointer(&state->version, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(State, state_clear)

/* A snapshot "100:100:" sees all that is over, and nothing is under way: the next one like it sees
 * the same. Where something is (and on a standby that is not said in full), it proves nothing. */
static gboolean
is_settled(const char *stamp)
{
    const char *snapshot = strrchr(stamp, ' ');
    const char *colon = snapshot != NULL ? strchr(snapshot, ':') : NULL;

    return colon != NULL && strncmp(snapshot + 1, colon + 1, (gsize)(colon - snapshot)) == 0 &&
           colon[colon - snapshot + 1] == '\0';
}

static void
state_set(State *state, const char *stamp, const char *version)
{
    *state =
        (State){.stamp = g_strdup(is_settled(stamp) ? stamp : ""), .version = g_strdup(version)};
}

/* Pages gathered from so much that nothing less than all of it says whether they are the same. */
static gboolean
is_of_everything(const Visit *visit)
{
    const Route *route = &visit->route;

    return route->feed == ROUTE_FEED_NONE &&
           (route->page == ROUTE_HOME || route->page == ROUTE_LIST ||
            route->page == ROUTE_TERRITORY || route->page == ROUTE_INTEREST ||
            route->page == ROUTE_CONTRIBUTIONS || route->page == ROUTE_CONTRIBUTION ||
            route->page == ROUTE_EDITIONS || route->page == ROUTE_EDITION);
}

/* Their version is the stamp, as long as that says something. */
static gboolean
state_of_everything(Visit *visit, State *state, GError **error)
{
    g_autoptr(Rows) rows = site_stamp(visit->store, error);
    SiteStamp row;

    if (rows == NULL || !site_stamp_next(rows, &row))
        return FALSE;
    if (is_settled(row.stamp))
        state_set(state, row.stamp, row.stamp);
    return TRUE;
}

/* What somebody who types is told is of the geography alone, whatever else changes. */
static gboolean
state_of_places(Visit *visit, State *state, GError **error)
{
    g_autoptr(Rows) rows = site_places_version(visit->store, error);
    SitePlacesVersion row;

    if (rows == NULL)
        return FALSE;
    if (site_places_version_next(rows, &row))
        state_set(state, "", row.version);
    return TRUE;
}

/* The state of the visit's page; its version is "" where `stamp` still holds. */
static gboolean
state_read(Visit *visit, const char *stamp, State *state, GError **error)
{
    const Route *route = &visit->route;
    SiteMessageVersion message;
    SiteThreadVersion thread;
    SiteListVersion list;

    if (route->page == ROUTE_PLACES)
        return state_of_places(visit, state, error);
    if (is_of_everything(visit))
        return state_of_everything(visit, state, error);
    if (route->page == ROUTE_MIRROR) {
        g_autoptr(Rows) rows = site_list_version(visit->store, route->list, stamp, error);
        if (rows == NULL)
            return FALSE;
        if (site_list_version_next(rows, &list))
            state_set(state, list.stamp, list.version);
    } else if (route->page == ROUTE_MESSAGE) {
        g_autoptr(Rows) rows =
            site_message_version(visit->store, route->list, route->message_id, stamp, error);
        if (rows == NULL)
            return FALSE;
        if (site_message_version_next(rows, &message))
            state_set(state, message.stamp, message.version);
    } else {
        g_autoptr(Rows) rows =
            site_thread_version(visit->store, route->list, route->message_id, stamp, error);
        if (rows == NULL)
            return FALSE;
        if (site_thread_version_next(rows, &thread))
            state_set(state, thread.stamp, thread.version);
    }
    return TRUE;
}

/* Nothing longer is a place, and would only take the room of pages. */
static gboolean
is_of_places(const Visit *visit)
{
    const char *typed = params_get(visit->request->query, "q");

    return visit->route.page == ROUTE_PLACES && (typed == NULL || strlen(typed) <= PLACE_TYPED_MAX);
}

static gboolean
is_kept(const Visit *visit)
{
    const Route *route = &visit->route;

    return route->page == ROUTE_MESSAGE || route->page == ROUTE_THREAD ||
           route->page == ROUTE_THREAD_FLAT || route->page == ROUTE_MIRROR || is_of_places(visit) ||
           is_of_everything(visit);
}

/* Free it. The places are the same in every language. */
static char *
key_of(const Visit *visit)
{
    const char *typed = params_get(visit->request->query, "q");

    if (visit->route.page == ROUTE_PLACES)
        return g_strconcat("places ", typed, NULL);
    g_autofree char *address = visit_address(visit);
    return g_strconcat(language_code(visit->language), address, NULL);
}

/* What a key has of a query may be anything. */
static SiteCacheShare
share_of(const Visit *visit, const char *key)
{
    return visit->route.page == ROUTE_PLACES || strchr(key, '?') != NULL ? SITE_CACHE_TYPED
                                                                         : SITE_CACHE_NAMED;
}

gboolean
kept_answer(Visit *visit, KeptMake make, GError **error)
{
    if (!is_kept(visit) || visit->is_private)
        return make(visit, error);
    SiteCache *cache = visit->site->cache;
    g_autofree char *key = key_of(visit);
    g_autofree char *stamp = site_cache_stamp(cache, key);
    g_auto(State) state = {0};

    if (!state_read(visit, stamp, &state, error))
        return FALSE;
    if (state.version == NULL)
        return make(visit, error);
    SiteState now = {state.stamp, state.version};
    if (site_cache_get(cache, key, now, visit->response))
        return TRUE;
    /* Without its version, since another request made room or a newer page meanwhile: not kept. */
    if (!make(visit, error))
        return FALSE;
    if (!visit->is_of_now && *now.version != '\0') /* else it would never say when it changed */
        site_cache_put(cache, share_of(visit, key), key, now, visit->response);
    return TRUE;
}
