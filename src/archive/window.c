/* SPDX-License-Identifier: GPL-3.0-or-later */
/* window - a file seen piece by piece, unpacked on the way; see window.h */
#include "archive/window.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>
#include <gio/gunixinputstream.h>

#include "base/error.h"

enum { PIECE_FIRST = 16 * 1024, PIECE_MAX = 256 * 1024 };

struct WindowInside {
    char *path;
    int file;             /* its offset is shared with the program that unpacks */
    int from;             /* where bytes come from: the same, or that program */
    GSubprocess *program; /* NULL: none */
    GByteArray *bytes;
    gsize start; /* where data begins in bytes */
    gboolean ended;
    gboolean broken; /* the program that unpacks did not come to the end of it */
};

/* The program that unpacks what begins so, or NULL. */
static const char *
unpacker(const guint8 *head, gssize size)
{
    if (size >= 2 && memcmp(head, "\x1f\x8b", 2) == 0)
        return "gzip";
    if (size >= 6 && memcmp(head,
                            "\xfd"
                            "7zXZ\0",
                            6) == 0)
        return "xz";
    if (size >= 4 && memcmp(head, "\x28\xb5\x2f\xfd", 4) == 0)
        return "zstd";
    if (size >= 3 && memcmp(head, "BZh", 3) == 0)
        return "bzip2";
    return NULL;
}

static gboolean
unpack(struct WindowInside *inside, const char *program, GError **error)
{
    const char *const command[] = {program, "-dc", NULL};
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(
        G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    g_autoptr(GError) broken = NULL;

    g_subprocess_launcher_take_stdin_fd(launcher, fcntl(inside->file, F_DUPFD_CLOEXEC, 3));
    inside->program = g_subprocess_launcher_spawnv(launcher, command, &broken);
    if (inside->program == NULL) {
        fail(error, ERROR_TRY_LATER, "could not unpack \"%s\": %s", inside->path, broken->message);
        return fail_hint(error, "install %s", program);
    }
    GInputStream *pipe = g_subprocess_get_stdout_pipe(inside->program);
    inside->from = g_unix_input_stream_get_fd(G_UNIX_INPUT_STREAM(pipe));
    return TRUE;
}

/* `file` is the window's from here on. */
static Window *
open_file(const char *path, int file, GError **error)
{
    g_autoptr(Window) window = g_new0(Window, 1);
    guint8 head[6];

    window->inside = g_new0(struct WindowInside, 1);
    window->limit = -1;
    window->inside->path = g_strdup(path);
    window->inside->bytes = g_byte_array_new();
    window->inside->file = window->inside->from = file;
    const char *program = unpacker(head, pread(window->inside->file, head, sizeof head, 0));
    if (program != NULL && !unpack(window->inside, program, error))
        return NULL;
    return g_steal_pointer(&window);
}

Window *
window_open(const char *path, GError **error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0)
        return fail_null(error,
                         errno == ENOENT   ? ERROR_NOT_FOUND
                         : errno == EACCES ? ERROR_REFUSED
                                           : ERROR_TRY_LATER,
                         "cannot read \"%s\": %s", path, g_strerror(errno));
    return open_file(path, file, error);
}

/* Everything up to the limit goes into `file`, which then stands at its beginning. */
static gboolean
spool(Window *window, int file, GError **error)
{
    while (window->limit > 0) {
        if (!window_reach(window, 1, error) || (window->size == 0 && !window_sound(window, error)))
            return FALSE;
        gssize n = write(file, window->data, window->size);
        if (n < 0 && errno != EINTR)
            return fail(error, ERROR_TRY_LATER, "could not unpack \"%s\": %s", window->inside->path,
                        g_strerror(errno));
        window_skip(window, (gsize)MAX(n, 0));
    }
    lseek(file, 0, SEEK_SET);
    return TRUE;
}

Window *
window_open_packed(Window *window, GError **error)
{
    g_autofree char *name = NULL;

    if (unpacker((const guint8 *)window->data, (gssize)window->size) == NULL)
        return NULL;
    int file = g_file_open_tmp("colporteur-XXXXXX", &name, error);
    if (file < 0)
        return NULL;
    unlink(name);
    if (spool(window, file, error))
        return open_file(window->inside->path, file, error);
    close(file);
    return NULL;
}

void
window_free(Window *window)
{
    if (window == NULL)
        return;
    if (window->inside->program != NULL)
        g_subprocess_force_exit(window->inside->program);
    g_clear_object(&window->inside->program);
    if (window->inside->file >= 0)
        close(window->inside->file);
    g_byte_array_unref(window->inside->bytes);
    g_free(window->inside->path);
    g_free(window->inside);
    g_free(window);
}

static void
show(Window *window)
{
    struct WindowInside *inside = window->inside;

    window->data = (const char *)inside->bytes->data + inside->start;
    window->size = inside->bytes->len - inside->start;
    window->ended = inside->ended;
    if (window->limit >= 0 && (gint64)window->size >= window->limit) {
        window->size = (gsize)window->limit;
        window->ended = TRUE;
    }
}

/* The end of the file; a program that unpacked it says whether that was the end of it. */
static void
end(struct WindowInside *inside)
{
    inside->ended = TRUE;
    inside->broken =
        inside->program != NULL && !g_subprocess_wait_check(inside->program, NULL, NULL);
}

gboolean
window_sound(const Window *window, GError **error)
{
    const struct WindowInside *inside = window->inside;
    gboolean is_short = window->limit >= 0 && (gint64)window->size < window->limit;

    if (!inside->ended || !(is_short || (inside->broken && window->limit < 0)))
        return TRUE;
    return window_broken(window, error);
}

gboolean
window_broken(const Window *window, GError **error)
{
    fail(error, ERROR_BAD_INPUT, "\"%s\" is broken or cut off", window->inside->path);
    return fail_hint(error, "what comes before the break was read");
}

/* Most files are one small mail: as much room as there is already, up to a bound. */
static guint
next_piece(guint len)
{
    return len < PIECE_FIRST ? PIECE_FIRST - len : MIN(len, PIECE_MAX);
}

gboolean
window_reach(Window *window, gsize size, GError **error)
{
    struct WindowInside *inside = window->inside;

    if (window->limit >= 0)
        size = (gsize)MIN((gint64)size, window->limit);
    if (window->size >= size || window->ended)
        return TRUE;
    if (inside->start > 0) {
        g_byte_array_remove_range(inside->bytes, 0, (guint)inside->start);
        inside->start = 0;
    }
    while (inside->bytes->len < size && !inside->ended) {
        guint len = inside->bytes->len, piece = next_piece(len);
        g_byte_array_set_size(inside->bytes, len + piece);
        gssize n = read(inside->from, inside->bytes->data + len, piece);
        g_byte_array_set_size(inside->bytes, len + (guint)MAX(n, 0));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(error, ERROR_TRY_LATER, "could not read \"%s\": %s", inside->path,
                        g_strerror(errno));
        if (n == 0)
            end(inside);
    }
    /* A zero behind it, so that looking for a word cannot run on. */
    g_byte_array_append(inside->bytes, (const guint8 *)"", 1);
    g_byte_array_set_size(inside->bytes, inside->bytes->len - 1);
    show(window);
    return TRUE;
}

void
window_skip(Window *window, gsize size)
{
    window->inside->start += size;
    window->offset += (gint64)size;
    if (window->limit >= 0)
        window->limit -= (gint64)size;
    show(window);
}

gboolean
window_pass(Window *window, gint64 size, GError **error)
{
    while (size > 0) {
        if (!window_reach(window, 1, error))
            return FALSE;
        if (window->size == 0)
            return TRUE;
        gsize step = (gsize)MIN(size, (gint64)window->size);
        window_skip(window, step);
        size -= (gint64)step;
    }
    return TRUE;
}

gint64
window_read(const Window *window)
{
    return MAX(0, lseek(window->inside->file, 0, SEEK_CUR));
}
