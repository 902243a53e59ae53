/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * held-review - held mail looked at and decided one after the other, on a terminal
 *
 * A mail that is shown is claimed for a quarter of an hour, so that two who review at once get
 * different ones; the claim shows in the listing. It bars nobody from deciding: what counts is
 * whose decision comes first.
 */
#include "cmd/held-inside.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "list/list.h"
#include "list/topic.h"

#include "cmd/held.h"

typedef enum { ANSWER_DONE, ANSWER_AGAIN, ANSWER_QUIT } Answer;

static char *
read_line(const char *question)
{
    char line[1024];

    fputs(question, stdout);
    fflush(stdout);
    return fgets(line, sizeof line, stdin) != NULL ? g_strdup(g_strstrip(line)) : NULL;
}

/* Somebody else was faster: said, and the next one comes. */
static Answer
after(gboolean good, GError **error)
{
    if (good)
        return ANSWER_DONE;
    if (error_kind(*error) != ERROR_CONFLICT && error_kind(*error) != ERROR_REFUSED &&
        error_kind(*error) != ERROR_NOT_FOUND)
        return ANSWER_QUIT;
    printf("%s\n", (*error)->message);
    if (error_hint(*error) != NULL)
        printf("  %s\n", error_hint(*error));
    /* What is not found is a topic: the mail itself stays, whatever becomes of it. */
    Answer answer = error_kind(*error) == ERROR_CONFLICT ? ANSWER_DONE : ANSWER_AGAIN;
    g_clear_error(error);
    return answer;
}

static Answer
reject(Call *call, gint64 number, GError **error)
{
    g_autofree char *text = read_line("What to tell its author (one line, may be empty): ");

    return text == NULL ? ANSWER_QUIT
                        : after(held_reject_and_say(call, number, text, error), error);
}

/* "a velo, energie": accepted, and about these. */
static const char *
named_topics(char *line)
{
    char *rest = line + strcspn(line, " ");

    return *rest != '\0' ? g_strstrip(rest) : NULL;
}

static Answer
decide(Call *call, gint64 number, gboolean has_topics, GError **error)
{
    g_autofree char *question = g_strconcat(
        "[a]ccept, accept and [t]rust, accept as [i]mportant, [r]eject, [d]iscard, [s]kip, [q]uit",
        has_topics ? "; topics behind, as \"a velo\"? " : "? ", NULL);
    g_autofree char *line = read_line(question);

    if (line == NULL)
        return ANSWER_QUIT;
    HeldMarks marks = {.important = g_ascii_tolower(*line) == 'i', .topics = named_topics(line)};
    switch (g_ascii_tolower(*line)) {
    case 'a':
    case 'i':
        return after(held_accept_and_say(call, number, &marks, FALSE, error), error);
    case 't':
        return after(held_accept_and_say(call, number, &marks, TRUE, error), error);
    case 'r':
        return reject(call, number, error);
    case 'd':
        return after(held_discard_and_say(call, number, error), error);
    case 's':
        return ANSWER_DONE;
    case 'q':
        return ANSWER_QUIT;
    default:
        return ANSWER_AGAIN;
    }
}

/* Says what topics its list has. */
static gboolean
show_topics(Call *call, const char *name, gboolean *has_topics, GError **error)
{
    g_autoptr(List) list = list_find(call->store, name, error);
    g_autofree char *topics = list != NULL ? topic_text(call->store, list->id, "en", error) : NULL;

    if (topics == NULL)
        return FALSE;
    *has_topics = *topics != '\0';
    if (*has_topics)
        printf("\nTopics of the list: %s\n", topics);
    return TRUE;
}

/* Shows one and asks until there is a decision; FALSE in `*go_on` ends it all. */
static gboolean
review_one(Call *call, gint64 number, gboolean *go_on, GError **error)
{
    g_autofree char *by = held_decider();
    g_autoptr(Rows) looked = list_held_look(call->store, number, by, error);
    ListHeldLook claim;
    ListHeldShow row;

    if (looked == NULL)
        return FALSE;
    if (!list_held_look_next(looked, &claim))
        return TRUE;
    if (!g_str_equal(claim.by, by)) {
        printf("held message %" G_GINT64_FORMAT " is being read by %s\n", number, claim.by);
        return TRUE;
    }
    g_autoptr(Rows) rows = list_held_show(call->store, number, error);
    if (rows == NULL)
        return FALSE;
    if (!list_held_show_next(rows, &row))
        return TRUE;
    gboolean has_topics;
    if (!held_show_mail(&row, number, error) || !show_topics(call, row.list, &has_topics, error))
        return FALSE;
    Answer answer;
    do
        answer = decide(call, number, has_topics, error);
    while (answer == ANSWER_AGAIN);
    *go_on = answer == ANSWER_DONE;
    return *error == NULL && list_held_leave(call->store, number, by, NULL, error);
}

gboolean
cmd_held_review(Call *call, GError **error)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
    gboolean go_on = TRUE;
    gint64 list_number = 0;
    GError *failed = NULL;
    ListHeldAll row;

    if (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1) {
        fail(error, ERROR_REFUSED, "nobody is at a terminal to review mail");
        return fail_hint(error, "use held list, show, accept, reject and discard");
    }
    /* What is decided is said to whoever decides; a line of the log between would only disturb. */
    log_start(G_LOG_LEVEL_WARNING);
    if (call->n_arguments > 0) {
        g_autoptr(List) list = list_find(call->store, call->arguments[0], error);
        if (list == NULL)
            return FALSE;
        list_number = list->id;
    }
    g_autoptr(Rows) rows = list_held_all(call->store, list_number, error);
    if (rows == NULL)
        return FALSE;
    while (list_held_all_next(rows, &row))
        g_array_append_val(numbers, row.id);
    for (guint i = 0; go_on && i < numbers->len; i++) {
        printf("\n--- %u of %u ---\n", i + 1, numbers->len);
        if (!review_one(call, g_array_index(numbers, gint64, i), &go_on, &failed)) {
            g_propagate_error(error, failed);
            return FALSE;
        }
    }
    if (numbers->len == 0)
        printf("no mail waits\n");
    return TRUE;
}
