/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-command - mail for the robot that was written to everybody
 *
 * Whoever wants to leave writes to the address they know. A mail is a command when all of its words
 * are commands or the little words around them, and one is a command: "please unsubscribe me", and
 * not "I would leave the tools in the shed". Read without accents, in French, English and Breton.
 */
#include "list/post-command.h"

#include <string.h>

#include "page/html.h"

/* HTML is long before its first word. */
enum { TEXT_MAX = 256 * 1024, WORDS_MAX = 12 };

/* Most mails tell by their beginning that they are neither empty nor a command. */
enum { BEGINNING = 1024, ENOUGH = 512 };

static const char *const command_words[] = {
    "unsubscribe",  "subscribe",    "signoff",        "leave",       "remove",
    "join",         "help",         "desabonner",     "desabonnez",  "desabonnement",
    "desinscrire",  "desinscrivez", "desinscription", "abonner",     "abonnement",
    "inscription",  "aide",         "digoumanantin",  "koumanantin", "skoazell",
    "digenskrivan", "enskrivan",    "retirer",        "retirez",     "enlever",
    "enlevez",      "supprimer",    "supprimez",      "stop",        "unsub",
    "nomail",       "digest",       "recapitulatif",  NULL};

static const char *const little_words[] = {
    "please",       "me",  "my",   "from",     "this",  "the",  "list",    "mailing",  "thanks",
    "thank",        "you", "to",   "set",      "i",     "want", "address", "svp",      "merci",
    "de",           "la",  "le",   "cette",    "liste", "je",   "veux",    "souhaite", "voudrais",
    "se",           "d",   "s",    "m",        "a",     "mon",  "adresse", "moi",      "bonjour",
    "cordialement", "mar", "plij", "trugarez", NULL};

/* Adds the words of the line to the two counts; FALSE at the first that is neither. */
static gboolean
count_line(const char *line, gsize length, const char *list, guint *commands, guint *all)
{
    g_autofree char *given = g_strndup(line, length);
    g_autofree char *ascii = g_str_to_ascii(given, "C");
    g_autofree char *lower = g_ascii_strdown(ascii, -1);

    for (char *p = lower; *p != '\0';) {
        gsize size = 0;
        while (g_ascii_isalnum(p[size]) ||
               (size > 0 && p[size] == '-' && g_ascii_isalnum(p[size + 1])))
            size++;
        if (size == 0) {
            p++;
            continue;
        }
        g_autofree char *word = g_strndup(p, size);
        p += size;
        if (++*all > WORDS_MAX)
            return FALSE;
        if (g_strv_contains(command_words, word))
            ++*commands;
        else if (!g_strv_contains(little_words, word) && !g_str_equal(word, list))
            return FALSE;
    }
    return TRUE;
}

/* The same of all lines: most mails are told to be none by their first. */
static gboolean
count_words(const char *text, const char *list, guint *commands, guint *all)
{
    for (gsize length; *text != '\0'; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        if (!count_line(text, length, list, commands, all))
            return FALSE;
    }
    return TRUE;
}

static char *
own_text(const Mail *mail, gsize most)
{
    gboolean is_html;
    g_autofree char *found = mail_text(mail, most, &is_html);
    g_autofree char *text = is_html ? html_to_text(found, strlen(found)) : g_steal_pointer(&found);
    GString *own = g_string_sized_new(strlen(text) + 1);
    gsize length;

    for (const char *line = text; *line != '\0'; line += length + (line[length] == '\n')) {
        length = strcspn(line, "\n");
        if (length >= 2 && length <= 3 && memcmp(line, "-- ", length) == 0)
            break;
        if (*line == '>')
            continue;
        g_string_append_len(own, line, (gssize)length);
        g_string_append_c(own, '\n');
    }
    g_strstrip(own->str);
    return g_string_free(own, FALSE);
}

char *
post_own_text(const Mail *mail)
{
    g_autofree char *own = own_text(mail, BEGINNING);

    return strlen(own) >= ENOUGH ? g_steal_pointer(&own) : own_text(mail, TEXT_MAX);
}

gboolean
post_is_command(const Mail *mail, const char *text, const char *list)
{
    guint commands = 0, all = 0;

    if (!count_words(text, list, &commands, &all))
        return FALSE;
    if (commands > 0)
        return TRUE;
    return mail->subject != NULL && count_words(mail->subject, list, &commands, &all) &&
           commands > 0;
}
