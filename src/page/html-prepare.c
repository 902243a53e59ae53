/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html-prepare - a stranger's HTML rewritten before it is parsed
 *
 * Reads tags as HTML's tokenizer does and writes them again: only elements of the list, only the
 * few attributes somebody reads later, each start tag with its end tag, well nested, and at most
 * HTML_DEPTH_MAX deep. Comments and the content of scripts and the like are gone. What the parser
 * gets can therefore be nothing else than what was decided here, and nothing in it makes the
 * parser slow: no formatting to be opened again and again, no deep stack. One pass, linear but for
 * the walk of that stack. Cannot fail.
 */
#include <string.h>

#include "page/html-internal.h"
#include "page/html-token.h"
#include "page/html.h"

enum { SPAN_MAX = 100 };

typedef struct {
    HtmlScanner in;
    GString *out;
    const Element *open[HTML_DEPTH_MAX]; /* the elements that are open, outermost first */
    guint depth;
} Prepare;

static const Element *
row(const char *name)
{
    return element_find(name, strlen(name));
}

static gboolean
is_named(const Element *element, const char *name)
{
    return element != NULL && strcmp(element->name, name) == 0;
}

static const Element *
top(const Prepare *prepare)
{
    return prepare->depth > 0 ? prepare->open[prepare->depth - 1] : NULL;
}

/* --- the stack --- */

static void
pop(Prepare *prepare)
{
    prepare->depth--;
    g_string_append_printf(prepare->out, "</%s>", prepare->open[prepare->depth]->as);
}

static void
pop_to(Prepare *prepare, guint depth)
{
    while (prepare->depth > depth)
        pop(prepare);
}

/* The index of the innermost open element that is `wanted`, not looking beyond one with any of
 * the flags `stops`; -1 when there is none. */
static int
find_open(const Prepare *prepare, const Element *wanted, ElementFlags stops)
{
    for (guint i = prepare->depth; i-- > 0;) {
        if (prepare->open[i] == wanted)
            return (int)i;
        if (prepare->open[i]->flags & stops)
            return -1;
    }
    return -1;
}

static void
close_open(Prepare *prepare, const Element *wanted, ElementFlags stops)
{
    int index = find_open(prepare, wanted, stops);

    if (index >= 0)
        pop_to(prepare, (guint)index);
}

/* --- what of a start tag is written --- */

static void
put_attribute(Prepare *prepare, const char *name, HtmlSlice value)
{
    if (value.text == NULL)
        return;
    g_string_append_printf(prepare->out, " %s=\"", name);
    for (gsize i = 0; i < value.size; i++)
        if (value.text[i] == '"')
            g_string_append(prepare->out, "&quot;");
        else
            g_string_append_c(prepare->out, value.text[i]);
    g_string_append_c(prepare->out, '"');
}

static void
put_span(Prepare *prepare, const char *name, HtmlSlice value)
{
    guint64 span = 0;

    for (gsize i = 0; i < value.size && g_ascii_isdigit(value.text[i]) && span < SPAN_MAX; i++)
        span = span * 10 + (guint64)g_ascii_digit_value(value.text[i]);
    if (span > 1)
        g_string_append_printf(prepare->out, " %s=\"%u\"", name, (guint)MIN(span, SPAN_MAX));
}

static void
put_start(Prepare *prepare, const Element *element, const HtmlTag *tag)
{
    g_string_append_printf(prepare->out, "<%s", element->as);
    if (is_named(element, "a"))
        put_attribute(prepare, "href", tag->href);
    if (is_named(element, "img"))
        put_attribute(prepare, "alt", tag->alt);
    if (element->flags & ELEMENT_CELL) {
        put_span(prepare, "colspan", tag->colspan);
        put_span(prepare, "rowspan", tag->rowspan);
    }
    if (html_tag_is_hidden(tag))
        g_string_append(prepare->out, " hidden");
    g_string_append_c(prepare->out, '>');
}

static void
push(Prepare *prepare, const Element *element, const HtmlTag *tag)
{
    if (prepare->depth == HTML_DEPTH_MAX)
        return;
    put_start(prepare, element, tag);
    prepare->open[prepare->depth++] = element;
}

/* --- the rules of nesting --- */

/* A row, cell or group closes what is open in the table since the place it belongs to. FALSE when
 * there is no such place. */
static gboolean
table_place(Prepare *prepare, const Element *element)
{
    static const HtmlTag plain = {0};
    int table = find_open(prepare, row("table"), 0);
    gboolean is_cell = is_named(element, "td") || is_named(element, "th");

    if (is_named(element, "table"))
        return TRUE;
    if (table < 0)
        return FALSE;
    guint place = (guint)table + 1;
    if (is_cell || is_named(element, "tr"))
        while (place < prepare->depth &&
               (is_named(prepare->open[place], "tbody") ||
                is_named(prepare->open[place], "thead") || is_named(prepare->open[place], "tfoot")))
            place++;
    if (is_cell && place < prepare->depth && is_named(prepare->open[place], "tr"))
        place++;
    pop_to(prepare, place);
    if (is_cell && !is_named(top(prepare), "tr"))
        push(prepare, row("tr"), &plain);
    return TRUE;
}

/* A heading in a heading ends it, whatever formatting is between. */
static void
close_heading(Prepare *prepare)
{
    for (guint i = prepare->depth; i-- > 0;) {
        if (prepare->open[i]->flags & ELEMENT_HEADING) {
            pop_to(prepare, i);
            return;
        }
        if (prepare->open[i]->flags & (ELEMENT_BLOCK | ELEMENT_SCOPE))
            return;
    }
}

/* Closes what `element` ends by beginning; FALSE when it has no place here. */
static gboolean
make_place(Prepare *prepare, const Element *element)
{
    const Element *around = top(prepare);

    if (element->flags & ELEMENT_TABLE && !table_place(prepare, element))
        return FALSE;
    /* Between a table's cells only parts of the table may stand. */
    if (around != NULL && around->flags & ELEMENT_TABLE && !(around->flags & ELEMENT_CELL) &&
        (!(element->flags & ELEMENT_TABLE) || is_named(element, "table")))
        return FALSE;
    if (is_named(element, "a"))
        close_open(prepare, row("a"), ELEMENT_SCOPE);
    if (element->flags & ELEMENT_BLOCK &&
        !(element->flags & ELEMENT_TABLE && around != NULL && around->flags & ELEMENT_TABLE))
        close_open(prepare, row("p"), ELEMENT_SCOPE);
    if (element->flags & ELEMENT_HEADING)
        close_heading(prepare);
    if (is_named(element, "li"))
        close_open(prepare, row("li"), ELEMENT_SCOPE | ELEMENT_LIST);
    if (is_named(element, "dt") || is_named(element, "dd")) {
        close_open(prepare, row("dt"), ELEMENT_SCOPE | ELEMENT_LIST);
        close_open(prepare, row("dd"), ELEMENT_SCOPE | ELEMENT_LIST);
    }
    return TRUE;
}

/* The row that is written for a tag. */
static const Element *
tag_element(const HtmlTag *tag)
{
    g_autofree char *name = g_ascii_strdown(tag->name, (gssize)MIN(tag->name_size, 20));
    const Element *element = row(name);

    return element != NULL && element->as != NULL ? row(element->as) : element;
}

static void
start_tag(Prepare *prepare, const HtmlTag *tag)
{
    const Element *element = tag_element(tag);

    if (element == NULL)
        return;
    if (element->flags & ELEMENT_SKIP) {
        gboolean foreign = strcmp(element->name, "svg") == 0 || strcmp(element->name, "math") == 0;
        if (!tag->self_closing || !foreign)
            html_skip_element(&prepare->in, tag);
        return;
    }
    if (!make_place(prepare, element))
        return;
    if (element->flags & ELEMENT_VOID)
        put_start(prepare, element, tag);
    else
        push(prepare, element, tag);
}

static void
end_tag(Prepare *prepare, const HtmlTag *tag)
{
    const Element *element = tag_element(tag);

    if (element == NULL || element->flags & (ELEMENT_SKIP | ELEMENT_VOID))
        return;
    if (!(element->flags & ELEMENT_TABLE)) {
        close_open(prepare, element, ELEMENT_SCOPE);
        return;
    }
    /* The end of a row or of a table reaches over its cells, not over a table inside. */
    int index = find_open(prepare, element, 0);
    if (index >= find_open(prepare, row("table"), 0) && index >= 0)
        pop_to(prepare, (guint)index);
}

static void
markup(Prepare *prepare)
{
    const char *at = prepare->in.at;
    char next = at + 1 < prepare->in.end ? at[1] : '\0';
    char second = at + 2 < prepare->in.end ? at[2] : '\0';
    HtmlTag tag = {0};

    if (next == '!' || next == '?' || (next == '/' && second != '\0' && !g_ascii_isalpha(second))) {
        html_skip_comment(&prepare->in);
    } else if (next == '/' && g_ascii_isalpha(second)) {
        prepare->in.at += 2;
        if (html_read_tag(&prepare->in, &tag))
            end_tag(prepare, &tag);
    } else if (g_ascii_isalpha(next)) {
        prepare->in.at += 1;
        if (html_read_tag(&prepare->in, &tag))
            start_tag(prepare, &tag);
    } else {
        g_string_append(prepare->out, "&lt;");
        prepare->in.at += 1;
    }
}

GString *
html_prepare(const char *html, gsize size)
{
    g_autofree char *valid = g_utf8_make_valid(html, (gssize)MIN(size, HTML_SIZE_MAX));
    Prepare prepare = {.in = {.at = valid, .end = valid + strlen(valid)}};

    prepare.out = g_string_sized_new((gsize)(prepare.in.end - prepare.in.at));
    while (prepare.in.at < prepare.in.end) {
        const char *next = memchr(prepare.in.at, '<', (gsize)(prepare.in.end - prepare.in.at));
        next = next != NULL ? next : prepare.in.end;
        g_string_append_len(prepare.out, prepare.in.at, next - prepare.in.at);
        prepare.in.at = next;
        if (next < prepare.in.end)
            markup(&prepare);
    }
    pop_to(&prepare, 0);
    return g_steal_pointer(&prepare.out);
}
