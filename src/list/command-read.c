/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-read - the commands that a mail to a list's robot holds; see command-read.h */
#include <string.h>

#include "page/html.h"

#include "list/command-day.h"
#include "list/command-read.h"

enum { TEXT_MAX = 16 * 1024, LINES_MAX = 60, LINE_BYTES_MAX = 200, UNKNOWN_MAX = 5, TAIL_MAX = 3 };

typedef enum { LINE_COMMAND, LINE_UNKNOWN, LINE_END } LineKind;

static const char *const command_words[COMMAND_N] = {
    "subscribe", "unsubscribe", "set",     "suspend", "resume", "which",
    "info",      "help",        "archive", "topics",  "zone",   "initials"};

static char *
written_text(const Mail *mail)
{
    gboolean is_html;
    g_autofree char *text = mail_text(mail, TEXT_MAX, &is_html);

    return is_html ? html_to_text(text, strlen(text)) : g_steal_pointer(&text);
}

static gboolean
is_quoted(const char *line)
{
    return *line == '>' || *line == '|';
}

/* RFC 3676, 4.3: "-- "; its blank is often lost. Some write a rule instead. */
static gboolean
is_signature(const char *line)
{
    return g_str_has_prefix(line, "--") || g_str_has_prefix(line, "__");
}

/* "3 au 9 janvier": the month is said once. */
static void
read_days_of_month(const CommandWords *words, const char *at, const char *today,
                   MailCommand *command)
{
    guint first = 0;

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

/* "digest", "weekly", "plain digest": what is said of digests alone says digest too. */
static void
read_mode(const CommandWords *words, const char **at, MailCommand *command)
{
    const CommandWord *word;

    while ((word = command_words_match(words, WORD_MODE, at)) != NULL) {
        const char *meaning = word->meaning;
        if (g_str_equal(meaning, "daily") || g_str_equal(meaning, "weekly"))
            command->every = meaning;
        else if (g_str_equal(meaning, "mime") || g_str_equal(meaning, "plain"))
            command->form = meaning;
        else
            command->mode = meaning;
        while (command_words_match(words, WORD_FILLER, at) != NULL)
            ;
    }
    if (command->mode == NULL && (command->every != NULL || command->form != NULL))
        command->mode = "digest";
}

static gboolean
is_there(const MailCommands *commands, const MailCommand *command)
{
    for (guint i = 0; i < commands->n; i++) {
        const MailCommand *other = &commands->commands[i];
        if (other->what == command->what && g_strcmp0(other->mode, command->mode) == 0 &&
            g_strcmp0(other->every, command->every) == 0 &&
            g_strcmp0(other->form, command->form) == 0 && g_str_equal(other->from, command->from) &&
            g_str_equal(other->until, command->until) &&
            g_str_equal(other->topics, command->topics) && g_str_equal(other->zone, command->zone))
            return TRUE;
    }
    return FALSE;
}

static guint
count_words(const char *folded, const char *end)
{
    guint n = 0;

    for (const char *p = folded; p < end; p++)
        n += *p != ' ' && (p == folded || p[-1] == ' ');
    return n;
}

/* The bytes of `line` that fold to `words` words, the blanks behind them too. */
static const char *
behind_words(const char *line, guint words)
{
    const char *p = line;
    gboolean inside = FALSE;

    for (; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        gboolean letter = g_unichar_isalnum(c) || g_unichar_ismark(c);
        if (letter && !inside && words-- == 0)
            return p;
        inside = letter;
    }
    return p;
}

/* What topics somebody names, or "" for a word such as "all". */
static void
read_topics(const CommandWords *words, const char *line, const char *folded, const char *at,
            MailCommand *command)
{
    const char *rest = at;
    const CommandWord *word = command_words_match(words, WORD_MODE, &rest);
    const char *written = behind_words(line, count_words(folded, at));
    const char *end = written + MIN(strlen(written), COMMAND_TOPICS_SIZE - 1);

    if (word != NULL && *rest == '\0' && g_str_equal(word->meaning, "each"))
        return;
    g_utf8_validate(written, end - written, &end);
    memcpy(command->topics, *at != '\0' ? written : "?", *at != '\0' ? (gsize)(end - written) : 1);
}

static LineKind
read_line(const CommandWords *words, const char *line, const char *today, MailCommands *commands)
{
    g_autofree char *folded = command_words_fold(line, LINE_BYTES_MAX);
    const char *at = folded;
    MailCommand command = {0};

    while (command_words_match(words, WORD_FILLER, &at) != NULL)
        ;
    const char *behind = at;
    const CommandWord *word = command_words_match(words, WORD_COMMAND, &behind);
    if (word != NULL && g_str_equal(word->meaning, "end"))
        return LINE_END;
    if (word == NULL) {
        /* "digest" alone says as much as "set digest", where nothing stands behind it. */
        behind = at;
        word = command_words_match(words, WORD_MODE, &behind);
        behind = at;
        read_mode(words, &behind, &command);
        if (word == NULL || *behind != '\0')
            return LINE_UNKNOWN;
        behind = at;
        command.what = COMMAND_SET;
    } else {
        /* "Set topics mobility". */
        const char *next = behind;
        const CommandWord *second = command_words_match(words, WORD_COMMAND, &next);
        if (g_str_equal(word->meaning, "set") && second != NULL &&
            g_str_equal(second->meaning, "topics")) {
            word = second;
            behind = next;
        }
        while (command.what < COMMAND_N && !g_str_equal(word->meaning, command_words[command.what]))
            command.what++;
        if (command.what == COMMAND_N)
            return LINE_UNKNOWN;
    }
    /* "Set timezone Europe/Paris" and "set initials" are no ways to read. */
    const char *other = behind;
    const CommandWord *which = command_words_match(words, WORD_COMMAND, &other);
    gboolean is_zone = which != NULL && g_str_equal(which->meaning, "zone");
    gboolean is_initials = which != NULL && g_str_equal(which->meaning, "initials");
    if (command.what == COMMAND_SET && (is_zone || is_initials)) {
        command.what = is_zone ? COMMAND_ZONE : COMMAND_INITIALS;
        behind = other;
    }
    /* "Info about the meeting of Monday" is no command. */
    const char *tail = behind;
    while (command_words_match(words, WORD_FILLER, &tail) != NULL)
        ;
    if (command.what != COMMAND_SET && command.what != COMMAND_SUSPEND &&
        command.what != COMMAND_TOPICS && count_words(tail, tail + strlen(tail)) > TAIL_MAX)
        return LINE_UNKNOWN;
    command.language = word->language;
    if (command.what == COMMAND_SET)
        read_mode(words, &behind, &command);
    if (command.what == COMMAND_TOPICS)
        read_topics(words, line, folded, behind, &command);
    /* What is longer names none, and must not be cut within a character. */
    if (command.what == COMMAND_ZONE && strlen(behind) < sizeof command.zone)
        g_strlcpy(command.zone, behind, sizeof command.zone);
    if (command.what == COMMAND_SUSPEND)
        read_days(words, behind, today, &command);
    if (commands->n < COMMANDS_MAX && !is_there(commands, &command))
        commands->commands[commands->n++] = command;
    return LINE_COMMAND;
}

void
command_read(const CommandWords *words, const Mail *mail, const char *today, MailCommands *commands)
{
    g_autofree char *text = written_text(mail);
    g_auto(GStrv) lines = g_strsplit(text, "\n", LINES_MAX + 1);
    guint unknown = 0;

    *commands = (MailCommands){0};
    if (mail->subject != NULL)
        read_line(words, mail->subject, today, commands);
    for (guint i = 0; i < LINES_MAX && lines[i] != NULL && unknown < UNKNOWN_MAX; i++) {
        const char *line = g_strstrip(lines[i]);
        if (*line == '\0' || is_quoted(line))
            continue;
        if (is_signature(line))
            return;
        LineKind kind = read_line(words, line, today, commands);
        if (kind == LINE_END || (kind == LINE_UNKNOWN && commands->n > 0))
            return;
        unknown += kind == LINE_UNKNOWN;
    }
}

/* "On Monday somebody wrote:" stands before what is quoted. */
static void
cut_last_line(GString *text)
{
    char *last = strrchr(text->str, '\n');

    g_string_truncate(text, last != NULL ? (gsize)(last - text->str) : 0);
}

void
decision_read(const CommandWords *words, const Mail *mail, MailDecision *decision)
{
    g_autofree char *text = written_text(mail);
    g_auto(GStrv) lines = g_strsplit(text, "\n", LINES_MAX + 1);
    g_autoptr(GString) rest = g_string_new(NULL);
    guint i = 0;

    *decision = (MailDecision){0};
    while (i < LINES_MAX && lines[i] != NULL &&
           (*g_strstrip(lines[i]) == '\0' || is_quoted(lines[i])))
        i++;
    if (i == LINES_MAX || lines[i] == NULL)
        return;
    g_autofree char *folded = command_words_fold(lines[i], LINE_BYTES_MAX);
    const char *at = folded;
    const CommandWord *word = command_words_match(words, WORD_DECISION, &at);
    if (word == NULL)
        return;
    g_string_append(rest, behind_words(lines[i], count_words(folded, at)));
    for (i++; i < LINES_MAX && lines[i] != NULL; i++) {
        const char *line = g_strchomp(lines[i]);
        if (is_quoted(line) && rest->str[rest->len - (rest->len > 0)] == ':')
            cut_last_line(rest);
        if (is_quoted(line) || is_signature(line))
            break;
        if (*line == '\0' && g_str_has_suffix(rest->str, ":"))
            continue;
        g_string_append_printf(rest, "\n%s", line);
    }
    decision->decision = word->meaning;
    decision->text = g_strdup(g_strstrip(rest->str));
}

static void
numbered_free(gpointer data)
{
    NumberedDecision *decision = data;

    g_free(decision->text);
    g_free(decision);
}

/* "Decline 13: why"; NULL for a line that begins with no decision. */
static NumberedDecision *
read_numbered(const CommandWords *words, const char *line)
{
    g_autofree char *folded = command_words_fold(line, LINE_BYTES_MAX);
    const char *at = folded;
    const CommandWord *word = command_words_match(words, WORD_DECISION, &at);
    char *end;

    if (word == NULL)
        return NULL;
    NumberedDecision *decision = g_new0(NumberedDecision, 1);
    decision->decision = word->meaning;
    gint64 number = g_ascii_strtoll(at, &end, 10);
    if (end != at && (*end == '\0' || *end == ' ') && number > 0) {
        decision->number = number;
        at = end;
    }
    const char *rest = behind_words(line, count_words(folded, at));
    decision->text = g_strdup(decision->number == 0 || *at != '\0' ? rest : "");
    return decision;
}

GPtrArray *
decisions_read(const CommandWords *words, const Mail *mail)
{
    g_autofree char *text = written_text(mail);
    g_auto(GStrv) lines = g_strsplit(text, "\n", LINES_MAX + 1);
    GPtrArray *decisions = g_ptr_array_new_with_free_func(numbered_free);

    for (guint i = 0; i < LINES_MAX && lines[i] != NULL; i++) {
        const char *line = g_strstrip(lines[i]);
        NumberedDecision *last = decisions->len > 0 ? decisions->pdata[decisions->len - 1] : NULL;
        if (is_signature(line) || (is_quoted(line) && last != NULL))
            break;
        if (*line == '\0' || is_quoted(line))
            continue;
        NumberedDecision *next = read_numbered(words, line);
        if (next != NULL) {
            g_ptr_array_add(decisions, next);
        } else if (last == NULL) {
            break;
        } else if (!g_str_has_suffix(line, ":")) { /* "On Monday somebody wrote:" */
            char *longer = g_strconcat(last->text, *last->text != '\0' ? "\n" : "", line, NULL);
            g_free(last->text);
            last->text = longer;
        }
    }
    return decisions;
}
