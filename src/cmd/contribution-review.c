/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contribution-review - proposals looked at and decided one after the other, on a terminal
 *
 * What is edited is the file that "contribution add" would take, so that there is one form to
 * learn. A mistake in it is told, and the file opened again as it was left.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "news/contribution.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/contribution.h"
#include "cmd/source-text.h"

typedef enum { ANSWER_DONE, ANSWER_AGAIN, ANSWER_QUIT } Answer;

static gboolean
run_editor(const char *path, GError **error)
{
    const char *visual = g_getenv("VISUAL");
    const char *editor = visual != NULL && *visual != '\0' ? visual : g_getenv("EDITOR");
    g_auto(GStrv) words = NULL;
    int status;

    if (!g_shell_parse_argv(editor != NULL && *editor != '\0' ? editor : "vi", NULL, &words, error))
        return FALSE;
    guint n = g_strv_length(words);
    g_autofree char **argv = g_new0(char *, n + 2);
    memcpy(argv, words, n * sizeof *words);
    argv[n] = (char *)path;
    return g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_CHILD_INHERITS_STDIN, NULL,
                        NULL, NULL, NULL, &status, error) &&
           g_spawn_check_wait_status(status, error);
}

static gboolean
keep(Call *call, gint64 number, const char *path, GError **error)
{
    g_autofree char *text = source_text_read(path, error);
    g_autoptr(Contribution) read =
        text != NULL ? contribution_read(call->store, path, text, error) : NULL;
    g_autoptr(Transaction) transaction =
        read != NULL ? transaction_begin(call->store, error) : NULL;

    return transaction != NULL && contribution_change(call->store, number, read, error) &&
           transaction_commit(transaction, error);
}

/* Until what is in the file can be kept, or is given up. */
static gboolean
edit_file(Call *call, gint64 number, const char *path, GError **error)
{
    for (;;) {
        g_autoptr(GError) wrong = NULL;
        if (!run_editor(path, error))
            return FALSE;
        if (keep(call, number, path, &wrong))
            return TRUE;
        if (error_kind(wrong) != ERROR_BAD_INPUT) {
            g_propagate_error(error, g_steal_pointer(&wrong));
            return FALSE;
        }
        printf("%s\n", wrong->message);
        if (error_hint(wrong) != NULL)
            printf("  %s\n", error_hint(wrong));
        if (!ask(FALSE, NULL, "Edit it again?"))
            return TRUE;
    }
}

static gboolean
edit(Call *call, gint64 number, GError **error)
{
    g_autofree char *path = NULL;
    g_autofree char *text = contribution_write(call->store, number, error);
    int fd = text != NULL ? g_file_open_tmp("contribution-XXXXXX.md", &path, error) : -1;

    if (fd < 0)
        return FALSE;
    close(fd);
    gboolean good =
        g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, error) &&
        edit_file(call, number, path, error);
    g_unlink(path);
    return good;
}

static char *
read_line(const char *question)
{
    char line[2048];

    fputs(question, stdout);
    fflush(stdout);
    return fgets(line, sizeof line, stdin) != NULL ? g_strdup(g_strstrip(line)) : NULL;
}

static gboolean
decide(Call *call, gint64 number, gboolean accept, const char *words, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    guint changed;

    g_array_append_val(ids, number);
    if (!contribution_decide(call->store, ids, accept, words, &changed, error))
        return FALSE;
    printf("%s contribution %" G_GINT64_FORMAT "\n", accept ? "accepted" : "declined", number);
    return TRUE;
}

/* Somebody asked in vain is no reason to end the review. */
static Answer
ask_author(Call *call, gint64 number, GError **error)
{
    g_autofree char *question = read_line("What to ask its author (one line): ");
    g_autoptr(GError) nobody = NULL;

    if (question == NULL)
        return ANSWER_QUIT;
    if (*question == '\0')
        return ANSWER_AGAIN;
    if (contribution_ask(call->store, number, question, &nobody)) {
        printf("asked; the answer comes to those who look after the list\n");
        return ANSWER_DONE;
    }
    if (error_kind(nobody) != ERROR_NOT_FOUND) {
        g_propagate_error(error, g_steal_pointer(&nobody));
        return ANSWER_QUIT;
    }
    printf("%s\n", nobody->message);
    return ANSWER_AGAIN;
}

static Answer
choose(Call *call, gint64 number, GError **error)
{
    g_autofree char *line =
        read_line("[a]ccept, [e]dit, as[k] its author, [d]ecline, [s]kip, [q]uit? ");

    switch (line != NULL ? g_ascii_tolower(*line) : 'q') {
    case 'a':
        return decide(call, number, TRUE, NULL, error) ? ANSWER_DONE : ANSWER_QUIT;
    case 'e':
        if (!edit(call, number, error) || !contribution_print(call->store, number, FALSE, error))
            return ANSWER_QUIT;
        printf("\n");
        return ANSWER_AGAIN;
    case 'k':
        return ask_author(call, number, error);
    case 'd': {
        g_autofree char *why = read_line("What to tell its author (one line, may be empty): ");
        return why != NULL && decide(call, number, FALSE, why, error) ? ANSWER_DONE : ANSWER_QUIT;
    }
    case 's':
        return ANSWER_DONE;
    case 'q':
        return ANSWER_QUIT;
    default:
        return ANSWER_AGAIN;
    }
}

gboolean
cmd_contribution_review(Call *call, GError **error)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
    GError *failed = NULL;
    NewsContributionList row;

    if (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1) {
        fail(error, ERROR_REFUSED, "nobody is at a terminal to review proposals");
        return fail_hint(error, "use contribution list, show, accept, ask and decline");
    }
    g_autoptr(Rows) rows = news_contribution_list(call->store, "proposed", error);
    if (rows == NULL)
        return FALSE;
    while (news_contribution_list_next(rows, &row))
        g_array_append_val(numbers, row.id);
    Answer answer = ANSWER_DONE;
    for (guint i = 0; answer == ANSWER_DONE && i < numbers->len; i++) {
        gint64 number = g_array_index(numbers, gint64, i);
        printf("\n--- %u of %u ---\n", i + 1, numbers->len);
        if (!contribution_print(call->store, number, FALSE, error))
            return FALSE;
        printf("\n");
        do
            answer = choose(call, number, &failed);
        while (answer == ANSWER_AGAIN);
    }
    if (failed != NULL) {
        g_propagate_error(error, failed);
        return FALSE;
    }
    if (numbers->len == 0)
        printf("no proposal waits\n");
    return TRUE;
}
