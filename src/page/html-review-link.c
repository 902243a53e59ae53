/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html-review-link - links that lead nowhere or pretend, images without words or of a bad kind */
#include <string.h>

#include "base/address.h"

#include "page/html-review-internal.h"
#include "page/html.h"
#include "page/look-alike.h"

static gboolean
is_same_site(const char *one, const char *other)
{
    gsize a = strlen(one), b = strlen(other);
    const char *longer = a > b ? one : other, *shorter = a > b ? other : one;
    gsize more = a > b ? a - b : b - a;

    return g_str_equal(longer + more, shorter) && (more == 0 || longer[more - 1] == '.');
}

/* "mailto:a@example.org,b@example.org?subject=x" (RFC 6068). */
static gboolean
is_good_mailto(const char *url)
{
    const char *start = url + strlen("mailto:");
    g_autofree char *list = g_strndup(start, strcspn(start, "?"));
    g_auto(GStrv) addresses = g_strsplit(list, ",", -1);

    for (guint i = 0; addresses[i] != NULL; i++) {
        g_autofree char *address = g_uri_unescape_string(addresses[i], NULL);
        if (address == NULL || !address_is_valid(address, NULL))
            return FALSE;
    }
    return addresses[0] != NULL;
}

/* A name before the host is there to be taken for it. */
static gboolean
has_user(const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_PARSE_RELAXED, NULL);

    return uri != NULL && g_uri_get_userinfo(uri) != NULL;
}

/* A host that is written as another, or is another than the text says. */
static void
review_host(Review *review, const char *url, const char *text, guint line)
{
    g_autofree char *leads = host_of(url);
    g_auto(GStrv) said = hosts_said(text);

    if (leads == NULL)
        return;
    for (guint i = 0; said[i] != NULL; i++)
        if (!is_same_site(leads, said[i])) {
            review_fault(review, REVIEW_ERROR, "deceptive", line,
                         "the link reads \"%s\" and leads to %s, as those of swindlers do", text,
                         leads);
            break;
        }
    LookAlike like = look_alike(leads);
    if (like == LOOK_ALIKE_NOT)
        return;
    g_autofree char *shown = g_hostname_to_unicode(leads);
    if (like == LOOK_ALIKE_MIXED)
        review_fault(
            review, REVIEW_ERROR, "deceptive", line,
            "%s (%s) has letters of several alphabets in one name, to be taken for another", shown,
            leads);
    else
        review_fault(review, REVIEW_WARNING, "deceptive", line,
                     "%s (%s) is in another alphabet: it may be taken for another name", shown,
                     leads);
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
    if (g_ascii_strncasecmp(clean, "mailto:", 7) == 0 && !is_good_mailto(clean))
        review_fault(review, REVIEW_ERROR, "link", line, "\"%s\" is no mail address", clean + 7);
    if (has_user(clean))
        review_fault(review, REVIEW_ERROR, "deceptive", line,
                     "\"%s\" has a name before its host, as links of swindlers do", clean);
    review_host(review, clean, text, line);
    ReviewLink link = {g_steal_pointer(&clean), g_steal_pointer(&text), line};
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

static gboolean
is_one(const char *size)
{
    return size != NULL && (g_str_equal(size, "1") || g_str_equal(size, "0"));
}

/* What its camera or its designer called it. */
static gboolean
is_file_name(const char *alt)
{
    static const char *const endings[] = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"};
    g_autofree char *lower = g_ascii_strdown(alt, -1);

    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(lower, endings[i]))
            return TRUE;
    return FALSE;
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
    if (is_one(review_attribute(node, "width")) && is_one(review_attribute(node, "height")))
        review_fault(review, REVIEW_ERROR, "pixel", line,
                     "an image that nobody sees tells who reads: %s", source);
    if (review_attribute(node, "alt") != NULL && is_file_name(review_attribute(node, "alt")))
        review_fault(review, REVIEW_WARNING, "alt", line,
                     "the alt text \"%s\" is a file's name: say what the image shows",
                     review_attribute(node, "alt"));
    g_autofree char *kind = kind_of_image(source);
    const char *clients = client_support_lacking(review->support, "image", kind);
    if (clients != NULL && review_first(review, kind))
        review_fault(review, REVIEW_WARNING, "client", line, "%s images are not shown by %s", kind,
                     clients);
}
