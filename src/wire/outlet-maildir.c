/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outlet-maildir - mail out into a Maildir, to look at or to hand on by other means
 *
 * A copy is written to tmp/, synchronised, moved to new/ and the move synchronised before it is
 * settled as done: what the ledger calls delivered is on the disk. Return-Path and Delivered-To
 * (RFC 5321, 4.4) carry the envelope. Lines end in LF, as programs that read Maildirs expect.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"

#include "wire/outlet.h"
#include "wire/reply.h"

typedef struct {
    Outlet outlet;
    char *dir;
} Maildir;

/* Unique within this process whatever the threads, between processes by their id, on one host. */
static char *
name_make(void)
{
    static gint counter;
    g_autofree char *host = g_strdup(g_get_host_name());

    gint64 now = g_get_real_time();
    g_strdelimit(host, "/:", '_');
    return g_strdup_printf("%" G_GINT64_FORMAT ".M%06dP%dQ%d.%s", now / G_USEC_PER_SEC,
                           (int)(now % G_USEC_PER_SEC), (int)getpid(),
                           g_atomic_int_add(&counter, 1), host);
}

static GString *
copy_make(const WireEnvelope *envelope, const char *recipient, gsize size)
{
    GString *copy = g_string_sized_new(size + 256);

    g_string_append_printf(copy, "Return-Path: <%s>\nDelivered-To: %s\n", envelope->sender,
                           recipient);
    for (gsize i = 0; i < envelope->n_segments; i++) {
        const char *p = envelope->segments[i].data;
        const char *end = p + envelope->segments[i].size;
        while (p < end) {
            /* Every CR is half of a CRLF: envelope_check() has seen to it. */
            const char *cr = memchr(p, '\r', (gsize)(end - p));
            const char *stop = cr != NULL ? cr : end;
            g_string_append_len(copy, p, stop - p);
            p = cr != NULL ? cr + 1 : end;
        }
    }
    return copy;
}

/* 0 or the errno of what failed; then no file is left behind. */
static int
file_write(const char *path, const GString *copy)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    int failure = 0;
    for (gsize done = 0; done < copy->len && failure == 0;) {
        ssize_t n = write(fd, copy->str + done, copy->len - done);
        if (n > 0)
            done += (gsize)n;
        else if (errno != EINTR)
            failure = errno;
    }
    if (failure == 0 && fsync(fd) < 0)
        failure = errno;
    if (close(fd) < 0 && failure == 0)
        failure = errno;
    if (failure != 0)
        unlink(path);
    return failure;
}

static int
copy_keep(const Maildir *maildir, const GString *copy)
{
    g_autofree char *name = name_make();
    g_autofree char *from = g_build_filename(maildir->dir, "tmp", name, NULL);
    g_autofree char *to = g_build_filename(maildir->dir, "new", name, NULL);
    g_autofree char *new_dir = g_build_filename(maildir->dir, "new", NULL);

    int failure = file_write(from, copy);
    if (failure != 0)
        return failure;
    if (rename(from, to) < 0) {
        failure = errno;
        unlink(from);
        return failure;
    }
    int fd = open(new_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    failure = fsync(fd) < 0 ? errno : 0;
    close(fd);
    return failure;
}

static gboolean
maildir_session(Outlet *outlet, const WireFeed *feed, guint *delivered, GError **error)
{
    const Maildir *maildir = (Maildir *)outlet;
    WireEnvelope envelope;
    int failure = 0;

    while (failure == 0 && feed->next(feed->data, &envelope)) {
        g_autofree WireResult *results = g_new0(WireResult, envelope.n_recipients);
        g_autofree gboolean *refused = g_new0(gboolean, envelope.n_recipients);
        EnvelopeLines lines;
        gboolean usable = envelope_check(&envelope, results, refused, &lines);
        if (usable && feed->end != NULL && !feed->end(feed->data, &envelope))
            failure = ECANCELED;
        for (gsize i = 0; usable && i < envelope.n_recipients; i++) {
            if (refused[i])
                continue;
            if (failure == 0) {
                g_autoptr(GString) copy = copy_make(&envelope, envelope.recipients[i], lines.size);
                if (lines.unfinished)
                    g_string_append_c(copy, '\n');
                failure = copy_keep(maildir, copy);
            }
            if (failure == 0) {
                result_set(&results[i], WIRE_DONE, SCOPE_RECIPIENT, 250, "2.0.0", "kept");
                *delivered += 1;
            } else
                result_set(&results[i], WIRE_LATER, SCOPE_SERVER, 0, "4.3.0", g_strerror(failure));
        }
        feed->settle(feed->data, &envelope, results);
    }
    if (failure == 0 || *delivered > 0)
        return TRUE;
    fail(error, failure == EACCES || failure == EPERM ? ERROR_REFUSED : ERROR_TRY_LATER,
         "could not write to the Maildir \"%s\": %s", maildir->dir, g_strerror(failure));
    return fail_hint(error, "check its permissions and the space left");
}

static void
maildir_free(Outlet *outlet)
{
    Maildir *maildir = (Maildir *)outlet;

    g_free(maildir->dir);
    g_free(maildir);
}

Outlet *
outlet_maildir_new(const char *dir, GError **error)
{
    static const char *const parts[] = {"tmp", "new", "cur"};

    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *path = g_build_filename(dir, parts[i], NULL);
        if (g_mkdir_with_parents(path, 0700) < 0) {
            int failure = errno;
            fail(error, failure == EACCES || failure == EPERM ? ERROR_REFUSED : ERROR_TRY_LATER,
                 "could not make the Maildir \"%s\": %s", dir, g_strerror(failure));
            fail_hint(error, "give a directory that this user may make or write to");
            return NULL;
        }
    }
    Maildir *maildir = g_new0(Maildir, 1);
    maildir->outlet.name = "maildir";
    maildir->outlet.session = maildir_session;
    maildir->outlet.free = maildir_free;
    maildir->dir = g_strdup(dir);
    return &maildir->outlet;
}
