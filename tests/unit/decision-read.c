/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several decisions in one mail: which lines are one, what each is about, and what is a reason. */
#include <string.h>

#include <glib.h>

#include "list/decision-read.h"

static CommandWords *words;

/* "reject 12 'trop long.'; accept 13 ''", with "?" before one that is not clear */
static void
assert_decisions(const char *body, const char *expected)
{
    g_autofree char *text =
        g_strdup_printf("From: Maud Le Bihan <mlb@example.org>\r\nSubject: Re\r\n"
                        "Content-Type: text/plain; charset=UTF-8\r\n\r\n%s",
                        body);
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    g_autoptr(Mail) mail = mail_parse(raw, NULL);
    g_autoptr(GPtrArray) decisions = decisions_read(words, mail);
    g_autoptr(GString) found = g_string_new(NULL);

    for (guint i = 0; i < decisions->len; i++) {
        const NumberedDecision *decision = decisions->pdata[i];
        g_string_append_printf(found, "%s%s%s %d '%s'", i > 0 ? "; " : "",
                               decision->is_clear ? "" : "?", decision->decision,
                               (int)decision->number, decision->text);
    }
    g_assert_cmpstr(found->str, ==, expected);
}

static void
test_several(void)
{
    assert_decisions("accepter 12\r\nRefuser 13 : trop long.\r\n",
                     "accept 12 ''; reject 13 'trop long.'");
    assert_decisions("Bonjour,\r\nDemander n° 13 : où ?\r\n", "ask 13 'où ?'");
    assert_decisions("Accepter\r\n\r\nMaud\r\n", "accept 0 'Maud'");
    assert_decisions("Accepter 12 : merci, bravo\r\n", "accept 12 'merci, bravo'");
    assert_decisions("Que faire ?\r\naccepter 12\r\n", "");
}

static void
test_reason(void)
{
    assert_decisions(
        "Refuser 12 : trop long.\r\nPublier ce texte demande l'accord de la mairie.\r\n",
        "reject 12 'trop long.\nPublier ce texte demande l'accord de la mairie.'");
    assert_decisions("Refuser\r\nPublier ce texte demande l'accord de la mairie.\r\n",
                     "reject 0 'Publier ce texte demande l'accord de la mairie.'");
    assert_decisions("Demander 12\r\nAccepter un don est-il prévu ?\r\n",
                     "ask 12 'Accepter un don est-il prévu ?'");
}

/* What publishes, or drops, is said outright. */
static void
test_doubt(void)
{
    assert_decisions("Publier ce texte demande l'accord de la mairie.\r\n",
                     "?accept 0 'ce texte demande l'accord de la mairie.'");
    assert_decisions("Accepter 12 demande l'accord de la mairie.\r\n",
                     "?accept 12 'demande l'accord de la mairie.'");
    assert_decisions("Accepter 12 ?\r\n", "?accept 12 ''");
    assert_decisions("Accepter 12, mais seulement si la mairie est d'accord\r\n",
                     "?accept 12 'mais seulement si la mairie est d'accord'");
    assert_decisions("Accepter 12. Mais attendez lundi.\r\n", "?accept 12 'Mais attendez lundi.'");
    assert_decisions("Accepter 12 - à corriger d'abord\r\n", "?accept 12 'à corriger d'abord'");
    assert_decisions("Accepter 12, 13\r\n", "?accept 12 '13'");
    assert_decisions("Spam ?\r\nJe ne suis pas sûre.\r\n", "?discard 0 'Je ne suis pas sûre.'");
    assert_decisions("Publier 12\r\nQu'en pensez-vous ?\r\n", "?accept 12 'Qu'en pensez-vous ?'");
    assert_decisions("Accepter 12\r\nmais corrigez d'abord le titre\r\n",
                     "?accept 12 'mais corrigez d'abord le titre'");
}

/* Yahoo quotes without marks, and the letter shows how to decide. */
static void
test_unmarked_quotation(void)
{
    assert_decisions(
        "Décliner 13 : trop long\r\n\r\nLe lundi 2 novembre 2026 à 10:00:00 UTC+1, Mob "
        "<mob@example.org> a écrit :\r\n\r\nDeux propositions\r\n\r\n    accepter 12\r\n"
        "    décliner 12 : la raison\r\n",
        "reject 13 'trop long'");
    assert_decisions(
        "Accepter 12\r\n\r\nenvoyé : 2 novembre 2026\r\nde : Mob\r\n\r\naccepter 13\r\n",
        "accept 12 ''");
}

static void
assert_thanks(const char *body, gboolean is)
{
    g_autofree char *text = g_strdup_printf(
        "From: lou@example.org\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n%s", body);
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    g_autoptr(Mail) mail = mail_parse(raw, NULL);

    g_assert_cmpint(decision_is_thanks(words, mail), ==, is);
}

static void
test_thanks(void)
{
    assert_thanks("Merci !\r\n", TRUE);
    assert_thanks("Merci Lou\r\n", TRUE);
    assert_thanks("\r\nMerci beaucoup, bonne journée\r\n\r\nLou\r\n\r\nLe 2 nov., Mobilités a "
                  "écrit :\r\n> aide\r\n",
                  TRUE);
    assert_thanks("Thanks\r\n-- \r\nLou, gardener\r\n", TRUE);
    assert_thanks("Merci, mais je n'ai rien reçu.\r\n", FALSE);
    assert_thanks("Merci !\r\n> aide\r\nOù est la page ?\r\n", FALSE);
    assert_thanks("Merci ?\r\n", FALSE);
    assert_thanks("> aide\r\n", FALSE);
    assert_thanks("\r\n", FALSE);
    assert_thanks("Lou\r\n", FALSE);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autofree char *path =
        g_build_filename(g_getenv("SRCDIR"), "templates", "mail", "commands.tsv", NULL);
    g_autoptr(GError) error = NULL;

    words = command_words_read(path, &error);
    g_assert_no_error(error);
    g_test_add_func("/decision-read/several in a mail", test_several);
    g_test_add_func("/decision-read/what is a reason", test_reason);
    g_test_add_func("/decision-read/what is in doubt", test_doubt);
    g_test_add_func("/decision-read/a quotation without marks", test_unmarked_quotation);
    g_test_add_func("/decision-read/what only thanks", test_thanks);
    int result = g_test_run();
    command_words_free(words);
    return result;
}
