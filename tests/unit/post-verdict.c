/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What our own mail server said of a mail is believed, what somebody else wrote is not. */
#include <string.h>

#include <glib.h>

#include "list/post-command.h"
#include "list/post-verdict.h"

static Mail *
parse(const char *headers)
{
    g_autofree char *text =
        g_strconcat(headers, "From: Alix <alix@mail.example.org>\r\n\r\nBonjour\r\n", NULL);
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));

    return mail_parse(raw, NULL);
}

static PostVerdictHeaders
verdict(const char *headers)
{
    g_autoptr(Mail) mail = parse(headers);
    return post_verdict_read(mail, "MX.example.net");
}

#define AR "Authentication-Results: "

static void
test_author(void)
{
    static const struct {
        const char *headers;
        PostAuthor author;
    } cases[] = {
        {"", AUTHOR_UNKNOWN},
        {AR "mx.example.net; dmarc=pass header.from=mail.example.org\r\n", AUTHOR_VERIFIED},
        {AR "mx.example.net; dmarc=pass header.from=example.org\r\n", AUTHOR_VERIFIED},
        {AR "mx.example.net; dmarc=pass header.from=evil.example\r\n", AUTHOR_UNKNOWN},
        {AR "mx.example.net; dmarc=pass header.from=ail.example.org\r\n", AUTHOR_UNKNOWN},
        {AR "mx.example.net; dmarc=fail header.from=evil.example\r\n", AUTHOR_FORGED},
        {AR "mx.example.net 1;\r\n\tspf=none; dmarc=fail (p=NONE)\r\n", AUTHOR_FORGED},
        {AR "evil.example; dmarc=pass\r\n", AUTHOR_UNKNOWN},
        {AR "evil.example; dmarc=pass\r\n" AR "mx.example.net; dmarc=fail\r\n", AUTHOR_FORGED},
        /* Only the topmost of ours: the other was there before. */
        {AR "mx.example.net; dmarc=fail\r\n" AR "mx.example.net; dmarc=pass\r\n", AUTHOR_FORGED},
        {AR "mx.example.net; none\r\n" AR "mx.example.net; dmarc=pass\r\n", AUTHOR_UNKNOWN},
        {AR "mx.example.net (dmarc=pass); none\r\n", AUTHOR_UNKNOWN},
        {AR "mx.example.net; dkim=fail reason=\"x; dmarc=pass\"\r\n", AUTHOR_UNKNOWN},
        {AR "\"mx.example.net\"; dmarc=pass\r\n", AUTHOR_VERIFIED},
        {AR "mx.example.net.evil; dmarc=pass\r\n", AUTHOR_UNKNOWN},
        {AR "mx.example.net; dkim=pass header.d=example.org; dmarc=none\r\n", AUTHOR_VERIFIED},
        {AR "mx.example.net; dkim=pass header.d=xexample.org\r\n", AUTHOR_UNKNOWN},
        {AR "mx.example.net; dkim=pass header.d=org\r\n", AUTHOR_UNKNOWN},
        {AR "mx.example.net; dkim=fail header.d=example.org\r\n", AUTHOR_UNKNOWN},
        {AR "mx.example.net; spf=pass smtp.mailfrom=x@mail.example.org\r\n", AUTHOR_VERIFIED},
        {AR "mx.example.net; spf=pass smtp.mailfrom=x@list.example\r\n", AUTHOR_UNKNOWN},
        {AR "\r\n" AR ";;\r\n" AR "(\r\n", AUTHOR_UNKNOWN},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].headers);
        g_assert_cmpint(verdict(cases[i].headers).author, ==, cases[i].author);
    }
}

static void
test_spam(void)
{
    PostVerdictHeaders found = verdict("X-Spam-Status: Yes, score=7.4 required=5.0\r\n");
    g_assert_true(found.spam && found.has_score);
    g_assert_cmpint(found.score, ==, 740);
    found = verdict("X-Spam-Status: No, score=-1.9 required=5.0\r\n");
    g_assert_false(found.spam);
    g_assert_cmpint(found.score, ==, -190);
    found = verdict("X-Spamd-Result: default: True [12.30 / 15.00];\r\n\tX(0.1)[]\r\n");
    g_assert_true(found.spam);
    g_assert_cmpint(found.score, ==, 1230);
    g_assert_true(verdict("X-Spam: Yes\r\n").spam);
    g_assert_true(verdict("X-Spam-Flag: YES\r\n").spam);
    g_assert_false(verdict("X-Spam-Flag: NO\r\n").spam);
    g_assert_false(verdict("X-Spam-Score: x\r\n").has_score);
}

static void
test_nobody_is_believed_unnamed(void)
{
    g_autoptr(Mail) mail = parse("X-Spam: Yes\r\n" AR "; dmarc=pass\r\n");
    PostVerdictHeaders found = post_verdict_read(mail, "");

    g_assert_cmpint(found.author, ==, AUTHOR_UNKNOWN);
    g_assert_false(found.spam);
}

static gboolean
is_command(const char *subject, const char *body)
{
    g_autofree char *text = g_strconcat("From: Alix Le Goff <a@b.org>\r\nSubject: ", subject,
                                        "\r\nContent-Type: "
                                        "text/plain; charset=utf-8\r\n\r\n",
                                        body, NULL);
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    g_autoptr(Mail) mail = mail_parse(raw, NULL);
    g_autofree char *own = post_own_text(mail);

    return post_is_command(mail, own, "mobilites");
}

static void
test_commands(void)
{
    g_assert_true(is_command("x", "unsubscribe\r\n"));
    g_assert_true(is_command("Re: un banc", "Unsubscribe mobilites please!\r\n\r\n> un banc\r\n"));
    g_assert_true(
        is_command("x", "Bonjour,\r\nje souhaite me d\303\251sabonner, merci.\r\n-- \r\nAlix\r\n"));
    g_assert_true(is_command("D\303\251sinscription", "\r\n"));
    g_assert_true(is_command("Desabonnement svp", "Merci\r\n"));
    g_assert_true(is_command("x", "digoumanantin\r\n"));
    g_assert_true(is_command("x", "D\303\251sabonnez-moi !\r\n\r\nAlix Le Goff\r\n"));
    g_assert_true(is_command("Liste",
                             "Bonjour,\r\nJe ne souhaite plus recevoir vos messages.\r\n"
                             "Cordialement,\r\nAlix\r\n\r\nEnvoy\303\251 de mon iPhone\r\n"));
    g_assert_true(is_command("", "STOP\r\n\r\nSent from my Galaxy\r\n"));
    g_assert_true(is_command("x", "help me please\r\n"));
    g_assert_false(
        is_command("unsubscribe", "Envoy\303\251 depuis la mairie, ce compte rendu\r\n"));
    g_assert_false(is_command("x", "Merci de votre aide !\r\nAlix\r\n"));
    g_assert_false(is_command("x", "Would you like to join me?\r\n"));
    g_assert_false(is_command("x", "D\303\251sabonnez-moi\r\nAgn\303\250s\r\n"));
    g_assert_false(is_command("unsubscribe", "Why does everybody write this?\r\n"));
    g_assert_false(is_command("x", "I would leave the tools in the shed.\r\n"));
    g_assert_false(is_command("Bonjour", "Merci\r\n"));
    g_assert_false(
        is_command("x", "Bonjour, je souhaite bien recevoir votre adresse mail, merci\r\n"));
    g_assert_false(is_command("x", "Bonjour à tous, merci de supprimer mon message\r\n"));
    g_assert_false(is_command("x", "Please remove my message\r\n"));
    g_assert_false(is_command("Recevoir vos messages", "Bonjour\r\n"));
    g_assert_true(is_command("x", "Merci de me retirer de la liste\r\n"));
    g_assert_true(is_command("x", "Supprimez mon adresse svp\r\n"));
    g_assert_true(is_command("x", "Retirez-moi de la liste\r\n"));
    g_assert_true(is_command("x", "Ne plus recevoir vos mails\r\n"));
    g_assert_true(is_command("x", "Please remove\r\n"));
    g_assert_true(is_command("x", "Merci de retirer de la liste\r\n"));
    g_assert_true(is_command("x", "Je veux plus recevoir vos mails\r\n"));
    g_assert_true(is_command("x", "remove me from this list please\r\n"));
    g_assert_false(is_command("", ""));
}

static void
test_author_named(void)
{
    static const struct {
        const char *from;
        gboolean alone;
    } rows[] = {
        {"a@example.org", TRUE},
        {"\"Le Bris, Yann: chez lui;\" <a@example.org>", TRUE},
        {"a@example.org (Yann: x, b@example.net)", TRUE},
        {"<@b.example,@c.example:a@example.org>", TRUE},
        {"=?utf-8?q?Yann,_x:?= <a@example.org>", TRUE},
        {"a@example.org, b@example.net", FALSE},
        {"Yann <a@example.org>, <b@example.net>", FALSE},
        {"Bureau: a@example.org;", FALSE},
        {"Bureau:a@example.org,b@example.net;", FALSE},
        {"Bureau:;, a@example.org", FALSE},
        {"Bureau:;", FALSE},
        {"", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("From: %s\r\n\r\nx\r\n", rows[i].from);
        g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
        g_autoptr(Mail) mail = mail_parse(raw, NULL);
        const PostVerdictHeaders unknown = {.author = AUTHOR_UNKNOWN};
        const PostVerdictHeaders verified = {.author = AUTHOR_VERIFIED};
        g_test_message("row %u", i);
        g_assert_cmpint(post_verdict_names_author(&unknown, mail, "mx"), ==, rows[i].alone);
        g_assert_cmpint(post_verdict_names_author(&verified, mail, "mx"), ==,
                        mail->from_address != NULL);
        g_assert_cmpint(post_verdict_names_author(&unknown, mail, ""), ==,
                        mail->from_address != NULL);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/post-verdict/the author, by our own server", test_author);
    g_test_add_func("/post-verdict/filters", test_spam);
    g_test_add_func("/post-verdict/unnamed servers", test_nobody_is_believed_unnamed);
    g_test_add_func("/post-command/mail for the robot", test_commands);
    g_test_add_func("/post-verdict/who is named as the author", test_author_named);
    return g_test_run();
}
