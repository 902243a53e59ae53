/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intake - mails accepted while the server is busy, and filed when it can; see intake.h */
#include "list/intake.h"

#include <string.h>

#include "archive/message.h"
#include "base/error.h"
#include "base/log.h"
#include "store/query.h"

#include "list/digest-answer.h"
#include "list/post-accept.h"
#include "list/post-ask.h"
#include "list/post-inside.h"

IntakePost *
intake_post_new(const Settings *settings, const char *sender, const char *recipient, char *name,
                GBytes *raw, GError **error)
{
    g_autofree char *owned = name;
    Mail *mail = post_parse(raw, error);

    if (mail == NULL)
        return NULL;
    IntakePost *post = g_new0(IntakePost, 1);
    post->settings = settings;
    post->sender = sender;
    post->recipient = recipient;
    post->raw = raw;
    post->name = g_steal_pointer(&owned);
    post->mail = mail;
    post_look(settings, sender, mail, raw, &post->facts);
    return post;
}

void
intake_post_free(IntakePost *post)
{
    if (post == NULL)
        return;
    post_facts_clear(&post->facts);
    mail_free(post->mail);
    g_clear_error(&post->refusal);
    g_free(post->name);
    g_free(post);
}

gboolean
intake_waits(const IntakePost *post)
{
    return post->settled &&
           (post->verdict.outcome == POST_ACCEPTED || post->verdict.outcome == POST_FILED);
}

/* NULL: it takes no post under this address, or cannot be found; the long way says why. */
static IntakeList *
find_list(Store *store, IntakeLists *lists, const IntakePost *post)
{
    IntakeList *found = intake_lists_find(lists, store, post->name);

    if (found != NULL &&
        (found->list->is_closed ||
         g_ascii_strcasecmp(strrchr(post->recipient, '@') + 1, found->list->domain) != 0)) {
        g_clear_pointer(&found, intake_list_unref);
        intake_lists_forget(lists, post->name); /* it may have been opened or moved since */
    }
    return found;
}

static void
settle(IntakePost *post, const List *list, const PostDecision *decision)
{
    post->settled = TRUE;
    post->verdict = (PostVerdict){
        .outcome = decision->outcome, .reason = decision->reason, .status = decision->status};
    post_answer(post->settings, list, decision, &post->refusal);
    post_log(list, post->sender, post->mail, &post->verdict);
}

/* Posts that are to be kept, with their lists and decisions. */
typedef struct {
    GPtrArray *posts, *lists;
    GArray *decisions;
} Accepted;

static void
accepted_clear(Accepted *accepted)
{
    g_ptr_array_unref(accepted->posts);
    g_ptr_array_unref(accepted->lists);
    g_array_unref(accepted->decisions);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Accepted, accepted_clear)

/* In one statement, which is one transaction. */
static gboolean
keep(Store *store, const Accepted *accepted, GError **error)
{
    g_autoptr(GArray) lists = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) authors = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) distribute = g_array_new(FALSE, FALSE, sizeof(gint32));
    g_autoptr(GPtrArray) ids = g_ptr_array_new(), prints = g_ptr_array_new();
    g_autoptr(GPtrArray) raws = g_ptr_array_new();
    const PostDecision *decisions = (const PostDecision *)(gpointer)accepted->decisions->data;
    ListPostsTake row;

    for (guint i = 0; i < accepted->posts->len; i++) {
        const IntakePost *post = accepted->posts->pdata[i];
        const List *list = accepted->lists->pdata[i];
        gint32 to_readers = decisions[i].outcome == POST_ACCEPTED;
        g_array_append_val(lists, list->id);
        g_array_append_val(authors, post->facts.subscriber);
        g_array_append_val(distribute, to_readers);
        g_ptr_array_add(ids, post->facts.message_id);
        g_ptr_array_add(prints, post->facts.print);
        g_ptr_array_add(raws, post->raw);
    }
    g_ptr_array_add(ids, NULL);
    g_autoptr(Rows) rows = list_posts_take(store, lists, authors, (const char *const *)ids->pdata,
                                           prints, raws, distribute, error);
    for (guint i = 0; rows != NULL && list_posts_take_next(rows, &row); i++)
        if (row.taken)
            settle(accepted->posts->pdata[i], accepted->lists->pdata[i], &decisions[i]);
    return rows != NULL;
}

/* What changes nothing is settled; what is accepted is added to `accepted`. */
static void
decide(IntakePost *post, const IntakeList *to, Accepted *accepted)
{
    const PostDecision decision = post_authorise(to->policy, &post->facts);

    switch (decision.outcome) {
    case POST_ACCEPTED:
    case POST_FILED:
        g_ptr_array_add(accepted->posts, post);
        g_ptr_array_add(accepted->lists, to->list);
        g_array_append_val(accepted->decisions, decision);
        return;
    case POST_DUPLICATE:
    case POST_DISCARDED:
    case POST_REFUSED:
        settle(post, to->list, &decision);
        return;
    case POST_HELD:
    case POST_REPEATED:
        return;
    }
    g_assert_not_reached();
}

/* Posts that are asked about, each with its list and for which answers that takes it. */
typedef struct {
    GPtrArray *posts, *to, *lists, *facts;
    GArray *takes;
    gint32 most_posts;
} Asked;

static void
asked_clear(Asked *asked)
{
    g_ptr_array_unref(asked->posts);
    g_ptr_array_unref(asked->to);
    g_ptr_array_unref(asked->lists);
    g_ptr_array_unref(asked->facts);
    g_array_unref(asked->takes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, asked_clear)

static void
unref_list(gpointer data)
{
    intake_list_unref(data);
}

/* `to` is taken over. */
static void
add_asked(Asked *asked, IntakePost *post, IntakeList *to)
{
    post_look_for(to->list, &post->facts);
    /* How many posts an author has is not among the answers, nor which post of a digest is meant.
     */
    gboolean usual = to->most_posts == 0 && !digest_answer_may_be(post->mail);
    gint64 takes = usual ? post_accepts_if(to->policy, &post->facts) : 0;

    g_ptr_array_add(asked->posts, post);
    g_ptr_array_add(asked->to, to);
    g_ptr_array_add(asked->lists, to->list);
    g_ptr_array_add(asked->facts, &post->facts);
    g_array_append_val(asked->takes, takes);
    asked->most_posts = MAX(asked->most_posts, to->most_posts);
}

/* Those that were taken are settled; about the others is decided now. */
static void
decide_all(IntakeLists *lists, const Asked *asked, const PostMet *met, Accepted *accepted)
{
    for (guint i = 0; i < asked->posts->len; i++) {
        IntakePost *post = asked->posts->pdata[i];
        const IntakeList *to = asked->to->pdata[i];
        if (!met[i].as_known)
            intake_lists_forget(lists, post->name); /* this one goes the long way */
        else if (!met[i].taken)
            decide(post, to, accepted);
        else {
            const PostDecision decision = post_authorise(to->policy, &post->facts);
            settle(post, to->list, &decision);
        }
    }
}

gboolean
intake_take(Store *store, IntakeLists *lists, IntakePost *const *posts, guint n, GError **error)
{
    g_auto(Asked)
        asked = {g_ptr_array_new(), g_ptr_array_new_with_free_func(unref_list), g_ptr_array_new(),
                 g_ptr_array_new(), g_array_new(FALSE, FALSE, sizeof(gint64)),  0};
    g_auto(Accepted) accepted = {g_ptr_array_new(), g_ptr_array_new(),
                                 g_array_new(FALSE, FALSE, sizeof(PostDecision))};
    g_autofree PostMet *met = g_new0(PostMet, n);

    for (guint i = 0; i < n; i++) {
        IntakeList *to = find_list(store, lists, posts[i]);
        if (to != NULL)
            add_asked(&asked, posts[i], to);
    }
    if (asked.posts->len == 0)
        return TRUE;
    if (!post_meet(store, (const List *const *)asked.lists->pdata,
                   (PostFacts *const *)asked.facts->pdata, asked.takes, asked.most_posts, met,
                   error))
        return FALSE;
    decide_all(lists, &asked, met, &accepted);
    return accepted.posts->len == 0 || keep(store, &accepted, error);
}

/* In the caller's transaction, which is lost on failure. */
static gboolean
file(Store *store, const Settings *settings, const ListIntakeClaim *row, GError **error)
{
    g_autoptr(GBytes) raw = g_bytes_new(row->raw.data, row->raw.size);
    const PostFiling filing = {
        .subscriber = row->subscriber, .distribute = row->distribute, .arrival = row->received};
    g_autoptr(Mail) mail = post_parse(raw, error);
    g_autoptr(List) list = mail != NULL ? list_get(store, row->list, error) : NULL;
    PostVerdict verdict = {.outcome = row->distribute ? POST_ACCEPTED : POST_FILED,
                           .reason = "filed"};

    if (list == NULL || !post_accept(store, settings, list, mail, raw, &filing, &verdict, error) ||
        !list_intake_done(store, row->id, NULL, error))
        return FALSE;
    post_log(list, NULL, mail, &verdict);
    return TRUE;
}

/* Files number `*id`, or with 0 the first, of which it gets the number; or says what kept it.
 * FALSE: none waits, or `failure` is of the store. */
static gboolean
try_one(Store *store, const Settings *settings, gint64 *id, gsize *size, GError **failure)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, failure);
    g_autoptr(Rows) rows = transaction != NULL ? list_intake_claim(store, *id, failure) : NULL;
    ListIntakeClaim row;

    if (rows == NULL || !list_intake_claim_next(rows, &row))
        return FALSE;
    *id = row.id;
    *size = row.raw.size;
    return file(store, settings, &row, failure) && transaction_commit(transaction, failure);
}

static void
log_aside(gint64 id, const char *why)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);

    log_event(G_LOG_LEVEL_CRITICAL,
              "an accepted mail cannot be filed and was set aside: see colporteur intake list",
              "INTAKE", number, "WHY", why, NULL);
}

/* Counts the first that waits as begun. `*id` 0: there is none. */
static gboolean
begin(Store *store, gint64 *id, GError **error)
{
    for (;;) {
        g_autoptr(Rows) rows = list_intake_begin(store, error);
        ListIntakeBegin row;
        if (rows == NULL)
            return FALSE;
        *id = list_intake_begin_next(rows, &row) ? row.mail : 0;
        if (*id == 0 || !row.aside)
            return TRUE;
        log_aside(*id, "whoever began to file it ended");
    }
}

static gboolean
put_off(Store *store, gint64 id, const GError *failure, GError **error)
{
    gboolean passing = error_kind(failure) == ERROR_TRY_LATER;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
    g_autoptr(Rows) rows = list_intake_fault(store, id, failure->message, passing, error);
    ListIntakeFault row;

    if (rows == NULL)
        return FALSE;
    if (list_intake_fault_next(rows, &row) && row.aside)
        log_aside(id, failure->message);
    else
        log_failure(failure, "an accepted mail could not be filed and will be tried again",
                    "INTAKE", number, NULL);
    return TRUE;
}

gboolean
intake_file_next(Store *store, const Settings *settings, gboolean careful, gboolean *found,
                 gsize *size, GError **error)
{
    g_autoptr(GError) failure = NULL;
    gint64 id = 0;

    *size = 0;
    *found = FALSE;
    if (careful && !begin(store, &id, error))
        return FALSE;
    if (careful && id == 0)
        return TRUE;
    gboolean good = try_one(store, settings, &id, size, &failure);
    *found = id != 0;
    if (good || failure == NULL)
        return TRUE;
    if (id == 0 || !store_is_alive(store)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    return put_off(store, id, failure, error);
}
