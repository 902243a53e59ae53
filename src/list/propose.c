/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * propose - a mail to LIST-propose@; see propose.h
 *
 * A proposal is not answered here: what the author is to hear waits in a table, as it does for
 * proposals that come another way, and goes out with the clock's next round. The token in the
 * letter that asks them is bound to list and proposal; used again it changes nothing.
 */
#include "list/propose.h"

#include "base/error.h"
#include "store/query.h"

#include "list/answer.h"
#include "list/propose-read.h"
#include "list/robot.h"

static gboolean
add_images(Store *store, const GPtrArray *images, gint64 contribution, GError **error)
{
    for (guint i = 0; i < images->len; i++) {
        const Image *image = images->pdata[i];
        if (!list_proposal_image_insert(store, contribution, (gint32)i + 1, image->type,
                                        (gint32)image->width, (gint32)image->height, image->data,
                                        NULL, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
find_language(Store *store, const Incoming *incoming, char **language, GError **error)
{
    g_autoptr(Rows) rows = list_person(store, incoming->list->id, incoming->author, error);
    ListPerson row;

    if (rows == NULL)
        return FALSE;
    *language = g_strdup(list_person_next(rows, &row) ? row.language : incoming->list->language);
    return TRUE;
}

static gboolean
add(Store *store, const Settings *settings, const Incoming *incoming, char **outcome,
    GError **error)
{
    g_autoptr(CommandWords) words = command_words_open(settings, error);
    g_autofree char *language = NULL;
    RobotVerdict verdict;
    ListProposalAdd row;

    if (words == NULL)
        return fail_inside(error);
    if (incoming->author == NULL)
        return fail(error, ERROR_BAD_INPUT, "a proposal names an author who can be answered");
    g_autoptr(ProposedMail) proposed = propose_read(store, words, incoming->mail, error);
    if (proposed == NULL || !find_language(store, incoming, &language, error) ||
        !robot_count(store, settings, incoming, incoming->author, &verdict, error))
        return FALSE;
    g_autoptr(Rows) rows =
        list_proposal_add(store, incoming->list->id, incoming->author, incoming->mail->from_address,
                          language, incoming->mail->message_id, (gint32)proposed->left_out,
                          verdict == ROBOT_MAY, proposed->kind, proposed->title, proposed->body,
                          proposed->author, (const char *const *)proposed->knowledge->pdata,
                          proposed->source, proposed->territories, proposed->interests, error);
    if (rows == NULL || !list_proposal_add_next(rows, &row))
        return FALSE;
    *outcome = g_strdup(row.outcome);
    return row.contribution == 0 || add_images(store, proposed->images, row.contribution, error);
}

static gboolean
confirm(Store *store, const ListAddress *address, char **outcome, GError **error)
{
    g_autoptr(Rows) rows = list_proposal_confirm(store, address->list, address->proposal, error);
    ListProposalConfirm row;

    if (rows == NULL || !list_proposal_confirm_next(rows, &row))
        return FALSE;
    *outcome = g_strdup(row.outcome);
    return TRUE;
}

/* Half a no, or a no about what was confirmed already or is no more: nothing is done. */
static gboolean
pass_on(Store *store, const Settings *settings, const Incoming *incoming,
        const ListAddress *address, GError **error)
{
    g_autoptr(Rows) rows = list_proposal_standing(store, address->list, address->proposal, error);
    g_autofree char *suffix = g_strconcat("-propose+", address->token, NULL);
    g_autofree char *again = list_address(incoming->list, suffix);
    AnswerPerson person = {.address =
                               incoming->author != NULL ? incoming->mail->from_address : NULL,
                           .language = incoming->list->language};
    ListProposalStanding row;

    if (rows == NULL)
        return FALSE;
    if (list_proposal_standing_next(rows, &row))
        person = (AnswerPerson){row.address, row.language, again};
    return answer_pass_on(store, settings, incoming, &person, error);
}

static gboolean
refuse(Store *store, const Settings *settings, const Incoming *incoming, const ListAddress *address,
       char **outcome, GError **error)
{
    g_autoptr(Rows) rows = list_proposal_refuse(store, address->list, address->proposal, error);
    ListProposalRefuse row;

    if (rows == NULL)
        return FALSE;
    gboolean gone = list_proposal_refuse_next(rows, &row);
    *outcome = g_strdup(gone ? "declined" : "too late");
    if (!gone)
        return pass_on(store, settings, incoming, address, error);
    const AnswerPerson person = {.address = row.address, .language = row.language};
    return answer_tell(store, settings, incoming, &person, "proposal_forgotten", error);
}

static gboolean
take_answer(Store *store, const Settings *settings, const Incoming *incoming,
            const ListAddress *address, char **outcome, GError **error)
{
    Answer answer;

    if (!answer_take(settings, incoming, &answer, error))
        return FALSE;
    switch (answer) {
    case ANSWER_PLAIN:
        return confirm(store, address, outcome, error);
    case ANSWER_NO:
        return refuse(store, settings, incoming, address, outcome, error);
    case ANSWER_LEAVE:
    case ANSWER_UNCLEAR:
        break;
    }
    *outcome = g_strdup("unclear");
    return pass_on(store, settings, incoming, address, error);
}

gboolean
propose_receive(Store *store, const Settings *settings, const ListAddress *address,
                const char *sender, GBytes *raw, GError **error)
{
    g_auto(Incoming) incoming = {0};
    g_autofree char *outcome = NULL;
    gboolean confirms = address->token != NULL;

    if (!incoming_take(store, address, sender, raw, confirms, &incoming, error))
        return FALSE;
    /* An automatic answer is nobody's yes. */
    if (confirms && incoming.automatic) {
        incoming_log(&incoming, "mail to propose", "automatic, ignored");
        return TRUE;
    }
    if (!confirms && !incoming_author_holds(settings, &incoming, error))
        return FALSE;
    if (!(confirms ? take_answer(store, settings, &incoming, address, &outcome, error)
                   : add(store, settings, &incoming, &outcome, error)) ||
        !transaction_commit(incoming.transaction, error))
        return FALSE;
    incoming_log(&incoming, "mail to propose", outcome);
    return TRUE;
}
