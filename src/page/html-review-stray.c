/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html-review-stray - end tags of what is not open
 *
 * gumbo passes over them without a word; a mail program that puts a letter into a page of its own
 * may close its own elements by them. Told a few times at most, which also keeps the time linear:
 * an end that is found shortens what is open, one that is not is told.
 */
#include <string.h>

#include "page/html-internal.h"
#include "page/html-review-internal.h"
#include "page/html-token.h"

enum { STRAY_MAX = 20 };

typedef struct {
    Review *review;
    GArray *open;         /* of HtmlSlice */
    const char *lines_at; /* up to where lines were counted */
    guint line, found;
} Stray;

static gboolean
is_named(const HtmlSlice *name, const char *text, gsize size)
{
    return name->size == size && g_ascii_strncasecmp(name->text, text, size) == 0;
}

static const Element *
element_of_tag(const HtmlTag *tag)
{
    g_autofree char *name = g_ascii_strdown(tag->name, (gssize)tag->name_size);

    return element_find(name, tag->name_size);
}

gboolean
review_is_void(const HtmlTag *tag)
{
    static const char *const names[] = {"area", "base", "col",    "embed", "input",
                                        "link", "meta", "source", "track", "wbr"};
    const Element *element = element_of_tag(tag);
    const HtmlSlice name = {tag->name, tag->name_size};
    gboolean is = element != NULL && (element->flags & ELEMENT_VOID) != 0;

    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        is |= is_named(&name, names[i], strlen(names[i]));
    return is;
}

static guint
line_at(Stray *stray, const char *at)
{
    for (; stray->lines_at < at; stray->lines_at++)
        stray->line += *stray->lines_at == '\n';
    return stray->line;
}

/* A block ends the paragraph it is written in. */
static void
tag_opens(Stray *stray, const HtmlTag *tag)
{
    const Element *element = element_of_tag(tag);
    const HtmlSlice name = {tag->name, tag->name_size};
    GArray *open = stray->open;

    if (element != NULL && (element->flags & ELEMENT_BLOCK) != 0 && open->len > 0 &&
        is_named(&g_array_index(open, HtmlSlice, open->len - 1), "p", 1))
        g_array_set_size(open, open->len - 1);
    if (!review_is_void(tag))
        g_array_append_val(open, name);
}

static void
tag_closes(Stray *stray, const HtmlTag *tag, guint line)
{
    GArray *open = stray->open;

    for (guint i = open->len; i-- > 0;)
        if (is_named(&g_array_index(open, HtmlSlice, i), tag->name, tag->name_size)) {
            g_array_set_size(open, i);
            return;
        }
    stray->found++;
    review_fault(stray->review, REVIEW_ERROR, "unopened", line,
                 "</%.*s> closes what is not open: a mail program may close its own page by it",
                 (int)MIN(tag->name_size, 20), tag->name);
}

/* The text of these is not read for tags. */
static gboolean
holds_raw_text(const HtmlTag *tag)
{
    static const char *const names[] = {"style", "script", "title", "textarea"};
    const HtmlSlice name = {tag->name, tag->name_size};

    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (is_named(&name, names[i], strlen(names[i])))
            return TRUE;
    return FALSE;
}

void
review_stray(Review *review, const char *html, gsize size)
{
    HtmlScanner scanner = {html, html + size};
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(HtmlSlice));
    Stray stray = {.review = review, .open = open, .lines_at = html, .line = 1};

    while (scanner.at < scanner.end && stray.found < STRAY_MAX) {
        const char *begin = memchr(scanner.at, '<', (gsize)(scanner.end - scanner.at));
        if (begin == NULL || begin + 2 >= scanner.end)
            return;
        scanner.at = begin;
        if (begin[1] == '!' || begin[1] == '?' || (begin[1] == '/' && !g_ascii_isalpha(begin[2]))) {
            html_skip_comment(&scanner);
            continue;
        }
        gboolean closes = begin[1] == '/';
        scanner.at += closes ? 2 : 1;
        HtmlTag tag = {0};
        if (!g_ascii_isalpha(*scanner.at))
            continue;
        if (!html_read_tag(&scanner, &tag))
            return;
        if (closes)
            tag_closes(&stray, &tag, line_at(&stray, begin));
        else if (holds_raw_text(&tag))
            html_skip_element(&scanner, &tag);
        else
            tag_opens(&stray, &tag);
    }
}
