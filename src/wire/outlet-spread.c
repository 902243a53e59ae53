/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outlet-spread - several outlets as one: sessions shared out by weight, around what is down or has
 * as much as it takes
 *
 * Each session goes to the outlet that is furthest behind its share. One that takes nothing is left
 * alone for a while, twice as long each time in a row, and the session goes to the next at once;
 * when all are down, the one that was down for longest is tried all the same, so that nothing
 * waits longer than a single server would make it.
 *
 * A limit is no failure: a session goes to one that has room, and waits where none has. The first
 * message of a session is paid for, out of the server's rate, before it begins, the others when
 * they are taken from the feed: each has its turn, before which its data is not ended. Where that
 * is too far away nothing is taken, and the session ends.
 */
#include "base/error.h"
#include "base/log.h"
#include "base/rate.h"

#include "wire/outlet.h"
#include "wire/reply.h"

#define SECOND ((gint64)G_USEC_PER_SEC)
#define FIRST_REST (30 * SECOND)
#define LONGEST_REST (600 * SECOND)
#define PLACE_WAIT SECOND     /* before looking again whether a session has ended */
#define PATIENCE (2 * SECOND) /* to wait for a message's turn on an open connection */

typedef struct {
    Outlet *outlet;
    SmartHost *host;
    gint credit;      /* smooth weighted round robin */
    gint64 down_till; /* monotonic; 0: up */
    gint64 rest;      /* of the last time it was down; 0: it was up since */
    Rate rate;
    guint sessions;
    guint64 sent;
    char reply[256]; /* of the last time it was down */
} Member;

typedef struct {
    Outlet outlet;
    GMutex mutex; /* guards the members' changing fields */
    GPtrArray *hosts;
    guint n;
    Member *members;
} Spread;

/* --- whose turn it is --- */

/* How long until it may take one more session; 0: now. */
static gint64
full_for(const Member *member, gint64 now)
{
    gint64 wait = rate_wait(&member->rate, now);

    if (member->host->connections > 0 && member->sessions >= member->host->connections)
        wait = MAX(wait, PLACE_WAIT);
    return wait;
}

/* Of those that are up, have room and are not in `tried`; else, when none of them is up, the first
 * to be up again. NULL: all were tried (`*wait` is 0), or one has to be waited for. Under the
 * mutex. */
static Member *
choose(Spread *spread, const gboolean *tried, gint64 now, gint64 *wait)
{
    Member *best = NULL, *soonest = NULL;
    gboolean is_full = FALSE; /* one that is up */
    gint64 shortest = G_MAXINT64;
    gint total = 0;

    for (guint i = 0; i < spread->n; i++) {
        Member *member = &spread->members[i];
        if (tried[i])
            continue;
        gboolean is_up = member->down_till <= now;
        gint64 full = full_for(member, now);
        if (full > 0) {
            shortest = MIN(shortest, full);
            is_full |= is_up;
            continue;
        }
        if (soonest == NULL || member->down_till < soonest->down_till)
            soonest = member;
        if (!is_up)
            continue;
        member->credit += (gint)member->host->weight;
        total += (gint)member->host->weight;
        if (best == NULL || member->credit > best->credit)
            best = member;
    }
    if (best != NULL)
        best->credit -= total;
    else if (!is_full)
        best = soonest;
    else if (soonest != NULL)
        shortest = MIN(shortest, soonest->down_till - now);
    *wait = best == NULL && shortest < G_MAXINT64 ? shortest : 0;
    return best;
}

/* The next to try, its session begun; see choose(). */
static Member *
enter(Spread *spread, const gboolean *tried, gint64 *wait)
{
    gint64 now = g_get_monotonic_time();

    g_mutex_lock(&spread->mutex);
    Member *member = choose(spread, tried, now, wait);
    if (member != NULL) {
        member->sessions++;
        rate_take(&member->rate, 1, now);
    }
    g_mutex_unlock(&spread->mutex);
    return member;
}

/* Its session has ended: well, with so many delivered, or for `why`. */
static void
leave(Spread *spread, Member *member, guint delivered, const GError *why)
{
    gint64 now = g_get_monotonic_time(), rest = 0;
    WireResult said; /* cuts what is too long between letters: the ledger takes no half ones */

    g_mutex_lock(&spread->mutex);
    member->sessions--;
    member->sent += delivered;
    if (why == NULL)
        member->rest = member->down_till = 0;
    else if (member->down_till <= now) { /* several sessions find it down at once */
        rest = member->rest == 0 ? FIRST_REST : MIN(member->rest * 2, LONGEST_REST);
        member->rest = rest;
        member->down_till = now + rest;
        result_set(&said, WIRE_LATER, SCOPE_SERVER, 0, NULL, why->message);
        g_strlcpy(member->reply, said.text, sizeof member->reply);
    }
    g_mutex_unlock(&spread->mutex);
    if (rest == 0 || spread->n == 1) /* whoever began the session tells of the only one */
        return;
    g_autofree char *seconds = g_strdup_printf("%" G_GINT64_FORMAT, rest / SECOND);
    log_event(G_LOG_LEVEL_WARNING, "a mail server is left alone for a while", "HOST",
              member->host->name, "SECONDS", seconds, "REPLY", why->message, NULL);
}

/* --- one session with one of them --- */

typedef struct {
    Spread *spread;
    Member *member;
    const WireFeed *feed;
    gboolean is_paid; /* the next message is, and may go at once */
    gint64 turns[2];  /* when those that are out may go: the one on the wire, the next */
    guint n_turns;
} Visit;

/* Gives the next message its turn. FALSE: it would come too late to be waited for on the
 * connection. Under the mutex. */
static gboolean
book(Visit *visit, gint64 now)
{
    Rate *rate = &visit->member->rate;
    gint64 wait = visit->is_paid ? 0 : rate_wait(rate, now);

    if (wait > PATIENCE)
        return FALSE;
    if (!visit->is_paid)
        rate_take(rate, 1, now);
    visit->is_paid = TRUE;
    g_assert(visit->n_turns < G_N_ELEMENTS(visit->turns));
    visit->turns[visit->n_turns] = now + wait;
    return TRUE;
}

static gboolean
visit_next(gpointer data, WireEnvelope *out)
{
    Visit *visit = data;

    g_mutex_lock(&visit->spread->mutex);
    gboolean good = book(visit, g_get_monotonic_time());
    g_mutex_unlock(&visit->spread->mutex);
    if (!good || !visit->feed->next(visit->feed->data, out))
        return FALSE;
    visit->is_paid = FALSE;
    visit->n_turns++;
    if (out->n_recipients > 1) {
        g_mutex_lock(&visit->spread->mutex);
        rate_take(&visit->member->rate, (guint)out->n_recipients - 1, g_get_monotonic_time());
        g_mutex_unlock(&visit->spread->mutex);
    }
    return TRUE;
}

static void
visit_settle(gpointer data, const WireEnvelope *envelope, const WireResult *results)
{
    Visit *visit = data;

    visit->turns[0] = visit->turns[1];
    visit->n_turns--;
    visit->feed->settle(visit->feed->data, envelope, results);
}

/* Not before its turn: what is ended is what the server counts. */
static gboolean
visit_end(gpointer data, const WireEnvelope *envelope)
{
    const Visit *visit = data;
    gint64 wait = visit->turns[0] - g_get_monotonic_time();

    if (wait > 0)
        g_usleep((gulong)wait);
    return visit->feed->end == NULL || visit->feed->end(visit->feed->data, envelope);
}

static gboolean
visit(Spread *spread, Member *member, const WireFeed *feed, guint *delivered, GError **error)
{
    Visit visit = {.spread = spread, .member = member, .feed = feed, .is_paid = TRUE};
    const WireFeed paced = {
        .next = visit_next, .settle = visit_settle, .data = &visit, .end = visit_end};
    gboolean has_rate = member->host->rate > 0;
    g_autoptr(GError) why = NULL;

    gboolean good = outlet_session(member->outlet, has_rate ? &paced : feed, delivered, &why);
    if (has_rate && visit.is_paid) {
        g_mutex_lock(&spread->mutex);
        rate_give_back(&member->rate, 1);
        g_mutex_unlock(&spread->mutex);
    }
    leave(spread, member, good ? *delivered : 0, why);
    if (!good)
        g_propagate_error(error, g_steal_pointer(&why));
    return good;
}

/* FALSE: the feed does not want to. */
static gboolean
wait_for(const WireFeed *feed, gint64 microseconds)
{
    if (feed->wait != NULL)
        return feed->wait(feed->data, microseconds);
    g_usleep((gulong)microseconds);
    return TRUE;
}

static gboolean
spread_session(Outlet *outlet, const WireFeed *feed, guint *delivered, GError **error)
{
    Spread *spread = (Spread *)outlet;
    g_autofree gboolean *tried = g_new0(gboolean, spread->n);
    g_autoptr(GError) last = NULL;
    gint64 wait;

    for (;;) {
        Member *member = enter(spread, tried, &wait);
        if (member == NULL && wait > 0) {
            if (!wait_for(feed, wait))
                return TRUE;
            for (guint i = 0; i < spread->n; i++)
                tried[i] = FALSE;
            continue;
        }
        if (member == NULL) {
            g_propagate_error(error, g_steal_pointer(&last));
            return FALSE;
        }
        tried[member - spread->members] = TRUE;
        g_clear_error(&last);
        if (visit(spread, member, feed, delivered, &last))
            return TRUE;
        if (error_kind(last) != ERROR_TRY_LATER) {
            g_propagate_error(error, g_steal_pointer(&last));
            return FALSE;
        }
    }
}

/* --- its life --- */

static GArray *
spread_hosts(Outlet *outlet)
{
    Spread *spread = (Spread *)outlet;
    GArray *hosts = g_array_sized_new(FALSE, TRUE, sizeof(OutletHost), spread->n);
    gint64 now = g_get_monotonic_time();

    g_mutex_lock(&spread->mutex);
    for (guint i = 0; i < spread->n; i++) {
        const Member *member = &spread->members[i];
        OutletHost host = {
            .host = member->host, .sessions = member->sessions, .sent = member->sent};
        if (member->down_till > now) {
            host.rest = member->down_till - now;
            g_strlcpy(host.reply, member->reply, sizeof host.reply);
        }
        g_array_append_val(hosts, host);
    }
    g_mutex_unlock(&spread->mutex);
    return hosts;
}

static void
spread_free(Outlet *outlet)
{
    Spread *spread = (Spread *)outlet;

    for (guint i = 0; i < spread->n; i++)
        outlet_free(spread->members[i].outlet);
    g_mutex_clear(&spread->mutex);
    g_ptr_array_unref(spread->hosts);
    g_free(spread->members);
    g_free(spread);
}

/* What all of them take together: nothing is known when one takes any number. */
static void
add_up(Spread *spread)
{
    guint sessions = 0;
    double in_minute = 0;
    gboolean all_have_sessions = TRUE, all_have_rates = TRUE;

    for (guint i = 0; i < spread->n; i++) {
        const SmartHost *host = spread->members[i].host;
        sessions += host->connections;
        all_have_sessions &= host->connections > 0;
        all_have_rates &= host->rate > 0;
        if (host->rate > 0)
            in_minute += host->rate * 60.0 * (double)SECOND / (double)host->period;
    }
    spread->outlet.most_sessions = all_have_sessions ? sessions : 0;
    spread->outlet.most_in_minute = all_have_rates ? (guint)CLAMP(in_minute, 1, G_MAXUINT / 2) : 0;
}

Outlet *
outlet_spread_new(Outlet *const *outlets, GPtrArray *hosts)
{
    Spread *spread = g_new0(Spread, 1);

    g_assert(hosts->len > 0);
    spread->outlet.name = outlets[0]->name;
    spread->outlet.session = spread_session;
    spread->outlet.hosts = spread_hosts;
    spread->outlet.free = spread_free;
    spread->hosts = hosts;
    spread->n = hosts->len;
    spread->members = g_new0(Member, spread->n);
    g_mutex_init(&spread->mutex);
    for (guint i = 0; i < spread->n; i++) {
        SmartHost *host = hosts->pdata[i];
        spread->members[i].outlet = outlets[i];
        spread->members[i].host = host;
        rate_set(&spread->members[i].rate, host->rate, host->period);
    }
    add_up(spread);
    return &spread->outlet;
}
