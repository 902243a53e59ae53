/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce-score - what follows from what came back; see bounce-score.h */
#include "mailing/bounce-score.h"

#include <string.h>

#include "base/address.h"
#include "base/log.h"
#include "store/query.h"

/* Refusals older than this were looked at long ago. */
#define REFUSALS_SINCE (7 * G_TIME_SPAN_DAY)

enum {
    REFUSALS_MOST = 5000,
    SHARED_MOST = 100 /* readers of one message */
};

/* How grave a class is, for a mail that says several things. */
static guint
gravity(BounceClass class)
{
    static const guint weights[BOUNCE_N_CLASSES] = {
        [BOUNCE_HARD] = 3, [BOUNCE_SOFT] = 2, [BOUNCE_POLICY] = 1, [BOUNCE_COMPLAINT] = 4};

    return weights[class];
}

/* What the mail says of `address`. It came under their own return path, so it is about them even
 * when it names somebody else, whom they forward to: then the mildest counts. */
static const BounceVerdict *
verdict_for(const BounceReport *report, const char *address)
{
    g_autofree char *key = address_fold(address);
    const BounceVerdict *mildest = report->verdicts->pdata[0];

    for (guint i = 0; i < report->verdicts->len; i++) {
        const BounceVerdict *verdict = report->verdicts->pdata[i];
        g_autofree char *other = address_fold(verdict->recipient);
        if (key != NULL && other != NULL && g_str_equal(key, other))
            return verdict;
        if (gravity(verdict->class) < gravity(mildest->class))
            mildest = verdict;
    }
    return mildest;
}

static gboolean
note(Store *store, const Settings *settings, gint64 bounce, const BounceVerdict *verdict,
     GError **error)
{
    MailingBounceNote row;
    g_autoptr(Rows) rows = mailing_bounce_note(
        store, bounce, bounce_class_word(verdict->class), verdict->status, (gint32)verdict->reply,
        verdict->rule, verdict->said, (gint32)settings_number(settings, SETTING_BOUNCE_THRESHOLD),
        (gint32)settings_number(settings, SETTING_BOUNCE_DAYS),
        settings_number(settings, SETTING_BOUNCE_HALF_LIFE) * G_USEC_PER_SEC,
        g_str_equal(settings_text(settings, SETTING_BOUNCE_COMPLAINTS), "all"), error);

    if (rows == NULL || !mailing_bounce_note_next(rows, &row))
        return FALSE;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, bounce);
    log_event(G_LOG_LEVEL_INFO, "bounce judged", "BOUNCE", number, "CLASS",
              bounce_class_word(verdict->class), "STATUS", verdict->status, "RULE", verdict->rule,
              "EFFECT", row.effect, NULL);
    return TRUE;
}

/* Readers whom the report names get a bounce of their own each, judged with the next. */
static gboolean
share_out(Store *store, gint64 bounce, const BounceReport *report, GError **error)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
    MailingBounceShare row;

    for (guint i = 0; i < report->verdicts->len && keys->len < SHARED_MOST; i++) {
        const BounceVerdict *verdict = report->verdicts->pdata[i];
        char *key = address_fold(verdict->recipient);
        if (key != NULL)
            g_ptr_array_add(keys, key);
    }
    g_ptr_array_add(keys, NULL);
    g_autoptr(Rows) rows =
        mailing_bounce_share(store, bounce, (const char *const *)keys->pdata, error);
    return rows != NULL && mailing_bounce_share_next(rows, &row);
}

static gboolean
judge_row(Store *store, const BounceRules *rules, const Settings *settings,
          const MailingBounceWaiting *row, GError **error)
{
    if (row->raw.data == NULL) {
        g_autoptr(BounceVerdict) verdict = bounce_classify_reply(rules, row->status, row->said);
        return note(store, settings, row->id, verdict, error);
    }
    g_autoptr(GBytes) raw = g_bytes_new(row->raw.data, row->raw.size);
    g_autoptr(BounceReport) report = bounce_classify(rules, raw);
    if (row->of_all)
        return share_out(store, row->id, report, error);
    const BounceVerdict *verdict = verdict_for(report, row->address);
    /* Any reader could have sent it: a complaint takes somebody off the list and must be sure. */
    if (row->is_shared && verdict->class == BOUNCE_COMPLAINT) {
        const BounceVerdict doubted = {.status = verdict->status,
                                       .reply = verdict->reply,
                                       .class = BOUNCE_NONE,
                                       .rule = "complaint under a shared return path",
                                       .said = verdict->said};
        return note(store, settings, row->id, &doubted, error);
    }
    return note(store, settings, row->id, verdict, error);
}

gboolean
bounce_judge_waiting(Store *store, const BounceRules *rules, const Settings *settings, guint most,
                     guint *judged, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    MailingBounceWaiting row;

    *judged = 0;
    if (transaction == NULL)
        return FALSE;
    g_autoptr(Rows) rows = mailing_bounce_waiting(store, (gint32)most, error);
    if (rows == NULL)
        return FALSE;
    while (mailing_bounce_waiting_next(rows, &row)) {
        if (!judge_row(store, rules, settings, &row, error))
            return FALSE;
        ++*judged;
    }
    return transaction_commit(transaction, error);
}

gboolean
bounce_take_refusals(Store *store, GError **error)
{
    return mailing_bounce_refused(store, REFUSALS_SINCE, REFUSALS_MOST, NULL, error);
}

gboolean
bounce_forgive(Store *store, const Settings *settings, GError **error)
{
    return mailing_bounce_passed(
        store, settings_number(settings, SETTING_BOUNCE_PROBE_WAIT) * G_USEC_PER_SEC, NULL, error);
}
