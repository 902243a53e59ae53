/* SPDX-License-Identifier: GPL-3.0-or-later */
/* letters - what each recipient of a mailing gets, whatever kind of mailing it is; see letters.h */
#include "serve/letters.h"

#include "base/error.h"
#include "list/digest-copy.h"
#include "list/post-copy.h"
#include "news/letter.h"
#include "store/query.h"

/* How one kind of mailing is written. `opened` is what open() returned. */
typedef struct {
    gpointer (*open)(Store *store, const Settings *settings, const LedgerMailing *mailing,
                     GError **error);
    gboolean (*choose)(gpointer opened, Store *store, const GArray *recipients, GError **error);
    gboolean (*write)(gpointer opened, gint64 mailing, gint64 recipient, const char *address,
                      GString *out, GError **error);
    void (*free)(gpointer opened);
} Assembler;

struct Letters {
    const Settings *settings;
    gint64 mailing; /* 0: none open */
    const Assembler *assembler;
    gpointer opened;
};

/* --- an edition: each reader's own choice of its pieces --- */

static gpointer
edition_open(Store *store, const Settings *settings, const LedgerMailing *mailing, GError **error)
{
    return letter_open(store, settings, mailing->edition, error);
}

static gboolean
edition_choose(gpointer opened, Store *store, const GArray *recipients, GError **error)
{
    return letter_choose(opened, store, recipients, error);
}

static gboolean
edition_write(gpointer opened, gint64 mailing, gint64 recipient, const char *address, GString *out,
              GError **error)
{
    return letter_assemble(opened, mailing, recipient, address, out, error);
}

static void
edition_free(gpointer opened)
{
    letter_free(opened);
}

/* --- a post: the same for everybody but for the way to leave --- */

static gpointer
post_open(Store *store, const Settings *settings, const LedgerMailing *mailing, GError **error)
{
    return post_copy_open(store, settings, mailing->posted_to, mailing->list, mailing->message,
                          mailing->is_shared, error);
}

static gboolean
post_write(gpointer opened, gint64 mailing, gint64 recipient, const char *address G_GNUC_UNUSED,
           GString *out, GError **error G_GNUC_UNUSED)
{
    g_string_truncate(out, 0);
    post_copy_assemble(opened, mailing, recipient, out);
    return TRUE;
}

static void
post_free(gpointer opened)
{
    post_copy_free(opened);
}

/* --- a digest: the same posts for all, in the reader's form, language and time zone --- */

static gpointer
digest_open(Store *store, const Settings *settings, const LedgerMailing *mailing, GError **error)
{
    return digest_copy_open(store, settings, mailing->list, mailing->id, error);
}

static gboolean
digest_choose(gpointer opened, Store *store, const GArray *recipients, GError **error)
{
    return digest_copy_choose(opened, store, recipients, error);
}

static gboolean
digest_write(gpointer opened, gint64 mailing G_GNUC_UNUSED, gint64 recipient,
             const char *address G_GNUC_UNUSED, GString *out, GError **error)
{
    return digest_copy_assemble(opened, recipient, out, error);
}

static void
digest_free(gpointer opened)
{
    digest_copy_free(opened);
}

/* --- a notice: the same for everybody, ready as it is --- */

static gpointer
notice_open(Store *store, const Settings *settings G_GNUC_UNUSED, const LedgerMailing *mailing,
            GError **error)
{
    g_autoptr(Rows) rows = mailing_notice_read(store, mailing->id, error);
    MailingNoticeRead row;

    if (rows == NULL)
        return NULL;
    if (!mailing_notice_read_next(rows, &row))
        return fail_null(error, ERROR_NOT_FOUND, "there is no notice %" G_GINT64_FORMAT,
                         mailing->id);
    return g_bytes_new(row.content.data, row.content.size);
}

static gboolean
notice_write(gpointer opened, gint64 mailing G_GNUC_UNUSED, gint64 recipient G_GNUC_UNUSED,
             const char *address G_GNUC_UNUSED, GString *out, GError **error G_GNUC_UNUSED)
{
    gsize size;
    const char *data = g_bytes_get_data(opened, &size);

    g_string_append_len(out, data, (gssize)size);
    return TRUE;
}

static const Assembler assemblers[] = {
    [MAILING_EDITION] = {edition_open, edition_choose, edition_write, edition_free},
    [MAILING_POST] = {post_open, NULL, post_write, post_free},
    [MAILING_DIGEST] = {digest_open, digest_choose, digest_write, digest_free},
    [MAILING_NOTICE] = {notice_open, NULL, notice_write, (void (*)(gpointer))g_bytes_unref},
    [MAILING_PROBE] = {notice_open, NULL, notice_write, (void (*)(gpointer))g_bytes_unref},
};

Letters *
letters_new(const Settings *settings)
{
    Letters *letters = g_new0(Letters, 1);

    letters->settings = settings;
    return letters;
}

void
letters_close(Letters *letters)
{
    if (letters->opened != NULL)
        letters->assembler->free(letters->opened);
    letters->opened = NULL;
    letters->mailing = 0;
}

void
letters_free(Letters *letters)
{
    if (letters == NULL)
        return;
    letters_close(letters);
    g_free(letters);
}

gboolean
letters_open(Letters *letters, Store *store, const LedgerMailing *mailing, GError **error)
{
    if (letters->mailing == mailing->id)
        return TRUE;
    letters_close(letters);
    letters->assembler = &assemblers[mailing->kind];
    letters->opened = letters->assembler->open(store, letters->settings, mailing, error);
    if (letters->opened == NULL)
        return FALSE;
    letters->mailing = mailing->id;
    return TRUE;
}

gboolean
letters_choose(Letters *letters, Store *store, const GArray *recipients, GError **error)
{
    return letters->assembler->choose == NULL ||
           letters->assembler->choose(letters->opened, store, recipients, error);
}

gboolean
letters_write(Letters *letters, gint64 recipient, const char *address, GString *out, GError **error)
{
    return letters->assembler->write(letters->opened, letters->mailing, recipient, address, out,
                                     error);
}
