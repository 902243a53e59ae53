/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-reading - the command that sets how a member reads a list */
#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/nearest.h"
#include "list/list.h"

#include "cmd/list.h"

static gboolean resume;
static char *from, *until, *topics;

const GOptionEntry cmd_list_reading_options[] = {
    {"from", 0, 0, G_OPTION_ARG_STRING, &from, "first day of a break; today without it", "DAY"},
    {"until", 0, 0, G_OPTION_ARG_STRING, &until, "last day of a break from this list", "DAY"},
    {"topics", 0, 0, G_OPTION_ARG_STRING, &topics,
     "take only posts about these, as \"mobilite, energie\"; all: everything", "WORDS"},
    {"end", 0, 0, G_OPTION_ARG_NONE, &resume, "end the break now", NULL},
    {0}};

static gboolean
read_words(Call *call, ListReading *reading, GError **error)
{
    static const char *const words[] = {"each",  "digest",    "daily", "weekly", "mime",
                                        "plain", "important", "none",  NULL};

    for (guint i = 2; i < call->n_arguments; i++) {
        const char *word = call->arguments[i];
        const char *nearest = nearest_name(word, words);
        if (list_reading_word(reading, word))
            continue;
        fail(error, ERROR_BAD_INPUT, "nobody can read a list \"%s\"", word);
        return fail_hint(
            error,
            nearest != NULL
                ? "did you mean \"%s\"?"
                : "each, digest, daily, weekly, a number of posts (1 to 200), mime, plain, "
                  "important or none",
            nearest);
    }
    return TRUE;
}

gboolean
cmd_list_reading(Call *call, GError **error)
{
    g_autofree char *now = clock_format(clock_now());
    g_autofree char *today = g_strndup(now, 10);
    ListReading reading = {0};

    if (resume && (from != NULL || until != NULL))
        return fail(error, ERROR_BAD_INPUT, "--end goes without --from and --until");
    if (call->n_arguments == 2 && until == NULL && !resume && topics == NULL) {
        fail(error, ERROR_BAD_INPUT, "there is nothing to set");
        return fail_hint(error, "give a word such as digest, or a break with --until 2026-12-31");
    }
    g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
    if (list == NULL || !read_words(call, &reading, error) ||
        !list_reading_change(call->store, list, call->arguments[1], &reading,
                             from != NULL ? from : today, until, resume, error) ||
        (topics != NULL &&
         !list_topics_change(call->store, list, call->arguments[1], topics, error)))
        return FALSE;
    printf("changed how %s reads %s\n", call->arguments[1], list->name);
    return TRUE;
}
