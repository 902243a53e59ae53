/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a copy says it is from, and that its author is always reached by an answer. */
#include <string.h>

#include <glib.h>

#include "list/post-author.h"

#define AUTHOR "Anna <anna@example.org>"
#define TO_LIST "Mobilites <mobilites@lists.example.org>"
#define VIA "Anna via Mobilites <mobilites@lists.example.org>"

typedef struct {
    const char *headers; /* of the mail, beside From */
    ListReplyTo mode;
    gboolean in_cc, barred;
    const char *reply_to, *cc;
} Case;

static const Case cases[] = {
    {"", REPLY_TO_GIVEN, FALSE, FALSE, NULL, NULL},
    {"", REPLY_TO_LIST, FALSE, FALSE, TO_LIST, NULL},
    {"", REPLY_TO_AUTHOR, FALSE, FALSE, AUTHOR, NULL},
    {"", REPLY_TO_BOTH, FALSE, FALSE, AUTHOR ",\r\n " TO_LIST, NULL},
    {"Reply-To: x@example.net\r\n", REPLY_TO_LIST, FALSE, FALSE, TO_LIST, NULL},
    {"Reply-To: x@example.net\r\n", REPLY_TO_AUTHOR, FALSE, FALSE, "x@example.net", NULL},
    {"Reply-To: mobilites@lists.example.org\r\n", REPLY_TO_BOTH, FALSE, FALSE,
     "mobilites@lists.example.org", NULL},
    {"Reply-To: xmobilites@lists.example.org\r\n", REPLY_TO_BOTH, FALSE, FALSE,
     "xmobilites@lists.example.org,\r\n " TO_LIST, NULL},
    /* Where From is the list's, the author is in Reply-To or in Cc. */
    {"", REPLY_TO_GIVEN, FALSE, TRUE, AUTHOR, NULL},
    {"", REPLY_TO_GIVEN, TRUE, TRUE, NULL, AUTHOR},
    {"Reply-To: x@example.net\r\n", REPLY_TO_GIVEN, FALSE, TRUE, NULL, NULL},
    {"", REPLY_TO_LIST, FALSE, TRUE, TO_LIST, AUTHOR},
    {"", REPLY_TO_AUTHOR, TRUE, TRUE, AUTHOR, NULL},
    {"", REPLY_TO_BOTH, FALSE, TRUE, AUTHOR ",\r\n " TO_LIST, NULL},
    {"Cc: b@example.org\r\n", REPLY_TO_LIST, FALSE, TRUE, TO_LIST, "b@example.org,\r\n " AUTHOR},
    {"Cc: A <ANNA@example.org>\r\n", REPLY_TO_LIST, FALSE, TRUE, TO_LIST, NULL},
    {"Cc: b@example.org,anna@example.org\r\n", REPLY_TO_LIST, FALSE, TRUE, TO_LIST, NULL},
    /* Others whose addresses hold that one are others. */
    {"Cc: joanna@example.org\r\n", REPLY_TO_LIST, FALSE, TRUE, TO_LIST,
     "joanna@example.org,\r\n " AUTHOR},
    {"Cc: anna@example.org.example\r\n", REPLY_TO_LIST, FALSE, TRUE, TO_LIST,
     "anna@example.org.example,\r\n " AUTHOR},
};

static void
test_cases(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Case *c = &cases[i];
        const List list = {.name = (char *)"mobilites",
                           .domain = (char *)"lists.example.org",
                           .title = (char *)"Mobilites",
                           .reply_to = c->mode,
                           .author_in_cc = c->in_cc};
        g_autofree char *text =
            g_strconcat("From: ", AUTHOR, "\r\n", c->headers, "\r\nBonjour\r\n", NULL);
        g_autoptr(GBytes) raw = g_bytes_new_static(text, strlen(text));
        g_autoptr(Mail) mail = mail_parse(raw, NULL);
        g_auto(PostAuthorHeaders) headers = {0};

        g_test_message("%u: %s", i, c->headers);
        post_author_headers(&list, mail, c->barred, &headers);
        g_assert_cmpstr(headers.from, ==, c->barred ? VIA : NULL);
        g_assert_cmpstr(headers.author, ==, c->barred ? AUTHOR : NULL);
        g_assert_cmpstr(headers.reply_to, ==, c->reply_to);
        g_assert_cmpstr(headers.cc, ==, c->cc);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/post-author/from, reply-to and cc", test_cases);
    return g_test_run();
}
