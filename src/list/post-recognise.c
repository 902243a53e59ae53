/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-recognise - what is known of a mail to a list before anything is decided
 *
 * Loops and automatic mail are told by headers (RFC 2919, RFC 3834); who wrote it by the address in
 * From, folded, because that is whom readers see. Whether From tells the truth is the mail server's
 * business (DMARC), which says so in a header (post-verdict.h). One query, as a rule.
 */
#include "list/post-recognise.h"

#include <string.h>

#include "archive/accept.h"
#include "base/address.h"
#include "base/error.h"
#include "base/sha256.h"
#include "mime/field.h"
#include "mime/splice.h"
#include "store/query.h"

#include "list/policy.h"
#include "list/post-ask.h"
#include "list/post-body.h"
#include "list/post-command.h"

const char *
post_standing_word(PostStanding standing)
{
    static const char *const words[] = {"no author", "stranger", "unconfirmed", "left",
                                        "confirmed"};
    return words[standing];
}

/* More servers than any way through the world has; Postfix gives up at 50, Sendmail at 25. */
enum { HOPS_MAX = 50 };

/* Our own List-Id or X-Loop; or Delivered-To the list twice, since once may be the mail server that
 * hands it to us saying so; or a way without end (RFC 5321, 6.3). */
static gboolean
has_been_here(const List *list, const Mail *mail)
{
    g_autofree char *id = g_strconcat(list->name, ".", list->domain, NULL);
    g_autofree char *address = list_address(list, "");
    guint deliveries = 0, hops = 0;

    if (mail->list_id != NULL && g_ascii_strcasecmp(mail->list_id, id) == 0)
        return TRUE;
    for (guint i = 0; i < mail->n_headers; i++) {
        const MailHeader *header = &mail->headers[i];
        hops += g_ascii_strcasecmp(header->name, "Received") == 0;
        if (g_ascii_strcasecmp(header->value, address) != 0)
            continue;
        if (g_ascii_strcasecmp(header->name, "X-Loop") == 0)
            return TRUE;
        deliveries += g_ascii_strcasecmp(header->name, "Delivered-To") == 0;
    }
    return deliveries > 1 || hops > HOPS_MAX;
}

static gboolean
begins_with(const char *value, const char *word)
{
    return value != NULL && g_ascii_strncasecmp(value, word, strlen(word)) == 0;
}

/* Narrower than mail_is_automatic(), which errs towards silence: what is told here is dropped. */
static gboolean
is_auto_reply(const Mail *mail)
{
    return begins_with(mail->auto_submitted, "auto-replied") ||
           begins_with(mail->precedence, "auto_reply") ||
           begins_with(mail_header(mail, "Content-Type"), "multipart/report") ||
           mail_header(mail, "X-Autoreply") != NULL || mail_header(mail, "X-Autorespond") != NULL ||
           mail_header(mail, "X-Autoresponse") != NULL;
}

/* Author, date, subject and body, which stay the same on every way a mail can come; NULL where one
 * of the first two is missing: then nothing tells a second "thank you" from a copy of the first. */
static GBytes *
print_of(const Mail *mail, const char *author)
{
    const char *date = mail_header(mail, "Date");

    if (author == NULL || mail->date_header == 0)
        return NULL;
    const char *subject = mail->subject != NULL ? mail->subject : "";
    g_autoptr(GBytes) lines = mail_to_crlf(mail->raw);
    const Sha256Piece pieces[] = {{author, strlen(author) + 1},
                                  {date, strlen(date) + 1},
                                  {subject, strlen(subject) + 1},
                                  post_body_in(lines)};
    return sha256_of(pieces, G_N_ELEMENTS(pieces));
}

gboolean
post_remember(Store *store, const List *list, const PostFacts *facts, GError **error)
{
    return facts->print == NULL || list_print_add(store, list->id, facts->print, NULL, error);
}

/* What bans one of two addresses, each of which may be missing. */
static char **
patterns_of(const char *author, const char *sender)
{
    g_autofree char *key = sender != NULL ? address_fold(sender) : NULL;
    const char *addresses[] = {author, key};
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();

    for (guint i = 0; i < G_N_ELEMENTS(addresses); i++) {
        /* Who wrote a mail is most often who sent it. */
        if (addresses[i] == NULL || (i > 0 && g_strcmp0(author, key) == 0))
            continue;
        g_auto(GStrv) patterns = policy_patterns(addresses[i]);
        g_strv_builder_addv(all, (const char **)patterns);
    }
    return g_strv_builder_end(all);
}

/* HTML has blanks that do not break, and letters that are not seen. */
static gboolean
says_nothing(const char *text)
{
    while (g_unichar_isspace(g_utf8_get_char(text)) || g_unichar_iszerowidth(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return *text == '\0';
}

void
post_look(const Settings *settings, const char *sender, const Mail *mail, GBytes *raw,
          PostFacts *facts)
{
    const char *authserv_id = settings_text(settings, SETTING_MAIL_AUTHSERV_ID);

    facts->settings = settings;
    facts->mail = mail;
    facts->raw = raw;
    facts->null_sender = sender == NULL || *sender == '\0';
    facts->auto_reply = is_auto_reply(mail);
    facts->automatic = mail_is_automatic(mail);
    facts->author = mail->from_address != NULL ? address_fold(mail->from_address) : NULL;
    facts->verdict = post_verdict_read(mail, authserv_id);
    facts->size = g_bytes_get_size(raw);
    guint froms = 0;
    for (guint i = 0; i < mail->n_headers; i++) {
        froms += g_ascii_strcasecmp(mail->headers[i].name, "From") == 0;
        if (g_ascii_strcasecmp(mail->headers[i].name, "To") == 0 ||
            g_ascii_strcasecmp(mail->headers[i].name, "Cc") == 0)
            facts->recipients += field_mailbox_count(mail->headers[i].value);
    }
    facts->two_froms = froms > 1;
    for (guint i = 0; i < mail->n_parts; i++)
        facts->attached |= !g_str_has_prefix(mail->parts[i].content_type, "text/") ||
                           mail->parts[i].filename != NULL;
    facts->own_text = post_own_text(mail);
    facts->empty = says_nothing(facts->own_text) && !facts->attached;
    if (mail_has_oddity(mail, "headers-too-long")) {
        /* It may be the headers of a part, which are of no consequence: try. */
        g_autoptr(GBytes) spliced = mail_splice(raw, NULL, 0, NULL);
        facts->oversized = spliced == NULL;
    }
    facts->message_id = archive_message_id(mail, raw);
    facts->refers_to = archive_refers_to(mail, facts->message_id);
    facts->patterns = patterns_of(facts->author, sender); /* whoever may be meant */
    if (!post_verdict_names_author(&facts->verdict, mail, authserv_id))
        g_clear_pointer(&facts->author, g_free);
    facts->print = print_of(mail, facts->author);
}

void
post_look_for(const List *list, PostFacts *facts)
{
    facts->loop = has_been_here(list, facts->mail);
    facts->command = !facts->attached && post_is_command(facts->mail, facts->own_text, list->name);
}

gboolean
post_recognise(Store *store, const Settings *settings, const List *list, const char *sender,
               const Mail *mail, GBytes *raw, PostFacts *facts, GError **error)
{
    g_auto(PostFacts) found = {0};

    post_look(settings, sender, mail, raw, &found);
    if (!post_ask(store, &list, &(PostFacts *){&found}, 1, POSTS_MAX, error))
        return FALSE;
    *facts = found;
    found = (PostFacts){0};
    return TRUE;
}

void
post_facts_clear(PostFacts *facts)
{
    g_clear_pointer(&facts->author, g_free);
    g_clear_pointer(&facts->print, g_bytes_unref);
    g_clear_pointer(&facts->message_id, g_free);
    g_clear_pointer(&facts->refers_to, g_strfreev);
    g_clear_pointer(&facts->patterns, g_strfreev);
    g_clear_pointer(&facts->own_text, g_free);
}

gboolean
post_lock(Store *store, const List *list, const Mail *mail, GBytes *raw, GError **error)
{
    g_autofree char *id = archive_message_id(mail, raw);
    return list_post_lock(store, list->id, id, NULL, error);
}
