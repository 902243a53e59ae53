/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html-token - tags and comments in a stranger's HTML
 *
 * Keeps what HTML's tokenizer says about where tags, attributes and comments end, so that what is
 * left out here is what a browser would have left out. Linear; copies nothing; cannot fail.
 */
#include "page/html-token.h"

#include <string.h>

static gboolean
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Reads one attribute at scanner->at into `name` and `value`. */
static void
read_attribute(HtmlScanner *scanner, HtmlSlice *name, HtmlSlice *value)
{
    const char *end = scanner->end;
    const char *at = scanner->at;

    name->text = at++; /* a "=" in the first place belongs to the name */
    while (at < end && !is_space(*at) && *at != '/' && *at != '>' && *at != '=')
        at++;
    name->size = (gsize)(at - name->text);
    *value = (HtmlSlice){.text = "", .size = 0};
    const char *next = at;
    while (next < end && is_space(*next))
        next++;
    if (next < end && *next == '=') {
        at = next + 1;
        while (at < end && is_space(*at))
            at++;
        if (at < end && (*at == '"' || *at == '\'')) {
            const char *close = memchr(at + 1, *at, (gsize)(end - at - 1));
            close = close != NULL ? close : end;
            *value = (HtmlSlice){.text = at + 1, .size = (gsize)(close - at - 1)};
            at = close < end ? close + 1 : end;
        } else {
            value->text = at;
            while (at < end && !is_space(*at) && *at != '>')
                at++;
            value->size = (gsize)(at - value->text);
        }
    }
    scanner->at = at;
}

static void
keep_attribute(HtmlTag *tag, HtmlSlice name, HtmlSlice value)
{
    const struct {
        const char *name;
        HtmlSlice *into;
    } kept[] = {{"href", &tag->href},
                {"alt", &tag->alt},
                {"colspan", &tag->colspan},
                {"rowspan", &tag->rowspan},
                {"style", &tag->style}};

    if (name.size == 6 && g_ascii_strncasecmp(name.text, "hidden", 6) == 0)
        tag->hidden = TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++)
        if (name.size == strlen(kept[i].name) && kept[i].into->text == NULL &&
            g_ascii_strncasecmp(name.text, kept[i].name, name.size) == 0)
            *kept[i].into = value;
}

gboolean
html_read_tag(HtmlScanner *scanner, HtmlTag *tag)
{
    const char *end = scanner->end;

    tag->name = scanner->at;
    while (scanner->at < end && !is_space(*scanner->at) && *scanner->at != '/' &&
           *scanner->at != '>')
        scanner->at++;
    tag->name_size = (gsize)(scanner->at - tag->name);
    while (scanner->at < end) {
        char c = *scanner->at;
        if (c == '>') {
            scanner->at++;
            return TRUE;
        }
        if (c == '/' || is_space(c)) {
            tag->self_closing = c == '/';
            scanner->at++;
            continue;
        }
        HtmlSlice name, value;
        read_attribute(scanner, &name, &value);
        keep_attribute(tag, name, value);
        tag->self_closing = FALSE;
    }
    return FALSE;
}

void
html_skip_comment(HtmlScanner *scanner)
{
    const char *at = scanner->at;
    gsize left = (gsize)(scanner->end - at);
    const char *close = NULL;

    if (left < 4 || memcmp(at, "<!--", 4) != 0) {
        close = memchr(at, '>', left);
    } else if (left > 4 && at[4] == '>') {
        close = at + 4;
    } else if (left > 5 && memcmp(at + 4, "->", 2) == 0) {
        close = at + 5;
    } else {
        for (at += 4; close == NULL && at + 2 < scanner->end; at++)
            if (memcmp(at, "-->", 3) == 0)
                close = at + 2;
            else if (at + 3 < scanner->end && memcmp(at, "--!>", 4) == 0)
                close = at + 3;
    }
    scanner->at = close != NULL ? close + 1 : scanner->end;
}

void
html_skip_element(HtmlScanner *scanner, const HtmlTag *tag)
{
    gsize size = tag->name_size;

    for (; scanner->at < scanner->end; scanner->at++) {
        const char *at = scanner->at;
        if (at[0] != '<' || (gsize)(scanner->end - at) < size + 2 || at[1] != '/' ||
            g_ascii_strncasecmp(at + 2, tag->name, size) != 0 || g_ascii_isalnum(at[2 + size]))
            continue;
        const char *close = memchr(at, '>', (gsize)(scanner->end - at));
        scanner->at = close != NULL ? close + 1 : scanner->end;
        return;
    }
}

gboolean
html_tag_is_hidden(const HtmlTag *tag)
{
    static const char wanted[] = "display:none";
    gsize matched = 0;

    for (gsize i = 0; i < tag->style.size && wanted[matched] != '\0'; i++)
        if (g_ascii_tolower(tag->style.text[i]) == wanted[matched])
            matched++;
        else if (!is_space(tag->style.text[i]))
            matched = g_ascii_tolower(tag->style.text[i]) == wanted[0];
    return tag->hidden || wanted[matched] == '\0';
}
