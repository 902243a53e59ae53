/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markdown-text - Markdown to the plain text part of a letter
 *
 * Made from the Markdown, not from the HTML: the text part should read like a letter that
 * somebody typed. Walks with cmark's iterator, so that nesting costs no stack. Columns are counted
 * in characters; lines break at plain spaces only, never at a no-break space. Cannot fail.
 */
#include <string.h>

#include "page/html.h"
#include "page/margin.h"
#include "page/markdown-internal.h"
#include "page/markdown.h"
#include "page/wrap.h"

enum { WIDTH_MIN = 20, TEXT_MIN = 10, CODE_INDENT = 4 };

/* Stands for a space where a line must not break; no character of a text. */
#define GLUE "\x1f"

typedef struct {
    Margin margin;
    guint width;
    guint footnote;
    GHashTable *numbers; /* url -> its footnote */
    GString *notes;      /* the list of them */
    GString *text;       /* of the block being read */
    GArray *link_starts; /* of gsize: where in `text` each open link began */
} Writer;

static guint
width_left(const Writer *writer)
{
    guint taken = margin_width(&writer->margin);

    return writer->width > taken + TEXT_MIN ? writer->width - taken : TEXT_MIN;
}

static void
line_written(const char *line, gsize size, gpointer user_data)
{
    g_autofree char *copy = g_strndup(line, size);

    margin_line(&((Writer *)user_data)->margin, g_strdelimit(copy, GLUE, ' '), size);
}

static void
block_write(Writer *writer)
{
    margin_gap(&writer->margin);
    wrap_text(writer->text->str, width_left(writer), line_written, writer);
    writer->margin.gap = TRUE;
}

static void
heading_write(Writer *writer, int level)
{
    guint width = MIN(text_columns(writer->text->str), width_left(writer));

    if (writer->text->len == 0)
        return;
    block_write(writer);
    g_autofree char *line = g_strnfill(width, level == 1 ? '=' : '-');
    margin_line(&writer->margin, line, width);
}

static void
code_write(Writer *writer, const char *code)
{
    margin_gap(&writer->margin);
    while (*code != '\0') {
        gsize size = strcspn(code, "\n");
        g_autofree char *line = g_strdup_printf("%*s%.*s", CODE_INDENT, "", (int)size, code);
        margin_line(&writer->margin, line, strlen(line));
        code += size + (code[size] == '\n');
    }
    writer->margin.gap = TRUE;
}

/* TRUE where a footnote would tell nothing: the text is the address already. */
static gboolean
link_is_plain(const char *text, const char *url)
{
    return strcmp(text, url) == 0 ||
           (g_ascii_strncasecmp(url, "mailto:", 7) == 0 && strcmp(text, url + 7) == 0);
}

/* A link within the site has no scheme; any other has one of the list. */
static gboolean
link_is_good(const char *url)
{
    if (strcspn(url, ":") < strcspn(url, "/?#"))
        return url_is_safe(url);
    for (const char *at = url; *at != '\0'; at++)
        if (g_ascii_iscntrl(*at))
            return FALSE;
    return *url != '\0';
}

static void
link_end(Writer *writer, const char *url)
{
    gsize start = g_array_index(writer->link_starts, gsize, writer->link_starts->len - 1);

    g_array_set_size(writer->link_starts, writer->link_starts->len - 1);
    if (!link_is_good(url) || link_is_plain(writer->text->str + start, url))
        return;
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(writer->numbers, url));
    if (number == 0) {
        number = writer->footnote++;
        g_hash_table_insert(writer->numbers, g_strdup(url), GUINT_TO_POINTER(number));
        g_string_append_printf(writer->notes, "[%u] %s\n", number, url);
    }
    g_string_append_printf(writer->text, "%s[%u]", writer->text->len > start ? GLUE : "", number);
}

static void
item_begin(Writer *writer, cmark_node *item)
{
    cmark_node *list = cmark_node_parent(item);
    g_autofree char *mark = g_strdup("- ");

    if (cmark_node_get_list_type(list) == CMARK_ORDERED_LIST) {
        /* How many items are written already; counting them anew would be quadratic. */
        gsize count = (gsize)cmark_node_get_user_data(list);
        gint64 number = cmark_node_get_list_start(list) + (gint64)count;
        cmark_node_set_user_data(list, (gpointer)(count + 1));
        g_free(mark);
        mark = g_strdup_printf("%" G_GINT64_FORMAT ". ", number);
    }
    if (cmark_node_get_list_tight(list) && cmark_node_previous(item) != NULL)
        writer->margin.gap = FALSE;
    margin_push(&writer->margin, mark, FALSE);
}

/* In a tight list nothing stands between an item's blocks. */
static void
tight_close_gap(Writer *writer, cmark_node *node)
{
    cmark_node *item = cmark_node_parent(node);

    if (item != NULL && cmark_node_get_type(item) == CMARK_NODE_ITEM &&
        cmark_node_previous(node) != NULL && cmark_node_get_list_tight(cmark_node_parent(item)))
        writer->margin.gap = FALSE;
}

static void
block_enter(Writer *writer, cmark_node *node)
{
    tight_close_gap(writer, node);
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_BLOCK_QUOTE:
        margin_push(&writer->margin, "> ", TRUE);
        break;
    case CMARK_NODE_ITEM:
        item_begin(writer, node);
        break;
    case CMARK_NODE_CODE_BLOCK:
        code_write(writer, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        margin_gap(&writer->margin);
        margin_line(&writer->margin, "* * *", 5);
        writer->margin.gap = TRUE;
        break;
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
        g_string_truncate(writer->text, 0);
        break;
    default:
        break;
    }
}

static void
inline_enter(Writer *writer, cmark_node *node)
{
    gsize start = writer->text->len;

    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
        g_string_append(writer->text, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
        g_string_append_c(writer->text, ' ');
        break;
    case CMARK_NODE_LINEBREAK:
        g_string_append_c(writer->text, '\n');
        break;
    case CMARK_NODE_EMPH:
    case CMARK_NODE_STRONG:
        g_string_append_c(writer->text, '*');
        break;
    case CMARK_NODE_LINK:
        g_array_append_val(writer->link_starts, start);
        break;
    default:
        break;
    }
}

static void
node_exit(Writer *writer, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_BLOCK_QUOTE:
    case CMARK_NODE_ITEM:
        margin_pop(&writer->margin);
        break;
    case CMARK_NODE_PARAGRAPH:
        if (writer->text->len > 0)
            block_write(writer);
        break;
    case CMARK_NODE_HEADING:
        heading_write(writer, cmark_node_get_heading_level(node));
        break;
    case CMARK_NODE_EMPH:
    case CMARK_NODE_STRONG:
        g_string_append_c(writer->text, '*');
        break;
    case CMARK_NODE_LINK:
        link_end(writer, cmark_node_get_url(node));
        break;
    default:
        break;
    }
}

static void
document_write(Writer *writer, cmark_node *document)
{
    cmark_iter *iter = cmark_iter_new(document);
    cmark_event_type event;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event == CMARK_EVENT_EXIT)
            node_exit(writer, node);
        else if (cmark_node_get_type(node) <= CMARK_NODE_LAST_BLOCK)
            block_enter(writer, node);
        else
            inline_enter(writer, node);
    }
    cmark_iter_free(iter);
}

char *
markdown_to_text(const char *markdown, MarkdownFlags flags, guint width, guint *footnote)
{
    cmark_node *document = markdown_parse(markdown, flags);
    Writer writer = {.width = MAX(width, WIDTH_MIN),
                     .footnote = footnote != NULL ? MAX(*footnote, 1) : 1,
                     .numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                     .notes = g_string_new(NULL),
                     .text = g_string_new(NULL),
                     .link_starts = g_array_new(FALSE, FALSE, sizeof(gsize))};

    margin_init(&writer.margin);
    document_write(&writer, document);
    if (writer.notes->len > 0)
        g_string_append_printf(writer.margin.out, "\n%s", writer.notes->str);
    if (footnote != NULL)
        *footnote = writer.footnote;
    cmark_node_free(document);
    g_hash_table_unref(writer.numbers);
    g_string_free(writer.notes, TRUE);
    g_string_free(writer.text, TRUE);
    g_array_unref(writer.link_starts);
    return margin_finish(&writer.margin);
}
