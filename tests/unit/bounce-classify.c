/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounces are read as they are meant: the forms by name, and a public collection by numbers. */
#include <string.h>

#include <glib/gstdio.h>

#include "mailing/bounce-classify.h"

static BounceRules *rules;

static GBytes *
lines(const char *text)
{
    return g_bytes_new(text, strlen(text));
}

/* The only verdict on `text`. */
static void
assert_verdict(const char *text, BounceClass class, const char *status, const char *recipient)
{
    g_autoptr(GBytes) raw = lines(text);
    g_autoptr(BounceReport) report = bounce_classify(rules, raw);
    const BounceVerdict *verdict = report->verdicts->pdata[0];

    g_test_message("%.200s", text);
    g_assert_cmpuint(report->verdicts->len, ==, 1);
    g_assert_cmpstr(bounce_class_word(verdict->class), ==, bounce_class_word(class));
    g_assert_cmpstr(verdict->status, ==, status);
    g_assert_cmpstr(verdict->recipient, ==, recipient);
    g_assert_cmpstr(verdict->rule, !=, "");
}

#define FROM "From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\n\n"

static void
test_forms(void)
{
    assert_verdict(FROM "Hi. This is the qmail-send program at mx.example.net.\n\n"
                        "<kim@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
                        "--- Below this line is a copy of the message.\n\nuser mailbox full\n",
                   BOUNCE_HARD, "5.1.1", "kim@example.org");
    assert_verdict(FROM "<kim@example.org>: host mx.example.org[192.0.2.1] said: 552 5.2.2\n"
                        "    <kim@example.org>: Mailbox full (in reply to RCPT TO command)\n",
                   BOUNCE_SOFT, "5.2.2", "kim@example.org");
    assert_verdict(FROM "  kim@example.org\n    SMTP error from remote mail server after RCPT "
                        "TO:<kim@example.org>:\n    host mx.example.org: 550 Unknown user\n",
                   BOUNCE_HARD, "5.0.911", "kim@example.org");
    assert_verdict(FROM "<kim@orange.example>: 550 5.1.1 Adresse invalide OFR_416 [416]\n",
                   BOUNCE_HARD, "5.1.1", "kim@orange.example");
    assert_verdict(FROM "<kim@laposte.example>: 552 5.5.0 Boite pleine LPN007_417\n", BOUNCE_SOFT,
                   "5.5.0", "kim@laposte.example");
    assert_verdict(FROM "<kim@example.org>: 550 5.7.1 Rejected: your address is on a blocklist\n",
                   BOUNCE_POLICY, "5.7.1", "kim@example.org");
}

/* "Unknown" about the sender, or after the letter itself was taken in, kills no address. */
static void
test_who_is_unknown(void)
{
    assert_verdict(FROM "<kim@example.org>: host mx.example.org said: 550 Unknown user\n"
                        "    (in reply to end of DATA command)\n",
                   BOUNCE_SOFT, "5.0.910", "kim@example.org");
    assert_verdict(FROM "<kim@example.org>: host mx.example.org said: 550 5.1.0 User unknown\n"
                        "    (in reply to MAIL FROM command)\n",
                   BOUNCE_POLICY, "5.1.0", "kim@example.org");
}

/* What servers say in the languages they say it in. */
static void
test_wordings(void)
{
    static const struct {
        const char *reason;
        const char *said;
    } table[] = {
        {"userunknown", "Destinataire inconnu"},
        {"userunknown", "Cette adresse n'existe pas"},
        {"userunknown", "Unbekannter Empf\u00e4nger"},
        {"userunknown", "El usuario no existe"},
        {"userunknown", "utente sconosciuto"},
        {"userunknown", "usu\u00e1rio inexistente"},
        {"userunknown", "gebruiker onbekend"},
        {"userunknown", "\u5b9b\u5148\u306e\u30e6\u30fc\u30b6\u306f\u3044\u307e\u305b\u3093"},
        {"userunknown", "address not present in directory"},
        {"userunknown", "sorry, your envelope recipient is in my badrcptto list"},
        {"mailboxfull", "La bo\u00eete aux lettres est pleine"},
        {"mailboxfull", "Postfach ist voll"},
        {"mailboxfull", "Buz\u00f3n lleno"},
        {"mailboxfull", "casella di posta piena"},
        {"mailboxfull", "the user's space has been used up"},
        {"mailboxfull", "\u90ae\u7bb1\u5df2\u6ee1"},
        {"suspend", "Compte d\u00e9sactiv\u00e9"},
        {"suspend", "Konto gesperrt"},
        {"suspend", "cuenta suspendida"},
        {"hostunknown", "nom de domaine inexistant"},
        {"hostunknown", "Domain existiert nicht"},
        {"hostunknown", "Host or domain name not found. Name service error for name=x"},
        {"mesgtoobig", "message trop volumineux"},
        {"mesgtoobig", "Nachricht zu gro\u00df"},
        {"filtered", "User refused to receive this mail"},
        {"rejected", "\u00e9metteur invalide"},
        {"norelaying", "relais refus\u00e9"},
        {"networkerror", "malformed or unexpected name server reply"},
        {"systemerror", "mail for example.net loops back to myself"},
        /* About us, whatever it has of a reader's words. */
        {"blocked", "You have reached your daily relay quota"},
        {"contenterror", "message contains invalid MIME headers"},
        {"onhold", "Recipient address rejected: On hold"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *text = g_strdup_printf(
            "From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\n"
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
            "<kim@example.org>: host mx.example.org[192.0.2.1] said: 550 %s\n"
            "    (in reply to RCPT TO command)\n",
            table[i].said);
        g_autoptr(GBytes) raw = lines(text);
        g_autoptr(BounceReport) report = bounce_classify(rules, raw);
        g_test_message("%s", table[i].said);
        g_assert_cmpstr(((BounceVerdict *)report->verdicts->pdata[0])->reason, ==, table[i].reason);
    }
}

/* What can only be about the recipient, or only about us, without a word on when it was said. */
static void
test_wordings_alone(void)
{
    static const struct {
        const char *reason;
        const char *said;
    } table[] = {
        {"userunknown", "User kim not listed in public Name & Address Book"},
        {"userunknown", "Unknown user: kim@example.org"},
        {"userunknown", "Unknown address (unable to find recipient)"},
        {"userunknown", "550 Invalid Recipient - https://www.example.net/doc#550"},
        {"userunknown", "550 not accepted -- invalid mailbox. Local mailbox kim@example.org is "
                        "unavailable: user not found"},
        {"userunknown", "550 5.7.1 No such user!"},
        {"userunknown", "605 Not delivering to previously bounced address"},
        {"rejected", "606 Not delivering to a user who marked your messages as spam"},
        {"blocked", "554 No SMTP service, IP address is black listed"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *text =
            g_strdup_printf("From: MAILER-DAEMON@mx.example.net\nSubject: Undelivered Mail\n"
                            "Content-Type: multipart/report; report-type=delivery-status; "
                            "boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
                            "Reporting-MTA: dns; mx.example.net\n\n"
                            "Final-Recipient: rfc822; kim@example.org\nAction: failed\n"
                            "Status: 5.0.0\nDiagnostic-Code: smtp; %s\n\n--b--\n",
                            table[i].said);
        g_autoptr(GBytes) raw = lines(text);
        g_autoptr(BounceReport) report = bounce_classify(rules, raw);
        g_test_message("%s", table[i].said);
        g_assert_cmpstr(((BounceVerdict *)report->verdicts->pdata[0])->reason, ==, table[i].reason);
    }
}

/* Without a code or a status, in whatever language and letters. */
static void
test_words_alone(void)
{
    static const struct {
        BounceClass class;
        const char *said;
    } table[] = {
        {BOUNCE_HARD, "<kim@example.org>:\nDer Empf\u00e4nger ist unbekannt."},
        {BOUNCE_HARD, "kim@example.org\nUtente sconosciuto"},
        {BOUNCE_HARD, "<kim@example.org>: usu\u00e1rio desconhecido"},
        {BOUNCE_HARD, "kim@example.org\nDe gebruiker bestaat niet"},
        {BOUNCE_HARD, "<kim@example.org>: \u0422\u0430\u043a\u043e\u0433\u043e "
                      "\u043f\u043e\u043b\u044c\u0437\u043e\u0432\u0430\u0442\u0435\u043b\u044f "
                      "\u043d\u0435 \u0441\u0443\u0449\u0435\u0441\u0442\u0432\u0443\u0435\u0442"},
        {BOUNCE_HARD, "\u6536\u4ef6\u4eba\u90ae\u4ef6\u5730\u5740"
                      "\uff08kim@example.org\uff09\u4e0d\u5b58\u5728\uff0c\u65e0"},
        {BOUNCE_HARD,
         "kim@example.org\nl'utilisateur n'est pas r\u00e9pertori\u00e9 dans l'annuaire"},
        {BOUNCE_HARD, "kim@example.org\nBenutzer nicht im Domino-Verzeichnis aufgef\u00fchrt"},
        {BOUNCE_HARD, "Command: RCPT TO:<kim@example.org>\nResponse: 550 User unknown"},
        {BOUNCE_SOFT, "<kim@example.org>: die Nachricht wurde nicht angenommen"},
        /* How a filter may call spam. */
        {BOUNCE_SOFT, "kim@example.org\nuser unknown"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *text =
            g_strdup_printf("From: postmaster@mx.example.net\nSubject: Undelivered Mail\n"
                            "Content-Type: text/plain; charset=utf-8\n"
                            "Content-Transfer-Encoding: 8bit\n\n%s\n",
                            table[i].said);
        g_autoptr(GBytes) raw = lines(text);
        g_autoptr(BounceReport) report = bounce_classify(rules, raw);
        const BounceVerdict *verdict = report->verdicts->pdata[0];
        g_test_message("%s", table[i].said);
        g_assert_cmpstr(verdict->recipient, ==, "kim@example.org");
        g_assert_cmpint(verdict->class, ==, table[i].class);
    }
}

/* RFC 6533: what has no place in ASCII. */
static void
test_global_report(void)
{
    static const char *const written[] = {"utf-8; kim\\x{E9}@example.org",
                                          "utf-8; kim\u00e9@example.org"};

    for (guint i = 0; i < G_N_ELEMENTS(written); i++) {
        g_autofree char *text = g_strdup_printf(
            "From: MAILER-DAEMON@mx.example.net\nSubject: Undelivered Mail\n"
            "Content-Type: multipart/report; report-type=global-delivery-status; boundary=b\n\n"
            "--b\nContent-Type: message/global-delivery-status\n\n"
            "Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: %s\nAction: failed\n"
            "Status: 5.1.1\n\n--b--\n",
            written[i]);
        assert_verdict(text, BOUNCE_HARD, "5.1.1", "kim\u00e9@example.org");
    }
}

/* The subjects of programs that answer for somebody, with nothing else to tell them by. */
static void
test_absences(void)
{
    static const char *const subjects[] = {"Je suis en cong\u00e9 maternit\u00e9",
                                           "Accus\u00e9 de r\u00e9ception : La lettre",
                                           "Ich bin nicht im Haus",
                                           "Assente dall'ufficio",
                                           "Aus\u00eancia",
                                           "Niet aanwezig",
                                           "Autoodpowied\u017a: list",
                                           "Fr\u00e5nvarande",
                                           "Poissa toimistosta",
                                           "\u0410\u0432\u0442\u043e\u043e\u0442\u0432\u0435\u0442:"
                                           " \u043f\u0438\u0441\u044c\u043c\u043e",
                                           "\u81ea\u52d5\u5fdc\u7b54",
                                           "\u81ea\u52a8\u7b54\u590d: x",
                                           "\ubd80\uc7ac\uc911",
                                           "Respont emgefreek"};

    for (guint i = 0; i < G_N_ELEMENTS(subjects); i++) {
        g_autofree char *text =
            g_strdup_printf("From: kim@example.org\nSubject: %s\n\nuser unknown\n", subjects[i]);
        g_test_message("%s", subjects[i]);
        assert_verdict(text, BOUNCE_AUTO_REPLY, "", "");
    }
}

static void
test_programs(void)
{
    assert_verdict("From: kim@example.org\nSubject: Absence du bureau\n"
                   "Auto-Submitted: auto-replied\n\nMy mailbox is full, user unknown 550 5.1.1\n",
                   BOUNCE_AUTO_REPLY, "", "");
    assert_verdict("From: kim@example.org\nSubject: Out of office: hello\n\nuser unknown\n",
                   BOUNCE_AUTO_REPLY, "", "");
    assert_verdict(
        "From: kim@example.org\nSubject: Read\nContent-Type: multipart/report; "
        "report-type=disposition-notification; boundary=b\n\n--b\n\nread\n\n--b\n"
        "Content-Type: message/disposition-notification\n\nDisposition: manual\n\n--b--\n",
        BOUNCE_AUTO_REPLY, "", "");
    assert_verdict("From: fbl@example.net\nContent-Type: multipart/report; "
                   "report-type=feedback-report; boundary=b\n\n--b\n\nabuse\n\n--b\n"
                   "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
                   "Original-Rcpt-To: <kim@example.org>\n\n--b--\n",
                   BOUNCE_COMPLAINT, "", "kim@example.org");
    assert_verdict("From: kim@example.org\nSubject: Re: hello\n\nA mailbox? Unknown user?\n",
                   BOUNCE_NONE, "", "");
}

static void
test_broken(void)
{
    g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
    g_autoptr(BounceReport) report = bounce_classify(rules, nothing);
    const BounceVerdict *verdict = report->verdicts->pdata[0];

    g_assert_cmpint(verdict->class, ==, BOUNCE_NONE);
    g_assert_cmpuint(report->oddities->len, ==, 1);
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "bounce-rules.XXXXXX", NULL);
    int fd = g_mkstemp(path);
    g_assert_cmpint(fd, >=, 0);
    g_assert_true(g_close(fd, NULL));
    g_assert_true(g_file_set_contents(path, "text\tx\tnothing\t(\n", -1, NULL));
    g_assert_null(bounce_rules_read(path, &error));
    g_assert_nonnull(strstr(error->message, "line 1"));
    g_assert_cmpint(g_remove(path), ==, 0);
}

/* A DSN may name thousands and a text be endless: both are cut, and said to be. */
static void
test_bounds(void)
{
    g_autoptr(GString) text = g_string_new(
        "From: MAILER-DAEMON@mx.example.net\nContent-Type: multipart/report; "
        "report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.net\n\n");

    for (guint i = 0; i < 1500; i++)
        g_string_append_printf(
            text, "Final-Recipient: rfc822; k%u@example.org\nAction: failed\nStatus: 5.1.1\n\n", i);
    g_string_append(text, "--b--\n");
    g_autoptr(GBytes) raw = lines(text->str);
    g_autoptr(BounceReport) report = bounce_classify(rules, raw);
    g_assert_cmpuint(report->verdicts->len, >, 900);
    g_assert_cmpuint(report->verdicts->len, <=, BOUNCE_RECIPIENTS_MAX);
    g_assert_true(
        g_ptr_array_find_with_equal_func(report->oddities, "report-too-long", g_str_equal, NULL));
}

/* What is said stands before the letter, which may be large. */
static void
test_long_letter(void)
{
    g_autoptr(GString) text = g_string_new(FROM "<kim@example.org>:\n#5.1.1 no mailbox here\n\n"
                                                "--- Below this line is a copy of the message.\n");

    for (guint i = 0; i < 20000; i++)
        g_string_append(text, "Mailbox full, mailbox full.\n");
    assert_verdict(text->str, BOUNCE_HARD, "5.1.1", "kim@example.org");
}

/* --- the collection --- */

static char *
corpus_path(const char *name)
{
    return g_build_filename(g_getenv("SRCDIR"), "..", "shared", "corpora", "bounces", name, NULL);
}

static void
test_collection(void)
{
    g_autofree char *path = corpus_path("expected.tsv");
    g_autofree char *table = NULL;
    guint n = 0, hard = 0, status = 0;

    if (!g_file_get_contents(path, &table, NULL, NULL)) {
        g_test_skip("the collection of bounces is not here");
        return;
    }
    g_auto(GStrv) rows = g_strsplit(table, "\n", -1);
    for (guint i = 1; rows[i] != NULL && *rows[i] != '\0'; i++) {
        g_auto(GStrv) cells = g_strsplit(rows[i], "\t", 6);
        g_autofree char *file = corpus_path(cells[0]);
        g_autofree char *data = NULL;
        gsize size;
        g_assert_cmpuint(g_strv_length(cells), ==, 6);
        g_assert_true(g_file_get_contents(file, &data, &size, NULL));
        g_autoptr(GBytes) raw = g_bytes_new(data, size);
        g_autoptr(BounceReport) report = bounce_classify(rules, raw);
        guint index = (guint)g_ascii_strtoull(cells[1], NULL, 10) - 1;
        const BounceVerdict *verdict =
            index < report->verdicts->len ? report->verdicts->pdata[index] : NULL;
        gboolean is_dead = g_str_has_prefix(cells[5], "true");
        n++;
        hard += verdict != NULL && (verdict->class == BOUNCE_HARD) == is_dead;
        status += verdict != NULL && g_str_equal(verdict->status, cells[2]);
        if (g_str_equal(cells[4], "feedback") || g_str_equal(cells[4], "vacation"))
            for (guint v = 0; v < report->verdicts->len; v++)
                g_assert_cmpint(((BounceVerdict *)report->verdicts->pdata[v])->class, !=,
                                BOUNCE_HARD);
    }
    g_test_message("of %u recipients: hard or not right %.1f %%, status right %.1f %%", n,
                   100.0 * hard / n, 100.0 * status / n);
    g_assert_cmpuint(n, >, 300);
    g_assert_cmpfloat((double)hard / n, >=, 0.97);
    g_assert_cmpfloat((double)status / n, >=, 0.90);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;

    g_test_init(&argc, &argv, NULL);
    g_autofree char *path =
        g_build_filename(g_getenv("SRCDIR"), "templates", "bounce", "rules.tsv", NULL);
    rules = bounce_rules_read(path, &error);
    g_assert_no_error(error);
    g_test_add_func("/bounce/forms", test_forms);
    g_test_add_func("/bounce/who-is-unknown", test_who_is_unknown);
    g_test_add_func("/bounce/wordings", test_wordings);
    g_test_add_func("/bounce/wordings-alone", test_wordings_alone);
    g_test_add_func("/bounce/words-alone", test_words_alone);
    g_test_add_func("/bounce/global-report", test_global_report);
    g_test_add_func("/bounce/absences", test_absences);
    g_test_add_func("/bounce/programs", test_programs);
    g_test_add_func("/bounce/broken", test_broken);
    g_test_add_func("/bounce/bounds", test_bounds);
    g_test_add_func("/bounce/long-letter", test_long_letter);
    g_test_add_func("/bounce/collection", test_collection);
    int result = g_test_run();
    bounce_rules_free(rules);
    return result;
}
