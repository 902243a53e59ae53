/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outlet-spread - several outlets as one: sessions shared out by weight, and around what is down
 *
 * Each session goes to the outlet that is furthest behind its share. One that takes nothing is left
 * alone for a while, twice as long each time in a row, and the session goes to the next at once;
 * when all are down, the one that was down for longest is tried all the same, so that nothing
 * waits longer than a single server would make it.
 */
#include "base/error.h"

#include "wire/outlet.h"

#define FIRST_REST (30 * (gint64)G_USEC_PER_SEC)
#define LONGEST_REST (600 * (gint64)G_USEC_PER_SEC)

typedef struct {
    Outlet *outlet;
    guint weight;
    gint credit;      /* smooth weighted round robin */
    gint64 down_till; /* monotonic; 0: up */
    gint64 rest;      /* of the last time it was down; 0: it was up since */
} Member;

typedef struct {
    Outlet outlet;
    GMutex mutex; /* guards the members' changing fields */
    guint n;
    Member *members;
} Spread;

/* Of those that are up and not in `tried`, else of those not in `tried` the first to be up again.
 * NULL: all were tried. Under the mutex. */
static Member *
choose(Spread *spread, const gboolean *tried, gint64 now)
{
    Member *best = NULL, *soonest = NULL;
    gint total = 0;

    for (guint i = 0; i < spread->n; i++) {
        Member *member = &spread->members[i];
        if (tried[i])
            continue;
        if (soonest == NULL || member->down_till < soonest->down_till)
            soonest = member;
        if (member->down_till > now)
            continue;
        member->credit += (gint)member->weight;
        total += (gint)member->weight;
        if (best == NULL || member->credit > best->credit)
            best = member;
    }
    if (best == NULL)
        return soonest;
    best->credit -= total;
    return best;
}

static void
note(Spread *spread, Member *member, gboolean good)
{
    gint64 now = g_get_monotonic_time();

    g_mutex_lock(&spread->mutex);
    if (good)
        member->rest = member->down_till = 0;
    else if (member->down_till <= now) { /* several sessions find it down at once */
        member->rest = member->rest == 0 ? FIRST_REST : MIN(member->rest * 2, LONGEST_REST);
        member->down_till = now + member->rest;
    }
    g_mutex_unlock(&spread->mutex);
}

static gboolean
spread_session(Outlet *outlet, const WireFeed *feed, guint *delivered, GError **error)
{
    Spread *spread = (Spread *)outlet;
    g_autofree gboolean *tried = g_new0(gboolean, spread->n);
    g_autoptr(GError) last = NULL;

    for (;;) {
        g_mutex_lock(&spread->mutex);
        Member *member = choose(spread, tried, g_get_monotonic_time());
        g_mutex_unlock(&spread->mutex);
        if (member == NULL) {
            g_propagate_error(error, g_steal_pointer(&last));
            return FALSE;
        }
        tried[member - spread->members] = TRUE;
        g_clear_error(&last);
        gboolean good = outlet_session(member->outlet, feed, delivered, &last);
        note(spread, member, good);
        if (good)
            return TRUE;
        if (error_kind(last) != ERROR_TRY_LATER) {
            g_propagate_error(error, g_steal_pointer(&last));
            return FALSE;
        }
    }
}

static void
spread_free(Outlet *outlet)
{
    Spread *spread = (Spread *)outlet;

    for (guint i = 0; i < spread->n; i++)
        outlet_free(spread->members[i].outlet);
    g_mutex_clear(&spread->mutex);
    g_free(spread->members);
    g_free(spread);
}

Outlet *
outlet_spread_new(Outlet *const *outlets, const guint *weights, guint n)
{
    Spread *spread = g_new0(Spread, 1);

    g_assert(n > 0);
    spread->outlet.name = outlets[0]->name;
    spread->outlet.session = spread_session;
    spread->outlet.free = spread_free;
    spread->n = n;
    spread->members = g_new0(Member, n);
    g_mutex_init(&spread->mutex);
    for (guint i = 0; i < n; i++) {
        spread->members[i].outlet = outlets[i];
        spread->members[i].weight = weights[i];
    }
    return &spread->outlet;
}
