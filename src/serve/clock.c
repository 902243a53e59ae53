/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock - the role for what becomes due by itself
 *
 * Every interval: editions whose time has come are started, and what a deadline left fails; claims
 * whose worker died are queued again, what came back is judged, who is kept for too long is asked
 * or erased, posts that waited become digests, mailings that are done are closed, those that are
 * done for long are folded into totals, messages of before an upgrade get their attachments
 * listed, once a day (of a young archive within minutes) the words that searches suggest are gathered, and what is wrong is told. Each
 * act is one statement that any number of clocks may run at once. A database that is away is tried
 * again every few seconds. Letters that a page asked for are written at once: a person waits for
 * them.
 */
#include "serve/clock.h"

#include <poll.h>

#include "archive/list-parts.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "list/edition-letter.h"
#include "list/held.h"
#include "list/invite.h"
#include "list/join.h"
#include "list/page-letter.h"
#include "list/probe.h"
#include "list/propose.h"
#include "list/retain.h"
#include "list/trouble.h"
#include "mailing/bounce-score.h"
#include "mailing/ledger.h"
#include "mailing/mailing.h"
#include "news/edition-ready.h"
#include "news/sending.h"
#include "store/query.h"

#include "serve/role.h"
#include "serve/stop.h"

enum {
    BOUNCES_MOST = 100,
    PROBES_MOST = 100,
    RETAINED_MOST = 500,
    REMINDED_MOST = 500,
    EXPIRED_MOST = 500,
    TOLD_MOST = 500,
    INVITED_MOST = 500,
    LETTERS_MOST = 500,
    TROUBLES_MOST = 50,
    PARTS_AT_ONCE = 10,
    PARTS_MOST = 500
}; /* in one round */

#define LOST_PAUSE_MS 1000
#define AWAY_PAUSE_MS 5000
#define MOST_FOLDED 500
#define AWAY_SECONDS 60

/* Some each round: the first round after an upgrade may find years of them. */
static gboolean
fold(Store *store, const Settings *settings, GError **error)
{
    guint days = (guint)settings_number(settings, SETTING_MAIL_FOLD_DAYS);
    gint64 mailing = 1, deleted;

    for (guint i = 0; i < MOST_FOLDED && mailing != 0 && !stop_is_asked(); i++) {
        if (!ledger_fold(store, days, &mailing, &deleted, error))
            return FALSE;
        if (mailing != 0) {
            g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, mailing);
            g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, deleted);
            log_event(G_LOG_LEVEL_INFO, "mailing folded into its totals", "MAILING", number,
                      "COUNT", count, NULL);
        }
    }
    return TRUE;
}

/* What came back is judged, as much as there is, and what follows from it is done. */
static gboolean
clock_bounces(Store *store, const Settings *settings, const BounceRules *rules, GError **error)
{
    guint judged = BOUNCES_MOST;

    if (!bounce_take_refusals(store, error))
        return FALSE;
    while (judged == BOUNCES_MOST && !stop_is_asked())
        if (!bounce_judge_waiting(store, rules, settings, BOUNCES_MOST, &judged, error))
            return FALSE;
    return bounce_forgive(store, settings, error) &&
           probe_send_due(store, settings, PROBES_MOST, NULL, error);
}

/* After an upgrade there may be years of them: some each round, few at once, since a mail may be
 * large. */
static gboolean
list_old_parts(Store *store, GError **error)
{
    guint done = PARTS_AT_ONCE;

    for (guint n = 0; done == PARTS_AT_ONCE && n < PARTS_MOST && !stop_is_asked(); n += done)
        if (!archive_list_parts(store, PARTS_AT_ONCE, &done, error))
            return FALSE;
    return TRUE;
}

/* Last in a round: it takes the longest, once a day. */
static gboolean
gather_words(Store *store, GError **error)
{
    g_autoptr(Rows) rows = archive_search_words(store, error);
    ArchiveSearchWords row;

    if (rows == NULL || !archive_search_words_next(rows, &row))
        return FALSE;
    if (row.words > 0) {
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, row.words);
        log_event(G_LOG_LEVEL_INFO, "words of the archive gathered", "COUNT", count, NULL);
    }
    return TRUE;
}

static gboolean
clock_digests(Store *store, const Settings *settings, GError **error)
{
    gint64 mailings, readers;

    if (!mailing_start_digests(store, settings_text(settings, SETTING_SITE_TIMEZONE), &mailings,
                               &readers, error))
        return FALSE;
    if (readers > 0) {
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, readers);
        log_event(G_LOG_LEVEL_INFO, "digests are on their way", "COUNT", count, NULL);
    }
    return TRUE;
}

static gboolean
clock_tick(Store *store, const Settings *settings, const BounceRules *rules, GError **error)
{
    guint attempts = (guint)settings_number(settings, SETTING_MAIL_ATTEMPTS);
    gint64 expired = 0, late = 0;

    if (!ledger_expire(store, attempts, ledger_unknown_policy(settings), &expired, NULL, error) ||
        !ledger_worker_forget(store, error) || !store_api_answer_forget(store, NULL, error))
        return FALSE;
    if (expired > 0) {
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, expired);
        log_event(G_LOG_LEVEL_WARNING, "claims of lost workers are queued again", "COUNT", count,
                  NULL);
    }
    if (!news_click_settle(store, NULL, error))
        return FALSE;
    if (!sending_start_due(store, settings, error) || !ledger_lapse(store, &late, error))
        return FALSE;
    if (late > 0) {
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, late);
        log_event(G_LOG_LEVEL_WARNING, "deliveries failed at their deadline", "COUNT", count, NULL);
    }
    if (rules != NULL && !clock_bounces(store, settings, rules, error))
        return FALSE;
    if (!retain(store, settings, RETAINED_MOST, error) ||
        !page_letter_write(store, settings, LETTERS_MOST, error) ||
        !join_remind(store, settings, REMINDED_MOST, error) ||
        !invite_round(store, settings, INVITED_MOST, error) ||
        !held_expire(store, settings, EXPIRED_MOST, error) ||
        !propose_tell(store, settings, TOLD_MOST, error) ||
        !edition_letter_tell(store, settings, edition_ready_describe, TOLD_MOST, error))
        return FALSE;
    if (!clock_digests(store, settings, error))
        return FALSE;
    g_autoptr(GArray) finished = ledger_finish(store, NULL, error);
    if (finished == NULL)
        return FALSE;
    for (guint i = 0; i < finished->len; i++) {
        g_autofree char *mailing =
            g_strdup_printf("%" G_GINT64_FORMAT, g_array_index(finished, gint64, i));
        log_event(G_LOG_LEVEL_INFO, "mailing finished", "MAILING", mailing, NULL);
    }
    return fold(store, settings, error) && list_old_parts(store, error) &&
           trouble_round(store, settings, TROUBLES_MOST, error) && gather_words(store, error);
}

/* Until the next round, or until told to stop. */
static void
rest(Store *store, const Settings *settings, int interval_ms, int stop_fd)
{
    gint64 until = g_get_monotonic_time() + interval_ms * G_TIME_SPAN_MILLISECOND;
    g_autoptr(GError) trouble = NULL;

    for (;;) {
        gint64 left = (until - g_get_monotonic_time()) / G_TIME_SPAN_MILLISECOND;
        gboolean notified = FALSE;
        if (left <= 0 || stop_is_asked())
            return;
        if (store == NULL || !store_wait(store, (int)left, stop_fd, &notified, &trouble)) {
            struct pollfd wait = {.fd = stop_fd, .events = POLLIN};
            /* One that was lost is opened anew soon: who asked for a letter waits. */
            poll(&wait, 1, (int)MIN(left, store != NULL ? LOST_PAUSE_MS : AWAY_PAUSE_MS));
            return;
        }
        if (notified && !page_letter_write(store, settings, LETTERS_MOST, &trouble)) {
            log_failure(trouble, "letters that pages asked for wait", NULL);
            g_clear_error(&trouble);
        }
    }
}

/* NULL with an error while the database is away. */
static Store *
open_store(const Settings *settings, const char *state, GError **error)
{
    g_autoptr(Store) store = store_open(settings, state, STORE_ENGINE, error);

    if (store == NULL || !store_listen(store, PAGE_LETTER_CHANNEL, error))
        return NULL;
    return g_steal_pointer(&store);
}

/* How long the database was away, once it is back. A moment is not worth a mail. */
typedef struct {
    gint64 since; /* 0: it is there */
    char *words;
} Away;

static void
away_clear(Away *away)
{
    g_free(away->words);
    *away = (Away){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Away, away_clear)

static void
away_begin(Away *away, const GError *error)
{
    if (away->since == 0)
        away->since = clock_now();
    g_free(away->words);
    away->words = g_utf8_make_valid(error != NULL ? error->message : "", -1);
}

/* FALSE: it is away again. That it was not noted for another reason stops no round. */
static gboolean
away_end(Away *away, Store *store, GError **error)
{
    g_autoptr(GError) own = NULL;

    if (away->since != 0 && clock_now() - away->since >= AWAY_SECONDS * G_USEC_PER_SEC &&
        !trouble_database_was_away(store, away->since, away->words, &own)) {
        if (!store_is_alive(store)) {
            g_propagate_error(error, g_steal_pointer(&own));
            return FALSE;
        }
        log_failure(own, "could not note that the database was away", NULL);
    }
    away_clear(away);
    return TRUE;
}

gboolean
serve_clock_run(const Settings *settings, const char *state, int stop_fd, GError **error)
{
    int interval_ms = (int)settings_number(settings, SETTING_CLOCK_INTERVAL) * 1000;
    g_autoptr(Store) store = open_store(settings, state, error);

    if (store == NULL || !role_drop_privileges(settings, error))
        return FALSE;
    g_autoptr(GError) unread = NULL;
    g_autoptr(BounceRules) rules = bounce_rules_open(settings, &unread);
    if (rules == NULL) /* what came back waits in its table; all else must go on */
        log_failure(unread, "bounces are not judged", NULL);
    g_auto(Away) away = {0};
    role_ready("clock", NULL);
    while (!stop_is_asked()) {
        g_autoptr(GError) trouble = NULL;
        if (store == NULL || !store_is_alive(store)) {
            g_clear_pointer(&store, store_free);
            store = open_store(settings, state, &trouble);
        }
        if (store == NULL || !away_end(&away, store, &trouble) ||
            !clock_tick(store, settings, rules, &trouble))
            log_failure(trouble, "the clock could not do its round", NULL);
        if (store == NULL || !store_is_alive(store))
            away_begin(&away, trouble);
        rest(store, settings, interval_ms, stop_fd);
    }
    return TRUE;
}
