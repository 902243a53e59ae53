/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-explain - what would happen to a mail, and why */
#include <string.h>

#include "list/post.h"
#include "mime/mail.h"
#include "mime/splice.h"

#include "cmd/list.h"
#include "cmd/listing.h"
#include "cmd/mail-file.h"

static gboolean json;
static char *sender;

const GOptionEntry cmd_list_explain_options[] = {
    {"sender", 0, 0, G_OPTION_ARG_STRING, &sender,
     "envelope sender (default: the mail's Return-Path, or its From)", "ADDRESS"},
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

gboolean
cmd_list_explain(Call *call, GError **error)
{
    g_autoptr(GBytes) raw = mail_file_read(call->arguments[1], error);
    g_autoptr(Listing) listing =
        listing_new("outcome", "reason", "why", "status", "sender", "author", "duplicate?", "loop?",
                    "automatic?", "reply?", NULL);
    PostFacts facts;
    PostDecision decision;

    if (raw == NULL)
        return FALSE;
    g_autofree char *from = sender != NULL ? g_strdup(sender) : told_sender(raw);
    const PostEnvelope envelope = {.sender = from, .list = call->arguments[0], .raw = raw};
    if (!post_explain(call->store, &envelope, &facts, &decision, error))
        return FALSE;
    listing_row(listing, post_outcome_word(decision.outcome), decision.reason, decision.text,
                decision.status != NULL ? decision.status : "", from,
                post_standing_word(facts.standing), facts.duplicate ? "yes" : "no",
                facts.loop ? "yes" : "no", facts.automatic || facts.auto_reply ? "yes" : "no",
                facts.is_reply ? "yes" : "no");
    listing_print_one(listing, json);
    return TRUE;
}
