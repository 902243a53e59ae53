/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail servers as the settings name them: weights, limits, and one clear error for each mistake. */
#include "base/smart-host.h"
#include "base/error.h"

static void
test_good(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) hosts =
        smart_hosts_read("mx1.example.org:587*3  connections=8 rate=200/min\tmessages=50, "
                         "[::1],mx2.example.org*1000",
                         &error);

    g_assert_no_error(error);
    g_assert_cmpuint(hosts->len, ==, 3);
    const SmartHost *one = hosts->pdata[0], *two = hosts->pdata[1], *three = hosts->pdata[2];
    g_assert_cmpstr(one->name, ==, "mx1.example.org:587");
    g_assert_cmpstr(one->host, ==, "mx1.example.org");
    g_assert_cmpuint(one->port, ==, 587);
    g_assert_cmpuint(one->weight, ==, 3);
    g_assert_cmpuint(one->connections, ==, 8);
    g_assert_cmpuint(one->messages, ==, 50);
    g_assert_cmpuint(one->rate, ==, 200);
    g_assert_cmpint(one->period, ==, 60 * G_USEC_PER_SEC);
    g_assert_cmpstr(one->rate_text, ==, "200/min");
    g_assert_cmpstr(two->name, ==, "[::1]:25");
    g_assert_cmpuint(two->weight, ==, 1);
    g_assert_cmpuint(two->connections + two->messages + two->rate, ==, 0);
    g_assert_cmpstr(three->name, ==, "mx2.example.org:25");
    g_assert_cmpuint(three->weight, ==, 1000);
    g_autoptr(GPtrArray) none = smart_hosts_read(" ", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(none->len, ==, 0);
}

static void
test_mistakes(void)
{
    static const struct {
        const char *text, *message, *hint;
    } cases[] = {
        {"a:25 conections=8", "\"conections\" is no limit*", "did you mean \"connections\"?"},
        {"a:25 weight=8", "\"weight\" is no limit*", "*HOST:PORT*3"},
        {"a:25 rate", "rate has no number", "write rate=200/min*"},
        {"a:25 messages = 8", "messages has no number", "write messages=8, without a blank"},
        {"a:25 Rate=8/min", "\"Rate\" is no limit*", "did you mean \"rate\"?"},
        {"a:25 connections=0", "connections is 0, which is out of range", "it goes from 1 to 1000"},
        {"a:25 connections=1001", "*out of range", "*1000"},
        {"a:25 messages=10001", "*out of range", "*10000"},
        {"a:25 connections=", "connections is \"\", which is not a number", NULL},
        {"a:25 messages=ten", "messages is \"ten\", which is not a number", NULL},
        {"a:25 messages=-5", "messages is \"-5\", which is not a number", NULL},
        {"a:25 rate=200", "\"200\" is no rate", "write 600/min*"},
        {"a:25 rate=200/fortnight", "\"200/fortnight\" is no rate", "write 600/min*"},
        {"a:25 rate=2/s rate=3/s", "rate is given twice", NULL},
        {"a:25*0", "a weight is 0, which is out of range", "it goes from 1 to 1000"},
        {"a:25*many", "a weight is \"many\", which is not a number", NULL},
        {"a:25*", "a weight is \"\", which is not a number", NULL},
        {"a:25 *3", "\"*3\" is no limit*", NULL},
        {"a:25,", "a mail server is missing beside a comma", "*commas between several"},
        {", a:25", "a mail server is missing beside a comma", NULL},
        {"a:smtp:25", "\"a:smtp:25\" is no HOST:PORT", "write mail.example.org:25*"},
        {"a:25; b:25", "\"a:25;\" is no HOST:PORT", NULL},
        {"a;b", "\"a;b\" is no HOST:PORT", "*commas between several"},
        {"smtp://a", "\"smtp://a\" is no HOST:PORT", NULL},
        {"a:99999", "\"a:99999\" is no HOST:PORT", NULL},
        {"connections=8 a:25", "\"connections=8\" is no HOST:PORT", NULL},
        {"a:25, A rate=1/s", "the mail server A:25 is named twice", "a weight*A:25*2"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", cases[i].text);
        g_assert_null(smart_hosts_read(cases[i].text, &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_test_message("%s", error->message);
        g_assert_true(g_pattern_match_simple(cases[i].message, error->message));
        if (cases[i].hint != NULL)
            g_assert_true(g_pattern_match_simple(cases[i].hint, error_hint(error)));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define TEST(name, function) g_test_add_func("/smart-host/" name, function)
    TEST("names, weights and limits", test_good);
    TEST("mistakes are told, each as what it is", test_mistakes);
    return g_test_run();
}
