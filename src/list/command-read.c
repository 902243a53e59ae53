/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command-read - the commands that a mail to a list's robot holds; see command-read.h */
#include "list/command-read.h"

#include <string.h>

#include "list/command-day.h"
#include "list/command-rest.h"
#include "list/command-text.h"

enum { UNKNOWN_MAX = 5, TAIL_MAX = 3 };

typedef enum { LINE_COMMAND, LINE_NOTHING, LINE_UNKNOWN, LINE_END } LineKind;

static const char *const command_words[COMMAND_N] = {
    "subscribe", "unsubscribe", "set",     "suspend", "resume", "which",
    "info",      "help",        "archive", "topics",  "zone",   "initials"};

/* "3 au 9 janvier": the month is said once. `join` stands between the days: "until", "and". */
static gboolean
read_days_of_month(const CommandWords *words, const char *at, const char *today, const char *join,
                   MailCommand *command)
{
    guint first = 0;

    if (!command_day_number(words, &at, &first) || !command_day_word(words, &at, join) ||
        !command_day_read(words, &at, today, command->until))
        return FALSE;
    g_snprintf(command->from, sizeof command->from, "%.8s%02u", command->until, first);
    return TRUE;
}

/* "du 3 au 9 janvier", "du 3 janvier au 9 février", "du 12 au 20", "du 3 janvier pendant une
 * semaine" */
static gboolean
read_days_from(const CommandWords *words, const char *at, const char *today, const char *join,
               MailCommand *command)
{
    if (command_day_read(words, &at, today, command->from) && *at != '\0')
        return (command_day_word(words, &at, join) &&
                (command_day_read(words, &at, command->from, command->until) ||
                 command_day_alone(words, &at, command->from, join, command->until))) ||
               command_day_span(words, &at, command->from, command->until);
    if (read_days_of_month(words, at, today, join, command))
        return TRUE;
    return command_day_alone(words, &at, today, join, command->from) &&
           command_day_word(words, &at, join) &&
           command_day_alone(words, &at, command->from, join, command->until);
}

/* "absente le 14 juillet" is that day; a holiday may begin on it, and "fin août" is more than one.
 */
static gboolean
read_day_of_absence(const CommandWords *words, const char *at, const char *today,
                    MailCommand *command)
{
    const char *p = at;

    command_day_word(words, &at, "on");
    if (command_day_word(words, &p, "end") || command_day_word(words, &p, "month-end") ||
        !g_str_equal(command->absence, "absence") ||
        (!command_day_read(words, &at, today, command->until) &&
         !command_day_alone(words, &at, today, "until", command->until)))
        return FALSE;
    command_skip_fillers(words, NULL, &at);
    g_strlcpy(command->from, command->until, sizeof command->from);
    return *at == '\0';
}

/* The days of a pause, or "" in `until`. */
static void
read_days(const CommandWords *words, const char *at, const char *today, MailCommand *command)
{
    gboolean read;

    if (command_day_word(words, &at, "from")) {
        read = read_days_from(words, at, today, "until", command);
    } else if (command_day_word(words, &at, "between")) {
        read = read_days_from(words, at, today, "and", command);
    } else {
        gboolean said = command_day_word(words, &at, "until");
        read = !said && read_days_from(words, at, today, "until", command);
        if (!read) {
            g_strlcpy(command->from, today, sizeof command->from);
            read = command_day_span(words, &at, today, command->until) ||
                   (command->absence != NULL && !said
                        ? read_day_of_absence(words, at, today, command)
                        : command_day_read(words, &at, today, command->until) ||
                              command_day_alone(words, &at, today, "until", command->until));
        }
    }
    if (!read || strcmp(command->until, command->from) < 0)
        *command->until = '\0';
}

/* Where the days of an absence begin: "lundi" is one of them, though it says nothing elsewhere. */
static const char *
days_of_absence(const CommandWords *words, const CommandList *list, const char *at)
{
    for (;;) {
        const char *day = at;
        if (command_words_match(words, WORD_WEEKDAY, &day) != NULL ||
            (command_words_match(words, WORD_FILLER, &at) == NULL &&
             !command_words_skip(list->name, &at) && !command_words_skip(list->title, &at)))
            return at;
    }
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
                command_skip_fillers(words, list, at);
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

/* "Bonjour à tous", "Hello all" */
static gboolean
is_of_greeting(const CommandWord *word)
{
    return g_str_equal(word->meaning, "each") || g_str_equal(word->meaning, "none");
}

/* "digest" alone says as much as "set digest", where nothing stands behind it; behind a
 * greeting one word may be the rest of that. */
static gboolean
read_bare_mode(const CommandWords *words, const CommandList *list, const char *folded,
               const char *at, MailCommand *command)
{
    const char *behind = at;
    const CommandWord *word = command_words_match(words, WORD_MODE, &behind);

    if (word == NULL || (at != folded && strchr(at, ' ') == NULL && is_of_greeting(word)))
        return FALSE;
    read_mode(words, list, &at, command);
    command->what = COMMAND_SET;
    command->language = word->language;
    return *at == '\0' && command->mode != NULL &&
           (command->posts > 0 || !g_str_equal(word->meaning, "posts"));
}

/* "Résumé" is a digest, "resume" ends a pause: where a line can be both, its accents tell, or that
 * it says how often. */
static gboolean
is_mode_rather(const CommandWords *words, const char *line, const char *at, const CommandWord *word,
               const MailCommand *command)
{
    const CommandWord *mode = command_words_match(words, WORD_MODE, &at);
    g_autofree char *valid = g_utf8_make_valid(line, -1);
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
    g_autofree char *lower = g_utf8_casefold(composed, -1);

    return command->every != NULL ||
           (strstr(lower, mode->written) != NULL && strstr(mode->written, word->written) == NULL);
}

/* Which command `word` is; "set topics", "set timezone" and "set initials" are those. `*named`: the
 * list is named behind it, as Sympa has it. */
static gboolean
read_what(const CommandWords *words, const CommandList *list, const CommandWord *word,
          const char **at, MailCommand *command, gboolean *named)
{
    command->what = COMMAND_SUBSCRIBE;
    command->language = word->language;
    if (g_str_equal(word->meaning, "set")) {
        const char *next = *at;
        *named = command_skip_fillers(words, list, &next);
        const CommandWord *second = command_words_match(words, WORD_COMMAND, &next);
        if (second != NULL &&
            (g_str_equal(second->meaning, "topics") || g_str_equal(second->meaning, "zone") ||
             g_str_equal(second->meaning, "initials"))) {
            word = second;
            *at = next;
        }
    }
    const char *meaning = g_str_equal(word->meaning, "stop") ? "unsubscribe" : word->meaning;
    if (g_str_equal(meaning, "absence") || g_str_equal(meaning, "holiday")) {
        command->absence = meaning;
        meaning = "suspend";
    }
    while (command->what < COMMAND_N && !g_str_equal(meaning, command_words[command->what]))
        command->what++;
    return command->what < COMMAND_N;
}

/* What stands behind the word of a command. FALSE: so much that it was none, as in "info about the
 * meeting of Monday"; or, where the word is guessed, not a command without fault. */
static gboolean
read_behind(const CommandWords *words, const CommandList *list, const char *line,
            const char *folded, const char *at, const char *today, const CommandWord *word,
            gboolean named, MailCommand *command)
{
    const char *tail = at;
    gboolean guessed = list->guess;

    named = command_skip_fillers(words, list, &tail) || named;
    guint n = command_count_words(tail, tail + strlen(tail));
    switch (command->what) {
    case COMMAND_UNSUBSCRIBE:
        return command_says_leaving(words, list, word, at, named);
    case COMMAND_SET:
        read_mode(words, list, &at, command);
        return !guessed || command->mode != NULL;
    case COMMAND_TOPICS:
        read_topics(words, line, folded, at, command);
        return !guessed;
    case COMMAND_SUSPEND:
        read_days(words, command->absence != NULL ? days_of_absence(words, list, at) : tail, today,
                  command);
        return !guessed || *command->until != '\0';
    case COMMAND_ZONE:
        /* What is longer names none, and must not be cut within a character. */
        if (strlen(tail) < sizeof command->zone)
            g_strlcpy(command->zone, tail, sizeof command->zone);
        break;
    default:
        break;
    }
    return guessed ? n == 0 : n <= (named ? NAMED_TAIL_MAX : TAIL_MAX);
}

/* "Stop" is what one writes to a telephone's lists to leave them, and ends what a robot shall read:
 * alone, with nothing before it that is a command or cannot be read, it is the first. */
static gboolean
ends(const CommandWords *words, const CommandList *list, const CommandWord *word,
     const char *behind, const MailCommands *commands)
{
    command_skip_fillers(words, list, &behind);
    return g_str_equal(word->meaning, "end") ||
           (g_str_equal(word->meaning, "stop") &&
            (commands->n > 0 || list->unknown > 0 || *behind != '\0'));
}

static LineKind
read_line(const CommandWords *words, const CommandList *list, const char *line, const char *today,
          MailCommands *commands)
{
    g_autofree char *folded = command_words_fold(line, COMMAND_LINE_BYTES);
    const char *at = folded;
    MailCommand command = {0}, bare = {0};
    gboolean named = FALSE;

    command_skip_fillers(words, NULL, &at);
    if (*at == '\0')
        return LINE_NOTHING;
    const char *behind = at;
    const CommandWord *word = command_words_match(words, WORD_COMMAND, &behind);
    if (word != NULL && ends(words, list, word, behind, commands))
        return LINE_END;
    if (read_bare_mode(words, list, folded, at, &bare) &&
        (word == NULL || is_mode_rather(words, line, at, word, &bare))) {
        command = bare;
    } else {
        if (word == NULL && list->guess)
            word = command_words_near(words, WORD_COMMAND, &behind);
        if (word == NULL || !read_what(words, list, word, &behind, &command, &named) ||
            !read_behind(words, list, line, folded, behind, today, word, named, &command))
            return LINE_UNKNOWN;
    }
    if (commands->n < COMMANDS_MAX && !is_there(commands, &command))
        commands->commands[commands->n++] = command;
    return LINE_COMMAND;
}

/* A name under a letter says nothing. */
static gboolean
is_name(const CommandList *list, const char *line)
{
    g_autofree char *folded = command_words_fold(line, COMMAND_LINE_BYTES);
    const char *at = folded;

    while (command_skip_author(list, &at))
        ;
    return *at == '\0';
}

/* Returns how many lines said something, the subject being one. */
static guint
read_all(const CommandWords *words, CommandList *list, const Mail *mail, char **lines,
         const char *today, MailCommands *commands)
{
    guint said = mail->subject != NULL &&
                 read_line(words, list, mail->subject, today, commands) != LINE_NOTHING;

    list->unknown = 0;
    for (guint i = 0; i < COMMAND_LINES_MAX && lines[i] != NULL && list->unknown < UNKNOWN_MAX;
         i++) {
        const char *line = g_strstrip(lines[i]);
        if (*line == '\0' || command_is_quoted(line))
            continue;
        if (command_is_signature(line) || command_is_quoted_head(words, lines + i) ||
            command_is_advertisement(words, line))
            break;
        LineKind kind = read_line(words, list, line, today, commands);
        if (kind == LINE_END || (kind == LINE_UNKNOWN && commands->n > 0))
            break;
        if (kind == LINE_UNKNOWN && is_name(list, line))
            continue;
        list->unknown += kind == LINE_UNKNOWN;
        said += kind != LINE_NOTHING;
    }
    return said;
}

void
command_read(const CommandWords *words, const Mail *mail, const char *list_name,
             const char *list_title, const char *today, MailCommands *commands)
{
    g_autofree char *name = command_words_fold(list_name, COMMAND_LINE_BYTES);
    g_autofree char *title = command_words_fold(list_title, COMMAND_LINE_BYTES);
    g_autofree char *from = command_words_fold(mail->from_address != NULL ? mail->from_address : "",
                                               COMMAND_LINE_BYTES);
    g_autofree char *called =
        command_words_fold(mail->from_name != NULL ? mail->from_name : "", COMMAND_LINE_BYTES);
    g_auto(GStrv) author = g_strsplit(called, " ", -1);
    CommandList list = {.name = name, .title = title, .from = from, .author = author};
    g_autofree char *text = command_text(mail);
    g_auto(GStrv) lines = g_strsplit(text, "\n", COMMAND_LINES_MAX + 1);

    *commands = (MailCommands){0};
    /* What may be a typing error is one where nothing else is said, in subject and body. */
    if (read_all(words, &list, mail, lines, today, commands) == 1 && commands->n == 0) {
        list.guess = TRUE;
        read_all(words, &list, mail, lines, today, commands);
    }
}
