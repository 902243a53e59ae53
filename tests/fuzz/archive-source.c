/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that somebody brings in: mbox of any kind, tar, gzip, xz, a page. Reading ends, each mail
 * comes with a place, what is read of the file never goes back, and reading it again says the same.
 *
 * What is packed is unpacked by a program, which to start takes a hundred times as long as all the
 * rest: in a hurry one input in 256 that has something packed is tried, and once.
 */
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "archive/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* How many mails, and all of them as one print. */
static char *
read_all(const char *path, MboxKind kind)
{
    const char *const paths[] = {path, NULL};
    g_autoptr(ArchiveSource) source = archive_source_open(paths, kind, NULL);
    g_autoptr(GChecksum) print = g_checksum_new(G_CHECKSUM_SHA256);
    gint64 done = 0, before, total;
    guint n = 0, errors = 0;

    if (source == NULL)
        return NULL;
    for (;;) {
        ArchiveFound found = {0};
        g_autoptr(GError) error = NULL;

        before = done;
        if (!archive_source_next(source, &found, &error)) {
            g_assert_nonnull(error);
            /* One file has one end. */
            g_assert_cmpuint(++errors, <=, 2);
            continue;
        }
        archive_source_progress(source, &done, &total);
        g_assert_cmpint(done, >=, before);
        g_assert_cmpint(done, <=, total);
        if (found.raw == NULL && found.place == NULL)
            break;
        g_assert_nonnull(found.place);
        g_assert_true(g_utf8_validate(found.place, -1, NULL));
        if (found.raw != NULL) {
            gsize length;
            const guchar *raw = g_bytes_get_data(found.raw, &length);
            g_checksum_update(print, raw, (gssize)length);
            g_bytes_unref(found.raw);
        }
        g_free(found.place);
        n++;
    }
    return g_strdup_printf("%u %u %s", n, errors, g_checksum_get_string(print));
}

static gboolean
has_packed(const uint8_t *data, size_t size)
{
    static const char *const begin[] = {"\x1f\x8b", "\xfd\x37zXZ", "\x28\xb5\x2f\xfd", "BZh"};

    for (guint i = 0; i < G_N_ELEMENTS(begin); i++)
        if (memmem(data, size, begin[i], strlen(begin[i])) != NULL)
            return TRUE;
    return FALSE;
}

/* Which of them, the bytes say, so that an input that was found does the same again. */
static gboolean
is_chosen(const uint8_t *data, size_t size)
{
    guint8 sum = 0;

    for (size_t i = 0; i < size; i++)
        sum = (guint8)(sum * 31 + data[i]);
    return sum == 0;
}

static void
read_as(const char *path, MboxKind kind)
{
    g_autofree char *once = read_all(path, kind);
    g_autofree char *again = read_all(path, kind);

    g_assert_cmpstr(once, ==, again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gboolean packed = has_packed(data, size);
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "archive-source.XXXXXX", NULL);

    if (packed && g_getenv("FUZZ_SECONDS") != NULL && !is_chosen(data, size))
        return 0;
    int fd = g_mkstemp(path);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    g_assert_true(g_file_set_contents_full(path, (const char *)data, (gssize)size,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    for (MboxKind kind = packed ? MBOX_AUTO : MBOX_RD; kind <= MBOX_AUTO; kind++)
        read_as(path, kind);
    unlink(path);
    return 0;
}
