/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-ask - what the database knows of mails to lists; see post-ask.h */
#include "list/post-ask.h"

#include "base/error.h"
#include "store/query.h"

#include "list/digest-answer.h"
#include "list/post-body.h"

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

/* The list has its Message-ID: with the same body it is the same mail. */
static gboolean
find_duplicate(Store *store, const List *list, PostFacts *facts, GError **error)
{
    g_autoptr(Rows) rows = list_post_same(store, list->id, facts->message_id, error);
    gsize size;
    const guint8 *data = g_bytes_get_data(facts->raw, &size);
    g_autoptr(GBytes) body = post_body_of(data, size);
    ListPostSame row;

    if (rows == NULL)
        return FALSE;
    while (!facts->duplicate && list_post_same_next(rows, &row)) {
        g_autoptr(GBytes) other = post_body_of(row.raw.data, row.raw.size);
        facts->duplicate = g_bytes_equal(body, other);
    }
    return TRUE;
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
