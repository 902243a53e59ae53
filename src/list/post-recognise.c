/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-recognise - what is known of a mail to a list before anything is decided
 *
 * Loops and automatic mail are told by headers (RFC 2919, RFC 3834); who wrote it by the address in
 * From, folded, because that is whom readers see. Whether From tells the truth is the mail server's
 * business (DMARC), which says so in a header (post-verdict.h). One query, as a rule.
 */
#include <string.h>

#include "archive/accept.h"
#include "base/address.h"
#include "base/error.h"
#include "mime/field.h"
#include "mime/splice.h"
#include "store/query.h"

#include "list/policy.h"
#include "list/post-command.h"
#include "list/post-recognise.h"

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

/* What stands behind the headers; they differ between two copies of a mail that came two ways. */
static GBytes *
body_of(const guint8 *raw, gsize size)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(raw, size);
    g_autoptr(GBytes) lines = mail_to_crlf(bytes);
    gsize n;
    const char *text = g_bytes_get_data(lines, &n);
    const char *blank = n > 0 ? memmem(text, n, "\r\n\r\n", 4) : NULL;
    gsize at = blank != NULL ? (gsize)(blank - text) + 4 : n;

    /* A copy: the bytes of a row do not outlive it. */
    return g_bytes_new(text + at, n - at);
}

/* Author, date, subject and body, which stay the same on every way a mail can come; NULL where one
 * of the first two is missing: then nothing tells a second "thank you" from a copy of the first. */
static GBytes *
print_of(const Mail *mail, const char *author)
{
    const char *date = mail_header(mail, "Date");
    g_autoptr(GChecksum) sha256 = g_checksum_new(G_CHECKSUM_SHA256);
    gsize size, hash_size = 32;
    guint8 hash[32];

    if (author == NULL || mail->date_header == 0)
        return NULL;
    const char *const words[] = {author, date, mail->subject != NULL ? mail->subject : ""};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        g_checksum_update(sha256, (const guchar *)words[i], (gssize)strlen(words[i]) + 1);
    const guint8 *raw = g_bytes_get_data(mail->raw, &size);
    g_autoptr(GBytes) body = body_of(raw, size);
    const guint8 *data = g_bytes_get_data(body, &size);
    g_checksum_update(sha256, data, (gssize)size);
    g_checksum_get_digest(sha256, hash, &hash_size);
    return g_bytes_new(hash, hash_size);
}

/* The list has its Message-ID: with the same body it is the same mail. */
static gboolean
find_duplicate(Store *store, const List *list, const char *id, GBytes *raw, gboolean *duplicate,
               GError **error)
{
    g_autoptr(Rows) rows = list_post_same(store, list->id, id, error);
    gsize size;
    const guint8 *data = g_bytes_get_data(raw, &size);
    g_autoptr(GBytes) body = body_of(data, size);
    ListPostSame row;

    if (rows == NULL)
        return FALSE;
    while (!*duplicate && list_post_same_next(rows, &row)) {
        g_autoptr(GBytes) other = body_of(row.raw.data, row.raw.size);
        *duplicate = g_bytes_equal(body, other);
    }
    return TRUE;
}

gboolean
post_remember(Store *store, const List *list, const PostFacts *facts, GError **error)
{
    return facts->print == NULL || list_print_add(store, list->id, facts->print, NULL, error);
}

static PostPosting
posting_of(const char *word)
{
    static const char *const words[] = {"rules", "trusted", "watched", "muted"};

    for (PostPosting i = POSTING_RULES; i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(word, words[i]))
            return i;
    g_assert_not_reached(); /* the column has a constraint */
}

static PostStanding
standing_of(const PostFacts *facts, const char *state)
{
    if (facts->author == NULL)
        return STANDING_ANONYMOUS;
    if (g_str_equal(state, "confirmed"))
        return STANDING_CONFIRMED;
    if (g_str_equal(state, "unconfirmed"))
        return STANDING_UNCONFIRMED;
    return g_str_equal(state, "unsubscribed") ? STANDING_LEFT : STANDING_STRANGER;
}

/* What bans one of two addresses, each of which may be missing. */
static GPtrArray *
patterns_of(const char *author, const char *sender)
{
    g_autofree char *key = sender != NULL ? address_fold(sender) : NULL;
    g_auto(GStrv) one = policy_patterns(author != NULL ? author : "");
    g_auto(GStrv) two = policy_patterns(key != NULL ? key : "");
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

    for (char **p = one; *p != NULL; p++)
        g_ptr_array_add(all, g_strdup(*p));
    for (char **p = two; *p != NULL; p++)
        g_ptr_array_add(all, g_strdup(*p));
    g_ptr_array_add(all, NULL);
    return all;
}

/* What the database knows of it, in one question; a second one where its Message-ID is known. */
static gboolean
ask(Store *store, const List *list, const char *sender, const Mail *mail, GBytes *raw,
    PostFacts *facts, GError **error)
{
    g_autofree char *id = archive_message_id(mail, raw);
    g_auto(GStrv) refers_to = archive_refers_to(mail, id);
    g_autoptr(GPtrArray) patterns = patterns_of(facts->author, sender);
    ListPostFacts row;

    facts->print = print_of(mail, facts->author);
    g_autoptr(Rows) rows =
        list_post_facts(store, list->id, facts->author != NULL ? facts->author : "",
                        (const char *const *)patterns->pdata, id, facts->print,
                        (const char *const *)refers_to, error);
    if (rows == NULL)
        return FALSE;
    if (!list_post_facts_next(rows, &row))
        return fail(error, ERROR_BUG, "nothing is known of a mail, not even that");
    facts->subscriber = row.subscriber;
    facts->standing = standing_of(facts, row.state);
    facts->posting = posting_of(row.posting);
    facts->posts = row.posts;
    facts->is_owner = row.is_owner;
    facts->is_moderator = row.is_moderator;
    facts->banned = row.banned;
    facts->is_reply = row.is_reply;
    if (row.same && !find_duplicate(store, list, id, raw, &facts->duplicate, error))
        return FALSE;
    facts->repeated = row.repeated && !facts->duplicate;
    return TRUE;
}

/* HTML has blanks that do not break, and letters that are not seen. */
static gboolean
says_nothing(const char *text)
{
    while (g_unichar_isspace(g_utf8_get_char(text)) || g_unichar_iszerowidth(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return *text == '\0';
}

/* What can be told from the mail alone. */
static void
look(const Settings *settings, const List *list, const char *sender, const Mail *mail, GBytes *raw,
     PostFacts *facts)
{
    g_autofree char *own = post_own_text(mail);
    gboolean attached = FALSE;

    facts->mail = mail;
    facts->null_sender = sender == NULL || *sender == '\0';
    facts->loop = has_been_here(list, mail);
    facts->auto_reply = is_auto_reply(mail);
    facts->automatic = mail_is_automatic(mail);
    facts->author = mail->from_address != NULL ? address_fold(mail->from_address) : NULL;
    facts->verdict = post_verdict_read(mail, settings_text(settings, SETTING_MAIL_AUTHSERV_ID));
    facts->size = g_bytes_get_size(raw);
    for (guint i = 0; i < mail->n_headers; i++)
        if (g_ascii_strcasecmp(mail->headers[i].name, "To") == 0 ||
            g_ascii_strcasecmp(mail->headers[i].name, "Cc") == 0)
            facts->recipients += field_mailbox_count(mail->headers[i].value);
    for (guint i = 0; i < mail->n_parts; i++)
        attached = attached || !g_str_has_prefix(mail->parts[i].content_type, "text/") ||
                   mail->parts[i].filename != NULL;
    facts->empty = says_nothing(own) && !attached;
    facts->command = !attached && post_is_command(mail, own, list->name);
    if (mail_has_oddity(mail, "headers-too-long")) {
        /* It may be the headers of a part, which are of no consequence: try. */
        g_autoptr(GBytes) spliced = mail_splice(raw, NULL, 0, NULL);
        facts->oversized = spliced == NULL;
    }
}

gboolean
post_recognise(Store *store, const Settings *settings, const List *list, const char *sender,
               const Mail *mail, GBytes *raw, PostFacts *facts, GError **error)
{
    g_auto(PostFacts) found = {0};

    look(settings, list, sender, mail, raw, &found);
    if (!ask(store, list, sender, mail, raw, &found, error))
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
}

gboolean
post_lock(Store *store, const List *list, const Mail *mail, GBytes *raw, GError **error)
{
    g_autofree char *id = archive_message_id(mail, raw);
    return list_post_lock(store, list->id, id, NULL, error);
}
