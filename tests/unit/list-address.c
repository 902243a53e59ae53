/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of lists and the addresses made from them. */
#include <glib.h>

#include "base/error.h"

#include "list/address.h"
#include "list/list.h"

static void
assert_split(const char *local, const char *name, ListAddressWhat what, const char *token)
{
    g_autofree char *found_name = NULL, *found_token = NULL;
    ListAddressWhat found_what;

    g_assert_true(list_address_split(local, &found_name, &found_what, &found_token));
    g_assert_cmpstr(found_name, ==, name);
    g_assert_cmpint(found_what, ==, what);
    g_assert_cmpstr(found_token, ==, token);
}

static void
test_each_suffix(void)
{
    assert_split("mobilites", "mobilites", ADDRESS_POST, NULL);
    assert_split("mobilites-owner", "mobilites", ADDRESS_OWNER, NULL);
    assert_split("mobilites-request", "mobilites", ADDRESS_REQUEST, NULL);
    assert_split("mobilites-join", "mobilites", ADDRESS_JOIN, NULL);
    assert_split("mobilites-subscribe", "mobilites", ADDRESS_JOIN, NULL);
    assert_split("mobilites-leave", "mobilites", ADDRESS_LEAVE, NULL);
    assert_split("mobilites-unsubscribe", "mobilites", ADDRESS_LEAVE, NULL);
    assert_split("mobilites-confirm+abc", "mobilites", ADDRESS_CONFIRM, "abc");
    assert_split("mobilites-bounces+a+b", "mobilites", ADDRESS_BOUNCES, "a+b");
    assert_split("mobilites-moderate+abc", "mobilites", ADDRESS_MODERATE, "abc");
    assert_split("mobilites-accept+abc", "mobilites", ADDRESS_ACCEPT, "abc");
    assert_split("mobilites-discard+abc", "mobilites", ADDRESS_DISCARD, "abc");
    assert_split("mobilites-undo+abc", "mobilites", ADDRESS_UNDO, "abc");
    assert_split("mobilites-propose", "mobilites", ADDRESS_PROPOSE, NULL);
}

static void
test_hyphens_inside_a_name(void)
{
    assert_split("savoirs-partages", "savoirs-partages", ADDRESS_POST, NULL);
    assert_split("savoirs-partages-leave", "savoirs-partages", ADDRESS_LEAVE, NULL);
    assert_split("co-owners", "co-owners", ADDRESS_POST, NULL);
    /* The proof is missing: resolved, and refused there. */
    assert_split("mobilites-bounces", "mobilites", ADDRESS_BOUNCES, NULL);
    assert_split("mobilites-bounces+", "mobilites", ADDRESS_BOUNCES, "");
}

static void
test_none_of_ours(void)
{
    static const char *const locals[] = {"mobilites+tag", "mobilites-owner+tag", "-owner", "",
                                         "+abc",          "-bounces+abc"};
    g_autofree char *name = NULL, *token = NULL;
    ListAddressWhat what;

    for (guint i = 0; i < G_N_ELEMENTS(locals); i++)
        g_assert_false(list_address_split(locals[i], &name, &what, &token));
    g_assert_null(name);
}

static void
test_names(void)
{
    static const char *const good[] = {
        "mobilites", "co",     "a1", "1-2", "savoirs-partages", "abcdefghijklmnopqrstuv",
        "owner",     "bounces"};
    static const char *const bad[] = {"",
                                      "a",
                                      "abcdefghijklmnopqrstuvw",
                                      "Mobilites",
                                      "mobilités",
                                      "-ab",
                                      "ab-",
                                      "a b",
                                      "a.b",
                                      "a+b",
                                      "a@b",
                                      "ab\n",
                                      "mobilites-owner",
                                      "mobilites-unsubscribe",
                                      "me",
                                      "editions",
                                      "postmaster",
                                      "../etc"};

    for (guint i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_true(list_name_is_valid(good[i], NULL));
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(list_name_is_valid(bad[i], &error));
        g_assert_error(error, COLPORTEUR_ERROR, ERROR_BAD_INPUT);
        g_assert_nonnull(error_hint(error));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/list-address/each suffix has its meaning", test_each_suffix);
    g_test_add_func("/list-address/a name may have hyphens", test_hyphens_inside_a_name);
    g_test_add_func("/list-address/anything else is none of ours", test_none_of_ours);
    g_test_add_func("/list-address/names that a list can and cannot have", test_names);
    return g_test_run();
}
