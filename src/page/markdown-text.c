/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markdown-text - Markdown to the plain text part of a letter
 *
 * Made from the Markdown, not from the HTML: the text part should read like a letter that
 * somebody typed. Walks with cmark's iterator; quotes and lists deeper than PREFIX_MAX are set
 * like those at that depth, so that neither the stack nor the output grows with nesting. Columns
 * are counted in characters; lines break at plain spaces only, never at a no-break space. Cannot
 * fail.
 */
#include <string.h>

#include "page/html.h"
#include "page/markdown-internal.h"
#include "page/markdown.h"
#include "page/wrap.h"

enum { PREFIX_MAX = 20, WIDTH_MIN = 20, TEXT_MIN = 10, CODE_INDENT = 4 };

/* Stands for a space where a line must not break; no character of a text. */
#define GLUE "\x1f"

/* What a quote or list item puts before the lines inside. */
typedef struct {
    gboolean fresh; /* no line has been written inside yet */
    char mark[16];  /* "> ", "- ", "12. " */
    gboolean quote; /* the mark is before each line, not the first alone */
} Prefix;

typedef struct {
    GString *out;
    guint width;
    guint footnote;
    GHashTable *numbers; /* url -> its footnote */
    GString *notes;      /* the list of them */
    GArray *prefixes;    /* of Prefix */
    guint too_deep;      /* quotes and items over PREFIX_MAX that are open */
    GString *text;       /* of the block being read */
    GArray *link_starts; /* of gsize: where in `text` each open link began */
    gboolean gap;        /* a blank line belongs before the next block */
} Writer;

static Prefix *
prefix_at(const Writer *writer, guint index)
{
    return &g_array_index(writer->prefixes, Prefix, index);
}

static void
prefix_push(Writer *writer, const char *mark, gboolean quote)
{
    Prefix prefix = {.fresh = TRUE, .quote = quote};

    if (writer->prefixes->len == PREFIX_MAX) {
        writer->too_deep++;
        return;
    }
    g_strlcpy(prefix.mark, mark, sizeof prefix.mark);
    g_array_append_val(writer->prefixes, prefix);
}

static guint
prefix_width(const Writer *writer)
{
    guint width = 0;

    for (guint i = 0; i < writer->prefixes->len; i++)
        width += (guint)strlen(prefix_at(writer, i)->mark);
    return width;
}

static guint
width_left(const Writer *writer)
{
    guint taken = prefix_width(writer);

    return writer->width > taken + TEXT_MIN ? writer->width - taken : TEXT_MIN;
}

/* Writes one line behind the prefixes, without blanks at its end. */
static void
line_write(Writer *writer, const char *line, gsize size)
{
    gsize before = writer->out->len;

    for (guint i = 0; i < writer->prefixes->len; i++) {
        Prefix *prefix = prefix_at(writer, i);
        if (prefix->fresh || prefix->quote)
            g_string_append(writer->out, prefix->mark);
        else
            g_string_append_printf(writer->out, "%*s", (int)strlen(prefix->mark), "");
        prefix->fresh = FALSE;
    }
    g_string_append_len(writer->out, line, (gssize)size);
    gsize length = writer->out->len;
    while (length > before && writer->out->str[length - 1] == ' ')
        length--;
    g_string_truncate(writer->out, length);
    g_string_append_c(writer->out, '\n');
}

/* A blank line before a block, inside what is common to it and the block before. */
static void
gap_write(Writer *writer)
{
    guint whole = writer->prefixes->len;
    guint common = 0;

    if (writer->gap && writer->out->len > 0) {
        while (common < whole && !prefix_at(writer, common)->fresh)
            common++;
        writer->prefixes->len = common; /* hides the inner ones for this line */
        line_write(writer, "", 0);
        writer->prefixes->len = whole;
    }
    writer->gap = FALSE;
}

static void
line_written(const char *line, gsize size, gpointer user_data)
{
    g_autofree char *copy = g_strndup(line, size);

    line_write(user_data, g_strdelimit(copy, GLUE, ' '), size);
}

static void
block_write(Writer *writer)
{
    gap_write(writer);
    wrap_text(writer->text->str, width_left(writer), line_written, writer);
    writer->gap = TRUE;
}

static void
heading_write(Writer *writer, int level)
{
    guint width = MIN(text_columns(writer->text->str), width_left(writer));

    if (writer->text->len == 0)
        return;
    block_write(writer);
    g_autofree char *line = g_strnfill(width, level == 1 ? '=' : '-');
    line_write(writer, line, width);
}

static void
code_write(Writer *writer, const char *code)
{
    gap_write(writer);
    while (*code != '\0') {
        gsize size = strcspn(code, "\n");
        g_autofree char *line = g_strdup_printf("%*s%.*s", CODE_INDENT, "", (int)size, code);
        line_write(writer, line, strlen(line));
        code += size + (code[size] == '\n');
    }
    writer->gap = TRUE;
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
        writer->gap = FALSE;
    prefix_push(writer, mark, FALSE);
}

static void
prefix_pop(Writer *writer)
{
    if (writer->too_deep > 0) {
        writer->too_deep--;
        return;
    }
    if (prefix_at(writer, writer->prefixes->len - 1)->fresh) { /* an empty item keeps its mark */
        gap_write(writer);
        line_write(writer, "", 0);
        writer->gap = TRUE;
    }
    g_array_set_size(writer->prefixes, writer->prefixes->len - 1);
}

/* In a tight list nothing stands between an item's blocks. */
static void
tight_close_gap(Writer *writer, cmark_node *node)
{
    cmark_node *item = cmark_node_parent(node);

    if (item != NULL && cmark_node_get_type(item) == CMARK_NODE_ITEM &&
        cmark_node_previous(node) != NULL && cmark_node_get_list_tight(cmark_node_parent(item)))
        writer->gap = FALSE;
}

static void
block_enter(Writer *writer, cmark_node *node)
{
    tight_close_gap(writer, node);
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_BLOCK_QUOTE:
        prefix_push(writer, "> ", TRUE);
        break;
    case CMARK_NODE_ITEM:
        item_begin(writer, node);
        break;
    case CMARK_NODE_CODE_BLOCK:
        code_write(writer, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        gap_write(writer);
        line_write(writer, "* * *", 5);
        writer->gap = TRUE;
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
        prefix_pop(writer);
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
markdown_to_text(const char *markdown, guint width, guint *footnote)
{
    cmark_node *document = markdown_parse(markdown);
    Writer writer = {.out = g_string_new(NULL),
                     .width = MAX(width, WIDTH_MIN),
                     .footnote = footnote != NULL ? MAX(*footnote, 1) : 1,
                     .numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                     .notes = g_string_new(NULL),
                     .prefixes = g_array_new(FALSE, FALSE, sizeof(Prefix)),
                     .text = g_string_new(NULL),
                     .link_starts = g_array_new(FALSE, FALSE, sizeof(gsize))};

    document_write(&writer, document);
    if (writer.notes->len > 0)
        g_string_append_printf(writer.out, "\n%s", writer.notes->str);
    if (footnote != NULL)
        *footnote = writer.footnote;
    cmark_node_free(document);
    g_hash_table_unref(writer.numbers);
    g_string_free(writer.notes, TRUE);
    g_array_unref(writer.prefixes);
    g_string_free(writer.text, TRUE);
    g_array_unref(writer.link_starts);
    return g_string_free(writer.out, FALSE);
}
