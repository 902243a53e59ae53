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

#include "list/digest-answer.h"
#include "list/policy.h"
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

/* What stands behind the headers in `lines`, which end with CR LF; headers differ between two
 * copies of a mail that came two ways. */
static Sha256Piece
body_in(GBytes *lines)
{
    gsize n;
    const char *text = g_bytes_get_data(lines, &n);
    const char *blank = n > 0 ? memmem(text, n, "\r\n\r\n", 4) : NULL;
    gsize at = blank != NULL ? (gsize)(blank - text) + 4 : n;

    return (Sha256Piece){text + at, n - at};
}

static GBytes *
body_of(const guint8 *raw, gsize size)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(raw, size);
    g_autoptr(GBytes) lines = mail_to_crlf(bytes);
    const Sha256Piece body = body_in(lines);

    /* A copy: the bytes of a row do not outlive it. */
    return g_bytes_new(body.data, body.size);
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
                                  body_in(lines)};
    return sha256_of(pieces, G_N_ELEMENTS(pieces));
}

/* The list has its Message-ID: with the same body it is the same mail. */
static gboolean
find_duplicate(Store *store, const List *list, PostFacts *facts, GError **error)
{
    g_autoptr(Rows) rows = list_post_same(store, list->id, facts->message_id, error);
    gsize size;
    const guint8 *data = g_bytes_get_data(facts->raw, &size);
    g_autoptr(GBytes) body = body_of(data, size);
    ListPostSame row;

    if (rows == NULL)
        return FALSE;
    while (!facts->duplicate && list_post_same_next(rows, &row)) {
        g_autoptr(GBytes) other = body_of(row.raw.data, row.raw.size);
        facts->duplicate = g_bytes_equal(body, other);
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
static char **
patterns_of(const char *author, const char *sender)
{
    g_autofree char *key = sender != NULL ? address_fold(sender) : NULL;
    g_auto(GStrv) one = policy_patterns(author != NULL ? author : "");
    g_auto(GStrv) two = policy_patterns(key != NULL ? key : "");
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();

    g_strv_builder_addv(all, (const char **)one);
    g_strv_builder_addv(all, (const char **)two);
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

/* Adds `words` to `all`, and for each the number of its mail. */
static void
add_words(GPtrArray *all, GArray *of, char **words, gint32 number)
{
    for (guint i = 0; words[i] != NULL; i++) {
        g_ptr_array_add(all, words[i]);
        g_array_append_val(of, number);
    }
}

/* What is asked about some mails, as arrays. */
typedef struct {
    GArray *lists, *pattern_of, *refers_of;
    GPtrArray *versions, *keys, *message_ids, *prints, *raws, *patterns, *refers_to;
} Question;

static void
question_clear(Question *question)
{
    GArray *arrays[] = {question->lists, question->pattern_of, question->refers_of};
    GPtrArray *pointers[] = {question->versions, question->keys, question->message_ids,
                             question->prints,   question->raws, question->patterns,
                             question->refers_to};

    for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_unref(arrays[i]);
    for (guint i = 0; i < G_N_ELEMENTS(pointers); i++)
        g_ptr_array_unref(pointers[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Question, question_clear)

static void
question_read(Question *question, const List *const *lists, PostFacts *const *facts, guint n)
{
    *question = (Question){
        g_array_new(FALSE, FALSE, sizeof(gint64)),
        g_array_new(FALSE, FALSE, sizeof(gint32)),
        g_array_new(FALSE, FALSE, sizeof(gint32)),
        g_ptr_array_new(),
        g_ptr_array_new(),
        g_ptr_array_new(),
        g_ptr_array_new(),
        g_ptr_array_new(),
        g_ptr_array_new(),
        g_ptr_array_new(),
    };
    for (guint i = 0; i < n; i++) {
        const char *author = facts[i]->author;
        g_array_append_val(question->lists, lists[i]->id);
        g_ptr_array_add(question->versions, lists[i]->version);
        g_ptr_array_add(question->keys, (gpointer)(author != NULL ? author : ""));
        g_ptr_array_add(question->message_ids, facts[i]->message_id);
        g_ptr_array_add(question->prints, facts[i]->print);
        g_ptr_array_add(question->raws, facts[i]->raw);
        add_words(question->patterns, question->pattern_of, facts[i]->patterns, (gint32)i + 1);
        add_words(question->refers_to, question->refers_of, facts[i]->refers_to, (gint32)i + 1);
    }
    g_ptr_array_add(question->versions, NULL);
    g_ptr_array_add(question->keys, NULL);
    g_ptr_array_add(question->message_ids, NULL);
    g_ptr_array_add(question->patterns, NULL);
    g_ptr_array_add(question->refers_to, NULL);
}

static const char *const *
words_of(const GPtrArray *array)
{
    return (const char *const *)array->pdata;
}

void
post_look_for(const List *list, PostFacts *facts)
{
    facts->loop = has_been_here(list, facts->mail);
    facts->command = !facts->attached && post_is_command(facts->mail, facts->own_text, list->name);
}

static gboolean
look_for_digest(Store *store, const List *list, PostFacts *facts, GError **error)
{
    g_auto(DigestAnswer) answer = {0};

    if (!digest_answer_find(store, facts->settings, list, facts->mail, &answer, error))
        return FALSE;
    /* Who got no digest can only have guessed its number. */
    facts->is_reply = answer.message_id != NULL && facts->standing == STANDING_CONFIRMED;
    facts->of_digest = answer.is_unclear;
    return TRUE;
}

/* What a row says of a mail to `list`. */
static gboolean
answered(Store *store, const List *list, const ListPostFacts *row, PostFacts *about, GError **error)
{
    about->subscriber = row->subscriber;
    about->standing = standing_of(about, row->state);
    about->posting = posting_of(row->posting);
    about->posts = row->posts;
    about->is_owner = row->is_owner;
    about->is_moderator = row->is_moderator;
    about->banned = row->banned;
    about->is_reply = row->is_reply;
    if (!about->is_reply && !look_for_digest(store, list, about, error))
        return FALSE;
    about->duplicate = FALSE;
    if (row->same && !find_duplicate(store, list, about, error))
        return FALSE;
    about->repeated = row->repeated && !about->duplicate;
    return TRUE;
}

gboolean
post_ask(Store *store, const List *const *lists, PostFacts *const *facts, guint n,
         gint32 most_posts, GError **error)
{
    g_auto(Question) q = {0};
    ListPostFacts row;

    question_read(&q, lists, facts, n);
    g_autoptr(Rows) rows = list_post_facts(
        store, q.lists, words_of(q.keys), words_of(q.message_ids), q.prints, words_of(q.patterns),
        q.pattern_of, words_of(q.refers_to), q.refers_of, most_posts, error);
    for (guint i = 0; rows != NULL && i < n; i++) {
        if (!list_post_facts_next(rows, &row))
            return fail(error, ERROR_BUG, "nothing is known of a mail, not even that");
        post_look_for(lists[i], facts[i]);
        if (!answered(store, lists[i], &row, facts[i], error))
            return FALSE;
    }
    return rows != NULL;
}

gboolean
post_meet(Store *store, const List *const *lists, PostFacts *const *facts, const GArray *takes,
          gint32 most_posts, PostMet *met, GError **error)
{
    g_auto(Question) q = {0};
    ListPostsMeet row;

    question_read(&q, lists, facts, takes->len);
    g_autoptr(Rows) rows =
        list_posts_meet(store, q.lists, words_of(q.versions), words_of(q.keys),
                        words_of(q.message_ids), q.prints, q.raws, takes, words_of(q.patterns),
                        q.pattern_of, words_of(q.refers_to), q.refers_of, most_posts, error);
    for (guint i = 0; rows != NULL && list_posts_meet_next(rows, &row); i++) {
        const ListPostFacts fact = {row.subscriber, row.state,        row.posting, row.posts,
                                    row.is_owner,   row.is_moderator, row.banned,  row.same,
                                    row.repeated,   row.is_reply};
        met[i] = (PostMet){row.as_known, row.taken};
        if (row.as_known && !answered(store, lists[i], &fact, facts[i], error))
            return FALSE;
    }
    return rows != NULL;
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
