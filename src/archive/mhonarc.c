/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mhonarc - the mail that a page of MHonArc shows; see mhonarc.h
 *
 * A page begins with comments <!--X-Subject: ... -->, in which what could end a comment is written
 * as a reference, and which turn the author by 13 letters; its words are between two more.
 */
#include "archive/mhonarc.h"

#include <string.h>

#include "page/html.h"

#define BODY "<!--X-Body-of-Message-->"
#define BODY_END "<!--X-Body-of-Message-End-->"

gboolean
mhonarc_is(const char *data, gsize size)
{
    static const char mark[] = "<!-- MHonArc v";

    return size >= strlen(mark) && memcmp(data, mark, strlen(mark)) == 0;
}

char *
mhonarc_plain(const char *text)
{
    static const struct {
        const char *written;
        char meant;
    } named[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}};
    GString *out = g_string_new(NULL);

    while (*text != '\0') {
        char *end = NULL;
        gboolean hex = g_ascii_strncasecmp(text, "&#x", 3) == 0;
        guint64 code = g_str_has_prefix(text, "&#")
                           ? g_ascii_strtoull(text + (hex ? 3 : 2), &end, hex ? 16 : 10)
                           : 0;
        gsize i = 0;
        if (code > 0x1f && code < 0x7f && *end == ';') {
            g_string_append_c(out, (char)code);
            text = end + 1;
            continue;
        }
        while (i < G_N_ELEMENTS(named) && !g_str_has_prefix(text, named[i].written))
            i++;
        g_string_append_c(out, i < G_N_ELEMENTS(named) ? named[i].meant : *text);
        text += i < G_N_ELEMENTS(named) ? strlen(named[i].written) : 1;
    }
    return g_string_free(out, FALSE);
}

char *
mhonarc_field(const char **at, const char *name)
{
    g_autofree char *mark = g_strdup_printf("<!--X-%s: ", name);
    const char *from = strstr(*at, mark);
    const char *to = from != NULL ? strstr(from, " -->") : NULL;

    if (to == NULL)
        return NULL;
    from += strlen(mark);
    *at = to;
    g_autofree char *written = g_strndup(from, to > from ? (gsize)(to - from) : 0);
    return mhonarc_plain(written);
}

/* MHonArc turns the 26 small letters, and the 28 from '@' to '[', by half. */
static void
turn(char *text)
{
    for (; *text != '\0'; text++)
        if (*text >= 'a' && *text <= 'z')
            *text = (char)('a' + (*text - 'a' + 13) % 26);
        else if (*text >= '@' && *text <= '[')
            *text = (char)('@' + (*text - '@' + 14) % 28);
}

/* A header line, unless there is nothing to say; what would end it is a blank. */
static void
add_header(GString *mail, const char *name, char *value)
{
    if (value == NULL || *value == '\0')
        return;
    g_strdelimit(value, "\r\n", ' ');
    g_string_append_printf(mail, "%s: %s\n", name, value);
}

static void
add_references(GString *mail, const char *head)
{
    g_autoptr(GString) line = g_string_new(NULL);
    char *id;

    while ((id = mhonarc_field(&head, "Reference")) != NULL) {
        g_string_append_printf(line, "%s<%s>", line->len > 0 ? " " : "", id);
        g_free(id);
    }
    add_header(mail, "References", line->str);
}

static void
add_headers(GString *mail, const char *head, const char *id)
{
    const char *at = head;
    g_autofree char *from = mhonarc_field(&at, "From-R13");
    g_autofree char *plain_from = from == NULL ? mhonarc_field(&at, "From") : NULL;
    g_autofree char *subject = (at = head, mhonarc_field(&at, "Subject"));
    g_autofree char *date = (at = head, mhonarc_field(&at, "Date"));
    g_autofree char *bracketed = g_strdup_printf("<%s>", id);

    if (from != NULL)
        turn(from);
    add_header(mail, "From", from != NULL ? from : plain_from);
    add_header(mail, "Subject", subject);
    add_header(mail, "Date", date);
    add_header(mail, "Message-ID", bracketed);
    add_references(mail, head);
    g_string_append(mail, "MIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\n");
}

GBytes *
mhonarc_mail(const char *page, gsize size)
{
    g_autofree char *whole =
        g_utf8_validate_len(page, size, NULL)
            ? g_strndup(page, size)
            : g_convert(page, (gssize)size, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
    char *body = whole != NULL ? strstr(whole, BODY) : NULL;
    char *end = body != NULL ? strstr(body, BODY_END) : NULL;

    if (end == NULL)
        return NULL;
    *body = *end = '\0';
    body += strlen(BODY);
    const char *at = whole;
    g_autofree char *id = mhonarc_field(&at, "Message-Id");
    if (id == NULL || *id == '\0')
        return NULL;
    at = whole;
    g_autofree char *type = mhonarc_field(&at, "Content-Type");
    gboolean is_html = g_strcmp0(type, "text/html") == 0;
    g_autofree char *text = is_html ? NULL : html_to_text(body, strlen(body));
    GString *mail = g_string_new(NULL);
    add_headers(mail, whole, id);
    g_string_append_printf(mail, "Content-Type: text/%s; charset=utf-8\n\n%s",
                           is_html ? "html" : "plain", is_html ? body : text);
    return g_string_free_to_bytes(mail);
}
