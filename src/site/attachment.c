/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attachment - one file of a message
 *
 * Whatever somebody attached is shown by nobody's browser as a page of this site: nothing runs
 * (sandbox), nothing is guessed (nosniff), and what is neither an image by its first bytes nor text
 * is downloaded. Text has its addresses hidden, as on the pages; mails within mails are text too.
 */
#include <string.h>

#include "http/percent.h"
#include "mime/mail.h"
#include "store/query.h"

#include "site/attachment-send.h"
#include "site/pages.h"
#include "site/post-parts.h"

static const struct {
    const char *type;
    const char *magic;
} images[] = {
    {"image/png", "\x89PNG\r\n\x1a\n"},
    {"image/jpeg", "\xff\xd8\xff"},
    {"image/gif", "GIF8"},
    {"image/webp", "RIFF"},
    {"image/jpg", "\xff\xd8\xff"},
};

gboolean
post_part_image(const char *type)
{
    for (guint i = 0; i < G_N_ELEMENTS(images); i++)
        if (g_str_equal(type, images[i].type))
            return TRUE;
    return FALSE;
}

/* The type of an image by its first bytes, which must be what it says; NULL for anything else. */
static const char *
image_type(const char *type, GBytes *data)
{
    gsize size;
    const char *bytes = g_bytes_get_data(data, &size);

    for (guint i = 0; i < G_N_ELEMENTS(images); i++)
        if (g_str_equal(type, images[i].type) && size >= strlen(images[i].magic) &&
            memcmp(bytes, images[i].magic, strlen(images[i].magic)) == 0)
            return g_str_equal(type, "image/jpg") ? "image/jpeg" : type;
    return NULL;
}

static gboolean
is_text(const char *type)
{
    return g_str_has_prefix(type, "text/") || g_str_has_prefix(type, "message/");
}

/* RFC 6266: the name in ASCII for old programs, and as it is. */
static char *
disposition_of(const char *way, const char *name)
{
    g_autofree char *ascii = g_strdup(name);
    g_autofree char *encoded = percent_encode(name);

    for (char *p = ascii; *p != '\0'; p++)
        if (!g_ascii_isalnum(*p) && strchr("-._", *p) == NULL)
            *p = '_';
    return g_strdup_printf("%s; filename=\"%s\"; filename*=UTF-8''%s", way, ascii, encoded);
}

/* With its first bytes, decoded; not yet what else is sent of it. */
static void
dress(HttpResponse *response, const SitePostFile *file, GBytes *data)
{
    const char *type = image_type(file->type, data);
    gboolean shown = type != NULL;

    if (is_text(file->type)) {
        type = "text/plain; charset=utf-8";
        /* What would be a page, were it opened from a disk, stays out of sight until then. */
        shown = g_str_equal(file->type, "text/plain") || g_str_has_prefix(file->type, "message/");
    } else if (type == NULL) {
        type = g_str_equal(file->type, "application/pdf") ? "application/pdf"
                                                          : "application/octet-stream";
    }
    g_autofree char *disposition =
        disposition_of(shown ? "inline" : "attachment", *file->name != '\0' ? file->name : "part");
    http_response_header(response, "Content-Type", type);
    http_response_header(response, "Content-Disposition", disposition);
    response->policy = HTTP_POLICY_FOREIGN;
    response->ranges = TRUE;
}

/* A short text is taken whole, and one that cannot be cut between lines. */
static gboolean
answer_text(Visit *visit, const char *number, const SitePostFile *file, GError **error)
{
    const Route *route = &visit->route;
    g_autoptr(Rows) rows = site_post_file(visit->store, route->list, route->message_id, number, 0,
                                          (gint32)file->length, error);
    SitePostFile whole;

    if (rows == NULL)
        return FALSE;
    if (!site_post_file_next(rows, &whole))
        return visit_not_found(error);
    g_autoptr(GBytes) data = mail_bytes_decode(whole.data.data, whole.data.size, whole.encoding);
    gsize size;
    const void *bytes = g_bytes_get_data(data, &size);
    char *text = attachment_text(bytes, size, whole.charset);
    visit->response->bytes = g_bytes_new_take(text, strlen(text));
    return TRUE;
}

static gboolean
answer(Visit *visit, const char *number, const SitePostFile *file, GError **error)
{
    g_autoptr(GBytes) data = mail_bytes_decode(file->data.data, file->data.size, file->encoding);

    dress(visit->response, file, data);
    if (is_text(file->type) &&
        (file->length <= ATTACHMENT_PIECE || !attachment_text_has_lines(file->charset)))
        return answer_text(visit, number, file, error);
    if (file->length > ATTACHMENT_PIECE && (is_text(file->type) || file->size > 0))
        return attachment_send(visit, number, file, is_text(file->type), error);
    visit->response->bytes = g_steal_pointer(&data);
    return TRUE;
}

gboolean
page_attachment(Visit *visit, GError **error)
{
    const Route *route = &visit->route;
    g_autofree char *number = route_read_part(route->name);
    g_autoptr(Rows) rows = site_post_file(visit->store, route->list, route->message_id, number, 0,
                                          ATTACHMENT_PIECE, error);
    SitePostFile file;

    if (rows == NULL)
        return FALSE;
    if (!site_post_file_next(rows, &file))
        return visit_not_found(error);
    /* The name is for people; the number says which. */
    if (!g_str_equal(route->name + strlen(number) + 1, *file.name != '\0' ? file.name : "part")) {
        g_autofree char *url = route_attachment(route->list, route->message_id, number, file.name);
        http_response_redirect(visit->response, 301, url);
        return TRUE;
    }
    visit_last_modified(visit, file.changed);
    return answer(visit, number, &file, error);
}
