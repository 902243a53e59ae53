/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post-parts - what else a post came with: its attachments, and what was wrong with its mail */
#include "site/post-parts.h"

#include <string.h>

enum { FILE_BYTES = 300, FILE_NAME_TIMES = 8 };

gboolean
post_parts_open(PostParts *parts, Visit *visit, const GArray *messages, GError **error)
{
    SitePostFiles file;
    SitePostOddities oddities;

    *parts = (PostParts){.files = g_array_new(FALSE, FALSE, sizeof file),
                         .oddities = g_array_new(FALSE, FALSE, sizeof oddities)};
    parts->file_rows = site_post_files(visit->store, visit->route.list, messages, error);
    if (parts->file_rows == NULL)
        return FALSE;
    parts->oddity_rows = site_post_oddities(visit->store, visit->route.list, messages, error);
    if (parts->oddity_rows == NULL)
        return FALSE;
    while (site_post_files_next(parts->file_rows, &file))
        g_array_append_val(parts->files, file);
    while (site_post_oddities_next(parts->oddity_rows, &oddities))
        g_array_append_val(parts->oddities, oddities);
    return TRUE;
}

void
post_parts_clear(PostParts *parts)
{
    g_clear_pointer(&parts->files, g_array_unref);
    g_clear_pointer(&parts->oddities, g_array_unref);
    g_clear_pointer(&parts->file_rows, rows_free);
    g_clear_pointer(&parts->oddity_rows, rows_free);
}

static void
add_file(const Visit *visit, Value *list, const SitePostFiles *file, const char *link)
{
    Value *dict = value_append_dict(list);
    g_autofree char *size = words_size(visit->words, file->size);
    g_autofree char *url = route_attachment(visit->route.list, link, file->number, file->name);

    value_set_text(dict, "name", *file->name != '\0' ? file->name : file->number);
    value_set_text(dict, "type", file->type);
    value_set_text(dict, "size_text", size);
    value_set_text(dict, "file_url", url);
    value_set_bool(dict, "is_image", post_part_image(file->type));
}

/* The page on which the file after these stands, and what that page has by then. */
static void
count_file(const SitePostFiles *file, gsize most, guint *page, gsize *size)
{
    /* The name stands there as a name, in an address or two, and for an image once more. */
    gsize more = FILE_BYTES + strlen(file->name) * FILE_NAME_TIMES + strlen(file->type);

    if (*size > 0 && *size + more > most) {
        (*page)++;
        *size = 0;
    }
    *size += more;
}

guint
post_parts_pages(const PostParts *parts, gint64 message, gsize most)
{
    guint page = 1;
    gsize size = 0;

    for (guint i = 0; i < parts->files->len; i++) {
        const SitePostFiles *file = &g_array_index(parts->files, SitePostFiles, i);
        if (file->message == message)
            count_file(file, most, &page, &size);
    }
    return page;
}

void
post_parts_add(const PostParts *parts, const Visit *visit, Value *dict, gint64 message,
               const char *link, guint page, gsize most)
{
    Value *list = value_set_list(dict, "attachments");
    gboolean any = FALSE, repaired = FALSE;
    guint here = 1;
    gsize size = 0;

    for (guint i = 0; i < parts->files->len; i++) {
        const SitePostFiles *file = &g_array_index(parts->files, SitePostFiles, i);
        if (file->message != message)
            continue;
        count_file(file, most, &here, &size);
        if (here != page)
            continue;
        add_file(visit, list, file, link);
        any = TRUE;
    }
    for (guint i = 0; i < parts->oddities->len; i++) {
        const SitePostOddities *of = &g_array_index(parts->oddities, SitePostOddities, i);
        repaired |= of->message == message && strstr(of->oddities, "broken-charset") != NULL;
    }
    value_set_bool(dict, "has_attachments", any);
    value_set_bool(dict, "repaired", repaired);
}
