/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail - a received mail, read only
 *
 * The raw bytes are kept as they came; everything else is an index into them or a decoded copy.
 * Whatever is wrong with a mail is an oddity that is kept beside it: only an empty mail is refused.
 * All strings are valid UTF-8 without NUL and belong to the mail. A Mail never changes after
 * mail_parse(), so that threads may read one together.
 *
 * What is read: a mail as mail_to_crlf() made it (mime/splice.h). A bare CR is not a line end here;
 * a door that takes bytes from outside normalises first, so that all readers see the same lines.
 *
 * Bounds: MAIL_DEPTH_MAX, MAIL_PARTS_MAX, HEADER_BYTES_MAX (headers of the mail and of each part),
 * MAIL_REFERENCES_MAX. What lies beyond stays in the raw bytes and is named by an oddity.
 */
#pragma once

#include <glib.h>

#define MAIL_DEPTH_MAX 20
#define MAIL_PARTS_MAX 1000
#define MAIL_REFERENCES_MAX 300
#define MAIL_IDENTIFIER_MAX 998

/* A leaf: what has content of its own. Attached mails are leaves too, and the parts within follow.
 */
typedef struct {
    const char *number;       /* "1.2", as IMAP counts (RFC 3501, 6.4.5) */
    const char *content_type; /* "text/plain", lower case, never NULL */
    const char *charset;      /* as declared; NULL when not */
    const char *filename;    /* last component, no leading dot, at most 200 bytes; NULL when none */
    const char *disposition; /* "inline", "attachment"…; NULL when not declared */
    const char *cid;         /* Content-ID without <>; NULL when none */
    gsize size;              /* decoded bytes */
    guint depth;             /* 0 for a mail of one part */
    gboolean in_attached;    /* inside an attached mail, so no part of what the sender wrote */
} MailPart;

typedef struct {
    const char *name;
    const char *value; /* unfolded, not decoded; bytes that are not UTF-8 read as windows-1252 */
} MailHeader;

typedef struct {
    const char
        *message_id; /* without <>, as found; NULL when missing or over MAIL_IDENTIFIER_MAX */
    const char *in_reply_to; /* without <>; NULL when there is none */
    const char *const
        *references;          /* NULL-terminated, in order, each once; the first and last kept */
    const char *from_name;    /* of the first mailbox; NULL when none */
    const char *from_address; /* as found, not checked; NULL when none */
    const char *from_raw;     /* the whole value, not decoded; NULL when missing */
    const char *to_text;      /* decoded, one line; NULL when missing, like the two below */
    const char *cc_text;
    const char *subject;
    gint64 date_header;         /* microseconds since the epoch; 0 when missing or unreadable */
    gint64 received_date;       /* of the topmost Received; 0 the same */
    const char *list_id;        /* without <>; NULL when missing */
    const char *auto_submitted; /* the value; NULL when missing */
    const char *precedence;
    gboolean is_signed_or_encrypted; /* OpenPGP or S/MIME: its bytes must not be altered */
    const char *const *oddities;     /* short words, listed at the head of mail.c */
    const MailPart *parts;
    guint n_parts;
    const MailHeader *headers; /* all of the top block, in order */
    guint n_headers;
    GBytes *raw;
    struct MailInside *inside;
} Mail;

/* Parses `raw`, of which it keeps a reference. ERROR_BAD_INPUT when it is empty. Free with
 * mail_free(), which takes NULL. */
Mail *mail_parse(GBytes *raw, GError **error);
void mail_free(Mail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mail, mail_free)

/* The value of the first header called `name` (any case), unfolded and not decoded, or NULL. */
const char *mail_header(const Mail *mail, const char *name);

/* TRUE when the mail has the oddity `word`. */
gboolean mail_has_oddity(const Mail *mail, const char *word);

/* TRUE when a program sent this or a list passed it on: it must never be answered (RFC 3834). */
gboolean mail_is_automatic(const Mail *mail);

/* What the sender wrote, at most `max` bytes, lines ended by LF: the text/plain parts that are not
 * attachments, joined; without any, the source of the first text/html part, and then `*is_html` is
 * TRUE and the caller must clean it. "" when there is no text. format=flowed is unfolded. Free with
 * g_free(). */
char *mail_text(const Mail *mail, gsize max, gboolean *is_html);

/* Whether a reader would call it an attachment: not the text itself, nor a signature beside it. */
gboolean mail_part_is_attachment(const MailPart *part);

/* The decoded content of part `index`. ERROR_NOT_FOUND when there is no such part, ERROR_REFUSED
 * when it has more than `max` bytes. */
GBytes *mail_part_bytes(const Mail *mail, guint index, gsize max, GError **error);

/* Where part `index` (which must be there) lies in the raw bytes: its headers begin at `head`, what
 * it holds, still encoded, is from `body` to `end`. The one part of a mail has the mail's headers.
 */
typedef struct {
    gsize head, body, end;
    gboolean base64;
    const char *encoding; /* as Content-Transfer-Encoding names it, "" for none known */
} MailExtent;
MailExtent mail_part_extent(const Mail *mail, guint index);

/* The decoded content of a part whose bytes were kept elsewhere; `encoding` as in MailExtent. */
GBytes *mail_bytes_decode(const void *data, gsize size, const char *encoding);

/* The same piece by piece, wherever the pieces were cut: appends to `out` what `size` more bytes
 * give, and after the `last` of them what was still open. */
typedef struct MailDecoder MailDecoder;
MailDecoder *mail_decoder_new(const char *encoding);
void mail_decoder_step(MailDecoder *decoder, const void *data, gsize size, gboolean last,
                       GByteArray *out);
void mail_decoder_free(MailDecoder *decoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailDecoder, mail_decoder_free)

/* The mail's bytes with nothing in part `index`: its headers stay. */
GBytes *mail_without_part(const Mail *mail, guint index);
