/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-explain - what would happen to a mail, and why */
#include <string.h>

#include "list/post.h"
#include "mime/mail.h"
#include "mime/splice.h"

#include "cmd/list.h"
#include "cmd/listing.h"
#include "cmd/mail-file.h"
#include "cmd/source-text.h"

static gboolean json;
static char *sender;
static char *policy;

const GOptionEntry cmd_list_explain_options[] = {
    {"sender", 0, 0, G_OPTION_ARG_STRING, &sender,
     "envelope sender (default: the mail's Return-Path, or its From)", "ADDRESS"},
    {"policy", 0, 0, G_OPTION_ARG_FILENAME, &policy,
     "try the rules of this file in place of the list's own", "FILE"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

/* The envelope sender that the mail itself tells of: "" for a null one. */
static char *
told_sender(GBytes *raw)
{
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(lines, NULL);
    const char *path = mail != NULL ? mail_header(mail, "Return-Path") : NULL;

    if (path != NULL) {
        g_autofree char *bare = g_strstrip(g_strdup(path));
        gsize size = strlen(bare);
        return size >= 2 && bare[0] == '<' && bare[size - 1] == '>' ? g_strndup(bare + 1, size - 2)
                                                                    : g_strdup(bare);
    }
    /* Unknown is not null: a mail that was never sent has none yet. */
    return g_strdup(mail != NULL && mail->from_address != NULL ? mail->from_address : "unknown");
}

static const char *
yes(gboolean so)
{
    return so ? "yes" : "no";
}

static const char *
author_word(PostAuthor author)
{
    static const char *const words[] = {"unknown", "verified", "forged"};
    return words[author];
}

/* "line 2 of the list", "line 3 of policy discussion"; what no rule can undo has none. */
static char *
place_of(const PolicyRule *rule)
{
    if (rule == NULL)
        return g_strdup("before all rules");
    return g_strdup_printf("line %u of %s%s", rule->line,
                           g_str_equal(rule->source, "list") ? "the " : "policy ", rule->source);
}

gboolean
cmd_list_explain(Call *call, GError **error)
{
    g_autoptr(GBytes) raw = mail_file_read(call->arguments[1], error);
    g_autofree char *tried = NULL;
    g_autoptr(Listing) listing =
        listing_new("outcome", "reason", "why", "rule", "where", "status", "sender", "author",
                    "from", "duplicate?", "loop?", "automatic?", "reply?", "spam?", NULL);
    g_auto(PostExplanation) found = {0};

    if (raw == NULL)
        return FALSE;
    if (policy != NULL && (tried = source_text_read(policy, error)) == NULL)
        return FALSE;
    g_autofree char *from = sender != NULL ? g_strdup(sender) : told_sender(raw);
    const PostEnvelope envelope = {.sender = from, .list = call->arguments[0], .raw = raw};
    if (!post_explain(call->store, call->settings, &envelope, tried, &found, error))
        return FALSE;
    const PostFacts *facts = &found.facts;
    const PostDecision *decision = &found.decision;
    g_autofree char *where = place_of(decision->rule);
    listing_row(listing, post_outcome_word(decision->outcome), decision->reason, decision->text,
                decision->rule != NULL ? decision->rule->text : "", where,
                decision->status != NULL ? decision->status : "", from,
                post_standing_word(facts->standing), author_word(facts->verdict.author),
                yes(facts->duplicate || facts->repeated), yes(facts->loop),
                yes(facts->automatic || facts->auto_reply), yes(facts->is_reply),
                yes(facts->verdict.spam));
    listing_print_one(listing, json);
    return TRUE;
}
