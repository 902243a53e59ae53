/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands in mail: which are found in subject and body, in three languages, and which days. */
#include <string.h>

#include <glib.h>

#include "list/command-day.h"
#include "list/command-read.h"

#include "lib/mail-words.h"

static CommandWords *words;

static Mail *
mail_of(const char *subject, const char *body)
{
    return mail_from("a@example.org", subject, body);
}

/* "2 6" are the commands found, in order. */
static void
assert_commands(const char *subject, const char *body, const char *expected)
{
    g_autoptr(Mail) mail = mail_of(subject, body);
    g_autoptr(GString) found = g_string_new(NULL);
    MailCommands commands;

    command_read(words, mail, "mob", "Nos mobilités", "2026-11-26", &commands);
    for (guint i = 0; i < commands.n; i++)
        g_string_append_printf(found, "%s%d", i > 0 ? " " : "", commands.commands[i].what);
    g_test_message("%s: %s", subject, body);
    g_assert_cmpstr(found->str, ==, expected);
}

static void
test_words(void)
{
    assert_commands("SUBSCRIBE", "", "0");
    assert_commands("Re: s’abonner, s'il vous plaît", "", "0");
    assert_commands("S'il vous plaît : désabonnement", "", "1");
    assert_commands("", "Digoumanantiñ", "1");
    assert_commands("", "Mes listes", "5");
    assert_commands("", "skoazell", "7");
    assert_commands("Archives", "", "8");
    assert_commands("", "les archives, svp", "8");
    assert_commands("", "dielloù", "8");
    assert_commands("please set no mail", "", "2");
    assert_commands("digest", "", "2");
    assert_commands("Fin", "subscribe", "0");
    assert_commands("", "subscribers are nice", "");
    assert_commands("Info sur la réunion de lundi prochain", "", "");
    assert_commands("", "all of us will come", "");
}

/* What people write to a person, and to the robots that they know. */
static void
test_letters(void)
{
    assert_commands("Bonjour",
                    "Bonjour,\r\n\r\nJe voudrais m'abonner à la liste.\r\n\r\nMerci,\r\nLéa", "0");
    assert_commands("Inscription à la liste mob", "", "0");
    assert_commands("Désinscription de la liste Nos mobilités", "Merci d'avance", "1");
    assert_commands("", "Pouvez-vous me désabonner de la liste, s'il vous plaît ?", "1");
    assert_commands("", "Demat,\r\nenskrivañ d'ar roll mar plij", "0");
    assert_commands("subscribe mob Jean-Pierre Le Goff", "", "0");
    assert_commands("subscribe Jean-Pierre Le Goff", "", "");
    assert_commands("", "SIG mob", "1");
    assert_commands("Abonnement", "Bonjour,\r\n\r\nrecevoir récapitulatif\r\n\r\nMerci", "0 2");
    assert_commands("Inscription à la réunion du lundi 12 mars", "", "");
    assert_commands("", "Je ne souhaite pas me désabonner", "");
    assert_commands("Désabonnement temporaire jusqu'au 12 mars", "", "3");
    assert_commands("vacances du 24 décembre au 2 janvier", "", "3");
    assert_commands("", "Merci de me retirer de votre liste de diffusion.", "1");
    assert_commands("", "Veuillez me désabonner de cette liste de diffusion SVP", "1");
    assert_commands("", "Please remove me from this mailing list", "1");
    assert_commands("", "Je ne souhaite plus recevoir vos messages", "1");
    assert_commands("", "Ne plus recevoir les messages mais rester inscrit", "");
    assert_commands("", "Je ne veux plus recevoir le résumé", "");
    assert_commands("", "Please remove me from the weekly digest", "");
    assert_commands("", "Ne plus recevoir aucun message", "1");
    assert_commands("", "Bonjour, pouvez-vous m'ajouter à la liste ?", "0");
    assert_commands("", "I wish to subscribe to the list", "0");
    assert_commands("", "me a fell din kuitaat ar roll", "1");
}

/* Sentences that begin as leaving does and are about something else: for people. */
static void
test_less_than_leaving(void)
{
    static const char *const lines[] = {"Je ne souhaite plus recevoir en double",
                                        "Ne plus recevoir les pièces jointes",
                                        "I do not want to receive attachments",
                                        "Stop sending me duplicates",
                                        "Retirez-moi ce message svp",
                                        "Supprimez-moi ce message",
                                        "Supprimer mon adresse des archives",
                                        "Remove my address from the archive",
                                        "Take me off moderation",
                                        "Je ne veux plus recevoir chaque message",
                                        "Leave me on it please",
                                        "Quitter la réunion à midi",
                                        "Ne plus recevoir le dimanche",

                                        "Désabonner b@example.net"};

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        assert_commands("", lines[i], "");
        assert_commands(lines[i], "", "");
    }
    assert_commands("", "Je ne veux plus recevoir de mails de cette liste", "1");
    assert_commands("", "Je ne souhaite plus recevoir ces courriels, merci", "1");
    assert_commands("", "I no longer want to receive your emails", "1");
    assert_commands("", "Please stop sending me messages", "1");
    assert_commands("", "Supprimer mon adresse a@example.org de la liste", "1");
    assert_commands("", "Veuillez retirer mon adresse de vos listes", "1");
    assert_commands("", "unsubscribe a@example.org", "1");
    assert_commands("unsubscribe mob Léa Le Goff", "", "1");
    assert_commands("", "Remove me from the list Nos mobilités", "1");
}

/* "Stop" leaves where it is all that is said, and ends what is read where there was more. */
static void
test_stop(void)
{
    assert_commands("STOP", "", "1");
    assert_commands("", "Bonjour,\r\n\r\nstop svp\r\n\r\nMerci", "1");
    assert_commands("", "which\r\nstop\r\nunsubscribe", "5");
    assert_commands("Stop à la publicité", "", "");
    assert_commands("Question", "wich\r\nstop", "");
    assert_commands("", "Je vous écris de Brest.\r\nStop", "");
    assert_commands("Re: Le numéro 3", "Bonjour,\r\nSTOP", "1");
}

/* What greets all is not "all". */
static void
test_greetings(void)
{
    assert_commands("", "Bonjour à tous,\r\n\r\nje voudrais m'inscrire", "0");
    assert_commands("", "Bonjour à toutes et à tous", "");
    assert_commands("Merci à chacun", "Hello all", "");
    assert_commands("Hi all", "none", "2");
    assert_commands("tous les messages", "", "2");
    assert_commands("", "every 10 messages", "2");
}

static void
test_typing_errors(void)
{
    assert_commands("unsubscirbe", "", "1");
    assert_commands("Désabonement svp", "", "1");
    assert_commands("", "suscribe", "0");
    assert_commands("", "inscritpion à la liste", "0");
    assert_commands("", "suspndre jusqu'au 31 août", "3");
    assert_commands("", "recevor résumé", "2");
    assert_commands("", "recevor demain", "");
    assert_commands("Inscriptions ouvertes", "", "");
    assert_commands("", "hepl", "");
    assert_commands("Re:", "Bonjour,\r\n\r\ndesabonement svp\r\n\r\nMerci\r\n", "1");
    assert_commands("", "Bonjour à tous les abonnés,\r\nla réunion est lundi.", "");
    assert_commands("", "Bonjour à tous les abonnés,", "");
    assert_commands("Abonnée", "", "");
    assert_commands("Abonnements", "", "");
    assert_commands("Commande", "", "");
    assert_commands("Quitté", "", "");
    assert_commands("subscriber", "", "");
    assert_commands("Désabonement", "La réunion est lundi.", "");
    assert_commands("La réunion", "suscribe", "");
    assert_commands("info", "suscribe", "6");
}

static void
test_initials(void)
{
    g_autofree char *initials = g_strdup_printf("%d", COMMAND_INITIALS);

    assert_commands("Initiales", "", initials);
    assert_commands("", "mes initiales, svp", initials);
    assert_commands("set initials", "", initials);
    assert_commands("", "pennlizherennoù", initials);
    assert_commands("Initiales de la salle de réunion", "", "");
}

static void
test_bounds(void)
{
    g_autoptr(GString) many = g_string_new(NULL);
    g_autoptr(GString) late = g_string_new(NULL);

    assert_commands("help", "which\r\ninfo\r\n-- \r\nunsubscribe", "7 5 6");
    assert_commands("", "> unsubscribe\r\n\r\nwhich", "5");
    assert_commands("", "which\r\nend\r\nunsubscribe", "5");
    assert_commands("", "which\r\nSee you\r\nunsubscribe", "5");
    assert_commands("", "De : Bob\r\nEnvoyé : lundi\r\nunsubscribe", "");
    assert_commands("", "Sent from my iPhone\r\nunsubscribe", "");
    assert_commands("which", "which\r\nWHICH", "5");
    assert_commands("", "Bonjour,\r\n\r\nwhich", "5");
    for (guint i = 0; i < 40; i++)
        g_string_append_printf(many, "suspend until 2027-01-%02u\r\n", i % 28 + 1);
    assert_commands("", many->str, "3 3 3 3 3 3 3 3 3 3");
    for (guint i = 0; i < 6; i++)
        g_string_append(late, "some words\r\n");
    g_string_append(late, "which\r\n");
    assert_commands("", late->str, "");
}

static void
assert_pause(const char *line, const char *from, const char *until)
{
    g_autoptr(Mail) mail = mail_of(line, "");
    MailCommands commands;

    command_read(words, mail, "mob", "Nos mobilités", "2026-11-26", &commands);
    g_assert_cmpuint(commands.n, ==, 1);
    g_assert_cmpint(commands.commands[0].what, ==, COMMAND_SUSPEND);
    g_assert_cmpstr(commands.commands[0].until, ==, until);
    if (*until != '\0')
        g_assert_cmpstr(commands.commands[0].from, ==, from);
}

static void
test_days(void)
{
    assert_pause("suspend until 2026-12-31", "2026-11-26", "2026-12-31");
    assert_pause("suspendre jusqu'au 3 janvier", "2026-11-26", "2027-01-03");
    assert_pause("suspendre jusqu’au 1er décembre", "2026-11-26", "2026-12-01");
    assert_pause("pause du 20/12 au 05/01", "2026-12-20", "2027-01-05");
    assert_pause("suspend from December 24 to January 2nd", "2026-12-24", "2027-01-02");
    assert_pause("suspendre du 1er au 9 janvier", "2027-01-01", "2027-01-09");
    assert_pause("suspend from 3 to 9 January 2099", "2099-01-03", "2099-01-09");
    assert_pause("pause du 20 au 28 novembre", "2026-11-20", "2026-11-28");
    assert_pause("suspendre du 9 au 3 janvier", "", "");
    assert_pause("suspendre du 0 au 3 janvier", "", "");
    assert_pause("suspendre du 3 au", "", "");
    assert_pause("ehanañ betek 31 c'hwevrer", "", "");
    assert_pause("ehanañ betek 28 c'hwevrer 2028", "2026-11-26", "2028-02-28");
    assert_pause("suspend until 2026-11-25", "", "");
    assert_pause("suspend until later", "", "");
    assert_pause("suspend", "", "");
    assert_pause("suspendre jusqu'au lundi 4 janvier", "2026-11-26", "2027-01-04");
    assert_pause("absence du lundi 4 au vendredi 8 janvier", "2027-01-04", "2027-01-08");
    assert_pause("ehan betek an 12 a viz Meurzh", "2026-11-26", "2027-03-12");
    assert_pause("suspend from 24 Dec to Sunday the 3rd of Jan", "2026-12-24", "2027-01-03");
    assert_pause("pause jusqu'au 15 févr.", "2026-11-26", "2027-02-15");
    assert_pause("ehanañ eus an 12 betek an 20 a viz Kerzu", "2026-12-12", "2026-12-20");
    assert_pause("suspend until 8/31/2027", "2026-11-26", "2027-08-31");
    assert_pause("suspendre du 28 au 3", "2026-11-28", "2026-12-03");
    assert_pause("suspendre jusqu'au 20", "2026-11-26", "2026-12-20");
    assert_pause("suspendre jusqu'au 31", "2026-11-26", "2026-12-31");
    assert_pause("suspendre jusqu'au 0", "", "");
    assert_pause("suspendre jusqu'au 32", "", "");
    assert_pause("suspendre jusqu'au 18 heures", "", "");
    assert_pause("suspend until 2027-13-05", "", "");
    assert_pause("pause 31/12", "2026-11-26", "2026-12-31");
    assert_pause("pause 3 au 9 janvier", "2027-01-03", "2027-01-09");
}

/* A day of absence is that day; where it may be the first of more, nothing is guessed. */
static void
test_absences(void)
{
    assert_pause("Je serai absente le 14 juillet", "2027-07-14", "2027-07-14");
    assert_pause("I will be away on Monday", "2026-11-30", "2026-11-30");
    assert_pause("Absent demain", "2026-11-27", "2026-11-27");
    assert_pause("Absent le 28", "2026-11-28", "2026-11-28");
    assert_pause("Je serai absent jusqu'au 14 juillet", "2026-11-26", "2027-07-14");
    assert_pause("Absente du 3 au 9 janvier", "2027-01-03", "2027-01-09");
    assert_pause("Absente 3 au 9 janvier", "2027-01-03", "2027-01-09");
    assert_pause("Absent lundi, jusqu'au 9 décembre", "2026-11-30", "2026-12-09");
    assert_pause("Je suis en vacances une semaine", "2026-11-26", "2026-12-02");
    assert_pause("Vacances jusqu'à lundi", "2026-11-26", "2026-11-30");
    assert_pause("Vacances lundi", "", "");
    assert_pause("Je pars en vacances le 14 juillet", "", "");
    assert_pause("On holiday Monday", "", "");
    assert_pause("vakañsoù d'an 12 a viz Kerzu", "2026-11-26", "2026-12-12");
    assert_pause("Absente fin août", "", "");
    assert_pause("Absente le 14 juillet et les jours qui suivent", "", "");
    assert_pause("Absent entre le 3 et le 9 janvier", "2027-01-03", "2027-01-09");
    assert_pause("Absent entre le 3 janvier et le 9 février", "2027-01-03", "2027-02-09");
    assert_pause("Absent entre lundi et mercredi", "2026-11-30", "2026-12-02");
    assert_pause("Absent entre le 3 et le 9", "2026-12-03", "2026-12-09");
    assert_pause("away between 3 and 9 January", "2027-01-03", "2027-01-09");
    assert_pause("Absente du 3 et le 9 janvier", "", "");
}

static void
test_spans(void)
{
    assert_pause("pause 2 semaines", "2026-11-26", "2026-12-09");
    assert_pause("suspendre pendant quinze jours", "2026-11-26", "2026-12-10");
    assert_pause("suspend for a month", "2026-11-26", "2026-12-25");
    assert_pause("ehan e-pad div sizhun", "2026-11-26", "2026-12-09");
    assert_pause("absent du 3 janvier pendant une semaine", "2027-01-03", "2027-01-09");
    assert_pause("suspend from 2099-01-03 for 10 days", "2099-01-03", "2099-01-12");
    assert_pause("suspendre jusqu'à demain", "2026-11-26", "2026-11-27");
    assert_pause("suspendre jusqu'à jeudi", "2026-11-26", "2026-12-03");
    assert_pause("suspend until next Monday", "2026-11-26", "2026-11-30");
    assert_pause("suspend until Monday December 28", "2026-11-26", "2026-12-28");
    assert_pause("ehanañ betek dilun", "2026-11-26", "2026-11-30");
    assert_pause("suspendre jusqu'à fin février", "2026-11-26", "2027-02-28");
    assert_pause("suspendre jusqu'à la fin du mois", "2026-11-26", "2026-11-30");
    assert_pause("pause la semaine prochaine", "", "");
    assert_pause("pause 0 jours", "", "");
    assert_pause("suspend from 9999-12-31 for 999 months", "", "");
}

static void
assert_mode(const char *line, const char *mode, const char *every, const char *form)
{
    g_autoptr(Mail) mail = mail_of(line, "");
    MailCommands commands;

    command_read(words, mail, "mob", "Nos mobilités", "2026-11-26", &commands);
    g_assert_cmpuint(commands.n, ==, 1);
    g_assert_cmpint(commands.commands[0].what, ==, COMMAND_SET);
    g_assert_cmpstr(commands.commands[0].mode, ==, mode);
    g_assert_cmpstr(commands.commands[0].every, ==, every);
    g_assert_cmpstr(commands.commands[0].form, ==, form);
}

static void
test_modes(void)
{
    assert_mode("set digest", "digest", NULL, NULL);
    assert_mode("set digest weekly plain", "digest", "weekly", "plain");
    assert_mode("recevoir récapitulatif chaque semaine, en texte", "digest", "weekly", "plain");
    assert_mode("degemer diverradenn bemdez", "digest", "daily", NULL);
    assert_mode("weekly", "digest", "weekly", NULL);
    assert_mode("set mime", "digest", NULL, "mime");
    assert_mode("recevoir chaque message", "each", NULL, NULL);
    assert_mode("recevoir messages importants", "important", NULL, NULL);
    assert_mode("set nomail", "none", NULL, NULL);
    assert_mode("set weakly", NULL, NULL, NULL);
    assert_mode("recevoir le récapitulatif chaque semaine en texte", "digest", "weekly", "plain");
    assert_mode("passer en mode résumé", "digest", NULL, NULL);
    assert_mode("set mob nomail", "none", NULL, NULL);
    assert_mode("en mode récapitulatif", "digest", NULL, NULL);
    assert_mode("résumé quotidien", "digest", "daily", NULL);
    assert_mode("Résumé", "digest", NULL, NULL);
    assert_mode("recevoir les messages en résumé", "digest", NULL, NULL);
    assert_mode("seulement les messages importants", "important", NULL, NULL);
    assert_mode("set digest off", "each", NULL, NULL);
    assert_mode("set delivery off", "none", NULL, NULL);
    assert_mode("I would like a weekly digest, please", "digest", "weekly", NULL);
    assert_commands("resume", "", "4");
    assert_commands("", "resume mail", "4");
    assert_commands("", "tous les matins", "");
    assert_commands("", "messages", "");
}

static void
assert_posts(const char *line, const char *mode, guint posts)
{
    g_autoptr(Mail) mail = mail_of(line, "");
    MailCommands commands;

    command_read(words, mail, "mob", "Nos mobilités", "2026-11-26", &commands);
    g_assert_cmpuint(commands.n, ==, 1);
    g_assert_cmpint(commands.commands[0].what, ==, COMMAND_SET);
    g_assert_cmpstr(commands.commands[0].mode, ==, mode);
    if (mode != NULL)
        g_assert_cmpuint(commands.commands[0].posts, ==, posts);
}

static void
test_posts(void)
{
    assert_posts("recevoir récapitulatif tous les 10 messages", "digest", 10);
    assert_posts("récapitulatif hebdomadaire, dès 5 messages", "digest", 5);
    assert_posts("set digest every 20 posts", "digest", 20);
    assert_posts("set digest 200", "digest", 200);
    assert_posts("degemer diverradenn bep 10 kemennadenn", "digest", 10);
    assert_posts("set digest 201", NULL, 0);
    assert_posts("set digest 0", NULL, 0);
    assert_posts("set digest daily", "digest", 0);
    assert_commands("", "10 messages", "");
    assert_commands("", "digest 10 people", "");
}

static void
assert_zone(const char *line, const char *zone)
{
    g_autoptr(Mail) mail = mail_of(line, "");
    MailCommands commands;

    command_read(words, mail, "mob", "Nos mobilités", "2026-11-26", &commands);
    g_assert_cmpuint(commands.n, ==, 1);
    g_assert_cmpint(commands.commands[0].what, ==, COMMAND_ZONE);
    g_assert_cmpstr(commands.commands[0].zone, ==, zone);
}

static void
test_zones(void)
{
    assert_zone("set timezone Europe/Paris", "europe paris");
    assert_zone("fuseau horaire : Nouméa", "noumea");
    assert_zone("régler le fuseau horaire", "");
    assert_zone(
        "set timezone x\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC\xE6"
        "\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA"
        "\xAC"
        "\xE6\x9D\xB1\xE4\xBA\xAC",
        "");
    assert_zone("Gwerzhid-eur America/St_Johns", "america st johns");
    assert_commands("Fuseau horaire de la réunion de lundi", "", "");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    words = words_shipped();
    g_test_add_func("/command-read/words of three languages", test_words);
    g_test_add_func("/command-read/signature, quotation, end and bounds", test_bounds);
    g_test_add_func("/command-read/letters to a person or to other robots", test_letters);
    g_test_add_func("/command-read/less than leaving", test_less_than_leaving);
    g_test_add_func("/command-read/stop", test_stop);
    g_test_add_func("/command-read/greetings", test_greetings);
    g_test_add_func("/command-read/typing errors", test_typing_errors);
    g_test_add_func("/command-read/days", test_days);
    g_test_add_func("/command-read/days of absence", test_absences);
    g_test_add_func("/command-read/days that are counted or named", test_spans);
    g_test_add_func("/command-read/how a list is read", test_modes);
    g_test_add_func("/command-read/digests of so many posts", test_posts);
    g_test_add_func("/command-read/zones", test_zones);
    g_test_add_func("/command-read/initials", test_initials);
    int status = g_test_run();
    command_words_free(words);
    return status;
}
