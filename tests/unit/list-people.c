/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists themselves: their addresses with the proofs in them, who gets onto them, making one. */
#include <string.h>

#include <glib.h>

#include "base/error.h"
#include "lib/test-list.h"
#include "list/address.h"
#include "list/list.h"
#include "store/query.h"

static void
assert_resolves(const char *recipient, ListAddressWhat what)
{
    g_auto(ListAddress) address = {0};
    g_autoptr(GError) error = NULL;

    list_address_resolve(test->store, recipient, "", &address, &error);
    g_assert_no_error(error);
    g_assert_cmpint(address.what, ==, what);
    g_assert_cmpstr(address.name, ==, "mobilites");
    g_assert_cmpint(address.list, ==, 1);
}

static void
assert_unresolved(const char *recipient, ErrorKind kind)
{
    g_auto(ListAddress) address = {0};
    g_autoptr(GError) error = NULL;

    g_assert_false(list_address_resolve(test->store, recipient, "", &address, &error));
    g_assert_error(error, COLPORTEUR_ERROR, (int)kind);
    g_assert_null(address.name);
}

static void
test_addresses(void)
{
    const TokenKeys *keys = store_token_keys(test->store);
    const gint64 bounce[] = {12, 34}, confirm[] = {1, 34}, elsewhere[] = {2, 34}, held[] = {56};
    g_autofree char *bounce_token = token_make(keys, TOKEN_BOUNCE, bounce, 2);
    g_autofree char *confirm_token = token_make(keys, TOKEN_CONFIRM, confirm, 2);
    g_autofree char *other_token = token_make(keys, TOKEN_CONFIRM, elsewhere, 2);
    g_autofree char *held_token = token_make(keys, TOKEN_MODERATE, held, 1);
    g_autofree char *bounces =
        g_strdup_printf("Mobilites-Bounces+%s@Lists.Example.org", bounce_token);
    g_autofree char *confirms =
        g_strdup_printf("mobilites-confirm+%s@lists.example.org", confirm_token);
    g_autofree char *others =
        g_strdup_printf("mobilites-confirm+%s@lists.example.org", other_token);
    g_autofree char *crossed =
        g_strdup_printf("mobilites-bounces+%s@lists.example.org", confirm_token);
    g_autofree char *moderates =
        g_strdup_printf("mobilites-moderate+%s@lists.example.org", held_token);
    g_auto(ListAddress) address = {0};

    assert_resolves("mobilites@lists.example.org", ADDRESS_POST);
    assert_resolves("MOBILITES@LISTS.example.ORG", ADDRESS_POST);
    assert_resolves("mobilites-owner@lists.example.org", ADDRESS_OWNER);
    assert_resolves("mobilites-subscribe@lists.example.org", ADDRESS_JOIN);
    assert_resolves(confirms, ADDRESS_CONFIRM);
    assert_resolves(moderates, ADDRESS_MODERATE);
    g_assert_true(list_address_resolve(test->store, bounces, "", &address, NULL));
    g_assert_cmpint(address.mailing, ==, 12);
    g_assert_cmpint(address.recipient, ==, 34);
    assert_unresolved("nobody@lists.example.org", ERROR_NOT_FOUND);
    assert_unresolved("mobilites@example.org", ERROR_NOT_FOUND);
    assert_unresolved("mobilites+x@lists.example.org", ERROR_NOT_FOUND);
    assert_unresolved("mobilites", ERROR_NOT_FOUND);
    assert_unresolved("", ERROR_NOT_FOUND);
    assert_unresolved("mobilites-bounces@lists.example.org", ERROR_REFUSED);
    assert_unresolved("mobilites-bounces+aaaa@lists.example.org", ERROR_REFUSED);
    assert_unresolved(crossed, ERROR_REFUSED);
    assert_unresolved(others, ERROR_REFUSED);
}

static void
test_subscribe(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(List) list = list_find(test->store, "Savoirs", &error);
    SubscribeOutcome outcome;

    g_assert_no_error(error);
    g_assert_true(
        list_subscribe(test->store, list, "Claude@example.org", "test", &outcome, &error));
    g_assert_cmpint(outcome, ==, SUBSCRIBE_DONE);
    g_assert_true(
        list_subscribe(test->store, list, "claude@example.org", "test", &outcome, &error));
    g_assert_cmpint(outcome, ==, SUBSCRIBE_ALREADY);
    test_store_assert(
        test, "SELECT count(*) FROM consent_event WHERE how = 'test' AND what = 'subscribe'", "1");
    test_store_sql(test, "UPDATE subscription SET state = 'unsubscribed' WHERE list = 2");
    g_assert_false(
        list_subscribe(test->store, list, "claude@example.org", "test", &outcome, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_REFUSED);
    g_assert_nonnull(strstr(error_hint(error), "savoirs-join@lists.example.org"));
    g_clear_error(&error);
    g_assert_false(
        list_subscribe(test->store, list, "nobody@example.org", "test", &outcome, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_NOT_FOUND);
}

static void
test_create(void)
{
    static const char *const owners[] = {"owner@example.org", NULL};
    const ListDraft good = {.name = "neuve",
                            .domain = "Lists.Example.org",
                            .title = "Neuve",
                            .kind = "announce",
                            .owners = owners};
    const ListDraft bad[] = {{.name = "autre", .domain = "localhost"},
                             {.name = "autre", .domain = "lists.example.org", .kind = "forum"},
                             {.name = "autre", .domain = "lists.example.org", .language = "de"},
                             {.name = "autre", .domain = "lists.example.org", .title = ""},
                             {.name = "autre", .domain = "lists.example.org", .prefix = "a\nb"}};
    g_autoptr(GError) error = NULL;

    list_create(test->store, &good, NULL, &error);
    g_assert_no_error(error);
    test_store_assert(
        test,
        "SELECT domain, kind, r.role FROM list l JOIN list_role r ON r.list = l.id WHERE name = "
        "'neuve'",
        "lists.example.org|announce|owner");
    g_assert_false(list_create(test->store, &good, NULL, &error));
    g_assert_error(error, COLPORTEUR_ERROR, ERROR_CONFLICT);
    g_clear_error(&error);
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_assert_false(list_create(test->store, &bad[i], NULL, &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_assert_nonnull(error_hint(error));
        g_clear_error(&error);
    }
    g_assert_null(list_find(test->store, "neuv", &error));
    g_assert_nonnull(strstr(error_hint(error), "neuve"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/list/addresses resolve with their proofs", test_addresses);
    g_test_add_func("/list/subscribing leaves alone who has left", test_subscribe);
    g_test_add_func("/list/making one", test_create);
    return test_list_run();
}
