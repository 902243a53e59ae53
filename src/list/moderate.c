/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moderate - a moderator's decision by mail
 *
 * Two keys: the token, which went to owners and moderators alone, and an author who is one of them.
 * A notice that is passed on lets nobody else decide, and a forged author has no token. The
 * decision commits before its answer is written: a mail server that heard nothing sends the mail
 * again, and then the answer says that it is done.
 */
#include "list/moderate.h"

#include "base/error.h"
#include "store/query.h"

#include "list/decision-read.h"
#include "list/held-tell.h"
#include "list/held.h"
#include "list/incoming.h"
#include "list/topic.h"
#include "list/turned-away.h"

typedef struct {
    char *subject;
    char *state;
    char *by;
    char *topics; /* those of the list, where somebody named others */
} Found;

static void
found_clear(Found *found)
{
    g_free(found->subject);
    g_free(found->state);
    g_free(found->by);
    g_free(found->topics);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Found, found_clear)

/* `state` stays NULL where there is no such mail any more. ERROR_REFUSED for another list's. */
static gboolean
find(Store *store, const ListAddress *address, Found *found, GError **error)
{
    g_autoptr(Rows) rows = list_held_show(store, address->held, error);
    ListHeldShow row;

    if (rows == NULL)
        return FALSE;
    if (!list_held_show_next(rows, &row))
        return TRUE;
    if (!g_str_equal(row.list, address->name))
        return fail(error, ERROR_REFUSED, "this address or link is not valid");
    found->subject = g_strdup(row.subject);
    found->state = g_strdup(row.state);
    found->by = g_strdup(row.decided_by);
    return TRUE;
}

/* The decision, one of our own words or "" for none that is understood, and what came with it. */
static const char *
decision_of(const Settings *settings, const ListAddress *address, const Mail *mail,
            MailDecision *decision, GError **error)
{
    if (address->what == ADDRESS_ACCEPT)
        return "accept";
    if (address->what == ADDRESS_DISCARD)
        return "discard";
    g_autoptr(CommandWords) words = command_words_open(settings, error);
    if (words == NULL)
        return NULL;
    decision_read(words, mail, decision);
    /* "Accepter ? Je ne crois pas" sends nothing to anybody, nor does "OK", with "mais pas avant
     * lundi" on the next line; what follows "refuser" is its reason. */
    if (decision->decision != NULL && !g_str_equal(decision->decision, "reject") &&
        !decision->is_alone)
        return "";
    if (g_strcmp0(decision->decision, "yes") == 0)
        return "accept";
    /* A constant of ours in place of the table's word. */
    static const char *const known[] = {"accept", "trust", "important", "reject", "discard"};
    for (guint i = 0; decision->decision != NULL && i < G_N_ELEMENTS(known); i++)
        if (g_str_equal(decision->decision, known[i]))
            return known[i];
    return "";
}

/* Topics that the list does not have change nothing: `*known` gets those it has; "" where it has
 * none, NULL where all is well. */
static gboolean
check_topics(Store *store, const List *list, const char *topics, char **known, GError **error)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autofree char *unknown = NULL;

    if (topics == NULL)
        return TRUE;
    if (!topic_find(store, list, topics, found, &unknown, error))
        return FALSE;
    if (unknown != NULL)
        *known = topic_text(store, list->id, list->language, error);
    return unknown == NULL || *known != NULL;
}

/* Does it; `*what` gets the word for the answer. */
static gboolean
act(Store *store, const Settings *settings, const Incoming *incoming, gint64 number,
    const char *decision, const MailDecision *said, const char **what, GError **error)
{
    g_autofree char *by = g_strconcat("mail: ", incoming->author, NULL);
    PostVerdict verdict;

    if (g_str_equal(decision, "discard")) {
        *what = "discarded";
        return held_discard(store, settings, number, by, error);
    }
    if (g_str_equal(decision, "reject")) {
        *what = "rejected";
        return held_reject(store, settings, number, by, said->text, NULL, error);
    }
    gboolean trusted = FALSE;
    gboolean trust = g_str_equal(decision, "trust");
    const HeldMarks marks = {.important = g_str_equal(decision, "important"),
                             .topics = said->topics};
    if (!held_accept(store, settings, number, by, &marks, trust ? &trusted : NULL, &verdict, error))
        return FALSE;
    *what = trusted ? "trusted" : trust ? "untrusted" : marks.important ? "important" : "accepted";
    return TRUE;
}

/* Decides where there is something to decide; what is to be answered is in `answer`. */
static gboolean
decide(Store *store, const Settings *settings, const Incoming *incoming, const ListAddress *address,
       Found *found, HeldAnswer *answer, GError **error)
{
    g_auto(MailDecision) said = {0};
    g_autoptr(GError) failed = NULL;
    const char *decision = decision_of(settings, address, incoming->mail, &said, error);

    if (decision == NULL)
        return fail_inside(error);
    if (!check_topics(store, incoming->list, said.topics, &found->topics, error))
        return FALSE;
    answer->topics = found->topics;
    if (found->state == NULL) {
        answer->what = "gone";
    } else if (*decision == '\0') {
        answer->what = "not_understood";
    } else if (found->topics != NULL) {
        answer->what = "topics_unknown";
    } else if (!act(store, settings, incoming, address->held, decision, &said, &answer->what,
                    &failed)) {
        if (error_kind(failed) == ERROR_REFUSED) {
            answer->what = "not_a_post";
        } else if (error_kind(failed) == ERROR_CONFLICT) {
            answer->what = "already";
            found_clear(found);
            *found = (Found){0};
            if (!find(store, address, found, error))
                return FALSE;
            answer->state = found->state;
            answer->by = found->by;
        } else {
            g_propagate_error(error, g_steal_pointer(&failed));
            return FALSE;
        }
    }
    answer->subject = found->subject;
    return TRUE;
}

gboolean
moderate_receive(Store *store, const Settings *settings, const ListAddress *address,
                 const char *sender, GBytes *raw, GError **error)
{
    g_auto(Incoming) incoming = {0};
    g_auto(Found) found = {0};
    gboolean keeper;

    if (!incoming_take(store, address, sender, raw, TRUE, &incoming, error))
        return FALSE;
    if (incoming.automatic) {
        incoming_log(&incoming, "mail to moderate", "automatic, ignored");
        return TRUE;
    }
    if (!incoming_author_holds(settings, &incoming, error) ||
        !incoming_by_keeper(store, &incoming, &keeper, error) ||
        !find(store, address, &found, error))
        return FALSE;
    if (!keeper) {
        fail(error, ERROR_REFUSED, "only those who look after \"%s\" decide about its mail",
             address->name);
        return turned_away(settings, incoming.list, "not-theirs", error);
    }
    /* What decides opens a transaction of its own. */
    g_clear_pointer(&incoming.transaction, transaction_free);
    HeldAnswer answer = {.to = incoming.mail->from_address,
                         .in_reply_to = incoming.mail->message_id,
                         .number = address->held};
    if (!decide(store, settings, &incoming, address, &found, &answer, error))
        return FALSE;
    incoming.transaction = transaction_begin(store, error);
    if (incoming.transaction == NULL ||
        !held_answer(store, settings, incoming.list, &answer, error) ||
        !transaction_commit(incoming.transaction, error))
        return FALSE;
    incoming_log(&incoming, "mail to moderate", answer.what);
    return TRUE;
}
