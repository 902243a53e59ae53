/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages kept by the site: which stay, and which make room. */
#include <string.h>

#include "site/cache.h"

enum { KB = 1024, ROOM = 256 * KB };

/* Bytes that do not compress, so that a page takes what it weighs. */
static void
put_in(SiteCache *cache, SiteCacheShare share, const char *key, gsize size)
{
    g_auto(HttpResponse) response = {0};
    GRand *random = g_rand_new_with_seed(1);

    http_response_init(&response);
    for (gsize i = 0; i < size; i++)
        g_string_append_c(response.body, (char)g_rand_int_range(random, ' ', '~'));
    g_rand_free(random);
    site_cache_put(cache, share, key, (SiteState){"s1", "1"}, &response);
    g_assert_nonnull(response.page); /* kept or not, it is answered */
}

static void
put(SiteCache *cache, const char *key, gsize size)
{
    put_in(cache, SITE_CACHE_NAMED, key, size);
}

static gboolean
has(SiteCache *cache, const char *key, const char *version)
{
    g_auto(HttpResponse) response = {0};

    http_response_init(&response);
    return site_cache_get(cache, key, (SiteState){"s1", version}, &response);
}

static void
test_large_pages_send_nothing_away(void)
{
    SiteCache *cache = site_cache_new(ROOM);

    put(cache, "/one", KB);
    put(cache, "/two", KB);
    put(cache, "/all", 2 * ROOM);
    g_assert_false(has(cache, "/all", "1"));
    put(cache, "/most", ROOM - 16 * KB);
    g_assert_false(has(cache, "/most", "1"));
    g_assert_true(has(cache, "/one", "1"));
    g_assert_true(has(cache, "/two", "1"));
    put(cache, "/one", 2 * ROOM); /* has grown: what it was is no page any more */
    g_assert_false(has(cache, "/one", "1"));
    site_cache_free(cache);
}

static void
test_the_least_used_goes(void)
{
    SiteCache *cache = site_cache_new(ROOM);

    for (char i = 'a'; i <= 'z'; i++) {
        char key[] = {'/', i, '\0'};
        put(cache, key, 8 * KB);
        g_assert_true(has(cache, "/a", "1"));
    }
    g_assert_false(has(cache, "/b", "1"));
    g_assert_true(has(cache, "/z", "1"));
    g_assert_false(has(cache, "/z", "2"));
    g_assert_false(has(cache, "/z", "1")); /* another version: what was kept is forgotten */
    site_cache_free(cache);
}

/* As many searches as somebody likes, and then pages: neither sends the other away. */
static void
test_what_is_typed_sends_no_page_away(void)
{
    SiteCache *cache = site_cache_new(ROOM);

    put(cache, "/page", 8 * KB);
    for (guint i = 0; i < 200; i++) {
        g_autofree char *key = g_strdup_printf("/?q=%u", i);
        put_in(cache, SITE_CACHE_TYPED, key, 2 * KB);
    }
    g_assert_true(has(cache, "/page", "1"));
    g_assert_true(has(cache, "/?q=199", "1"));
    g_assert_false(has(cache, "/?q=100", "1"));
    for (guint i = 0; i < 200; i++) {
        g_autofree char *key = g_strdup_printf("/%u", i);
        put(cache, key, 4 * KB);
    }
    g_assert_true(has(cache, "/?q=199", "1"));
    g_assert_false(has(cache, "/page", "1"));
    site_cache_free(cache);
}

static gboolean
holds(SiteCache *cache, const char *stamp, const char *version)
{
    g_auto(HttpResponse) response = {0};

    http_response_init(&response);
    return site_cache_get(cache, "/a", (SiteState){stamp, version}, &response);
}

static void
assert_stamp(SiteCache *cache, const char *expected)
{
    g_autofree char *stamp = site_cache_stamp(cache, "/a");

    g_assert_cmpstr(stamp, ==, expected);
}

static void
test_a_stamp_speaks_for_a_version(void)
{
    SiteCache *cache = site_cache_new(ROOM);

    assert_stamp(cache, "");
    g_assert_false(holds(cache, "", ""));
    put(cache, "/a", KB);
    assert_stamp(cache, "s1");
    g_assert_true(holds(cache, "s1", ""));
    g_assert_false(holds(cache, "s2", "")); /* which says nothing against the page */
    g_assert_false(holds(cache, "", ""));
    g_assert_true(holds(cache, "s2", "1"));
    assert_stamp(cache, "s2");
    g_assert_false(holds(cache, "s1", ""));
    g_assert_true(holds(cache, "s2", ""));
    g_assert_true(holds(cache, "", "1")); /* a state that has no stamp */
    g_assert_false(holds(cache, "", ""));
    g_assert_false(holds(cache, "s2", ""));
    g_assert_false(holds(cache, "s2", "2"));
    assert_stamp(cache, "");
    site_cache_free(cache);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/site-cache/large-pages-send-nothing-away",
                    test_large_pages_send_nothing_away);
    g_test_add_func("/site-cache/the-least-used-goes", test_the_least_used_goes);
    g_test_add_func("/site-cache/what-is-typed-sends-no-page-away",
                    test_what_is_typed_sends_no_page_away);
    g_test_add_func("/site-cache/a-stamp-speaks-for-a-version", test_a_stamp_speaks_for_a_version);
    return g_test_run();
}
