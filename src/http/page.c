/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page - a finished page that is sent again and again */
#include "http/page-inside.h"

#include <string.h>

#include "http/coding.h"
#include "http/freshness.h"

enum { PLAIN, GZIP, N_FORMS };

struct HttpPage {
    gint references;
    HttpResponse made; /* its headers, and the plain bytes */
    GBytes *gzip;      /* NULL: not worth it */
    PageForm forms[N_FORMS];
};

HttpPage *
http_page_ref(HttpPage *page)
{
    g_atomic_int_inc(&page->references);
    return page;
}

void
http_page_unref(HttpPage *page)
{
    if (page == NULL || !g_atomic_int_dec_and_test(&page->references))
        return;
    for (guint i = 0; i < N_FORMS; i++) {
        g_clear_pointer(&page->forms[i].whole, MHD_destroy_response);
        g_clear_pointer(&page->forms[i].unchanged, MHD_destroy_response);
        g_free(page->forms[i].etag);
    }
    http_response_clear(&page->made);
    g_clear_pointer(&page->gzip, g_bytes_unref);
    g_free(page);
}

static GBytes *
form_bytes(const HttpPage *page, const PageForm *form)
{
    return form == &page->forms[GZIP] ? page->gzip : page->made.bytes;
}

/* Headers of the form: those of the page, its own tag, its coding. */
static void
form_dress(HttpPage *page, const PageForm *form, HttpResponse *dress)
{
    *dress = page->made;
    dress->etag = form->etag;
    dress->headers = g_array_copy(page->made.headers);
    g_array_set_clear_func(dress->headers, NULL);
    if (form == &page->forms[GZIP]) {
        HttpHeader coding = {(char *)"Content-Encoding", (char *)"gzip"};
        g_array_append_val(dress->headers, coding);
    }
}

static struct MHD_Response *
form_write(HttpPage *page, const PageForm *form, gboolean fresh, gboolean close)
{
    HttpResponse dress;

    form_dress(page, form, &dress);
    struct MHD_Response *out = fresh ? response_unchanged(&dress, close)
                                     : response_whole(&dress, form_bytes(page, form), close);
    g_array_unref(dress.headers);
    return out;
}

static gboolean
form_make(HttpPage *page, PageForm *form, char *etag)
{
    form->etag = etag;
    form->size = g_bytes_get_size(form_bytes(page, form));
    form->whole = form_write(page, form, FALSE, FALSE);
    form->unchanged = form_write(page, form, TRUE, FALSE);
    return form->whole != NULL && form->unchanged != NULL;
}

static gboolean
is_kept(const HttpResponse *response)
{
    return response->status == 200 && response->produce == NULL && response->page == NULL &&
           (response->cache == NULL || strstr(response->cache, "no-store") == NULL);
}

HttpPage *
http_page_of(HttpResponse *response)
{
    if (!is_kept(response))
        return NULL;
    HttpPage *page = g_new0(HttpPage, 1);

    page->references = 1;
    page->made = *response;
    *response = (HttpResponse){.status = 200, .log_path = g_steal_pointer(&page->made.log_path)};
    if (page->made.bytes == NULL)
        page->made.bytes = g_string_free_to_bytes(g_steal_pointer(&page->made.body));
    gsize size;
    const void *data = g_bytes_get_data(page->made.bytes, &size);
    g_autofree char *etag = g_steal_pointer(&page->made.etag);
    if (etag == NULL)
        etag = http_etag_of(data, size);
    if (coding_pays(&page->made, size)) {
        coding_vary(&page->made);
        page->gzip = coding_gzip(page->made.bytes);
    }
    gboolean ok = form_make(page, &page->forms[PLAIN], g_strdup(etag)) &&
                  (page->gzip == NULL || form_make(page, &page->forms[GZIP], coding_etag(etag)));
    response->page = http_page_ref(page);
    if (!ok) /* without memory the page that was asked for fails too */
        g_clear_pointer(&page, http_page_unref);
    return page;
}

gsize
http_page_size(const HttpPage *page)
{
    /* The library's own part is small beside a page. */
    return sizeof *page + 4096 + g_bytes_get_size(page->made.bytes) +
           (page->gzip != NULL ? g_bytes_get_size(page->gzip) : 0);
}

void
http_response_set_page(HttpResponse *response, HttpPage *page)
{
    response->page = page;
}

const PageForm *
page_form(const HttpPage *page, gboolean gzip)
{
    return &page->forms[gzip && page->gzip != NULL ? GZIP : PLAIN];
}

struct MHD_Response *
page_form_closing(HttpPage *page, const PageForm *form, gboolean fresh)
{
    return form_write(page, form, fresh, TRUE);
}

gint64
page_last_modified(const HttpPage *page)
{
    return page->made.last_modified;
}
