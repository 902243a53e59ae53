/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server answered, as the ledger is told. */
#include "mailing/settlement.h"

#define SECOND ((gint64)G_USEC_PER_SEC)

static const RetryPolicy policy = {.first_wait = 300 * SECOND, .max_attempts = 12};

static Settlement
graded(WireOutcome outcome, WireScope scope, gint32 attempt)
{
    WireResult result = {.outcome = outcome, .scope = scope, .status = "4.9.9", .text = "said"};
    Settlement settlement = {.attempt = attempt};

    settlement_grade(&settlement, &result, &policy, 0.5);
    return settlement;
}

static void
test_backoff(void)
{
    g_assert_cmpint(retry_wait(&policy, 1, 0.5), ==, 300 * SECOND);
    g_assert_cmpint(retry_wait(&policy, 2, 0.5), ==, 600 * SECOND);
    g_assert_cmpint(retry_wait(&policy, 5, 0.5), ==, 4800 * SECOND);
    g_assert_cmpint(retry_wait(&policy, 1, 0.0), ==, 270 * SECOND);
    g_assert_cmpint(retry_wait(&policy, 1, 0.999), <, 331 * SECOND);
    g_assert_cmpint(retry_wait(&policy, 30000, 0.999), ==, 7 * 24 * 3600 * SECOND);
}

static void
test_outcomes(void)
{
    g_assert_cmpint(graded(WIRE_DONE, SCOPE_RECIPIENT, 1).outcome, ==, SETTLE_SENT);
    g_assert_cmpint(graded(WIRE_NEVER, SCOPE_RECIPIENT, 1).outcome, ==, SETTLE_FAILED);
    g_assert_cmpint(graded(WIRE_NEVER, SCOPE_MESSAGE, 1).outcome, ==, SETTLE_FAILED);
    Settlement later = graded(WIRE_LATER, SCOPE_RECIPIENT, 3);
    g_assert_cmpint(later.outcome, ==, SETTLE_RETRY);
    g_assert_cmpint(later.wait, ==, 1200 * SECOND);
    g_assert_cmpstr(later.status, ==, "4.9.9");
    g_assert_cmpstr(later.reply, ==, "said");
}

static void
test_attempts(void)
{
    g_assert_cmpint(graded(WIRE_LATER, SCOPE_RECIPIENT, 11).outcome, ==, SETTLE_RETRY);
    g_assert_cmpint(graded(WIRE_LATER, SCOPE_RECIPIENT, 12).outcome, ==, SETTLE_FAILED);
    g_assert_cmpint(graded(WIRE_LATER, SCOPE_CONNECTION, 12).outcome, ==, SETTLE_FAILED);
}

static void
test_policy(void)
{
    RetryPolicy own = policy;
    WireResult result = {.outcome = WIRE_NEVER, .scope = SCOPE_MESSAGE, .status = "5.7.1"};
    Settlement settlement = {.attempt = 2};

    own.policy_attempts = 3;
    settlement_grade(&settlement, &result, &own, 0.5);
    g_assert_cmpint(settlement.outcome, ==, SETTLE_RETRY);
    settlement_limit(&settlement, 601 * SECOND);
    g_assert_cmpint(settlement.outcome, ==, SETTLE_RETRY);
    settlement_limit(&settlement, 599 * SECOND);
    g_assert_cmpint(settlement.outcome, ==, SETTLE_FAILED);
    settlement.attempt = 3;
    settlement_grade(&settlement, &result, &own, 0.5);
    g_assert_cmpint(settlement.outcome, ==, SETTLE_FAILED);
    g_assert_false(status_is_policy("5.1.7"));
    g_assert_false(status_is_policy("2.7.0"));
}

static void
test_in_doubt(void)
{
    static const struct {
        UnknownPolicy policy;
        SettleOutcome outcome;
    } rows[] = {{UNKNOWN_RETRY, SETTLE_RETRY},
                {UNKNOWN_LEAVE, SETTLE_UNKNOWN},
                {UNKNOWN_SENT, SETTLE_SENT}};
    WireResult result = {.outcome = WIRE_LATER, .scope = SCOPE_CONNECTION, .status = "4.4.2"};

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        RetryPolicy own = policy;
        Settlement settlement = {.attempt = 1};
        own.unknown = rows[i].policy;
        result.in_doubt = TRUE;
        settlement_grade(&settlement, &result, &own, 0.5);
        g_assert_cmpint(settlement.outcome, ==, rows[i].outcome);
        result.in_doubt = FALSE;
        settlement_grade(&settlement, &result, &own, 0.5);
        g_assert_cmpint(settlement.outcome, ==, SETTLE_RETRY);
    }
}

static void
test_server_trouble(void)
{
    Settlement later = graded(WIRE_LATER, SCOPE_SERVER, 12);

    g_assert_cmpint(later.outcome, ==, SETTLE_BACK);
    g_assert_cmpint(later.wait, <=, 60 * SECOND);
    g_assert_cmpint(graded(WIRE_NEVER, SCOPE_SERVER, 1).outcome, ==, SETTLE_BACK);
    g_assert_cmpint(graded(WIRE_NEVER, SCOPE_CONNECTION, 1).outcome, ==, SETTLE_RETRY);
    g_assert_cmpint(graded(WIRE_LATER, SCOPE_CONNECTION, 1).wait, <, 30 * SECOND);
}

static void
test_long_reason(void)
{
    g_autofree char *a = g_strnfill(254, 'a');
    g_autofree char *reason = g_strconcat(a, "éééé", NULL);
    Settlement settlement = {0};

    settlement_fail(&settlement, "5.3.0", reason);
    g_assert_cmpint(settlement.outcome, ==, SETTLE_FAILED);
    g_assert_cmpstr(settlement.reply, ==, a); /* cut between characters */
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define TEST(name, function) g_test_add_func("/settlement/" name, function)
    TEST("the pause doubles, is spread and ends at a week", test_backoff);
    TEST("done, later and never", test_outcomes);
    TEST("attempts run out", test_attempts);
    TEST("refused for policy is tried again, a few times and in time", test_policy);
    TEST("what may have arrived is what the policy says", test_in_doubt);
    TEST("trouble of the server never fails a delivery", test_server_trouble);
    TEST("a long reason is cut between characters", test_long_reason);
    return g_test_run();
}
