/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text-html - the text of a mail as HTML for the archive
 *
 * What people type is kept line by line, where it was not their program that broke it: quotes by
 * their ">" (RFC 3676 section 4.5), the signature by its "-- " (section 4.3), code by its fences or
 * by being set in, paragraphs by blank lines, columns by no-break spaces. Everything is escaped;
 * the only links are http(s) addresses seen in the text. Quotes deeper than QUOTE_MAX are text.
 * Cannot fail.
 */
#include <string.h>

#include "page/html.h"
#include "page/link-host.h"
#include "page/text-flow.h"

enum { QUOTE_MAX = 10, QUOTE_SHOWN = 3, LINE_LINKS_MAX = 100, CODE_LINE_MAX = 120 };

typedef struct {
    GString *out;
    const char *summary; /* NULL: nothing is folded */
} Writer;

static void lines_write(Writer *writer, const Line *lines, gsize count, guint depth);

/* Text with its columns kept: of several blanks all but the last do not break, nor does one that
 * begins a line. */
static void
put_text(GString *out, const char *from, const char *to, gboolean begins)
{
    const char *begin = from;

    for (const char *at = from; at < to; at++) {
        guchar c = (guchar)*at;
        if (c >= ' ' && c != 0x7f && c != ' ')
            continue;
        gboolean next_blank = at + 1 < to && (at[1] == ' ' || at[1] == '\t');
        html_escape_text(out, begin, at - begin);
        if (c == '\t')
            g_string_append(out, "&nbsp;&nbsp;&nbsp; ");
        else if (c == ' ')
            g_string_append(out, next_blank || (begins && at == from) ? "&nbsp;" : " ");
        begin = at + 1; /* other control characters are left out */
    }
    html_escape_text(out, begin, to - begin);
}

/* Where the address at `from` ends, without the punctuation of the sentence around it. */
static const char *
address_end(const char *from, const char *to)
{
    static const char *const closers[] = {"»", "”", "’", "…"};
    const char *end = from;
    int open = 0;

    while (end < to) {
        gunichar c = g_utf8_get_char(end);
        if (c <= ' ' || c == 0x7f || strchr("<>\"`{}|\\^", (int)(c < 0x80 ? c : 'a')) != NULL ||
            g_unichar_isspace(c))
            break;
        end = g_utf8_next_char(end);
    }
    for (const char *at = from; at < end; at++)
        open += *at == '(' ? 1 : *at == ')' ? -1 : 0;
    for (gboolean trimmed = TRUE; trimmed && end > from;) {
        trimmed = FALSE;
        if (strchr(".,;:!?'*_]", end[-1]) != NULL || (end[-1] == ')' && open < 0)) {
            open += end[-1] == ')';
            end--;
            trimmed = TRUE;
        }
        for (gsize i = 0; i < G_N_ELEMENTS(closers); i++) {
            gsize size = strlen(closers[i]);
            if ((gsize)(end - from) > size && memcmp(end - size, closers[i], size) == 0) {
                end -= size;
                trimmed = TRUE;
            }
        }
    }
    return end;
}

static gboolean
address_begins(const char *at, const char *to)
{
    gsize left = (gsize)(to - at);

    return (left > 8 && g_ascii_strncasecmp(at, "https://", 8) == 0 && at[8] != ' ') ||
           (left > 7 && g_ascii_strncasecmp(at, "http://", 7) == 0 && at[7] != ' ');
}

static void
put_host(GString *out, const char *from, const char *to)
{
    g_autofree char *address = g_strndup(from, (gsize)(to - from));
    g_autofree char *host = link_host_shown(address, address);

    if (host == NULL)
        return;
    g_string_append(out, " (");
    html_escape_text(out, host, -1);
    g_string_append_c(out, ')');
}

static void
line_write(GString *out, const Line *line)
{
    const char *to = line->text + line->size;
    const char *begin = line->text;
    guint links = 0;

    for (const char *at = begin; at < to && links < LINE_LINKS_MAX; at++) {
        if ((*at != 'h' && *at != 'H') || !address_begins(at, to) ||
            (at > line->text && g_ascii_isalnum(at[-1])))
            continue;
        const char *end = address_end(at, to);
        if (end - at <= 8)
            continue;
        put_text(out, begin, at, begin == line->text);
        g_string_append(out, "<a href=\"");
        html_escape_attribute(out, at, end - at);
        g_string_append(out, "\" rel=\"nofollow ugc\">");
        html_escape_text(out, at, end - at);
        g_string_append(out, "</a>");
        put_host(out, at, end);
        begin = end;
        at = end - 1;
        links++;
    }
    put_text(out, begin, to, begin == line->text);
}

static gboolean
is_blank(const Line *line)
{
    for (gsize i = 0; i < line->size; i++)
        if (line->text[i] != ' ' && line->text[i] != '\t')
            return FALSE;
    return TRUE;
}

static gboolean
is_quote(const Line *line)
{
    return line->size > 0 && line->text[0] == '>';
}

/* Set in by four blanks or a tab, and no longer than people write programs: code, or columns. */
static gboolean
is_code(const Line *line)
{
    return line->size > 4 && line->size <= CODE_LINE_MAX && !is_blank(line) &&
           (line->text[0] == '\t' || memcmp(line->text, "    ", 4) == 0);
}

static gboolean
is_fence(const Line *line)
{
    return line->size >= 3 && memcmp(line->text, "```", 3) == 0;
}

/* How many of the lines are code: between two fences, or set in, with blank lines among them. */
static gsize
code_lines(const Line *lines, gsize count)
{
    gsize end = 0;

    if (is_fence(&lines[0])) {
        for (gsize i = 1; i < count; i++)
            if (is_fence(&lines[i]))
                return i + 1;
        return 0;
    }
    for (gsize i = 0; i < count && (is_code(&lines[i]) || is_blank(&lines[i])); i++)
        if (is_code(&lines[i]))
            end = i + 1;
    /* A paragraph whose first line alone is set in is prose. */
    return end < count && !is_blank(&lines[end]) && !is_quote(&lines[end]) ? 0 : end;
}

static void
code_write(Writer *writer, const Line *lines, gsize count)
{
    gboolean fenced = is_fence(&lines[0]);

    g_string_append(writer->out, "<pre><code>");
    for (gsize i = fenced ? 1 : 0; i < count - (fenced ? 1 : 0); i++) {
        html_escape_text(writer->out, lines[i].text, (gssize)lines[i].size);
        g_string_append_c(writer->out, '\n');
    }
    g_string_append(writer->out, "</code></pre>\n");
}

static gboolean
is_signature(const Line *line)
{
    return line->size == 3 && memcmp(line->text, "-- ", 3) == 0;
}

/* The quoted lines at `lines`, one ">" taken off each. */
static void
quote_write(Writer *writer, const Line *lines, gsize count, guint depth)
{
    g_autofree Line *inner = g_new(Line, count);
    gboolean folded = depth == 0 && writer->summary != NULL && count > QUOTE_SHOWN;

    for (gsize i = 0; i < count; i++) {
        gsize mark = lines[i].size > 1 && lines[i].text[1] == ' ' ? 2 : 1;
        inner[i] = (Line){.text = lines[i].text + mark, .size = lines[i].size - mark};
    }
    if (folded) {
        g_string_append(writer->out, "<details class=\"quote\"><summary>");
        html_escape_text(writer->out, writer->summary, -1);
        g_string_append(writer->out, "</summary>\n");
    }
    g_string_append(writer->out, "<blockquote>\n");
    lines_write(writer, inner, count, depth + 1);
    g_string_append(writer->out, "</blockquote>\n");
    if (folded)
        g_string_append(writer->out, "</details>\n");
}

/* The signature whose "-- " is at lines[0]: to the end, or to a quote below it. */
static gsize
signature_write(Writer *writer, const Line *lines, gsize count)
{
    gsize end = 1;
    gsize last;

    while (end < count && !is_quote(&lines[end]))
        end++;
    for (last = end; last > 1 && is_blank(&lines[last - 1]);)
        last--;
    g_string_append(writer->out, "<div class=\"signature\">-- ");
    for (gsize i = 1; i < last; i++) {
        g_string_append(writer->out, "<br>\n");
        line_write(writer->out, &lines[i]);
    }
    g_string_append(writer->out, "</div>\n");
    return end;
}

static void
paragraph_write(GString *out, const Line *lines, gsize count)
{
    glong width = text_flow_width(lines, count);

    g_string_append(out, "<p>");
    for (gsize i = 0; i < count; i++) {
        if (i > 0)
            g_string_append(out, text_flows(&lines[i - 1], &lines[i], width) ? "\n" : "<br>\n");
        line_write(out, &lines[i]);
    }
    g_string_append(out, "</p>\n");
}

static void
lines_write(Writer *writer, const Line *lines, gsize count, guint depth)
{
    for (gsize i = 0; i < count;) {
        gsize end = i;

        if (is_blank(&lines[i])) {
            i++;
        } else if (is_quote(&lines[i]) && depth < QUOTE_MAX) {
            while (end < count && is_quote(&lines[end]))
                end++;
            quote_write(writer, lines + i, end - i, depth);
            i = end;
        } else if (depth == 0 && is_signature(&lines[i])) {
            i += signature_write(writer, lines + i, count - i);
        } else if ((end = code_lines(lines + i, count - i)) > 0) {
            code_write(writer, lines + i, end);
            i += end;
        } else {
            end = i + 1;
            while (end < count && !is_blank(&lines[end]) &&
                   !(is_quote(&lines[end]) && depth < QUOTE_MAX) &&
                   !(depth == 0 && is_signature(&lines[end])))
                end++;
            paragraph_write(writer->out, lines + i, end - i);
            i = end;
        }
    }
}

char *
text_to_html(const char *text, const char *quote_summary)
{
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)strnlen(text, HTML_SIZE_MAX));
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(Line));
    Writer writer = {.out = g_string_new(NULL), .summary = quote_summary};

    for (const char *at = valid; *at != '\0';) {
        gsize size = strcspn(at, "\n");
        Line line = {.text = at, .size = size};
        if (size > 0 && at[size - 1] == '\r')
            line.size--;
        g_array_append_val(lines, line);
        at += size + (at[size] == '\n');
    }
    lines_write(&writer, (const Line *)(gpointer)lines->data, lines->len, 0);
    return g_string_free(writer.out, FALSE);
}
