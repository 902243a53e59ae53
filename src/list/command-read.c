/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-read - the commands that a mail to a list's robot holds; see command-read.h */
#include "list/command-read.h"

#include <string.h>

#include "list/command-day.h"
#include "list/command-text.h"

/* Sympa's people write "subscribe LIST First Second Last Name". */
enum { UNKNOWN_MAX = 5, TAIL_MAX = 3, NAMED_TAIL_MAX = 4 };

typedef enum { LINE_COMMAND, LINE_NOTHING, LINE_UNKNOWN, LINE_END } LineKind;

typedef struct {
    const char *name, *title; /* folded */
} CommandList;

static const char *const command_words[COMMAND_N] = {
    "subscribe", "unsubscribe", "set",     "suspend", "resume", "which",
    "info",      "help",        "archive", "topics",  "zone",   "initials"};

/* Words that say nothing where a command stands: "please", "the", "to the list", its name or title
 * where `list` is given. TRUE: one of these was there. */
static gboolean
skip_fillers(const CommandWords *words, const CommandList *list, const char **at)
{
    gboolean named = FALSE;

    for (;;) {
        if (command_words_match(words, WORD_FILLER, at) != NULL)
            continue;
        if (list == NULL ||
            (!command_words_skip(list->name, at) && !command_words_skip(list->title, at)))
            return named;
        named = TRUE;
    }
}

/* "3 au 9 janvier": the month is said once. */
static void
read_days_of_month(const CommandWords *words, const char *at, const char *today,
                   MailCommand *command)
{
    guint first = 0;

    skip_fillers(words, NULL, &at);
    if (command_day_number(&at, &first) && command_words_match(words, WORD_DAY, &at) != NULL &&
        command_day_read(words, &at, today, command->until))
        g_snprintf(command->from, sizeof command->from, "%.8s%02u", command->until, first);
    if (strcmp(command->until, command->from) < 0)
        *command->until = '\0';
}

static void
read_days(const CommandWords *words, const char *at, const char *today, MailCommand *command)
{
    const CommandWord *word = command_words_match(words, WORD_DAY, &at);

    g_strlcpy(command->from, today, sizeof command->from);
    if (word != NULL && g_str_equal(word->meaning, "from")) {
        if (!command_day_read(words, &at, today, command->from)) {
            read_days_of_month(words, at, today, command);
            return;
        }
        command_words_match(words, WORD_DAY, &at);
    }
    if (!command_day_read(words, &at, command->from, command->until) ||
        strcmp(command->until, command->from) < 0)
        *command->until = '\0';
}

/* "10", "10 messages": a digest of so many. */
static gboolean
read_posts(const char **at, MailCommand *command)
{
    gsize digits = strspn(*at, "0123456789");
    char behind = (*at)[digits];

    if (digits == 0 || digits > 3 || (behind != '\0' && behind != ' '))
        return FALSE;
    command->posts = (guint)g_ascii_strtoull(*at, NULL, 10);
    *at += digits + (behind == ' ');
    return TRUE;
}

/* "digest", "weekly", "plain digest", "every 10 messages": what is said of digests alone says
 * digest too. */
static void
read_mode(const CommandWords *words, const CommandList *list, const char **at, MailCommand *command)
{
    const CommandWord *word;
    gboolean counted = FALSE;

    for (;;) {
        const char *before = *at;
        word = command_words_match(words, WORD_MODE, at);
        if (word == NULL) {
            if (!counted && read_posts(at, command))
                counted = TRUE;
            else
                skip_fillers(words, list, at);
            if (*at == before)
                break;
            continue;
        }
        const char *meaning = word->meaning;
        if (g_str_equal(meaning, "daily") || g_str_equal(meaning, "weekly"))
            command->every = meaning;
        else if (g_str_equal(meaning, "mime") || g_str_equal(meaning, "plain"))
            command->form = meaning;
        else if (!g_str_equal(meaning, "posts"))
            command->mode = meaning;
    }
    if (command->mode == NULL && (command->every != NULL || command->form != NULL || counted))
        command->mode = "digest";
    if (counted && (command->posts < 1 || command->posts > COMMAND_POSTS_MAX))
        command->mode = NULL;
}

static gboolean
is_there(const MailCommands *commands, const MailCommand *command)
{
    for (guint i = 0; i < commands->n; i++) {
        const MailCommand *other = &commands->commands[i];
        if (other->what == command->what && g_strcmp0(other->mode, command->mode) == 0 &&
            g_strcmp0(other->every, command->every) == 0 &&
            g_strcmp0(other->form, command->form) == 0 && other->posts == command->posts &&
            g_str_equal(other->from, command->from) && g_str_equal(other->until, command->until) &&
            g_str_equal(other->topics, command->topics) && g_str_equal(other->zone, command->zone))
            return TRUE;
    }
    return FALSE;
}

/* What topics somebody names, or "" for a word such as "all". */
static void
read_topics(const CommandWords *words, const char *line, const char *folded, const char *at,
            MailCommand *command)
{
    const char *rest = at;
    const CommandWord *word = command_words_match(words, WORD_MODE, &rest);
    const char *written = command_behind_words(line, command_count_words(folded, at));
    const char *end = written + MIN(strlen(written), COMMAND_TOPICS_SIZE - 1);

    if (word != NULL && *rest == '\0' && g_str_equal(word->meaning, "each"))
        return;
    g_utf8_validate(written, end - written, &end);
    memcpy(command->topics, *at != '\0' ? written : "?", *at != '\0' ? (gsize)(end - written) : 1);
}

/* "digest" alone says as much as "set digest", where nothing stands behind it. */
static gboolean
read_bare_mode(const CommandWords *words, const CommandList *list, const char *at,
               MailCommand *command)
{
    const char *behind = at;
    const CommandWord *word = command_words_match(words, WORD_MODE, &behind);

    if (word == NULL)
        return FALSE;
    read_mode(words, list, &at, command);
    command->what = COMMAND_SET;
    command->language = word->language;
    return *at == '\0' && command->mode != NULL;
}

/* Which command a line begins with; "set topics", "set timezone" and "set initials" are those.
 * `*named`: the list is named behind it, as Sympa has it. */
static gboolean
read_what(const CommandWords *words, const CommandList *list, const char **at, MailCommand *command,
          gboolean *named)
{
    const CommandWord *word = command_words_match(words, WORD_COMMAND, at);

    if (word == NULL)
        return FALSE;
    command->language = word->language;
    if (g_str_equal(word->meaning, "set")) {
        const char *next = *at;
        *named = skip_fillers(words, list, &next);
        const CommandWord *second = command_words_match(words, WORD_COMMAND, &next);
        if (second != NULL &&
            (g_str_equal(second->meaning, "topics") || g_str_equal(second->meaning, "zone") ||
             g_str_equal(second->meaning, "initials"))) {
            word = second;
            *at = next;
        }
    }
    while (command->what < COMMAND_N && !g_str_equal(word->meaning, command_words[command->what]))
        command->what++;
    return command->what < COMMAND_N;
}

static LineKind
read_line(const CommandWords *words, const CommandList *list, const char *line, const char *today,
          MailCommands *commands)
{
    g_autofree char *folded = command_words_fold(line, COMMAND_LINE_BYTES);
    const char *at = folded;
    MailCommand command = {0};
    gboolean named = FALSE;

    skip_fillers(words, NULL, &at);
    if (*at == '\0')
        return LINE_NOTHING;
    const char *behind = at;
    const CommandWord *end = command_words_match(words, WORD_COMMAND, &behind);
    if (end != NULL && g_str_equal(end->meaning, "end"))
        return LINE_END;
    if (end == NULL) {
        if (!read_bare_mode(words, list, at, &command))
            return LINE_UNKNOWN;
    } else if (!read_what(words, list, &at, &command, &named)) {
        return LINE_UNKNOWN;
    }
    /* "Info about the meeting of Monday" is no command. */
    const char *tail = at;
    named = skip_fillers(words, list, &tail) || named;
    if (command.what != COMMAND_SET && command.what != COMMAND_SUSPEND &&
        command.what != COMMAND_TOPICS &&
        command_count_words(tail, tail + strlen(tail)) > (named ? NAMED_TAIL_MAX : TAIL_MAX))
        return LINE_UNKNOWN;
    if (end != NULL && command.what == COMMAND_SET)
        read_mode(words, list, &at, &command);
    if (command.what == COMMAND_TOPICS)
        read_topics(words, line, folded, at, &command);
    /* What is longer names none, and must not be cut within a character. */
    if (command.what == COMMAND_ZONE && strlen(tail) < sizeof command.zone)
        g_strlcpy(command.zone, tail, sizeof command.zone);
    if (command.what == COMMAND_SUSPEND)
        read_days(words, tail, today, &command);
    if (commands->n < COMMANDS_MAX && !is_there(commands, &command))
        commands->commands[commands->n++] = command;
    return LINE_COMMAND;
}

void
command_read(const CommandWords *words, const Mail *mail, const char *list_name,
             const char *list_title, const char *today, MailCommands *commands)
{
    g_autofree char *name = command_words_fold(list_name, COMMAND_LINE_BYTES);
    g_autofree char *title = command_words_fold(list_title, COMMAND_LINE_BYTES);
    const CommandList list = {name, title};
    g_autofree char *text = command_text(mail);
    g_auto(GStrv) lines = g_strsplit(text, "\n", COMMAND_LINES_MAX + 1);
    guint unknown = 0;

    *commands = (MailCommands){0};
    if (mail->subject != NULL)
        read_line(words, &list, mail->subject, today, commands);
    for (guint i = 0; i < COMMAND_LINES_MAX && lines[i] != NULL && unknown < UNKNOWN_MAX; i++) {
        const char *line = g_strstrip(lines[i]);
        if (*line == '\0' || command_is_quoted(line))
            continue;
        if (command_is_signature(line))
            return;
        LineKind kind = read_line(words, &list, line, today, commands);
        if (kind == LINE_END || (kind == LINE_UNKNOWN && commands->n > 0))
            return;
        unknown += kind == LINE_UNKNOWN;
    }
}
