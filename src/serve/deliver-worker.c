/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deliver-worker - one session's thread of the deliver role
 *
 * Hands each message made of a claimed batch to the outlet, and gives what the server said to the
 * recorder. Batches and sessions are independent of one another: a session goes on while there is
 * something to claim, and ends when the outlet wants a new one. When the database is away the
 * worker connects anew; what it held is settled by the recorder or expires.
 */
#include <poll.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

#include "serve/deliver-inside.h"

#define LONGEST_IDLE_MS 30000
#define LONGEST_PAUSE_MS 60000
#define POLICY_ATTEMPTS 3
#define SOON_SECONDS 5

static gboolean
is_stopping(const Worker *worker)
{
    return g_atomic_int_get(&worker->deliver->stopping) != 0;
}

static void
sleep_ms(const Worker *worker, int ms)
{
    struct pollfd wait = {.fd = worker->deliver->wake_fd, .events = POLLIN};

    poll(&wait, 1, ms);
}

/* --- the feed --- */

static Slot *
free_slot(Worker *worker)
{
    for (guint i = 0; i < N_SLOTS; i++)
        if (!worker->slots[i].out)
            return &worker->slots[i];
    g_assert_not_reached();
}

static gboolean
feed_next(gpointer data, WireEnvelope *out)
{
    Worker *worker = data;
    Slot *slot = free_slot(worker);

    do {
        if (is_stopping(worker))
            return FALSE;
        if (worker->claims == NULL || worker->next >= worker->claims->len) {
            if (!worker_claim(worker, &worker->trouble) || worker->next >= worker->claims->len)
                return FALSE;
        }
        if (!worker_write(worker, slot))
            return FALSE;
    } while (slot->settlements->len == 0);
    *out = (WireEnvelope){.sender = slot->sender,
                          .recipients = (const char *const *)slot->addresses->pdata,
                          .n_recipients = slot->addresses->len,
                          .segments = &slot->segment,
                          .n_segments = 1,
                          .user = slot};
    slot->out = TRUE;
    return TRUE;
}

/* What was sent before this, and that this may be on its way now, is recorded before the server can
 * accept it: both are in one commit, for which the way to the end of the data leaves time. */
static gboolean
feed_end(gpointer data, const WireEnvelope *envelope)
{
    const Worker *worker = data;
    const Slot *slot = envelope->user;

    return recorder_wait(worker->deliver->recorder, worker->session,
                         MAX(worker->ticket, slot->ticket));
}

static void
feed_settle(gpointer data, const WireEnvelope *envelope, const WireResult *results)
{
    Worker *worker = data;
    Slot *slot = envelope->user;

    for (guint i = 0; i < slot->settlements->len; i++) {
        Settlement *settlement = &g_array_index(slot->settlements, Settlement, i);
        settlement_grade(settlement, &results[i], &worker->policy, g_rand_double(worker->chance));
        settlement_limit(settlement, slot->give_up_at - clock_now());
        worker_settle(worker, settlement, &results[i]);
    }
    for (guint i = 0; i < slot->settlements->len; i++)
        worker_refused(worker, slot, i, &results[i]);
    slot->out = FALSE;
}

/* Others may send meanwhile what is in hand, where somebody has room for it; and what is paused is
 * not kept for later. */
static gboolean
feed_wait(gpointer data, gint64 microseconds)
{
    Worker *worker = data;

    if (microseconds >= G_USEC_PER_SEC)
        worker_give_back(worker);
    sleep_ms(worker, (int)MIN(microseconds / 1000 + 1, LONGEST_PAUSE_MS));
    return !is_stopping(worker);
}

/* --- its life --- */

/* Nothing is due: waits until something is, or may be. */
static gboolean
idle(Worker *worker, GError **error)
{
    gint64 wait;

    if (worker->crowded) {
        sleep_ms(worker, 20);
        return TRUE;
    }
    if (!worker_enter(worker, error))
        return FALSE;
    gboolean good = ledger_next_due(worker->store, &wait, error);
    worker_leave(worker);
    if (!good)
        return FALSE;
    int ms = wait < 0 ? LONGEST_IDLE_MS : (int)MIN(wait / 1000 + 1, LONGEST_IDLE_MS);
    return line_wait(worker->deliver->line, worker->news, ms, worker->deliver->wake_fd, error);
}

static void
forget_store(Worker *worker)
{
    g_clear_pointer(&worker->due, g_ptr_array_unref);
    worker->mailing = NULL;
    worker->keys = NULL;
    letters_close(worker->letters);
    g_clear_pointer(&worker->store, store_free);
}

gboolean
worker_enter(Worker *worker, GError **error)
{
    guint number;
    Store *store = line_enter(worker->deliver->line, &number, error);

    if (store == NULL)
        return FALSE;
    if (worker->store == NULL || worker->number != number) {
        forget_store(worker);
        worker->store = store_share(store);
        worker->number = number;
    }
    return TRUE;
}

void
worker_leave(Worker *worker)
{
    line_leave(worker->deliver->line);
}

/* Begins anew after trouble with the database, through another connection where this one is lost.
 * What was claimed through it stays claimed and is given back by the recorder. */
static void
begin_anew(Worker *worker)
{
    worker_give_back(worker);
    forget_store(worker);
    line_drop(worker->deliver->line, worker->number);
}

/* One turn: a session, or a wait for something to do. `*done`: nothing is due, and that was all
 * that was asked for. */
static gboolean
turn(Worker *worker, gboolean *done, gboolean *server_trouble, GError **error)
{
    const WireFeed feed = {feed_next, feed_settle, worker, feed_end, feed_wait};
    guint delivered = 0;

    *server_trouble = FALSE;
    worker->news = line_news(worker->deliver->line);
    if (worker->claims == NULL || worker->next >= worker->claims->len) {
        if (!worker_claim(worker, error))
            return FALSE;
        if (worker->next >= (worker->claims != NULL ? worker->claims->len : 0)) {
            *done = worker->deliver->once && !worker->crowded;
            return *done || idle(worker, error);
        }
    }
    guint settled = worker->n_settled;
    gboolean good = outlet_session(worker->deliver->outlet, &feed, &delivered, error);
    tour_end(worker->tour);
    if (!good) {
        *server_trouble = TRUE;
        g_clear_error(&worker->trouble); /* the next claim finds it again, if it is still there */
        return FALSE;
    }
    if (worker->trouble != NULL) {
        g_propagate_error(error, g_steal_pointer(&worker->trouble));
        return FALSE;
    }
    /* Connections that are accepted and lead nowhere must not be a busy loop. */
    if (delivered == 0 && worker->n_settled == settled && !is_stopping(worker))
        sleep_ms(worker, 200);
    return TRUE;
}

/* Not more than the mail servers take in some seconds: what is in hand is sent though its mailing
 * be paused, and before what is more urgent. */
static guint
batch_of(const Deliver *deliver)
{
    guint batch = (guint)settings_number(deliver->settings, SETTING_MAIL_BATCH);
    guint soon = deliver->outlet->most_in_minute / (60 / SOON_SECONDS) / deliver->sessions;

    return deliver->outlet->most_in_minute > 0 ? CLAMP(soon, 1, batch) : batch;
}

static void
refusal_clear(gpointer data)
{
    Refusal *refusal = data;

    g_free(refusal->address);
    g_free(refusal->status);
    g_free(refusal->reply);
}

static GArray *
refusals_new(void)
{
    GArray *refusals = g_array_new(FALSE, FALSE, sizeof(Refusal));

    g_array_set_clear_func(refusals, refusal_clear);
    return refusals;
}

static Worker *
worker_new(Deliver *deliver)
{
    Worker *worker = g_new0(Worker, 1);
    const Settings *settings = deliver->settings;

    worker->deliver = deliver;
    worker->letters = letters_new(settings);
    worker->tour = tour_new(deliver->providers);
    worker->refusals = refusals_new();
    worker->give_up_after = settings_number(settings, SETTING_MAIL_GIVE_UP) * G_USEC_PER_SEC;
    worker->chance = g_rand_new();
    worker->session = (guint)g_atomic_int_add(&deliver->n_workers, 1);
    worker->policy.first_wait = settings_number(settings, SETTING_MAIL_RETRY) * G_USEC_PER_SEC;
    worker->policy.max_attempts = (guint)settings_number(settings, SETTING_MAIL_ATTEMPTS);
    worker->policy.policy_attempts = POLICY_ATTEMPTS;
    worker->policy.unknown = ledger_unknown_policy(settings);
    worker->batch = batch_of(deliver);
    worker->most_recipients = (guint)settings_number(settings, SETTING_MAIL_RECIPIENTS);
    worker->lease = settings_number(settings, SETTING_MAIL_LEASE) * G_USEC_PER_SEC;
    for (guint i = 0; i < N_SLOTS; i++) {
        worker->slots[i].text = g_string_sized_new(16384);
        worker->slots[i].settlements = g_array_new(FALSE, FALSE, sizeof(Settlement));
        worker->slots[i].addresses = g_ptr_array_new_with_free_func(g_free);
    }
    return worker;
}

static void
worker_free(Worker *worker)
{
    for (guint i = 0; i < N_SLOTS; i++) {
        g_string_free(worker->slots[i].text, TRUE);
        g_free(worker->slots[i].sender);
        g_array_unref(worker->slots[i].settlements);
        g_ptr_array_unref(worker->slots[i].addresses);
    }
    g_clear_pointer(&worker->claims, g_array_unref);
    g_clear_pointer(&worker->due, g_ptr_array_unref);
    g_array_unref(worker->refusals);
    g_clear_error(&worker->trouble);
    letters_free(worker->letters);
    tour_free(worker->tour);
    g_rand_free(worker->chance);
    store_free(worker->store);
    g_free(worker);
}

/* Those of the last session, and what the database was away for. */
static void
tell_last_refusals(Worker *worker)
{
    g_autoptr(GError) error = NULL;

    if (worker->refusals->len == 0)
        return;
    line_drop(worker->deliver->line, worker->number);
    if (worker_enter(worker, &error)) {
        worker_tell_refusals(worker, worker->store);
        worker_leave(worker);
    } else
        log_failure(error, "refusals for policy could not be counted", NULL);
}

gpointer
deliver_work(gpointer data)
{
    Deliver *deliver = data;
    Worker *worker = worker_new(deliver);
    GError *result = NULL;
    int pause = 1000;
    gboolean done = FALSE;

    while (!done && !is_stopping(worker)) {
        g_autoptr(GError) error = NULL;
        gboolean server_trouble;
        if (turn(worker, &done, &server_trouble, &error)) {
            pause = 1000;
            continue;
        }
        if (error_row(error_kind(error))->permanent || deliver->once) {
            result = g_steal_pointer(&error);
            break;
        }
        log_failure(error, "could not deliver and will try again", NULL);
        if (server_trouble)
            worker_give_back(worker);
        else
            begin_anew(worker);
        sleep_ms(worker, pause);
        pause = MIN(pause * 2, LONGEST_PAUSE_MS);
    }
    worker_give_back(worker);
    tell_last_refusals(worker);
    recorder_wait(deliver->recorder, worker->session, worker->ticket);
    worker_free(worker);
    return result;
}
