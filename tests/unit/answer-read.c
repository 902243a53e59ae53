/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers to what asks: a no is one where nothing else is said, in three languages. */
#include <string.h>

#include <glib.h>

#include "list/answer-read.h"

#include "lib/mail-words.h"

static CommandWords *words;

static void
assert_answer(Answer expected, const char *body)
{
    g_autoptr(Mail) mail =
        mail_from("=?utf-8?q?Ana=C3=AFs_Le_Goff?= <a@example.org>", "Re: unsubscribe", body);

    g_test_message("%s", body);
    g_assert_cmpint(answer_read(words, mail, "mob", "Nos mobilités"), ==, expected);
}

static void
test_no(void)
{
    assert_answer(ANSWER_NO, "Non\r\n");
    assert_answer(ANSWER_NO, "Non merci, Anaïs");
    assert_answer(ANSWER_NO, "Non\r\n\r\nAnaïs Le Goff\r\nMairie de Brest\r\n02 98 00 00 00\r\n");
    assert_answer(ANSWER_NO, "Annulez");
    assert_answer(ANSWER_NO, "Je ne confirme pas");
    assert_answer(ANSWER_NO, "Bonjour,\r\n\r\nNon, ce n’est pas moi !\r\n\r\nAnaïs Le Goff\r\n");
    assert_answer(ANSWER_NO, "It wasn't me.\r\n\r\nSent from my iPhone\r\n");
    assert_answer(ANSWER_NO, "Je ne veux pas m'inscrire à cette liste");
    assert_answer(ANSWER_NO, "N’eo ket me, trugarez");
    assert_answer(ANSWER_NO, "No thanks\r\n-- \r\nAnaïs, Mairie\r\n");
}

static void
test_leave(void)
{
    assert_answer(ANSWER_LEAVE, "Je veux me désabonner !");
    assert_answer(ANSWER_LEAVE, "Merci de me retirer de la liste Nos mobilités.\r\nAnaïs\r\n");
    assert_answer(ANSWER_LEAVE, "STOP");
    assert_answer(ANSWER_LEAVE, "Je souhaite me désabonner de votre newsletter");
    assert_answer(ANSWER_LEAVE,
                  "Unsubscribe me from this newsletter\r\nAnaïs Le Goff\r\nBrest\r\n");
    assert_answer(ANSWER_LEAVE, "Je ne veux plus recevoir vos messages, merci.");
    assert_answer(ANSWER_LEAVE, "kuitaat ar roll");
}

static void
test_unclear(void)
{
    static const char *const bodies[] = {"No problem, I confirm",
                                         "Non, aucun souci, je confirme",
                                         "Non, je reste !",
                                         "Je ne veux pas partir",
                                         "Je ne souhaite pas me désabonner",
                                         "I don't want to be removed",
                                         "Leave me on it please",
                                         "Ne plus recevoir le dimanche",
                                         "Retirez-moi ce message",
                                         "Quitter ? Non",
                                         "Oui, mais désabonnez-moi",
                                         "C'est Anaïs, je ne veux pas",
                                         "Non\r\nmais plus tard oui",
                                         "Désabonement",
                                         "Erreur de ma part, je veux rester",
                                         "Non.\r\n\r\nEn fait si, inscrivez-moi.\r\n",
                                         "Je n'ai rien demandé à personne"};

    for (guint i = 0; i < G_N_ELEMENTS(bodies); i++)
        assert_answer(ANSWER_UNCLEAR, bodies[i]);
}

static void
test_plain(void)
{
    assert_answer(ANSWER_PLAIN, "");
    assert_answer(ANSWER_PLAIN, "Oui");
    assert_answer(ANSWER_PLAIN, "Bonjour,\r\nc’est bien moi, merci !\r\n");
    assert_answer(ANSWER_PLAIN, "Nonna vous salue");
    assert_answer(ANSWER_PLAIN, "Oui, c'est moi, no problem");
    assert_answer(ANSWER_PLAIN, "Je reste avec vous sans erreur");
    assert_answer(ANSWER_PLAIN, "Je confirme.\r\n\r\n> non\r\n");
    assert_answer(ANSWER_PLAIN, "Oui\r\nDe : Mob <mob@example.org>\r\nEnvoyé : lundi\r\nNon\r\n");
}

/* What is quoted is not said, nor what introduces it; below it there may be more. */
static void
test_quotations(void)
{
    assert_answer(ANSWER_NO, "Non\r\n\r\nLe lun. 2 nov. 2026 à 10:00, Mob <mob@example.org> a\r\n"
                             "écrit :\r\n\r\n> Si c’est bien vous\r\n> répondez\r\n");
    assert_answer(ANSWER_NO, "On Monday Mob wrote:\r\n> Is it you?\r\n\r\nNo.\r\n");
    assert_answer(ANSWER_NO, "On Monday Mob wrote:\r\n\r\n> Is it you?\r\n\r\nNo.\r\n");
    assert_answer(ANSWER_NO, "Non\r\n\r\nLe lundi 2 novembre 2026 à 10:00, Mob <mob@example.org> "
                             "a écrit :\r\n\r\nSi c’est bien vous\r\nrépondez\r\n");
    assert_answer(ANSWER_UNCLEAR, "No.\r\n> Is it you?\r\nI did that by mistake.\r\n");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    words = words_shipped();
    g_test_add_func("/answer-read/no, and nothing else", test_no);
    g_test_add_func("/answer-read/leaving, and nothing else", test_leave);
    g_test_add_func("/answer-read/more than a no", test_unclear);
    g_test_add_func("/answer-read/everything else", test_plain);
    g_test_add_func("/answer-read/quotations", test_quotations);
    int status = g_test_run();
    command_words_free(words);
    return status;
}
