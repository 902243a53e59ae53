/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-serve - letters on a page of this machine, as several mail programs show them
 *
 * /1 is the page of the first letter; /1/desktop, /1/phone, /1/dark and /1/plain are what its
 * frames show, /1/HASH.png an image. Only loopback is listened on, and only who asks for it by such
 * a name is answered, so that no page from elsewhere can read letters through a name of its own.
 * No script anywhere; what was written by others stands in sandboxed frames.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "http/server.h"
#include "page/template.h"
#include "serve/stop.h"
#include "site/language.h"

#include "cmd/edition-views.h"

#define POLICY_PAGE                                                                                \
    "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; "                    \
    "form-action 'none'; frame-ancestors 'none'"
#define POLICY_LETTER                                                                              \
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; "             \
    "form-action 'none'; frame-ancestors 'self'; sandbox"
#define POLICY_LETTER_PLAIN                                                                        \
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "         \
    "frame-ancestors 'self'; sandbox"

static const char *const view_names[VIEWS] = {"desktop", "phone", "dark", "plain"};

typedef struct {
    const Edition *edition;
    const GPtrArray *previews;
    const GPtrArray *images;
    TemplateSet *templates;
    Catalogue *catalogues[LANGUAGE_COUNT]; /* NULL: French */
    char *style;
} Gallery;

static void
gallery_clear(Gallery *gallery)
{
    g_clear_pointer(&gallery->templates, template_set_free);
    for (guint i = 0; i < LANGUAGE_COUNT; i++)
        g_clear_pointer(&gallery->catalogues[i], catalogue_free);
    g_free(gallery->style);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Gallery, gallery_clear)

/* DIRECTORY/NAME of the first directory that has it; NULL when none has. */
static char *
find_file(const char *const *directories, const char *name)
{
    for (; *directories != NULL; directories++) {
        g_autofree char *path = g_build_filename(*directories, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&path);
    }
    return NULL;
}

static gboolean
gallery_open(Gallery *gallery, const Settings *settings, GError **error)
{
    g_autofree char *shipped =
        g_build_filename(settings_text(settings, SETTING_DATA), "templates", NULL);
    const char *const directories[] = {settings_text(settings, SETTING_TEMPLATES), shipped, NULL};
    g_autofree char *style = find_file(directories, "preview/style.css");

    gallery->templates = template_set_open(directories, error);
    if (gallery->templates == NULL)
        return FALSE;
    if (style == NULL)
        return fail(error, ERROR_NOT_FOUND, "there is no template \"preview/style.css\"");
    if (!g_file_get_contents(style, &gallery->style, NULL, error))
        return FALSE;
    for (guint i = 0; i < LANGUAGE_COUNT; i++) {
        g_autofree char *name = g_strdup_printf("lang/%s.po", language_code((Language)i));
        g_autofree char *path = find_file(directories, name);
        if (path != NULL && (gallery->catalogues[i] = catalogue_open(path, error)) == NULL)
            return FALSE;
    }
    return TRUE;
}

static gboolean
is_for_us(const HttpRequest *request)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    const char *host = http_request_header(request, "Host");

    for (guint i = 0; host != NULL && i < G_N_ELEMENTS(names); i++) {
        gsize size = strlen(names[i]);
        if (g_ascii_strncasecmp(host, names[i], size) == 0 &&
            (host[size] == '\0' || host[size] == ':'))
            return TRUE;
    }
    return FALSE;
}

static void
set_views(Value *page, guint number)
{
    for (guint view = 0; view < VIEWS; view++) {
        g_autofree char *url = g_strdup_printf("/%u/%s", number, view_names[view]);
        g_autofree char *key = g_strconcat(view_names[view], "_url", NULL);
        value_set_text(page, key, url);
    }
}

static void
set_letter(Value *letter, const Preview *preview, guint number)
{
    g_autofree char *url = g_strdup_printf("/%u", number);

    value_set_text(letter, "url", url);
    value_set_int(letter, "number", number);
    value_set_text(letter, "language", preview->language);
    value_set_text(letter, "places", preview->places);
    value_set_text(letter, "interests", preview->interests);
    if (preview->readers > 0) {
        value_set_bool(letter, "has_readers", TRUE);
        value_set_int(letter, "readers", preview->readers);
        value_set_int(letter, "items", preview->items);
    }
}

static gboolean
show_page(const Gallery *gallery, guint number, const HttpRequest *request, HttpResponse *response,
          GError **error)
{
    Language language =
        language_negotiate(http_request_header(request, "Accept-Language"), LANGUAGE_FR);
    const Preview *shown = gallery->previews->pdata[number - 1];
    g_autoptr(Value) page = value_dict();
    Value *letters = value_set_list(page, "letters");

    value_set_text(page, "lang", language_code(language));
    value_set_text(page, "reference", gallery->edition->reference);
    value_set_text(page, "title", gallery->edition->title);
    value_set_text(page, "letter_text", shown->forms[LOOK_TEXT]);
    value_set_text(page, "letter_language", shown->language);
    set_views(page, number);
    for (guint i = 0; i < gallery->previews->len; i++) {
        Value *letter = value_append_dict(letters);
        set_letter(letter, gallery->previews->pdata[i], i + 1);
        value_set_bool(letter, "current", i + 1 == number);
    }
    response->policy = POLICY_PAGE;
    response->cache = "no-store";
    return template_render(gallery->templates, "preview/page", page, gallery->catalogues[language],
                           response->body, error);
}

static gboolean
show_image(const Gallery *gallery, const char *name, HttpResponse *response, GError **error)
{
    for (guint i = 0; i < gallery->images->len; i++) {
        const PreviewImage *image = gallery->images->pdata[i];
        if (!g_str_equal(image->name, name))
            continue;
        http_response_header(response, "Content-Type", image->type);
        response->policy = HTTP_POLICY_FOREIGN;
        response->bytes = g_bytes_ref(image->data);
        return TRUE;
    }
    return fail(error, ERROR_NOT_FOUND, "there is no such page");
}

static gboolean
show_part(const Gallery *gallery, guint number, const char *name, HttpResponse *response,
          GError **error)
{
    for (guint view = 0; view < VIEWS; view++) {
        if (!g_str_equal(view_names[view], name))
            continue;
        g_autofree char *html =
            preview_html(gallery->previews->pdata[number - 1], gallery->images, "", (View)view);
        response->policy = view == VIEW_PLAIN ? POLICY_LETTER_PLAIN : POLICY_LETTER;
        response->cache = "no-store";
        g_string_append(response->body, html);
        return TRUE;
    }
    return show_image(gallery, name, response, error);
}

static gboolean
answer(const HttpRequest *request, HttpResponse *response, gpointer data, GError **error)
{
    const Gallery *gallery = data;
    guint64 number = 1;

    if (!is_for_us(request))
        return fail(error, ERROR_REFUSED, "only this machine is answered, by its own name");
    if (request->n_segments == 1 && g_str_equal(request->segments[0], "style.css")) {
        http_response_header(response, "Content-Type", "text/css; charset=utf-8");
        g_string_append(response->body, gallery->style);
        return TRUE;
    }
    if (request->n_segments > 2 ||
        (request->n_segments > 0 &&
         !g_ascii_string_to_unsigned(request->segments[0], 10, 1, gallery->previews->len, &number,
                                     NULL)))
        return fail(error, ERROR_NOT_FOUND, "there is no such page");
    if (request->n_segments == 2)
        return show_part(gallery, (guint)number, request->segments[1], response, error);
    return show_page(gallery, (guint)number, request, response, error);
}

static void
log_nothing(G_GNUC_UNUSED const HttpAccess *access, G_GNUC_UNUSED gpointer data)
{
}

gboolean
preview_serve(const Settings *settings, const Edition *edition, const GPtrArray *previews,
              const GPtrArray *images, guint16 port, GError **error)
{
    g_auto(Gallery) gallery = {.edition = edition, .previews = previews, .images = images};
    g_autofree char *address = g_strdup_printf("127.0.0.1:%u", port);
    const HttpSettings http = {.address = address, .threads = 1, .access_log = log_nothing};

    if (!gallery_open(&gallery, settings, error))
        return FALSE;
    struct pollfd wait = {.fd = stop_open(), .events = POLLIN};
    g_autoptr(HttpServer) server = http_server_start(&http, answer, &gallery, error);
    if (server == NULL)
        return FALSE;
    printf("http://localhost:%u/ until Ctrl-C\n", http_server_port(server));
    fflush(stdout);
    while (!stop_is_asked())
        poll(&wait, 1, -1);
    return TRUE;
}
