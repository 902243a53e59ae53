/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html-review-link - links that lead nowhere or pretend, images without words or of a bad kind */
#include <string.h>

#include "page/html-review-internal.h"
#include "page/html.h"

/* The host of an http(s) URL, without "www.", in lower case; NULL when it is none. g_free(). */
static char *
host_of(const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_PARSE_RELAXED, NULL);
    const char *scheme = uri != NULL ? g_uri_get_scheme(uri) : NULL;

    if (scheme == NULL || !g_str_has_prefix(scheme, "http") || g_uri_get_host(uri) == NULL)
        return NULL;
    g_autofree char *host = g_ascii_strdown(g_uri_get_host(uri), -1);
    return g_strdup(g_str_has_prefix(host, "www.") ? host + 4 : host);
}

/* What a link's text says about where it leads: text that is itself an address of a site. */
static char *
host_said(const char *text)
{
    if (strchr(text, ' ') != NULL || strchr(text, '@') != NULL)
        return NULL;
    if (g_str_has_prefix(text, "http://") || g_str_has_prefix(text, "https://"))
        return host_of(text);
    if (!g_str_has_prefix(text, "www."))
        return NULL;
    g_autofree char *whole = g_strconcat("https://", text, NULL);
    return host_of(whole);
}

static gboolean
is_same_site(const char *one, const char *other)
{
    gsize a = strlen(one), b = strlen(other);
    const char *longer = a > b ? one : other, *shorter = a > b ? other : one;
    gsize more = a > b ? a - b : b - a;

    return g_str_equal(longer + more, shorter) && (more == 0 || longer[more - 1] == '.');
}

void
review_link(Review *review, const GumboNode *node)
{
    const char *url = review_attribute(node, "href");
    g_autofree char *text = review_text(node);
    guint line = review_line(node);

    if (url == NULL)
        return; /* a place to be led to */
    g_autofree char *clean = g_strstrip(g_strdup(url));
    if (*clean == '\0' || g_str_equal(clean, "#")) {
        review_fault(review, REVIEW_ERROR, "link", line, "the link \"%s\" leads nowhere", text);
        return;
    }
    if (*text == '\0')
        review_fault(review, REVIEW_ERROR, "link", line, "the link to %s has no text", clean);
    if (*clean != '#' && !url_is_safe(clean))
        review_fault(review, REVIEW_ERROR, "link", line,
                     "\"%s\" is no address a letter can lead to: http, https or mailto", clean);
    g_autofree char *leads = host_of(clean);
    g_autofree char *said = host_said(text);
    if (leads != NULL && said != NULL && !is_same_site(leads, said))
        review_fault(review, REVIEW_ERROR, "deceptive", line,
                     "the link reads \"%s\" and leads to %s, as those of swindlers do", text,
                     leads);
    ReviewLink link = {g_steal_pointer(&clean), line};
    g_array_append_val(review->result->links, link);
}

/* "png" of ".../a.png?b"; "data" of an image in the address itself. g_free(). */
static char *
kind_of_image(const char *source)
{
    const char *end = source + strcspn(source, "?#");
    const char *dot = end;

    if (g_ascii_strncasecmp(source, "data:", 5) == 0)
        return g_strdup("data");
    while (dot > source && *dot != '.' && *dot != '/')
        dot--;
    return *dot == '.' ? g_ascii_strdown(dot + 1, end - dot - 1) : g_strdup("");
}

void
review_image(Review *review, const GumboNode *node)
{
    const char *source = review_attribute(node, "src");
    guint line = review_line(node);

    review->result->images++;
    if (review_attribute(node, "alt") == NULL)
        review_fault(review, REVIEW_ERROR, "alt", line,
                     "the image %s has no alt text: what it says is lost without images",
                     source != NULL ? source : "without src");
    if (source == NULL || *source == '\0') {
        review_fault(review, REVIEW_ERROR, "image", line, "an image without src");
        return;
    }
    if (g_ascii_strncasecmp(source, "http:", 5) == 0)
        review_fault(review, REVIEW_WARNING, "http", line,
                     "the image %s comes unencrypted: clients leave it out", source);
    g_autofree char *kind = kind_of_image(source);
    const char *clients = client_support_lacking(review->support, "image", kind);
    if (clients != NULL && review_first(review, kind))
        review_fault(review, REVIEW_WARNING, "client", line, "%s images are not shown by %s", kind,
                     clients);
}
