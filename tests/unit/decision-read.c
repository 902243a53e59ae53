/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail decides: alone or with a reservation; of several, which lines are one, what each is
 * about, and what is a reason. */
#include <string.h>

#include <glib.h>

#include "list/decision-read.h"

#include "lib/mail-words.h"

static CommandWords *words;

static void
assert_decision(const char *body, const char *decision, const char *text)
{
    g_autoptr(Mail) mail = mail_from("a@example.org", "Re: held", body);
    g_auto(MailDecision) read = {0};

    decision_read(words, mail, &read);
    g_assert_cmpstr(read.decision, ==, decision);
    g_assert_cmpstr(read.text, ==, text);
}

static void
test_decisions(void)
{
    assert_decision("accept\r\n", "accept", "");
    assert_decision("\r\nAccepter et faire confiance.\r\n\r\n> reject\r\n", "trust", "");
    assert_decision("Accepter important\r\n\r\n> reject\r\n", "important", "");
    assert_decision("accept as important.\r\n", "important", "");
    assert_decision("Asantiñ pouezus\r\n", "important", "");
    assert_decision(
        "Refuser : Ce n’est pas le sujet.\r\nMerci de lire la charte.\r\n\r\nLe 26 nov., "
        "le robot a écrit :\r\n> accept\r\n",
        "reject", "Ce n’est pas le sujet.\nMerci de lire la charte.");
    assert_decision("discard\r\n-- \r\nMe\r\n", "discard", "");
    assert_decision("> accept\r\n", NULL, NULL);
    assert_decision("What is this?\r\naccept\r\n", NULL, NULL);
    assert_decision("Acceptez ce message, merci.\r\n", "accept", "ce message, merci.");
    assert_decision("Ce message : refuser\r\n", "reject", "");
    assert_decision("accept & trust\r\n", "trust", "");
    assert_decision("Je refuse : hors sujet\r\n", "reject", "hors sujet");
    assert_decision("Spam\r\n", "discard", "");
    assert_decision("OK !\r\n", "yes", "");
    assert_decision("Ce n’est pas moi.\r\n", "no", "");
    assert_decision("Bonjour,\r\nNon merci\r\n", "no", "");
    assert_decision("Bonjour,\r\n\r\nMerci de refuser : hors sujet.\r\n", "reject", "hors sujet.");
}

/* What is quoted holds addresses that decide: nothing of it goes to an author. */
static void
test_decisions_quote(void)
{
    assert_decision(
        "Refuser : hors sujet.\r\n\r\nLe ven. 27 nov. 2026 à 18:44, Mobilités "
        "<mob-request@lists.example.org> a\r\nécrit :\r\n\r\n> Accepter : mob-accept\r\n",
        "reject", "hors sujet.");
    assert_decision(
        "Refuser : hors sujet.\r\n\r\nDe : Mobilités <mob-request@lists.example.org>\r\n"
        "Envoyé : vendredi 27 novembre 2026 18:44\r\nÀ : mob-owner@lists.example.org\r\n"
        "Objet : en attente\r\n\r\nUn message attend.\r\n",
        "reject", "hors sujet.");
    assert_decision("Refuser : hors sujet.\r\n\r\nEnvoyé de mon iPhone\r\n", "reject",
                    "hors sujet.");
    assert_decision("Reject not here\r\nGet Outlook for Android<https://example.org/>\r\n",
                    "reject", "not here");
    assert_decision("Refuser\r\nDe : lire la charte\r\nMerci\r\n", "reject",
                    "De : lire la charte\nMerci");
    assert_decision("reject no\r\n\r\nmob-accept+aeaqefi6vzlxa7cofof2bmqi@lists.example.org\r\n",
                    "reject", "no\n\nmob-accept+…@lists.example.org");
}

static void
assert_topics(const char *body, const char *decision, const char *topics, const char *text)
{
    g_autoptr(Mail) mail = mail_from("a@example.org", "Re: held", body);
    g_auto(MailDecision) read = {0};

    decision_read(words, mail, &read);
    g_assert_cmpstr(read.decision, ==, decision);
    g_assert_cmpstr(read.topics, ==, topics);
    g_assert_cmpstr(read.text, ==, text);
}

static void
assert_alone(const char *body, gboolean alone)
{
    g_autoptr(Mail) mail = mail_from("a@example.org", "Re: ready", body);
    g_auto(MailDecision) read = {0};

    decision_read(words, mail, &read);
    g_assert_cmpstr(read.decision, ==, "send");
    g_assert_cmpint(read.is_alone, ==, alone);
}

static void
test_decisions_alone(void)
{
    assert_alone("Envoyer\r\n\r\nLou\r\n", TRUE);
    assert_alone("Bonjour,\r\nEnvoyez !\r\n> envoyer demain\r\n", TRUE);
    assert_alone("Envoyer maintenant, merci.\r\n", TRUE);
    assert_alone("Send\r\n", TRUE);
    assert_alone("Envoyez ce message, merci.\r\n", TRUE);
    assert_alone("Envoyer demain matin\r\n", FALSE);
    assert_alone("Envoyer ? Surtout pas.\r\n", FALSE);
}

/* What a moderator says on the next line counts as much as what stands on the first. */
static void
assert_says(const char *from, const char *body, const char *decision, gboolean alone)
{
    g_autoptr(Mail) mail = mail_from(from, "Re: held", body);
    g_auto(MailDecision) read = {0};

    decision_read(words, mail, &read);
    g_assert_cmpstr(read.decision, ==, decision);
    g_assert_cmpint(read.is_alone, ==, alone);
}

static void
test_decisions_reserved(void)
{
    static const char maud[] = "Maud Le Bihan <mlb@example.org>";

    assert_says(maud, "OK,\r\nje regarde ce soir\r\n", "yes", FALSE);
    assert_says(maud, "D'accord.\r\nJe lui écris d'abord.\r\n", "yes", FALSE);
    assert_says(maud, "Oui\r\nmais pas avant lundi\r\n", "yes", FALSE);
    assert_says(maud, "OK lundi\r\n", "yes", FALSE);
    assert_says(maud, "OK\r\n\r\nseulement lundi\r\n", "yes", FALSE);
    assert_says(maud, "Oui\r\nDemain\r\n", "yes", FALSE);
    assert_says(maud, "Oui\r\nAttends\r\n", "yes", FALSE);
    assert_says("a@example.org", "Oui\r\nAttendez\r\n", "yes", FALSE);
    assert_says(maud, "OK\r\n?\r\n", "yes", FALSE);
    assert_says(maud, "OK Jamais\r\n", "yes", FALSE);
    assert_says(maud, "Accepter ?\r\nJe ne crois pas.\r\n", "accept", FALSE);
    assert_says(maud, "Accepter ?\r\n", "accept", FALSE);
    assert_says(maud, "Publier ?\r\nQu'en pensez-vous ?\r\n", "accept", FALSE);
    assert_says(maud, "Spam ?\r\nJe ne suis pas sûre.\r\n", "discard", FALSE);
    assert_says(maud, "Accepter\r\nmais corrigez d'abord le titre\r\n", "accept", FALSE);
    assert_says(maud, "Accepter, thèmes : vélo ?\r\n", "accept", FALSE);
    assert_says(maud, "Accepter\r\nThèmes : vélo\r\nmais plus tard\r\n", "accept", FALSE);
    assert_says(maud, "OK\r\n\r\nMaud Le Bihan\r\nPS : pas avant lundi\r\n", "yes", FALSE);
    assert_says(maud, "OK\r\n\r\nMaud Le Bihan\r\nmais lundi\r\n", "yes", FALSE);
    assert_says(maud, "OK\r\n\r\nMaud Le Bihan\r\nMairie de Brest\r\n02 98 00 00 00\r\n", "yes",
                TRUE);
    assert_says(maud, "OK\r\nmaud\r\n", "yes", TRUE);
    assert_says(maud, "OK\r\nCdlt\r\nMaud\r\n", "yes", TRUE);
    assert_says(
        maud,
        "Accepter\r\n\r\nMaud Le Bihan\r\nMairie\r\ntél. 02 98 00 00 00\r\nmlb@example.org\r\n"
        "https://example.org/?p=1\r\n",
        "accept", TRUE);
    assert_says(maud,
                "Accepter\r\n\r\nLe lundi 2 novembre 2026 à 10:00, Mob <mob@example.org> a écrit "
                ":\r\n\r\nQue faire ?\r\n",
                "accept", TRUE);
    assert_says(maud, "OK\r\n\r\nMaud Le Bihan\r\nmais quand ?\r\n", "yes", FALSE);
    assert_says(maud, "D'accord, merci.\r\n\r\nBonne journée,\r\nMaud\r\n", "yes", TRUE);
    assert_says("a@example.org", "Oui\r\nCordialement, Lou\r\n", "yes", TRUE);
    assert_says("a@example.org", "Oui\r\n\r\nÀ bientôt !\r\n-- \r\nune devise\r\n", "yes", TRUE);
    assert_says("a@example.org", "Accepter\r\n\r\nEnvoyé de mon iPhone\r\n", "accept", TRUE);
    assert_says("a@example.org",
                "Accepter\r\n\r\nLe 26 nov., le robot a écrit :\r\n> Que faire ?\r\n", "accept",
                TRUE);
    assert_says("a@example.org", "Accepter, thèmes : vélo\r\n\r\nMerci\r\n", "accept", TRUE);
}

static void
test_decisions_topics(void)
{
    assert_topics("Accepter, thèmes : vélo, Circuits courts\r\n", "accept", "vélo, Circuits courts",
                  "");
    assert_topics("accept important topic cycling\r\n> quoted\r\n", "important", "cycling", "");
    assert_topics("Accepter\r\nThème : vélo\r\n\r\nMerci\r\n", "accept", "vélo", "Merci");
    assert_topics("Accepter\r\n", "accept", NULL, "");
    assert_topics("Refuser : le thème est autre\r\n", "reject", NULL, "le thème est autre");
}

/* "reject 12 'trop long.'; accept 13 ''", with "?" before one that is not clear */
static void
assert_decisions(const char *body, const char *expected)
{
    g_autoptr(Mail) mail = mail_from("Maud Le Bihan <mlb@example.org>", "Re", body);
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
    g_autoptr(Mail) mail = mail_from("lou@example.org", "Re", body);

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
    words = words_shipped();
    g_test_add_func("/decision-read/decisions of moderators", test_decisions);
    g_test_add_func("/decision-read/what a decision quotes", test_decisions_quote);
    g_test_add_func("/decision-read/a decision that stands alone", test_decisions_alone);
    g_test_add_func("/decision-read/decisions with a reservation", test_decisions_reserved);
    g_test_add_func("/decision-read/decisions that name topics", test_decisions_topics);
    g_test_add_func("/decision-read/several in a mail", test_several);
    g_test_add_func("/decision-read/what is a reason", test_reason);
    g_test_add_func("/decision-read/what is in doubt", test_doubt);
    g_test_add_func("/decision-read/a quotation without marks", test_unmarked_quotation);
    g_test_add_func("/decision-read/what only thanks", test_thanks);
    int result = g_test_run();
    command_words_free(words);
    return result;
}
