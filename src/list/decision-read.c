/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decision-read - what somebody who decides by mail answered; see decision-read.h */
#include "list/decision-read.h"

#include <string.h>

#include "archive/hide.h"

#include "list/command-text.h"

static gboolean
is_end(const CommandWords *words, char **lines)
{
    return command_is_quoted(lines[0]) || command_is_signature(lines[0]) ||
           command_is_quoted_head(words, lines) || command_is_advertisement(words, lines[0]);
}

/* Behind the words that greet or ask kindly, or say "this message"; "" where nothing follows. */
static const char *
behind_fillers(const CommandWords *words, const char *folded)
{
    while (command_words_match(words, WORD_FILLER, &folded) != NULL ||
           command_words_match(words, WORD_POST, &folded) != NULL)
        ;
    return folded;
}

/* A line "topics: cycling" at the head of the text is taken out of it, where a post is accepted: in
 * a reason it is part of that. */
static void
take_topics(const CommandWords *words, MailDecision *decision)
{
    static const char *const accepting[] = {"accept", "trust", "important", NULL};
    gsize size = strcspn(decision->text, "\n");
    g_autofree char *line = g_strndup(decision->text, size);
    g_autofree char *folded = command_words_fold(line, COMMAND_LINE_BYTES);
    const char *at = behind_fillers(words, folded);
    const CommandWord *word = command_words_match(words, WORD_COMMAND, &at);

    if (word == NULL || !g_str_equal(word->meaning, "topics") || *at == '\0' ||
        !g_strv_contains(accepting, decision->decision))
        return;
    decision->topics = g_strdup(command_behind_words(line, command_count_words(folded, at)));
    g_strstrip(decision->topics);
    memmove(decision->text, decision->text + size, strlen(decision->text + size) + 1);
    g_strstrip(decision->text);
}

void
mail_decision_clear(MailDecision *decision)
{
    g_free(decision->text);
    g_free(decision->topics);
}

/* Adds the lines up to the signature or what is quoted; `i` gets where that begins. */
static void
read_rest(const CommandWords *words, char **lines, guint *i, GString *rest)
{
    for (; *i < COMMAND_LINES_MAX && lines[*i] != NULL && !is_end(words, lines + *i); ++*i) {
        const char *line = g_strchomp(lines[*i]);
        if (*line != '\0' || !g_str_has_suffix(rest->str, ":"))
            g_string_append_printf(rest, "\n%s", line);
    }
    if (*i < COMMAND_LINES_MAX && lines[*i] != NULL && command_is_quoted(lines[*i]) &&
        g_str_has_suffix(rest->str, ":"))
        command_cut_introduction(rest);
}

/* Whether some line below a quotation is none of it, nor a signature: an answer may stand there. */
static gboolean
goes_on(char **lines)
{
    for (; *lines != NULL && !command_is_signature(*lines); lines++)
        if (!command_is_quoted(*lines) && *g_strstrip(*lines) != '\0')
            return TRUE;
    return FALSE;
}

gboolean
decision_is_thanks(const CommandWords *words, const Mail *mail)
{
    g_autofree char *text = command_text(mail);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GString) rest = g_string_new(NULL);
    guint i = 0;

    for (guint part = 0; part < mail->n_parts; part++)
        if (mail->parts[part].filename != NULL)
            return FALSE;
    read_rest(words, lines, &i, rest);
    if (i == COMMAND_LINES_MAX ||
        (lines[i] != NULL && command_is_quoted(lines[i]) && goes_on(lines + i)))
        return FALSE;
    g_strstrip(rest->str);
    g_autofree char *folded = command_words_fold(rest->str, COMMAND_LINE_BYTES);
    const char *at = folded;
    return command_words_match(words, WORD_FILLER, &at) != NULL &&
           command_says_nothing(words, mail, rest->str, FALSE);
}

void
decision_read(const CommandWords *words, const Mail *mail, MailDecision *decision)
{
    g_autofree char *text = command_text(mail);
    g_auto(GStrv) lines = g_strsplit(text, "\n", COMMAND_LINES_MAX + 1);
    g_autoptr(GString) rest = g_string_new(NULL);
    g_autofree char *folded = NULL;
    const char *at = "";
    guint i = 0;

    *decision = (MailDecision){0};
    for (; i < COMMAND_LINES_MAX && lines[i] != NULL && *at == '\0'; i++) {
        if (*g_strstrip(lines[i]) == '\0' || command_is_quoted(lines[i]))
            continue;
        g_free(folded);
        folded = command_words_fold(lines[i], COMMAND_LINE_BYTES);
        at = behind_fillers(words, folded);
    }
    const CommandWord *word = command_words_match(words, WORD_DECISION, &at);
    if (word == NULL)
        return;
    gboolean is_asked = strchr(lines[i - 1], '?') != NULL;
    g_string_append(rest, command_behind_words(lines[i - 1], command_count_words(folded, at)));
    read_rest(words, lines, &i, rest);
    decision->decision = word->meaning;
    gboolean is_whole = g_str_has_prefix(rest->str, "\n");
    /* The notice that is answered has addresses that decide. */
    decision->text = archive_hide_tokens(g_strstrip(rest->str));
    take_topics(words, decision);
    decision->is_asked = is_asked;
    decision->is_alone = !is_asked && command_says_nothing(words, mail, decision->text,
                                                           is_whole || decision->topics != NULL);
}

static void
numbered_free(gpointer data)
{
    NumberedDecision *decision = data;

    g_free(decision->text);
    g_free(decision);
}

/* "n° 13", "no. 13", "13"; `*number` is kept where there is none. */
static void
read_item(const char **at, gint64 *number)
{
    const char *p = *at;
    char *end;

    if (g_str_has_prefix(p, "n ") || g_str_has_prefix(p, "no "))
        p = strchr(p, ' ') + 1;
    gint64 read = g_ascii_strtoll(p, &end, 10);
    if (end == p || (*end != '\0' && *end != ' ') || read <= 0)
        return;
    *number = read;
    *at = end;
}

/* "13: why", not "13 asks for more": whether a colon stands behind the number that ends at the word
 * `words` of `line`. */
static gboolean
has_colon(const char *line, guint words)
{
    const char *p = command_behind_words(line, words - 1);

    p += strspn(p, "0123456789");
    while (*p != '\0' && g_unichar_isspace(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return *p == ':';
}

/* "Decline 13: why"; NULL for a line that begins with no decision. */
static NumberedDecision *
read_numbered(const CommandWords *words, const char *line)
{
    g_autofree char *folded = command_words_fold(line, COMMAND_LINE_BYTES);
    const char *at = behind_fillers(words, folded);
    const CommandWord *word = command_words_match(words, WORD_DECISION, &at);

    if (word == NULL || g_str_equal(word->meaning, "yes") || g_str_equal(word->meaning, "no"))
        return NULL;
    NumberedDecision *decision = g_new0(NumberedDecision, 1);
    decision->decision = word->meaning;
    decision->is_clear = strchr(line, '?') == NULL;
    read_item(&at, &decision->number);
    const char *rest = command_behind_words(line, command_count_words(folded, at));
    decision->text = g_strdup(decision->number == 0 || *at != '\0' ? rest : "");
    decision->has_note = decision->number > 0 && *decision->text != '\0' &&
                         has_colon(line, command_count_words(folded, at));
    return decision;
}

static gboolean
is_greeting(const CommandWords *words, const char *line)
{
    g_autofree char *folded = command_words_fold(line, COMMAND_LINE_BYTES);

    return *behind_fillers(words, folded) == '\0';
}

static void
add_line(NumberedDecision *decision, const char *line)
{
    g_autofree char *text = decision->text;
    g_autofree char *longer = g_strconcat(text, *text != '\0' ? "\n" : "", line, NULL);

    decision->text = archive_hide_tokens(longer);
}

/* A reason or a question is free text, and so are words of one's own behind "accept 12:", but for a
 * question; else what publishes or drops stands alone. */
static void
judge(const CommandWords *words, const Mail *mail, NumberedDecision *decision)
{
    if (g_str_equal(decision->decision, "reject") || g_str_equal(decision->decision, "ask"))
        decision->is_clear = TRUE;
    else if (decision->has_note)
        decision->is_clear = decision->is_clear && strchr(decision->text, '?') == NULL;
    else
        decision->is_clear =
            decision->is_clear && command_says_nothing(words, mail, decision->text, TRUE);
}

GPtrArray *
decisions_read(const CommandWords *words, const Mail *mail)
{
    g_autofree char *text = command_text(mail);
    g_auto(GStrv) lines = g_strsplit(text, "\n", COMMAND_LINES_MAX + 1);
    GPtrArray *decisions = g_ptr_array_new_with_free_func(numbered_free);

    for (guint i = 0; i < COMMAND_LINES_MAX && lines[i] != NULL; i++) {
        const char *line = g_strstrip(lines[i]);
        NumberedDecision *last = decisions->len > 0 ? decisions->pdata[decisions->len - 1] : NULL;
        if (last != NULL ? is_end(words, lines + i) : command_is_signature(line))
            break;
        if (*line == '\0' || command_is_quoted(line))
            continue;
        NumberedDecision *next = read_numbered(words, line);
        if (next != NULL && (last == NULL || next->number > 0)) {
            g_ptr_array_add(decisions, g_steal_pointer(&next));
        } else if (last == NULL) {
            if (!is_greeting(words, line))
                break;
        } else if (!g_str_has_suffix(line, ":")) { /* "On Monday somebody wrote:" */
            add_line(last, line);
        }
        if (next != NULL)
            numbered_free(next);
    }
    for (guint i = 0; i < decisions->len; i++)
        judge(words, mail, decisions->pdata[i]);
    return decisions;
}
