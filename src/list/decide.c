/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decide - a coordinator's decisions about proposals by mail; see decide.h
 *
 * Two keys, as for held mail: the token and an author who looks after the list. All decisions of a
 * mail and the answer to it are one transaction; the same mail again finds them taken.
 */
#include "list/decide.h"

#include "base/error.h"
#include "store/query.h"

#include "list/decision-read.h"
#include "list/incoming.h"
#include "list/notice.h"
#include "list/turned-away.h"

typedef struct {
    gint64 number;
    char *title;
    char *state;
} Item;

static void
item_clear(gpointer data)
{
    Item *item = data;

    g_free(item->title);
    g_free(item->state);
}

/* The proposals that the mail showed. ERROR_REFUSED for another list's. */
static GArray *
read_items(Store *store, const ListAddress *address, GError **error)
{
    g_autoptr(Rows) rows = list_proposal_digest_items(store, address->digest, error);
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(Item));
    ListProposalDigestItems row;

    g_array_set_clear_func(items, item_clear);
    if (rows == NULL)
        return NULL;
    while (list_proposal_digest_items_next(rows, &row)) {
        if (row.list != address->list)
            return fail_null(error, ERROR_REFUSED, "this address or link is not valid");
        const Item item = {row.contribution, g_strdup(row.title), g_strdup(row.state)};
        g_array_append_val(items, item);
    }
    return g_steal_pointer(&items);
}

/* The one that a decision is about, or NULL: without a number, the only one that the mail showed.
 * Of several the last that waits is not meant for that: who answers has seen them all. */
static Item *
find_item(GArray *items, gint64 number)
{
    for (guint i = 0; i < items->len; i++) {
        Item *item = &g_array_index(items, Item, i);
        if (number == item->number || (number == 0 && items->len == 1))
            return item;
    }
    return NULL;
}

/* Does it; `*what` gets the word for the answer. */
static gboolean
act(Store *store, Item *item, const NumberedDecision *decision, const char **what, GError **error)
{
    static const char *const yes[] = {"accept", "trust", "important", NULL};
    static const char *const others[] = {"reject", "discard", "ask", NULL};
    gboolean accept = g_strv_contains(yes, decision->decision);

    /* A word that decides about something else: "unknown" stands. */
    if (!accept && !g_strv_contains(others, decision->decision))
        return TRUE;

    if (!g_str_equal(item->state, "proposed")) {
        *what = "already";
        return TRUE;
    }
    if (!decision->is_clear) {
        *what = "unclear";
        return TRUE;
    }
    if (g_str_equal(decision->decision, "ask")) {
        if (*decision->text == '\0') {
            *what = "no_question";
            return TRUE;
        }
        g_autoptr(Rows) asked = news_proposal_ask(store, item->number, decision->text, error);
        *what = "asked";
        return asked != NULL;
    }
    const char *state = accept ? "accepted" : "declined";
    g_autoptr(Rows) rows = list_proposal_decide(store, item->number, state, decision->text, error);
    if (rows == NULL)
        return FALSE;
    *what = rows_count(rows) > 0 ? state : "already";
    g_free(item->state);
    item->state = g_strdup(state);
    return TRUE;
}

static gboolean
decide_all(Store *store, const GPtrArray *decisions, GArray *items, Value *value, GError **error)
{
    Value *done = value_set_list(value, "items");

    for (guint i = 0; i < decisions->len; i++) {
        const NumberedDecision *decision = decisions->pdata[i];
        Item *item = find_item(items, decision->number);
        const char *what = "unknown";
        Value *dict = value_append_dict(done);
        if (item != NULL) {
            g_autofree char *before = g_strdup(item->state);
            if (!act(store, item, decision, &what, error))
                return FALSE;
            value_set_text(dict, "title", item->title);
            value_set_bool(value_set_dict(dict, "state"), before, TRUE);
        }
        value_set_int(dict, "number", item != NULL ? item->number : decision->number);
        value_set_bool(dict, what, TRUE);
    }
    value_set_bool(value, "not_understood", decisions->len == 0);
    return TRUE;
}

static gboolean
answer(Store *store, const Settings *settings, const Incoming *incoming, const ListAddress *address,
       Value *value, GError **error)
{
    const char *const addresses[] = {incoming->mail->from_address, NULL};
    g_autofree char *suffix = g_strconcat("-decide+", address->token, NULL);
    g_autofree char *again = list_address(incoming->list, suffix);
    const NoticeDraft draft = {.template = "proposals-decided",
                               .value = value,
                               .to = incoming->mail->from_address,
                               .addresses = addresses,
                               .in_reply_to = incoming->mail->message_id,
                               .reply_to = again};

    notice_set_list(value, incoming->list);
    return notice_send(store, settings, incoming->list, &draft, error);
}

gboolean
decide_receive(Store *store, const Settings *settings, const ListAddress *address,
               const char *sender, GBytes *raw, GError **error)
{
    g_auto(Incoming) incoming = {0};
    g_autoptr(Value) value = value_dict();
    gboolean keeper;

    if (!incoming_take(store, address, sender, raw, TRUE, &incoming, error))
        return FALSE;
    if (incoming.automatic) {
        incoming_log(&incoming, "mail to decide", "automatic, ignored");
        return TRUE;
    }
    if (!incoming_author_holds(settings, &incoming, error) ||
        !incoming_by_keeper(store, &incoming, &keeper, error))
        return FALSE;
    if (!keeper) {
        fail(error, ERROR_REFUSED, "only those who look after \"%s\" decide about proposals",
             address->name);
        return turned_away(settings, incoming.list, "not-theirs", error);
    }
    g_autoptr(CommandWords) words = command_words_open(settings, error);
    if (words == NULL)
        return fail_inside(error);
    g_autoptr(GArray) items = read_items(store, address, error);
    g_autoptr(GPtrArray) decisions = decisions_read(words, incoming.mail);
    if (items == NULL || !decide_all(store, decisions, items, value, error) ||
        !answer(store, settings, &incoming, address, value, error) ||
        !transaction_commit(incoming.transaction, error))
        return FALSE;
    incoming_log(&incoming, "mail to decide", decisions->len > 0 ? "done" : "not understood");
    return TRUE;
}
