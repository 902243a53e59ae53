/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * visit - one request on its way through the site
 *
 * Pages differ by language alone (the one a reader chose by a link, which a cookie keeps, else what
 * their browser asks for), so that each says Vary; they may be kept by anybody, and are asked for
 * again each time, which the ETag makes cheap.
 */
#include <string.h>

#include "archive/hide.h"
#include "base/clock.h"
#include "base/error.h"
#include "http/percent.h"
#include "page/french-spaces.h"

#include "site/private.h"

enum { SUBJECT_IN_ROW = 160 /* letters */ };

/* The cookie's choice; nobody has the cookie who did not choose. */
static Language
language_of(const HttpRequest *request, Language otherwise)
{
    const char *cookie = http_request_header(request, "Cookie");
    const char *chosen = cookie != NULL ? strstr(cookie, LANGUAGE_COOKIE "=") : NULL;
    char code[3] = "";

    if (chosen != NULL && (chosen == cookie || chosen[-1] == ' ' || chosen[-1] == ';'))
        g_strlcpy(code, chosen + strlen(LANGUAGE_COOKIE "="), sizeof code);
    return language_read(
        code, language_negotiate(http_request_header(request, "Accept-Language"), otherwise));
}

void
visit_cookie(Visit *visit, const char *name, const char *value, const char *path, gint64 seconds)
{
    const char *site_url = settings_text(visit->site->settings, SETTING_SITE_URL);
    g_autofree char *cookie = g_strdup_printf(
        "%s=%s; Path=%s; Max-Age=%" G_GINT64_FORMAT "; HttpOnly; SameSite=Lax%s", name, value, path,
        seconds, g_str_has_prefix(site_url, "https:") ? "; Secure" : "");

    http_response_header(visit->response, "Set-Cookie", cookie);
}

/* `path` with what of the query makes another page of it. Frees `path`. */
static char *
with_query(const Visit *visit, char *path)
{
    /* What makes another page of the same path. Whatever else a stranger adds makes none: pages
     * that are kept are kept once. */
    static const char *const of_listings[] = {"q",    "by",   "kind",   "lang",  "order",
                                              "list", "page", "before", "after", NULL};
    static const char *const of_threads[] = {"page", NULL};
    gboolean is_thread = visit->route.page == ROUTE_MESSAGE || visit->route.page == ROUTE_THREAD ||
                         visit->route.page == ROUTE_THREAD_FLAT;
    const char *const *name = is_thread ? of_threads : of_listings;
    char *url = path;

    for (; *name != NULL; name++) {
        const char *value = params_get(visit->request->query, *name);
        if (value == NULL)
            continue;
        char *longer = route_with(url, *name, value);
        g_free(url);
        url = longer;
    }
    return url;
}

char *
visit_self(const Visit *visit)
{
    return with_query(visit, g_strdup(visit->request->path));
}

char *
visit_address(const Visit *visit)
{
    GString *path = g_string_new(NULL);

    for (guint i = 0; i < visit->request->n_segments; i++) {
        g_autofree char *segment = percent_encode(visit->request->segments[i]);
        g_string_append_printf(path, "/%s", segment);
    }
    if (visit->request->slash || path->len == 0)
        g_string_append_c(path, '/');
    return with_query(visit, g_string_free(path, FALSE));
}

void
visit_languages(Visit *visit)
{
    g_autofree char *self = visit_address(visit);
    Value *languages = value_set_list(visit->page, "site_languages");

    for (guint i = 0; i < LANGUAGE_COUNT; i++) {
        Value *dict = value_append_dict(languages);
        g_autofree char *url = route_with(self, LANGUAGE_COOKIE, language_code((Language)i));
        value_set_text(dict, "code", language_code((Language)i));
        value_set_text(dict, "language_name", language_name((Language)i));
        value_set_text(dict, "language_url", url);
        value_set_bool(dict, "is_current", i == (guint)visit->language);
    }
    value_set_bool(visit->page, "has_site_languages", TRUE);
}

void
visit_begin(Visit *visit, const Site *site, Store *store, const HttpRequest *request,
            HttpResponse *response)
{
    *visit = (Visit){.site = site, .store = store, .request = request, .response = response};
    visit->language = language_of(request, site->language);
    visit->words = site->words[visit->language];
    response->cache = "no-cache";
}

void
visit_page(Visit *visit)
{
    const Site *site = visit->site;

    visit->page = value_dict();
    value_set_text(visit->page, "lang", language_code(visit->language));
    value_set_text(visit->page, "site_name", settings_text(site->settings, SETTING_SITE_NAME));
    value_set_text(visit->page, "style_url", site->style.url);
    value_set_text(visit->page, "icon_url", site->icon.url);
    value_set_text(visit->page, "search_url", "/");
}

void
visit_end(Visit *visit)
{
    private_leave(visit);
    g_clear_pointer(&visit->page, value_free);
}

gboolean
visit_render(Visit *visit, const char *name, GError **error)
{
    http_response_header(visit->response, "Vary", "Accept-Language, Cookie");
    http_response_header(visit->response, "Content-Language", language_code(visit->language));
    return template_render(visit->site->templates, name, visit->page,
                           visit->site->catalogues[visit->language], visit->response->body, error);
}

void
visit_canonical(Visit *visit, const char *path)
{
    g_autofree char *url =
        g_strconcat(settings_text(visit->site->settings, SETTING_SITE_URL), path, NULL);

    value_set_text(visit->page, "canonical_url", url);
}

void
visit_in_list(Visit *visit, const char *title)
{
    g_autofree char *url = route_list(visit->route.list);

    value_set_text(visit->page, "list_title", title);
    value_set_text(visit->page, "list_url", url);
    value_set_text(visit->page, "search_url", url);
    value_set_text(visit->page, "search_in", title);
}

void
visit_last_modified(Visit *visit, gint64 us)
{
    gint64 last = MAX(us, visit->site->opened);

    visit->is_of_now = last / G_USEC_PER_SEC >= clock_now() / G_USEC_PER_SEC;
    visit->response->last_modified = visit->is_of_now ? 0 : last;
}

static void
set_date(Value *dict, const char *key, gint64 us, char *words)
{
    g_autofree char *in_words = words;
    g_autofree char *key_text = g_strconcat(key, "_text", NULL);
    g_autofree char *iso = clock_format(us);

    value_set_text(dict, key, iso);
    value_set_text(dict, key_text, in_words);
}

void
visit_date(const Visit *visit, Value *dict, const char *key, gint64 us)
{
    set_date(dict, key, us, words_date(visit->words, us));
}

void
visit_date_time(const Visit *visit, Value *dict, const char *key, gint64 us)
{
    set_date(dict, key, us, words_date_time(visit->words, us));
}

const char *
visit_subject(const Visit *visit, const char *subject)
{
    return *subject != '\0' ? subject : words_get(visit->words, "no_subject");
}

void
visit_set_subject(const Visit *visit, Value *dict, const char *subject)
{
    if (g_utf8_strlen(subject, -1) <= SUBJECT_IN_ROW) {
        value_set_text(dict, "subject", visit_subject(visit, subject));
        return;
    }
    g_autofree char *begin = g_utf8_substring(subject, 0, SUBJECT_IN_ROW);
    g_autofree char *cut = g_strconcat(g_strchomp(begin), "…", NULL);
    value_set_text(dict, "subject", cut);
}

const char *
visit_author(const Visit *visit, const char *author)
{
    return *author != '\0' ? author : words_get(visit->words, "someone");
}

void
visit_pages(Visit *visit, const char *newer_url, const char *older_url)
{
    value_set_bool(visit->page, "has_pages", newer_url != NULL || older_url != NULL);
    value_set_text(visit->page, "newer_url", newer_url);
    value_set_text(visit->page, "older_url", older_url);
}

static char *
numbered_url(const char *path, guint number)
{
    g_autofree char *page = g_strdup_printf("%u", number);

    return number > 1 ? route_with(path, "page", page) : g_strdup(path);
}

void
visit_numbered_pages(Visit *visit, const char *path, guint number, guint count)
{
    g_autofree char *own = numbered_url(path, number);
    g_autofree char *previous = number > 1 ? numbered_url(path, number - 1) : NULL;
    g_autofree char *next = number < count ? numbered_url(path, number + 1) : NULL;

    visit_canonical(visit, own);
    value_set_bool(visit->page, "has_pages", count > 1);
    if (count > 1) {
        value_set_int(visit->page, "page_number", number);
        value_set_int(visit->page, "page_count", count);
    }
    value_set_text(visit->page, "previous_url", previous);
    value_set_text(visit->page, "next_url", next);
}

gboolean
visit_not_found(GError **error)
{
    return fail(error, ERROR_NOT_FOUND, "there is no such page");
}

void
visit_set_written(Value *dict, const char *key, const char *text)
{
    g_autofree char *hidden = text != NULL ? archive_hide_addresses(text) : NULL;

    value_set_text(dict, key, hidden);
}

void
visit_set_prose(Value *dict, const char *key, const char *text, const char *language)
{
    g_autofree char *spaced = french_spaces_are_for(language) ? french_spaces(text) : NULL;

    visit_set_written(dict, key, spaced != NULL ? spaced : text);
}
