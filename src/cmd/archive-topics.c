/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive-topics - what a thread is about, among the topics of its list */
#include <stdio.h>

#include "base/error.h"
#include "list/topic.h"
#include "store/query.h"

#include "cmd/archive-choose.h"
#include "cmd/archive.h"
#include "cmd/listing.h"

static gboolean json;
static gboolean none;

const GOptionEntry cmd_archive_topics_options[] = {
    {"none", 0, 0, G_OPTION_ARG_NONE, &none, "nothing: what follows in it goes to everybody", NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

static gboolean
show(Call *call, const List *list, const ArchiveChoose *message, GError **error)
{
    g_autoptr(Rows) rows = list_topic_of(call->store, list->id, message->message, error);
    g_autoptr(Listing) listing = listing_new("message", "subject", "topics", "posts#", NULL);
    ListTopicOf row;

    if (rows == NULL || !list_topic_of_next(rows, &row))
        return FALSE;
    g_autofree char *posts = g_strdup_printf("%" G_GINT64_FORMAT, row.posts);
    listing_row(listing, message->link, message->subject, row.slugs, posts);
    listing_print_one(listing, json);
    return TRUE;
}

gboolean
cmd_archive_topics(Call *call, GError **error)
{
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    g_autoptr(GArray) topics = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(Rows) rows = NULL;
    ListTopicThread done;
    ArchiveChoose message;

    if (list == NULL)
        return FALSE;
    if (none && call->n_arguments > 2)
        return fail(error, ERROR_BAD_INPUT, "--none goes without topics");
    if (!archive_choose_one(call->store, list, call->arguments[1], &rows, &message, error))
        return FALSE;
    if (!none && call->n_arguments == 2)
        return show(call, list, &message, error);
    if (!none && !topic_find_all(call->store, list, call->arguments[2], topics, error))
        return FALSE;
    g_autoptr(Rows) set = list_topic_thread(call->store, list->id, message.message, topics, error);
    if (set == NULL || !list_topic_thread_next(set, &done))
        return FALSE;
    printf("set the topics of %" G_GINT64_FORMAT " %s; answers inherit them\n", done.posts,
           done.posts == 1 ? "post" : "posts");
    return TRUE;
}
