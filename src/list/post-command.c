/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-command - mail for the robot that was written to everybody
 *
 * Whoever wants to leave writes to the address they know. A mail is a command when all of its words
 * are commands, the little words around them or its author's name, and one is a command: "please
 * unsubscribe me", and not "I would leave the tools in the shed". Read without accents, in French,
 * English and Breton.
 */
#include "list/post-command.h"

#include <string.h>

#include "page/html.h"

/* HTML is long before its first word. */
enum { TEXT_MAX = 256 * 1024, WORDS_MAX = 16, WEAK_WORDS_MAX = 3, BARE_WORDS_MAX = 2 };

/* Most mails tell by their beginning that they are neither empty nor a command. */
enum { BEGINNING = 1024, ENOUGH = 512 };

/* clang-format off */
static const char *const command_words[] = {
    "unsubscribe", "subscribe", "signoff", "leave", "desabonner", "desabonnez",
    "desabonnement", "desinscrire", "desinscrivez", "desinscription", "abonner", "abonnement",
    "inscription", "digoumanantin", "koumanantin", "digenskrivan", "enskrivan", "stop",
    "unsub", "nomail", "unsuscribe", "desabonne", "desinscris", "desincription", "desabonement",
    "quitter", "suspendre", "dienskrivan", "kuitaat", "tennit", NULL};

/* Commands where the mail says that it is its author who is to be taken off, as in "supprimez-moi"
 * or "from the list" and not in "merci de supprimer mon message"; and where it says that they want no more, as in "ne
 * plus recevoir". */
static const char *const removing_words[] = {
    "remove", "retirer", "retirez", "retire", "enlever", "enlevez", "enleve", "supprimer",
    "supprimez", "supprime", NULL};
static const char *const self_words[] = {"me",      "moi",  "m",     "adresse",
                                         "address", "list", "liste", NULL};
static const char *const no_words[] = {"plus", "pas", NULL};

/* Commands that people say to each other too, as in "Merci de votre aide": in a few words alone. */
static const char *const weak_words[] = {
    "help", "aide", "skoazell", "join", "resume", "digest", "recapitulatif", NULL};

static const char *const little_words[] = {
    "please", "me", "my", "from", "this", "the", "list", "mailing", "thanks", "thank", "you",
    "to", "set", "i", "want", "address", "svp", "merci", "de", "la", "le", "cette", "liste",
    "je", "veux", "souhaite", "voudrais", "se", "d", "s", "m", "a", "mon", "adresse", "moi",
    "bonjour", "cordialement", "mar", "plij", "trugarez", "ne", "plus", "pas", "vos", "vous",
    "votre", "mails", "mail", "emails", "email", "courriels", "courriel", "messages", "message",
    "diffusion", "veuillez", "il", "plait", "bien", "vouloir", "stp", "te", "tous", "toutes",
    "et", "salut", "bonsoir", "madame", "monsieur", "avance", "cdt", "wish", "would", "like",
    "your", "longer", "no", "receive", "off", "take", "of", "hello", "hi", "all", "dear",
    "regards", "best", "an", "ar", "eus", "roll", "ac", "hanon", "demat", "deoc", "h", NULL};

/* clang-format on */

typedef struct {
    const char *list;
    char **author; /* words of their name, as of a signature */
    guint commands, weak, all;
    gboolean removing, self, receiving, no;
} Count;

static char *
plain_letters(const char *text, gsize length)
{
    g_autofree char *given = g_strndup(text, length);
    g_autofree char *ascii = g_str_to_ascii(given, "C");

    return g_ascii_strdown(ascii, -1);
}

/* FALSE: a word that is none of ours. */
static gboolean
count_word(const char *word, Count *count)
{
    count->self |= g_strv_contains(self_words, word);
    count->no |= g_strv_contains(no_words, word);
    if (g_strv_contains(command_words, word))
        count->commands++;
    else if (g_strv_contains(removing_words, word))
        count->removing = TRUE;
    else if (g_str_equal(word, "recevoir"))
        count->receiving = TRUE;
    else if (g_strv_contains(weak_words, word))
        count->weak++;
    else if (!g_strv_contains(little_words, word) && !g_str_equal(word, count->list) &&
             (count->author == NULL || !g_strv_contains((const char *const *)count->author, word)))
        return FALSE;
    return TRUE;
}

/* "desabonnez-moi" */
static gboolean
count_joined(const char *word, Count *count)
{
    g_auto(GStrv) words = g_strsplit(word, "-", WORDS_MAX);

    for (guint i = 0; words[i] != NULL; i++)
        if (!count_word(words[i], count))
            return FALSE;
    return words[0] != NULL && words[1] != NULL;
}

/* Adds the words of the line to the counts; FALSE at the first that is none of ours. */
static gboolean
count_line(const char *line, gsize length, Count *count)
{
    g_autofree char *lower = plain_letters(line, length);

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
        if (++count->all > WORDS_MAX || (!count_word(word, count) && !count_joined(word, count)))
            return FALSE;
    }
    return TRUE;
}

/* The same of all lines: most mails are told to be none by their first. */
static gboolean
count_words(const char *text, Count *count)
{
    for (gsize length; *text != '\0'; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        if (!count_line(text, length, count))
            return FALSE;
    }
    return TRUE;
}

static gboolean
is_one(const Count *count)
{
    return count->commands > 0 ||
           (count->removing && (count->self || count->all <= BARE_WORDS_MAX)) ||
           (count->receiving && count->no) || (count->weak > 0 && count->all <= WEAK_WORDS_MAX);
}

/* What a telephone adds is nothing that its owner wrote. */
static gboolean
is_advertisement(const char *line)
{
    static const char *const beginnings[] = {"Envoyé de mon ",
                                             "Envoyé depuis mon ",
                                             "Envoyé à partir de Outlook",
                                             "Envoyé à partir d’Outlook",
                                             "Sent from my ",
                                             "Sent from Outlook",
                                             "Get Outlook for ",
                                             "Télécharger Outlook ",
                                             "Obtenir Outlook "};

    for (guint i = 0; i < G_N_ELEMENTS(beginnings); i++)
        if (g_str_has_prefix(line, beginnings[i]))
            return TRUE;
    return FALSE;
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
        if ((length >= 2 && length <= 3 && memcmp(line, "-- ", length) == 0) ||
            is_advertisement(line))
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
    g_autofree char *name =
        mail->from_name != NULL ? plain_letters(mail->from_name, strlen(mail->from_name)) : NULL;
    g_auto(GStrv) author = name != NULL ? g_strsplit_set(name, " -.,'\"", -1) : NULL;
    Count count = {.list = list, .author = author};

    if (!count_words(text, &count))
        return FALSE;
    if (is_one(&count))
        return TRUE;
    return mail->subject != NULL && count_words(mail->subject, &count) && is_one(&count);
}
