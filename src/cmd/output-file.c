/* SPDX-License-Identifier: GPL-3.0-or-later */
/* output-file - a file that a command was told to write; see output-file.h */
#include "cmd/output-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

struct OutputFile {
    FILE *stream;
    char *path; /* links followed */
    char *part; /* NULL: written in its place */
};

static gboolean
fail_writing(const char *path, GError **error)
{
    int number = errno;
    g_autoptr(GError) reason = g_error_new_literal(
        G_FILE_ERROR, (gint)g_file_error_from_errno(number), g_strerror(number));

    return fail(error, error_kind(reason), "could not write \"%s\": %s", path, reason->message);
}

/* Made anew, so that nobody has it open already or has put a link there. */
static FILE *
open_part(const char *path, mode_t mode)
{
    int fd;

    if (unlink(path) != 0 && errno != ENOENT)
        return NULL;
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 || fchmod(fd, mode) != 0) {
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    return fdopen(fd, "w");
}

OutputFile *
output_file_open(const char *path, GError **error)
{
    g_autoptr(OutputFile) file = g_new0(OutputFile, 1);
    struct stat there;
    gboolean is_there = stat(path, &there) == 0;
    gboolean in_place = is_there && !S_ISREG(there.st_mode);
    char *real = realpath(path, NULL);

    file->path = g_strdup(real != NULL ? real : path);
    free(real);
    if (!in_place)
        file->part = g_strconcat(file->path, ".part", NULL);
    file->stream = in_place ? fopen(file->path, "we")
                            : open_part(file->part, is_there ? there.st_mode & 07777 : 0600);
    if (file->stream == NULL) {
        fail_writing(path, error);
        return NULL;
    }
    return g_steal_pointer(&file);
}

FILE *
output_file_stream(OutputFile *file)
{
    return file->stream;
}

gboolean
output_file_finish(OutputFile *finished, GError **error)
{
    g_autoptr(OutputFile) file = finished;
    gboolean is_whole = ferror(file->stream) == 0;

    if (fclose(g_steal_pointer(&file->stream)) != 0 || !is_whole)
        return fail_writing(file->path, error);
    if (file->part != NULL && rename(file->part, file->path) != 0)
        return fail_writing(file->path, error);
    g_clear_pointer(&file->part, g_free);
    return TRUE;
}

void
output_file_drop(OutputFile *file)
{
    if (file == NULL)
        return;
    if (file->stream != NULL)
        fclose(file->stream);
    if (file->part != NULL)
        remove(file->part);
    g_free(file->part);
    g_free(file->path);
    g_free(file);
}

gboolean
output_file_write(const char *path, const char *data, gssize size, GError **error)
{
    g_autoptr(OutputFile) file = output_file_open(path, error);
    gsize n = size < 0 ? strlen(data) : (gsize)size;

    if (file == NULL)
        return FALSE;
    if (fwrite(data, 1, n, file->stream) != n)
        return fail_writing(path, error);
    return output_file_finish(g_steal_pointer(&file), error);
}
