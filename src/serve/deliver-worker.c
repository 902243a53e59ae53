/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deliver-worker - one session's thread of the deliver role
 *
 * Claims a batch, has each copy written, hands it to the outlet, and gives what the server said to
 * the recorder. Batches and sessions are independent of one another: a session goes on while there
 * is something to claim, and ends when the outlet wants a new one.
 *
 * A copy that cannot be written is settled as failed and never stops the others. When the database
 * is away the worker connects anew; what it held is settled by the recorder or expires.
 */
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "mailing/return-path.h"
#include "mailing/settlement.h"

#include "serve/deliver-worker.h"
#include "serve/letters.h"

#define N_SLOTS 3 /* the wire has up to two out at a time */
#define LOOK_AGAIN ((gint64)G_USEC_PER_SEC)
#define LONGEST_IDLE_MS 30000
#define LONGEST_PAUSE_MS 60000
#define MOST_DUE 20

/* One message on its way. */
typedef struct {
    gboolean out;
    guint64 ticket; /* of its being taken */
    Settlement settlement;
    GString *text;
    char *sender;
    char *address;
    const char *recipients[1];
    WireSegment segment;
} Slot;

typedef struct {
    Deliver *deliver;
    Store *store;
    Letters *letters;
    RetryPolicy policy;
    GRand *chance;
    guint batch;
    gint64 lease;

    GPtrArray *due; /* LedgerMailing, as of due_at */
    guint due_next;
    gint64 due_at;          /* monotonic */
    LedgerMailing *mailing; /* in `due`: whose claims are in hand */
    LedgerCursor cursor;
    GArray *claims;   /* LedgerClaim */
    guint next;       /* the first not handed out */
    gboolean crowded; /* something was due, and others had it */

    Slot slots[N_SLOTS];
    guint session;  /* which one, for the recorder */
    guint64 ticket; /* the last settlement given to the recorder */
    guint n_settled;
    GError *trouble; /* what made next() stop */
} Worker;

static gboolean
is_stopping(const Worker *worker)
{
    return g_atomic_int_get(&worker->deliver->stopping) != 0;
}

/* `said`: what the server did, or NULL. */
static void
settle(Worker *worker, const Settlement *settlement, const WireResult *said)
{
    static const char *const events[] = {[SETTLE_SENT] = "delivery sent",
                                         [SETTLE_RETRY] = "delivery put off",
                                         [SETTLE_FAILED] = "delivery failed",
                                         [SETTLE_UNKNOWN] = "delivery unknown"};
    gboolean is_sent = settlement->outcome == SETTLE_SENT;

    worker->ticket = recorder_settle(worker->deliver->recorder, worker->session, settlement);
    worker->n_settled++;
    if (settlement->outcome == SETTLE_BACK)
        return;
    g_autofree char *mailing = g_strdup_printf("%" G_GINT64_FORMAT, settlement->mailing);
    g_autofree char *recipient = g_strdup_printf("%" G_GINT64_FORMAT, settlement->recipient);
    g_autofree char *attempt = g_strdup_printf("%d", settlement->attempt);
    log_event(is_sent ? worker->deliver->log_level : G_LOG_LEVEL_INFO, events[settlement->outcome],
              "MAILING", mailing, "RECIPIENT", recipient, "ATTEMPT", attempt, "STATUS",
              said != NULL ? said->status : settlement->status, "REPLY",
              said != NULL ? said->text : settlement->reply, NULL);
}

static Settlement
settlement_of(const Worker *worker, const LedgerClaim *claim)
{
    return (Settlement){
        .mailing = worker->mailing->id, .recipient = claim->recipient, .attempt = claim->attempt};
}

/* Gives back what is claimed and not handed out, or what could not be prepared. */
static void
give_back(Worker *worker)
{
    for (; worker->claims != NULL && worker->next < worker->claims->len; worker->next++) {
        Settlement settlement =
            settlement_of(worker, &g_array_index(worker->claims, LedgerClaim, worker->next));
        settlement.outcome = SETTLE_BACK;
        settle(worker, &settlement, NULL);
    }
}

/* --- claiming --- */

/* What the whole batch failed for: something passing gives it back to the queue for later, a
 * mailing that cannot be opened is tried again like a refused one. */
static void
put_off(Worker *worker, const GError *error)
{
    for (; worker->next < worker->claims->len; worker->next++) {
        Settlement settlement =
            settlement_of(worker, &g_array_index(worker->claims, LedgerClaim, worker->next));
        WireResult result = {.outcome = WIRE_LATER, .scope = SCOPE_MESSAGE, .status = "4.3.0"};
        g_strlcpy(result.text, error->message, sizeof result.text);
        settlement_grade(&settlement, &result, &worker->policy, g_rand_double(worker->chance));
        settle(worker, &settlement, NULL);
    }
}

/* Looks up what the batch needs. FALSE: the database is away. */
static gboolean
prepare(Worker *worker, GError **error)
{
    g_autoptr(GArray) recipients = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GError) trouble = NULL;

    for (guint i = 0; i < worker->claims->len; i++) {
        const LedgerClaim *claim = &g_array_index(worker->claims, LedgerClaim, i);
        if (claim->address != NULL)
            g_array_append_val(recipients, claim->recipient);
    }
    if (letters_open(worker->letters, worker->store, worker->mailing, &trouble) &&
        letters_choose(worker->letters, worker->store, recipients, &trouble))
        return TRUE;
    if (!store_is_alive(worker->store)) {
        give_back(worker);
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    log_failure(trouble, "a mailing cannot be written", NULL);
    put_off(worker, trouble);
    return TRUE;
}

/* Claims from the mailing at due[due_next]. TRUE with claims in hand or none. */
static gboolean
claim_from(Worker *worker, GError **error)
{
    LedgerMailing *mailing = g_ptr_array_index(worker->due, worker->due_next);
    gint64 since = g_get_monotonic_time();
    GArray *claims =
        ledger_claim(worker->store, mailing, &worker->cursor, worker->batch, worker->lease, error);

    if (claims == NULL)
        return FALSE;
    g_clear_pointer(&worker->claims, g_array_unref);
    worker->claims = claims;
    worker->mailing = mailing;
    worker->next = 0;
    if (claims->len == 0)
        return TRUE;
    recorder_hold(worker->deliver->recorder, mailing->id, claims, since);
    return prepare(worker, error);
}

static gboolean
look_what_is_due(Worker *worker, GError **error)
{
    GPtrArray *due = ledger_due(worker->store, MOST_DUE, error);

    if (due == NULL)
        return FALSE;
    worker->mailing = NULL;
    g_clear_pointer(&worker->due, g_ptr_array_unref);
    worker->due = due;
    worker->due_next = 0;
    worker->due_at = g_get_monotonic_time();
    return TRUE;
}

/* Puts claims in hand, none when nothing is due. The mailing that gave a whole batch is asked
 * again, but what is awaited more may have come meanwhile: look once a second. */
static gboolean
claim(Worker *worker, GError **error)
{
    gboolean fresh = FALSE;

    worker->crowded = FALSE;
    if (worker->due == NULL || g_get_monotonic_time() - worker->due_at > LOOK_AGAIN) {
        if (!look_what_is_due(worker, error))
            return FALSE;
        fresh = TRUE;
    }
    for (;;) {
        while (worker->due_next < worker->due->len) {
            if (!claim_from(worker, error))
                return FALSE;
            if (worker->next < worker->claims->len)
                return TRUE;
            worker->crowded = fresh;
            worker->due_next++;
        }
        if (fresh)
            return TRUE;
        if (!look_what_is_due(worker, error))
            return FALSE;
        fresh = TRUE;
    }
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

/* Writes one claimed copy into a slot. FALSE: it was settled instead. */
static gboolean
write_copy(Worker *worker, const LedgerClaim *claim, Slot *slot)
{
    g_autoptr(GError) error = NULL;
    const LedgerMailing *mailing = worker->mailing;

    slot->settlement = settlement_of(worker, claim);
    if (claim->address == NULL) {
        settlement_fail(&slot->settlement, "5.1.6", claim->gone);
        settle(worker, &slot->settlement, NULL);
        return FALSE;
    }
    if (mailing->not_after != 0 && clock_now() >= mailing->not_after) {
        settlement_fail(&slot->settlement, "5.4.7", "not sent before its deadline (not-after)");
        settle(worker, &slot->settlement, NULL);
        return FALSE;
    }
    g_string_truncate(slot->text, 0);
    if (!letters_write(worker->letters, claim->recipient, claim->address, slot->text, &error)) {
        log_failure(error, "a letter cannot be written", NULL);
        settlement_fail(&slot->settlement, "5.6.0", error->message);
        settle(worker, &slot->settlement, NULL);
        return FALSE;
    }
    g_free(slot->sender);
    slot->sender = mailing->kind == MAILING_NOTICE
                       ? g_strdup("")
                       : return_path_make(store_token_keys(worker->store), mailing->list_name,
                                          mailing->domain, mailing->id, claim->recipient);
    g_free(slot->address);
    slot->address = g_strdup(claim->address);
    slot->recipients[0] = slot->address;
    slot->segment = (WireSegment){slot->text->str, slot->text->len};
    return TRUE;
}

static gboolean
feed_next(gpointer data, WireEnvelope *out)
{
    Worker *worker = data;

    if (worker->store == NULL)
        return FALSE;
    for (;;) {
        if (is_stopping(worker))
            return FALSE;
        if (worker->claims == NULL || worker->next >= worker->claims->len) {
            if (!claim(worker, &worker->trouble) || worker->next >= worker->claims->len)
                return FALSE;
        }
        const LedgerClaim *mine = &g_array_index(worker->claims, LedgerClaim, worker->next++);
        Slot *slot = free_slot(worker);
        if (!recorder_holds(worker->deliver->recorder, worker->mailing->id, mine->recipient) ||
            !write_copy(worker, mine, slot))
            continue;
        LedgerHold hold = {worker->mailing->id, mine->recipient, mine->attempt};
        slot->ticket = recorder_take(worker->deliver->recorder, worker->session, &hold, 1);
        slot->out = TRUE;
        *out = (WireEnvelope){.id = mine->recipient,
                              .sender = slot->sender,
                              .recipients = slot->recipients,
                              .n_recipients = 1,
                              .segments = &slot->segment,
                              .n_segments = 1,
                              .user = slot};
        return TRUE;
    }
}

/* What was sent before this, and that this may be on its way now, is recorded before it is sent:
 * both are in one commit, which the server's answers to MAIL and RCPT leave time for. */
static gboolean
feed_begin(gpointer data, const WireEnvelope *envelope)
{
    const Worker *worker = data;
    const Slot *slot = envelope->user;

    return recorder_wait(worker->deliver->recorder, MAX(worker->ticket, slot->ticket));
}

static void
feed_settle(gpointer data, const WireEnvelope *envelope, const WireResult *results)
{
    Worker *worker = data;
    Slot *slot = envelope->user;

    settlement_grade(&slot->settlement, results, &worker->policy, g_rand_double(worker->chance));
    settle(worker, &slot->settlement, results);
    slot->out = FALSE;
}

/* --- its life --- */

static void
sleep_ms(const Worker *worker, int ms)
{
    struct pollfd wait = {.fd = worker->deliver->wake_fd, .events = POLLIN};

    poll(&wait, 1, ms);
}

/* Nothing is due: waits until something is, or may be. */
static gboolean
idle(Worker *worker, GError **error)
{
    gint64 wait;
    gboolean notified;

    if (worker->crowded) {
        sleep_ms(worker, 20);
        return TRUE;
    }
    if (!ledger_next_due(worker->store, &wait, error))
        return FALSE;
    int ms = wait < 0 ? LONGEST_IDLE_MS : (int)MIN(wait / 1000 + 1, LONGEST_IDLE_MS);
    return store_wait(worker->store, ms, worker->deliver->wake_fd, &notified, error);
}

static gboolean
connect_store(Worker *worker, GError **error)
{
    g_autoptr(Store) store =
        store_open(worker->deliver->settings, worker->deliver->state, STORE_ENGINE, error);

    if (store == NULL || !store_listen(store, "mailing", error))
        return FALSE;
    worker->store = g_steal_pointer(&store);
    return TRUE;
}

/* Lets go of a connection in trouble. What was claimed through it stays claimed and is given back
 * by the recorder. */
static void
drop_store(Worker *worker)
{
    give_back(worker);
    g_clear_pointer(&worker->due, g_ptr_array_unref);
    worker->mailing = NULL;
    letters_close(worker->letters);
    g_clear_pointer(&worker->store, store_free);
}

/* One turn: a session, or a wait for something to do. `*done`: nothing is due, and that was all
 * that was asked for. */
static gboolean
turn(Worker *worker, gboolean *done, gboolean *server_trouble, GError **error)
{
    const WireFeed feed = {feed_next, feed_settle, worker, feed_begin};
    guint delivered = 0;

    *server_trouble = FALSE;
    if (worker->store == NULL && !connect_store(worker, error))
        return FALSE;
    if (worker->claims == NULL || worker->next >= worker->claims->len) {
        if (!claim(worker, error))
            return FALSE;
        if (worker->next >= (worker->claims != NULL ? worker->claims->len : 0)) {
            *done = worker->deliver->once && !worker->crowded;
            return *done || idle(worker, error);
        }
    }
    guint settled = worker->n_settled;
    if (!outlet_session(worker->deliver->outlet, &feed, &delivered, error)) {
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

static Worker *
worker_new(Deliver *deliver)
{
    Worker *worker = g_new0(Worker, 1);
    const Settings *settings = deliver->settings;

    worker->deliver = deliver;
    worker->letters = letters_new(settings);
    worker->chance = g_rand_new();
    worker->session = (guint)g_atomic_int_add(&deliver->n_workers, 1);
    worker->policy.first_wait = settings_number(settings, SETTING_MAIL_RETRY) * G_USEC_PER_SEC;
    worker->policy.max_attempts = (guint)settings_number(settings, SETTING_MAIL_ATTEMPTS);
    worker->policy.unknown = ledger_unknown_policy(settings);
    worker->batch = (guint)settings_number(settings, SETTING_MAIL_BATCH);
    worker->lease = settings_number(settings, SETTING_MAIL_LEASE) * G_USEC_PER_SEC;
    for (guint i = 0; i < N_SLOTS; i++)
        worker->slots[i].text = g_string_sized_new(16384);
    return worker;
}

static void
worker_free(Worker *worker)
{
    for (guint i = 0; i < N_SLOTS; i++) {
        g_string_free(worker->slots[i].text, TRUE);
        g_free(worker->slots[i].sender);
        g_free(worker->slots[i].address);
    }
    g_clear_pointer(&worker->claims, g_array_unref);
    g_clear_pointer(&worker->due, g_ptr_array_unref);
    g_clear_error(&worker->trouble);
    letters_free(worker->letters);
    g_rand_free(worker->chance);
    store_free(worker->store);
    g_free(worker);
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
            give_back(worker);
        else
            drop_store(worker);
        sleep_ms(worker, pause);
        pause = MIN(pause * 2, LONGEST_PAUSE_MS);
    }
    give_back(worker);
    recorder_wait(deliver->recorder, worker->ticket);
    worker_free(worker);
    return result;
}
