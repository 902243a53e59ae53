/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-draft - read the files of an edition; see edition-draft.h
 *
 * Changes nothing. The one error names file, line and what was probably meant.
 */
#include "news/edition-draft.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "people/audience.h"

#include "news/edition-image.h"
#include "news/editorial.h"
#include "news/section.h"
#include "news/source-file.h"

static const char *const keys[] = {"title",      "preheader", "list",       "audience",
                                   "language[]", "template",  "sections{}", "reply-to",
                                   "schedule",   "images",    "clicks",     NULL};
static const char *const word_keys[] = {"title", "preheader", "language[]", "sections{}", NULL};
static const char *const languages[] = {"fr", "en", "br", NULL};
static const char *const image_ways[] = {"attached", "hosted", NULL};
static const char *const click_ways[] = {"counted", "uncounted", NULL};

static void
text_free(gpointer data)
{
    DraftText *text = data;

    g_free(text->language);
    g_free(text->title);
    g_free(text->preheader);
    g_free(text->editorial);
    g_clear_pointer(&text->sections, g_ptr_array_unref);
    g_free(text);
}

static void
item_free(gpointer data)
{
    DraftItem *item = data;

    g_free(item->title);
    g_free(item->body);
    g_free(item);
}

static void
picture_free(gpointer data)
{
    edition_image_free(data);
}

void
edition_draft_free(EditionDraft *draft)
{
    if (draft == NULL)
        return;
    g_ptr_array_unref(draft->texts);
    g_ptr_array_unref(draft->pictures);
    g_ptr_array_unref(draft->items);
    g_free(draft->list);
    g_free(draft->audience);
    g_free(draft->template);
    g_free(draft->reply_to);
    g_free(draft->schedule);
    g_free(draft->images);
    g_free(draft->clicks);
    g_free(draft);
}

/* The language that a file says it is in, by its front matter or its name; NULL: neither. */
static char *
language_of(const EditionFile *file)
{
    g_autoptr(FrontMatter) matter = front_matter_parse(file->text, NULL);
    const char *first = matter != NULL ? front_matter_list(matter, "language")[0] : NULL;

    if (first != NULL)
        return g_strdup(first);
    for (guint i = 0; languages[i] != NULL; i++) {
        g_autofree char *suffix = g_strconcat(".", languages[i], ".md", NULL);
        if (g_str_has_suffix(file->name, suffix))
            return g_strdup(languages[i]);
    }
    return NULL;
}

/* Which file is the edition's own: the one in the list's language, else the one of no language. */
static guint
main_file(const EditionFiles *files, const char *language)
{
    guint found = 0;

    for (guint i = files->n_files; i-- > 0;) {
        g_autofree char *own = language_of(&files->files[i]);
        if (own != NULL && g_str_equal(own, language))
            return i;
        if (own == NULL)
            found = i;
    }
    return found;
}

static gboolean
read_reply_to(EditionDraft *draft, const FrontMatter *matter, const char *name, GError **error)
{
    draft->reply_to = g_strdup(source_file_text(matter, "reply-to"));
    return *draft->reply_to == '\0' || address_is_valid(draft->reply_to, error) ||
           source_file_blame(matter, name, "reply-to", error);
}

/* "2026-12-01 08:00", with a zone or not: what exactly it says is for whoever schedules. */
static gboolean
read_schedule(EditionDraft *draft, const FrontMatter *matter, const char *name, GError **error)
{
    const char *text = source_file_text(matter, "schedule");
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) time = NULL;

    draft->schedule = g_strdup(text);
    if (*text == '\0')
        return TRUE;
    if (strlen(text) >= 16) {
        g_autofree char *iso = g_strdup_printf("%.10sT%.5s:00", text, text + 11);
        time = text[10] == ' ' || text[10] == 'T' ? g_date_time_new_from_iso8601(iso, utc) : NULL;
    }
    if (time != NULL)
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no time", text);
    fail_hint(error, "write it as 2026-12-01 08:00, with a zone behind it if wanted");
    return source_file_blame(matter, name, "schedule", error);
}

static gboolean
read_audience(EditionDraft *draft, Store *store, const FrontMatter *matter, const char *name,
              GError **error)
{
    draft->audience = g_strdup(source_file_text(matter, "audience"));
    g_autoptr(Audience) audience = audience_compile(store, draft->audience, error);
    return audience != NULL || source_file_blame(matter, name, "audience", error);
}

static gboolean
read_template(EditionDraft *draft, const FrontMatter *matter, const char *name, GError **error)
{
    const char *template = front_matter_text(matter, "template");

    draft->template = g_strdup(template != NULL ? template : "default");
    if (strspn(draft->template, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(draft->template))
        return TRUE;
    fail(error, ERROR_BAD_INPUT, "\"%s\" is no name of a template", draft->template);
    return source_file_blame(matter, name, "template", error);
}

/* What only the edition's own file says. */
static gboolean
read_head(EditionDraft *draft, Store *store, const FrontMatter *matter, const char *name,
          GError **error)
{
    const char *images = front_matter_text(matter, "images");
    const char *clicks = front_matter_text(matter, "clicks");

    draft->list = g_strdup(front_matter_text(matter, "list"));
    draft->images = g_strdup(images != NULL ? images : "attached");
    draft->clicks = g_strdup(clicks);
    return read_audience(draft, store, matter, name, error) &&
           read_template(draft, matter, name, error) && read_reply_to(draft, matter, name, error) &&
           read_schedule(draft, matter, name, error) &&
           source_file_check_word(matter, name, "images", draft->images, image_ways, error) &&
           (clicks == NULL ||
            source_file_check_word(matter, name, "clicks", clicks, click_ways, error));
}

/* Its fields and blocks are understood, its title has none. */
static gboolean
check_fields(Store *store, const DraftText *text, const FrontMatter *matter, const char *name,
             GArray *conditions, GError **error)
{
    OwnWords words;

    own_words_init(&words);
    if (strstr(text->title, "{{") != NULL || strstr(text->preheader, "{{") != NULL) {
        fail(error, ERROR_BAD_INPUT, "fields stand in the text only, not in title or preheader");
        return source_file_blame(matter, name, strstr(text->title, "{{") ? "title" : "preheader",
                                 error);
    }
    g_autofree char *marked = editorial_mark(store, text->editorial, &words, conditions, error);
    return marked != NULL || source_file_blame(NULL, name, NULL, error);
}

static gboolean
check_languages(const FrontMatter *matter, const char *name, GError **error)
{
    for (const char *const *word = front_matter_list(matter, "language"); *word != NULL; word++)
        if (!source_file_check_word(matter, name, "language", *word, languages, error))
            return FALSE;
    return TRUE;
}

/* One file; the first that is read is the edition's own. */
static gboolean
read_file(EditionDraft *draft, Store *store, const EditionFile *file, const char *language,
          GArray *conditions, GError **error)
{
    gboolean is_main = draft->texts->len == 0;
    g_autoptr(FrontMatter) matter = source_file_read(
        file->name, file->text, is_main ? keys : word_keys, EDITION_EDITORIAL_MAX, error);
    g_autofree char *own = language_of(file);

    if (matter == NULL || !check_languages(matter, file->name, error) ||
        (is_main && !read_head(draft, store, matter, file->name, error)))
        return FALSE;
    DraftText *text = g_new0(DraftText, 1);
    g_ptr_array_add(draft->texts, text);
    text->language = g_strdup(own != NULL ? own : language);
    text->title = g_strdup(source_file_text(matter, "title"));
    text->preheader = g_strdup(source_file_text(matter, "preheader"));
    text->editorial = g_strdup(front_matter_body(matter));
    if (is_main) {
        text->sections = section_read_all(store, matter, file->name, error);
        if (text->sections == NULL || !edition_draft_cut(file->name, text->editorial,
                                                         &draft->is_reviewed, draft->items, error))
            return FALSE;
    } else {
        const DraftText *first = draft->texts->pdata[0];
        guint n = first->sections->len > 0 ? first->sections->len : 3;
        text->sections = section_read_words(matter, file->name, n, error);
        if (text->sections == NULL)
            return FALSE;
    }
    return check_fields(store, text, matter, file->name, conditions, error);
}

/* No language twice, and each that the edition's own file promises. */
static gboolean
check_texts(const EditionDraft *draft, const EditionFile *file, GError **error)
{
    g_autoptr(FrontMatter) matter = front_matter_parse(file->text, NULL);
    g_autoptr(GPtrArray) own = g_ptr_array_new();

    for (guint i = 0; i < draft->texts->len; i++) {
        char *language = ((DraftText *)draft->texts->pdata[i])->language;
        for (guint k = 0; k < i; k++)
            if (g_str_equal(own->pdata[k], language))
                return fail(error, ERROR_BAD_INPUT, "two of the files are in language \"%s\"",
                            language);
        g_ptr_array_add(own, language);
    }
    g_ptr_array_add(own, NULL);
    for (const char *const *word = front_matter_list(matter, "language"); *word != NULL; word++)
        if (!g_strv_contains((const char *const *)own->pdata, *word)) {
            fail(error, ERROR_BAD_INPUT, "there is no text in language \"%s\"", *word);
            fail_hint(error, "in a folder, edition.%s.md has it", *word);
            return source_file_blame(matter, file->name, "language", error);
        }
    return TRUE;
}

EditionDraft *
edition_draft_read(Store *store, const EditionFiles *files, const char *language,
                   const char *const *known, GError **error)
{
    g_autoptr(EditionDraft) draft = g_new0(EditionDraft, 1);
    g_autoptr(GArray) conditions = g_array_new(FALSE, FALSE, sizeof(EditorialCondition));
    guint first = main_file(files, language);

    draft->texts = g_ptr_array_new_with_free_func(text_free);
    draft->pictures = g_ptr_array_new_with_free_func(picture_free);
    draft->items = g_ptr_array_new_with_free_func(item_free);
    for (guint i = 0; i < files->n_files; i++) {
        guint which = i == 0 ? first : i <= first ? i - 1 : i;
        if (!read_file(draft, store, &files->files[which], language, conditions, error))
            return NULL;
        const DraftText *text = draft->texts->pdata[i];
        if (!edition_images_load(text->editorial, files->files[which].name, files->folder, known,
                                 draft->pictures, error))
            return NULL;
    }
    if (!check_texts(draft, &files->files[first], error))
        return NULL;
    return g_steal_pointer(&draft);
}

/* --- contributions that a person looked at --- */

static const char all_mark[] = "<!-- contributions -->";
static const char one_mark[] = "<!-- contribution ";

/* The number in the mark that `line` is; 0: it is none. */
static gint64
mark_number(const char *line)
{
    char *end;

    if (!g_str_has_prefix(line, one_mark))
        return 0;
    gint64 number = g_ascii_strtoll(line + strlen(one_mark), &end, 10);
    return number > 0 && (*end == ' ' || *end == ':') && strstr(end, "-->") != NULL ? number : 0;
}

static const char *
next_line(const char *at)
{
    at += strcspn(at, "\n");
    return at + (*at == '\n');
}

static const char *
next_mark(const char *at)
{
    while (*at != '\0' && mark_number(at) == 0)
        at = next_line(at);
    return at;
}

/* The contribution whose mark is at `at`; its text ends at `end`. */
static DraftItem *
item_read(const char *name, const char *at, const char *end, GError **error)
{
    gint64 number = mark_number(at);
    const char *title = next_line(at);
    DraftItem *item = g_new0(DraftItem, 1);

    item->contribution = number;
    title += strspn(title, "\n ");
    if (title < end && g_str_has_prefix(title, "## ")) {
        const char *body = next_line(title);
        g_autofree char *line = g_strndup(title + 3, strcspn(title + 3, "\n"));
        item->title = g_strdup(g_strstrip(line));
        body += strspn(body, "\n");
        item->body = body < end ? g_strndup(body, (gsize)(end - body)) : g_strdup("");
        g_strchomp(item->body);
        if (*item->title != '\0' && strlen(item->title) <= SOURCE_TITLE_MAX && *item->body != '\0')
            return item;
    }
    fail(error, ERROR_BAD_INPUT,
         "\"%s\": contribution %" G_GINT64_FORMAT " has no line \"## Title\" with a text below it",
         name, number);
    fail_hint(error, "take its mark out as well to leave it out of the edition");
    item_free(item);
    return NULL;
}

gboolean
edition_draft_cut(const char *name, char *body, gboolean *is_reviewed, GPtrArray *items,
                  GError **error)
{
    char *cut = NULL;

    for (const char *at = body; *at != '\0' && cut == NULL; at = next_line(at))
        if (g_str_has_prefix(at, all_mark) || mark_number(at) != 0)
            cut = body + (at - body);
    *is_reviewed = cut != NULL;
    if (cut == NULL)
        return TRUE;
    for (const char *at = next_mark(cut), *end; *at != '\0'; at = end) {
        end = next_mark(next_line(at));
        DraftItem *item = item_read(name, at, end, error);
        if (item == NULL)
            return FALSE;
        for (guint i = 0; i < items->len; i++)
            if (((DraftItem *)items->pdata[i])->contribution == item->contribution) {
                fail(error, ERROR_BAD_INPUT,
                     "\"%s\": contribution %" G_GINT64_FORMAT " is there twice", name,
                     item->contribution);
                item_free(item);
                return FALSE;
            }
        g_ptr_array_add(items, item);
    }
    /* The blank lines before the marks are ours. */
    while (cut > body && cut[-1] == '\n')
        cut--;
    memcpy(cut, "\n", 2);
    if (body[strspn(body, " \t\n")] == '\0')
        return fail(error, ERROR_BAD_INPUT, "\"%s\": there is no editorial", name);
    return TRUE;
}
