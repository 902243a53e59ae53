/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail-walk - the parts of a mail
 *
 * RFC 2045, 2046, 2183. Ours, over the raw bytes, because GMime's parser copies everything and
 * gives each part a few kilobytes: a mail of nothing but boundaries would take gigabytes. Each
 * level is read once, so the work is at most MAIL_DEPTH_MAX times the size, and memory is for
 * MAIL_PARTS_MAX parts. A multipart that cannot be taken apart is one leaf: nothing is hidden.
 */
#include <string.h>

#include "mime/block.h"
#include "mime/field.h"
#include "mime/mail-inside.h"
#include "mime/text.h"

#define BOUNDARY_MAX 200    /* RFC 2046 says 70 */
#define PARAMETERS_MAX 8192 /* bytes of a Content-* value that are looked at */
#define FILENAME_MAX_BYTES 200
#define CHARSET_CHECK_MAX (256 * 1024)

typedef struct {
    Mail *mail;
    const char *data;
    guint entities;
    guint alternatives;
} Walk;

/* Where the walk stands: the headers of an entity begin at `start`. */
typedef struct {
    gsize start, end;
    const char *number; /* its own, or of the mail around it when `is_root`; "" at the top */
    gboolean is_root;   /* of the mail or of an attached one */
    guint depth;
    guint alternative;
    gboolean in_attached;
    gboolean in_digest;
} Entity;

typedef struct {
    char *type, *encoding, *disposition, *id; /* values, NULL when missing */
} ContentHeaders;

static void
content_clear(ContentHeaders *content)
{
    g_free(content->type);
    g_free(content->encoding);
    g_free(content->disposition);
    g_free(content->id);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ContentHeaders, content_clear)

static void entity_walk(Walk *walk, const Entity *entity);

static void
content_read(const char *data, const Block *block, ContentHeaders *content)
{
    struct {
        const char *name;
        char **value;
    } wanted[] = {{"Content-Type", &content->type},
                  {"Content-Transfer-Encoding", &content->encoding},
                  {"Content-Disposition", &content->disposition},
                  {"Content-ID", &content->id}};

    for (guint i = 0; i < block->fields->len; i++) {
        const Field *field = &g_array_index(block->fields, Field, i);
        for (guint j = 0; j < G_N_ELEMENTS(wanted); j++)
            if (*wanted[j].value == NULL && field_is(data, field, wanted[j].name)) {
                char *value = field_value(data, field);
                value[strnlen(value, PARAMETERS_MAX)] = '\0';
                *wanted[j].value = value;
            }
    }
}

/* The last component without leading dots, at most FILENAME_MAX_BYTES with its extension kept. */
static char *
filename_read(const ContentHeaders *content)
{
    g_autofree char *found = NULL;
    g_autofree char *line = NULL;

    if (content->disposition != NULL)
        found = field_parameter(content->disposition, "filename");
    if (found == NULL && content->type != NULL)
        found = field_parameter(content->type, "name");
    if (found == NULL)
        return NULL;
    line = text_line(found, -1);
    const char *name = line;
    for (const char *p = line; *p != '\0'; p++)
        if (*p == '/' || *p == '\\')
            name = p + 1;
    name += strspn(name, ". ");
    gsize size = strlen(name);
    if (size == 0)
        return NULL;
    if (size <= FILENAME_MAX_BYTES)
        return g_strdup(name);
    const char *dot = strrchr(name, '.');
    const char *extension = dot == NULL || strlen(dot) > 16 ? "" : dot;
    const char *cut = name + FILENAME_MAX_BYTES - strlen(extension);
    while (((guchar)*cut & 0xc0) == 0x80)
        cut--;
    return g_strdup_printf("%.*s%s", (int)(cut - name), name, extension);
}

static void
text_check(Walk *walk, guint index)
{
    const MailPart *part = &g_array_index(walk->mail->inside->parts, MailPart, index);

    if (!g_str_has_prefix(part->content_type, "text/") || part->size > CHARSET_CHECK_MAX)
        return;
    g_autoptr(GByteArray) bytes = part_decode(walk->mail, index, CHARSET_CHECK_MAX);
    if (!text_fits((const char *)bytes->data, bytes->len, part->charset))
        mail_note(walk->mail, "broken-charset");
}

static void
leaf_add(Walk *walk, const Entity *entity, const Block *block, const ContentHeaders *content,
         const char *type)
{
    Mail *mail = walk->mail;
    MailPart part = {.depth = entity->depth, .in_attached = entity->in_attached};
    PartPlace place = {.head = entity->start,
                       .start = block->body,
                       .end = entity->end,
                       .alternative = entity->alternative};
    g_autofree char *filename = filename_read(content);
    g_autofree char *number = NULL;

    if (entity->is_root)
        number = g_strconcat(entity->number, *entity->number == '\0' ? "1" : ".1", NULL);
    part.number = mail_keep(mail, number == NULL ? entity->number : number);
    part.content_type = mail_keep(mail, type);
    part.filename = mail_keep(mail, filename);
    if (content->type != NULL) {
        g_autofree char *charset = field_parameter(content->type, "charset");
        g_autofree char *format = field_parameter(content->type, "format");
        g_autofree char *delsp = field_parameter(content->type, "delsp");
        g_autofree char *line = charset == NULL ? NULL : text_line(charset, -1);
        part.charset = line == NULL || *line == '\0' ? NULL : mail_keep(mail, line);
        place.flowed = format != NULL && g_ascii_strcasecmp(format, "flowed") == 0;
        place.delsp = delsp != NULL && g_ascii_strcasecmp(delsp, "yes") == 0;
    }
    if (content->disposition != NULL) {
        g_autofree char *disposition = field_token(content->disposition);
        part.disposition = mail_keep(mail, disposition);
    }
    if (content->id != NULL) {
        const char *cursor = content->id;
        g_autofree char *id = field_identifier(&cursor);
        part.cid = mail_keep(mail, id);
    }
    if (content->encoding != NULL) {
        g_autofree char *encoding = field_token(content->encoding);
        if (encoding != NULL)
            place.encoding = g_mime_content_encoding_from_string(encoding);
    }
    g_array_append_val(mail->inside->places, place);
    g_array_append_val(mail->inside->parts, part);
    guint index = mail->inside->parts->len - 1;
    g_array_index(mail->inside->parts, MailPart, index).size = part_size(mail, index);
    text_check(walk, index);
}

gboolean
delimiter_find(const char *data, gsize at, gsize end, const char *boundary, Delimiter *delimiter)
{
    gsize size = strlen(boundary);

    while (at < end) {
        const char *feed = memchr(data + at, '\n', end - at);
        gsize next = feed == NULL ? end : (gsize)(feed - data) + 1;
        if (next - at >= size + 2 && data[at] == '-' && data[at + 1] == '-' &&
            memcmp(data + at + 2, boundary, size) == 0) {
            gsize p = at + 2 + size;
            gboolean closes = next - p >= 2 && data[p] == '-' && data[p + 1] == '-';
            if (closes)
                p += 2;
            while (p < next && strchr(" \t\r\n", data[p]) != NULL && data[p] != '\0')
                p++;
            if (p == next) {
                *delimiter = (Delimiter){at, next, closes};
                return TRUE;
            }
        }
        at = next;
    }
    return FALSE;
}

/* Walks the children between delimiters; FALSE when there was none. */
static gboolean
children_walk(Walk *walk, const Entity *entity, gsize body, const char *boundary, const char *type)
{
    Delimiter here, next;
    guint n = 0;
    guint before = walk->entities;
    Entity child = {.depth = entity->depth + 1,
                    .alternative = entity->alternative,
                    .in_attached = entity->in_attached,
                    .in_digest = strcmp(type, "multipart/digest") == 0};

    if (!delimiter_find(walk->data, body, entity->end, boundary, &here) || here.closes)
        return FALSE;
    if (strcmp(type, "multipart/alternative") == 0)
        child.alternative = ++walk->alternatives;
    do {
        gboolean found = delimiter_find(walk->data, here.next, entity->end, boundary, &next);
        g_autofree char *number =
            g_strdup_printf("%s%s%u", entity->number, *entity->number == '\0' ? "" : ".", ++n);
        child.number = number;
        child.start = here.next;
        child.end = found ? next.line : entity->end;
        /* The line end before a delimiter belongs to the delimiter. */
        if (found && child.end > child.start && walk->data[child.end - 1] == '\n')
            child.end--;
        if (found && child.end > child.start && walk->data[child.end - 1] == '\r')
            child.end--;
        if (!found)
            mail_note(walk->mail, "unclosed-multipart");
        if (found || child.end > child.start)
            entity_walk(walk, &child);
        if (!found)
            break;
        here = next;
    } while (!here.closes && walk->entities < MAIL_PARTS_MAX);
    if (!here.closes && walk->entities >= MAIL_PARTS_MAX)
        mail_note(walk->mail, "too-many-parts");
    return walk->entities > before;
}

static gboolean
type_is_attached_mail(const char *type)
{
    return strcmp(type, "message/rfc822") == 0 || strcmp(type, "message/global") == 0 ||
           strcmp(type, "message/news") == 0;
}

static void
protection_note(Walk *walk, const Entity *entity, const char *type)
{
    static const char *const protected[] = {"multipart/signed", "multipart/encrypted",
                                            "application/pkcs7-mime", "application/x-pkcs7-mime",
                                            "application/pgp-encrypted"};
    if (entity->in_attached)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(protected); i++)
        if (strcmp(type, protected[i]) == 0)
            walk->mail->is_signed_or_encrypted = TRUE;
}

static void
entity_walk(Walk *walk, const Entity *entity)
{
    g_auto(Block) block = {0};
    g_auto(ContentHeaders) content = {0};
    g_autofree char *type = NULL;

    if (walk->entities >= MAIL_PARTS_MAX) {
        mail_note(walk->mail, "too-many-parts");
        return;
    }
    walk->entities++;
    block_scan(walk->data, entity->start, entity->end, &block);
    content_read(walk->data, &block, &content);
    if (block.too_long)
        mail_note(walk->mail, "headers-too-long");
    if (content.type != NULL)
        type = field_token(content.type);
    if (type == NULL || strchr(type, '/') == NULL) {
        g_free(type);
        type = g_strdup(entity->in_digest ? "message/rfc822" : "text/plain");
    }
    protection_note(walk, entity, type);

    if (g_str_has_prefix(type, "multipart/")) {
        g_autofree char *boundary = field_parameter(content.type, "boundary");
        if (entity->depth >= MAIL_DEPTH_MAX) {
            mail_note(walk->mail, "too-deep");
        } else if (boundary != NULL && *g_strchomp(boundary) != '\0' &&
                   strlen(boundary) <= BOUNDARY_MAX &&
                   children_walk(walk, entity, block.body, boundary, type)) {
            return;
        } else {
            mail_note(walk->mail, "no-boundary");
            g_free(type);
            type = g_strdup("text/plain");
        }
    }
    leaf_add(walk, entity, &block, &content, type);

    const PartPlace *place =
        &g_array_index(walk->mail->inside->places, PartPlace, walk->mail->inside->places->len - 1);
    if (!type_is_attached_mail(type) || place->encoding == GMIME_CONTENT_ENCODING_BASE64 ||
        place->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
        return;
    if (entity->depth >= MAIL_DEPTH_MAX) {
        mail_note(walk->mail, "too-deep");
        return;
    }
    g_autofree char *number =
        entity->is_root ? g_strconcat(entity->number, *entity->number == '\0' ? "1" : ".1", NULL)
                        : g_strdup(entity->number);
    Entity attached = {.start = block.body,
                       .end = entity->end,
                       .number = number,
                       .is_root = TRUE,
                       .depth = entity->depth + 1,
                       .in_attached = TRUE};
    if (attached.start < attached.end)
        entity_walk(walk, &attached);
}

void
mail_walk(Mail *mail)
{
    gsize size;
    const char *data = g_bytes_get_data(mail->raw, &size);
    Walk walk = {.mail = mail, .data = data};
    Entity top = {.start = 0, .end = size, .number = "", .is_root = TRUE};

    mime_init();
    entity_walk(&walk, &top);
    mail->parts = (const MailPart *)(gpointer)mail->inside->parts->data;
    mail->n_parts = mail->inside->parts->len;
    /* OpenPGP from before MIME (RFC 4880, 7) frames the text itself. */
    if (memmem(data, size, "\n-----BEGIN PGP ", 16) != NULL)
        mail->is_signed_or_encrypted = TRUE;
}
