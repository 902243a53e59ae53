/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a message is searched by, put together from known words, is what the database makes. */
#include <string.h>

#include <glib.h>

#include "archive/accept.h"
#include "archive/search-vector.h"
#include "lib/test-store.h"
#include "mime/splice.h"

#define NOW G_GINT64_CONSTANT(1795424400000000) /* 2026-11-23T09:00:00Z */

static TestStore *test;

/* Words as people write them, and what looks like something else to a parser. */
static const char *const written[] = {
    "le",
    "les",
    "chevaux",
    "Chevaux",
    "running",
    "meetings",
    "the",
    "of",
    "and",
    "L'été",
    "l’énergie",
    "aujourd'hui,",
    "(maison)",
    "\"fini\".",
    "fin..",
    "fin...",
    "Fin..)",
    "peut-être",
    "dis-le",
    "state-of-the-art",
    "x-",
    "-5",
    "+24",
    "~10",
    "~24",
    "1.5",
    "1,5",
    "1e10",
    "3.14.159",
    "10h30",
    "2026-11-27",
    "/usr/bin/env",
    "./configure",
    "../up",
    "~/home",
    "a/b",
    "C:\\dir",
    "www.example.org",
    "example.org.",
    "example.org,",
    "https://example.org/a?b=c&d=e",
    "<http://example.org/>",
    "http://",
    "mailto:",
    "maud@example.org",
    "maud@…",
    "a_b",
    "_souligné_",
    "*gras*",
    "AT&T",
    "&amp;",
    "&eacute;",
    "foo&bar",
    "<b>gras</b>",
    "<br/>",
    ">",
    ">>",
    "|",
    "--",
    "---",
    "-- ",
    "=",
    "==",
    "#1",
    "#tag",
    "@",
    "100%",
    "50€",
    "«",
    "»",
    "mot\u00a0:",
    "été.",
    "ÉTÉ",
    "Œuvre",
    "naïve",
    "straße",
    "日本語",
    "кот",
    "e\u0301t",
    "zero\u200bwidth",
    "🙂",
    ":-)",
    ";)",
    "word:word",
    "word.word",
    "word,word",
    "word;word",
    "it's",
    "'tis",
    "rock'n'roll",
    "a'",
    "''",
    "xx",
    "xx.",
    "1xx",
    "xx1",
    "v1.2-rc3",
    "foo+bar",
    "foo-bar.com",
    "foo.",
    "foo.-",
    "foo-.",
    "h\\",
    "\\n",
    "%s",
    "{x}",
    "[y]",
    "[z](http://example.org)",
    "I",
    "a",
    "s",
    "t",
    "l",
    "d'",
    "N°5",
    "1er",
    "²",
    "½",
};
/* And what cannot be taken apart word by word. */
static const char *const spanning[] = {"<a", "href=\"x\">lien</a>", "<!--", "-->", "<?php", "x<y",
                                       "</b"};
static const char *const between[] = {" ",      "  ",  "\n", "\n\n",   "\n> ",
                                      "\n  > ", "\n>", "\t", "\n-- \n"};

static void
add_words(GString *out, GRand *random, guint n, gboolean tags)
{
    for (guint i = 0; i < n; i++) {
        guint kind = g_rand_int_range(random, 0, 40);
        if (tags && kind == 0)
            g_string_append(out, spanning[g_rand_int_range(random, 0, G_N_ELEMENTS(spanning))]);
        else
            g_string_append(out, written[g_rand_int_range(random, 0, G_N_ELEMENTS(written))]);
        /* Mostly blanks, a signature seldom. */
        gint gap = kind < 25 ? 0 : g_rand_int_range(random, 0, kind == 39 ? 9 : 8);
        g_string_append(out, between[gap]);
    }
}

static GBytes *
write_mail(guint i, const char *subject, const char *body)
{
    char *text =
        g_strdup_printf("From: Anne-Maël L’Été <anne@example.org>\nSubject: %s\n"
                        "Message-ID: <m%u@example.org>\nDate: Mon, 23 Nov 2026 08:00:00 +0000\n"
                        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n%s\n",
                        subject, i, body);
    return g_bytes_new_take(text, strlen(text));
}

/* Files it; whether what it is searched by was made here. */
static gboolean
file(GBytes *raw)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) lines = mail_to_crlf(raw);
    g_autoptr(Mail) mail = mail_parse(lines, &error);
    gint64 number = 0;
    gboolean duplicate = FALSE;

    g_assert_no_error(error);
    g_autoptr(ArchiveMessage) message = archive_message_new(mail, raw, NOW);
    search_vector_fill(test->store, &message, 1, &error);
    g_assert_no_error(error);
    g_autoptr(Transaction) transaction = transaction_begin(test->store, &error);
    g_assert_no_error(error);
    archive_accept(test->store, mail, raw, NOW, 1, 0, NULL, &number, &duplicate, &error);
    g_assert_no_error(error);
    g_assert_false(duplicate);
    transaction_commit(transaction, &error);
    g_assert_no_error(error);
    g_assert_true((message->search == NULL) == (message->search_quoted == NULL));
    return message->search != NULL;
}

static void
assert_same(void)
{
    test_store_assert(
        test,
        "SELECT message_id, body FROM message "
        "WHERE search IS DISTINCT FROM search_vector(subject, body, from_name) LIMIT 1",
        "");
}

static void
clear(void)
{
    test_store_sql(test, "DELETE FROM list_thread; DELETE FROM post; DELETE FROM message; "
                         "DELETE FROM thread_node; DELETE FROM thread");
}

static void
test_words(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(g_test_rand_int());
    guint made = 0;

    for (guint i = 0; i < 400; i++) {
        g_autoptr(GString) subject = g_string_new(NULL);
        g_autoptr(GString) body = g_string_new(NULL);
        add_words(body, random, g_rand_int_range(random, 0, 60), FALSE);
        for (guint w = 0; w < 3; w++)
            g_string_append_printf(subject, "%s ", written[g_rand_int_range(random, 0, 20)]);
        g_autoptr(GBytes) raw = write_mail(i, subject->str, body->str);
        made += file(raw);
    }
    assert_same();
    /* All but the first ones, in which too much is new. */
    g_assert_cmpuint(made, >=, 390);
    clear();
}

static void
test_tags(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(g_test_rand_int());

    for (guint i = 0; i < 200; i++) {
        g_autoptr(GString) body = g_string_new(NULL);
        add_words(body, random, 60, TRUE);
        g_autoptr(GBytes) raw = write_mail(i, "Balises", body->str);
        file(raw);
    }
    assert_same();
    clear();
}

/* A lexeme has at most 256 places, a text 16,383. */
static void
test_long(void)
{
    g_autoptr(GString) body = g_string_new("> cité une fois\n");

    for (guint i = 0; i < 300; i++)
        g_string_append(body, i % 7 == 0 ? "maison \n" : "maison chevaux the ");
    for (guint i = 0; i < 17000; i++)
        g_string_append(body, i % 11 == 0 ? "si\n" : "si ");
    g_string_append(body, "fin chevaux\n> encore une fois les chevaux\n-- \nAnne\n");
    g_assert_cmpuint(body->len, <, 100000);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(GBytes) raw = write_mail(i, "Long, long", body->str);
        g_assert_true(file(raw));
    }
    /* Too long, and too strange: the database does it. */
    for (guint i = 0; i < 30000; i++)
        g_string_append(body, "si ");
    g_autoptr(GBytes) raw = write_mail(2, "Trop long", body->str);
    g_assert_false(file(raw));
    assert_same();
    clear();
}

static void
test_many_new_words(void)
{
    g_autoptr(GString) body = g_string_new(NULL);

    for (guint i = 0; i < 250; i++)
        g_string_append_printf(body, "mot%u ", i);
    guint made = 0;
    for (guint i = 0; i < 4; i++) {
        g_autoptr(GBytes) raw = write_mail(i, "Beaucoup de mots", body->str);
        made += file(raw);
    }
    /* Each is looked at twice here: a hundred more are known each time. */
    g_assert_cmpuint(made, >=, 2);
    assert_same();
    clear();
}

/* Who is shown by initials is not found by name. */
static void
test_initials(void)
{
    g_autoptr(GBytes) raw = write_mail(0, "Bonjour", "C'est moi,\nAnne-Maël L’Été\n");

    test_store_sql(test, "INSERT INTO subscriber (name) VALUES ('Anne-Maël L’Été');"
                         "INSERT INTO address (address_key, address, subscriber, is_primary) "
                         "SELECT 'anne@example.org', 'anne@example.org', id, true FROM subscriber;"
                         "UPDATE subscriber SET by_initials = true");
    g_assert_true(file(raw));
    test_store_assert(test, "SELECT search @@ to_tsquery('simple', 'mael') FROM message", "f");
    assert_same();
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test = test_store_new(NULL);
    test_store_sql(test, "INSERT INTO list (name, domain, title, kind) "
                         "VALUES ('bavardage', 'example.org', 'Bavardage', 'discussion')");
    g_test_add_func("/search-vector/what stands between blanks is looked up", test_words);
    g_test_add_func("/search-vector/what goes on behind a blank is not", test_tags);
    g_test_add_func("/search-vector/places end where they end", test_long);
    g_test_add_func("/search-vector/many new words are learned a few at a time",
                    test_many_new_words);
    g_test_add_func("/search-vector/a name that is hidden cannot be searched for", test_initials);
    int status = g_test_run();
    test_store_free(test);
    return status;
}
