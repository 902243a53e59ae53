/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source - the mails of files and folders, whatever they are in; see source.h */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

#include "archive/mhonarc.h"
#include "archive/source.h"
#include "archive/tar.h"

/* Of a folder within a folder. */
#define DEPTH_MAX 16

/* How far the first whole mail of an mbox that was cut is looked for. */
#define LOOK_BYTES (1024 * 1024)

typedef enum { INSIDE_NOTHING, INSIDE_MBOX, INSIDE_MAIL, INSIDE_PAGE } Inside;

typedef struct {
    char *path;
    gint64 size;
    gint64 changed;  /* microseconds since the epoch */
    gboolean passed; /* a folder that is told, not read */
} File;

struct ArchiveSource {
    MboxKind kind;
    GPtrArray *files; /* of File, in order */
    guint next;
    gint64 done; /* bytes of the files before */
    gint64 total;
    Window *window; /* on files[next - 1]; NULL: none */
    Window *tar;    /* the same, where window is on a member of it that is packed itself */
    gboolean is_tar;
    gboolean in_member;
    TarMember member;
    Inside inside;
};

static void
file_free(gpointer data)
{
    File *file = data;

    g_free(file->path);
    g_free(file);
}

static gboolean add_path(ArchiveSource *source, const char *path, guint depth, GError **error);

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
add_file(ArchiveSource *source, const char *path, const struct stat *info)
{
    File *file = g_new0(File, 1);

    file->path = g_strdup(path);
    file->passed = info == NULL;
    file->size = info != NULL ? info->st_size : 0;
    file->changed = info != NULL ? (gint64)info->st_mtime * G_USEC_PER_SEC : 0;
    source->total += file->size;
    g_ptr_array_add(source->files, file);
}

/* In a Maildir what is in tmp is still being written, and the folders of Maildir++ within it may be
 * somebody's drafts and rubbish: they are told, and read where they are named. Elsewhere names with
 * a dot are a program's own. */
static gboolean
add_folder(ArchiveSource *source, const char *path, guint depth, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, error);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *cur = g_build_filename(path, "cur", NULL);
    gboolean is_maildir = g_file_test(cur, G_FILE_TEST_IS_DIR);

    if (dir == NULL)
        return FALSE;
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
        if (is_maildir ? g_str_equal(name, "cur") || g_str_equal(name, "new") : *name != '.')
            g_ptr_array_add(names, g_strdup(name));
        else if (is_maildir && *name == '.')
            g_ptr_array_add(names, g_build_filename(name, "cur", NULL));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *inside = g_build_filename(path, name, NULL);
        if (is_maildir && *name == '.' && g_file_test(inside, G_FILE_TEST_IS_DIR))
            add_file(source, inside, NULL);
        else if ((!is_maildir || *name != '.') && !add_path(source, inside, depth + 1, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
add_path(ArchiveSource *source, const char *path, guint depth, GError **error)
{
    struct stat info;

    /* What a folder holds may be a stranger's, unpacked: a link in it would publish what it leads
     * to, or lead in circles. A path that was typed is meant. */
    if ((depth > 0 ? lstat(path, &info) : stat(path, &info)) != 0)
        return fail(error, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_REFUSED,
                    "cannot read \"%s\": %s", path, g_strerror(errno));
    if (S_ISDIR(info.st_mode))
        return depth >= DEPTH_MAX || add_folder(source, path, depth, error);
    if (!S_ISREG(info.st_mode))
        return TRUE;
    add_file(source, path, &info);
    return TRUE;
}

ArchiveSource *
archive_source_open(const char *const *paths, MboxKind kind, GError **error)
{
    g_autoptr(ArchiveSource) source = g_new0(ArchiveSource, 1);

    source->kind = kind;
    source->files = g_ptr_array_new_with_free_func(file_free);
    for (guint i = 0; paths[i] != NULL; i++)
        if (!add_path(source, paths[i], 0, error))
            return NULL;
    return g_steal_pointer(&source);
}

void
archive_source_free(ArchiveSource *source)
{
    if (source == NULL)
        return;
    g_clear_pointer(&source->window, window_free);
    g_clear_pointer(&source->tar, window_free);
    g_free(source->member.name);
    if (source->files != NULL)
        g_ptr_array_unref(source->files);
    g_free(source);
}

void
archive_source_progress(const ArchiveSource *source, gint64 *done, gint64 *total)
{
    const Window *file = source->tar != NULL ? source->tar : source->window;

    *done = source->done + (file != NULL ? window_read(file) : 0);
    *total = source->total;
}

static const File *
current(const ArchiveSource *source)
{
    return g_ptr_array_index(source->files, source->next - 1);
}

static void
close_file(ArchiveSource *source)
{
    source->done += current(source)->size;
    g_clear_pointer(&source->window, window_free);
    g_clear_pointer(&source->tar, window_free);
    g_clear_pointer(&source->member.name, g_free);
    source->inside = INSIDE_NOTHING;
    source->is_tar = source->in_member = FALSE;
}

static char *
place(const ArchiveSource *source, gint64 offset)
{
    g_autofree char *file = g_filename_display_name(current(source)->path);
    g_autofree char *member =
        source->in_member ? g_filename_display_name(source->member.name) : NULL;

    if (offset < 0)
        return g_strdup_printf("%s%s%s", file, member != NULL ? ":" : "",
                               member != NULL ? member : "");
    return g_strdup_printf("%s:%s%s%" G_GINT64_FORMAT, file, member != NULL ? member : "",
                           member != NULL ? ":" : "", offset);
}

/* What begins here, by its first bytes, or by those of the first whole mail of an mbox that was
 * cut; where somebody said that it is an mbox, whatever it is. */
static Inside
look(const Window *window, MboxKind kind)
{
    const char *data = window->data;
    gsize size = window->size;

    while (size > 0 && (*data == '\n' || *data == '\r')) {
        data++;
        size--;
    }
    if (size >= 5 && memcmp(data, "From ", 5) == 0)
        return INSIDE_MBOX;
    if (kind != MBOX_AUTO)
        return size > 0 ? INSIDE_MBOX : INSIDE_NOTHING;
    if (mhonarc_is(data, size))
        return INSIDE_PAGE;
    if (mbox_is_rest(window))
        return INSIDE_MBOX;
    return mbox_is_mail(window) ? INSIDE_MAIL : INSIDE_NOTHING;
}

/* That there is something here that is not read. */
static void
tell(const ArchiveSource *source, ArchiveFound *found, const char *oddity)
{
    found->raw = g_bytes_new(NULL, 0);
    found->place = place(source, -1);
    found->oddity = oddity;
}

/* In a tar a Maildir's tmp is known by the names that its mails have: a time, a dot. */
static gboolean
is_unfinished(const char *member)
{
    const char *slash = strrchr(member, '/');
    gsize folder = slash != NULL ? (gsize)(slash - member) : 0;
    gboolean in_tmp =
        folder >= 3 && memcmp(slash - 3, "tmp", 3) == 0 && (folder == 3 || slash[-4] == '/');

    if (!in_tmp)
        return FALSE;
    gsize digits = strspn(slash + 1, "0123456789");
    return digits >= 9 && slash[1 + digits] == '.';
}

static gboolean
open_file(ArchiveSource *source, GError **error)
{
    source->window = window_open(current(source)->path, error);
    if (source->window == NULL || !window_reach(source->window, TAR_BLOCK, error))
        return FALSE;
    source->is_tar = tar_is(source->window->data, source->window->size);
    return TRUE;
}

/* The next member of the tar, if there is one, unpacked where it is packed itself. */
static gboolean
open_member(ArchiveSource *source, GError **error)
{
    g_autoptr(GError) broken = NULL;

    if (!tar_next(source->window, &source->member, error))
        return FALSE;
    if (source->member.name == NULL)
        return TRUE;
    source->in_member = TRUE;
    source->window->limit = source->member.size;
    source->window->ended = FALSE;
    window_skip(source->window, 0);
    if (!window_reach(source->window, TAR_BLOCK, error))
        return FALSE;
    Window *packed = window_open_packed(source->window, &broken);
    if (broken != NULL) {
        g_propagate_error(error, g_steal_pointer(&broken));
        return FALSE;
    }
    if (packed != NULL) {
        source->tar = source->window;
        source->window = packed;
    }
    return TRUE;
}

/* Opens the next file or member; TRUE with INSIDE_NOTHING and a place for one that is not read. */
static gboolean
open_next(ArchiveSource *source, ArchiveFound *found, GError **error)
{
    if (source->window == NULL) {
        source->next++;
        if (current(source)->passed) {
            tell(source, found, "maildir-folder");
            return TRUE;
        }
        if (!open_file(source, error))
            return FALSE;
    }
    if (source->is_tar) {
        if (!open_member(source, error))
            return FALSE;
        if (!source->in_member) {
            close_file(source);
            return TRUE;
        }
    }
    if (!window_reach(source->window, LOOK_BYTES, error))
        return FALSE;
    if (!source->in_member || !is_unfinished(source->member.name))
        source->inside = look(source->window, source->kind);
    if (source->inside == INSIDE_NOTHING && !window_sound(source->window, error))
        return FALSE;
    if (source->inside == INSIDE_NOTHING && source->window->size > 0)
        tell(source, found, "no-mail");
    return TRUE;
}

/* The file, or member, is done with. */
static gboolean
leave(ArchiveSource *source, GError **error)
{
    source->inside = INSIDE_NOTHING;
    if (!source->in_member) {
        close_file(source);
        return TRUE;
    }
    if (source->tar != NULL) {
        gboolean sound = window_sound(source->window, error);
        window_free(source->window);
        source->window = g_steal_pointer(&source->tar);
        if (!sound)
            return FALSE;
    }
    gint64 rest = source->window->limit;
    source->in_member = FALSE;
    source->window->limit = -1;
    source->window->ended = FALSE;
    window_skip(source->window, 0);
    gboolean good = window_pass(source->window, rest + tar_padding(source->member.size), error);
    g_clear_pointer(&source->member.name, g_free);
    return good;
}

static gboolean
read_mail(ArchiveSource *source, ArchiveFound *found, GError **error)
{
    Window *window = source->window;

    if (!window_reach(window, MBOX_MAIL_MAX, error) || !window_sound(window, error))
        return FALSE;
    gsize size = MIN(window->size, MBOX_MAIL_MAX);
    found->raw = g_bytes_new(window->data, size);
    found->arrival = source->in_member ? source->member.changed : current(source)->changed;
    found->place = place(source, -1);
    found->oddity = size < window->size || !window->ended ? "too-long" : NULL;
    return leave(source, error);
}

static gboolean
read_page(ArchiveSource *source, ArchiveFound *found, GError **error)
{
    Window *window = source->window;

    if (!window_reach(window, MBOX_MAIL_MAX, error) || !window_sound(window, error))
        return FALSE;
    found->raw = mhonarc_mail(window->data, window->size);
    found->place = place(source, -1);
    found->oddity = ARCHIVE_PAGE;
    if (found->raw == NULL) {
        found->raw = g_bytes_new(NULL, 0);
        found->oddity = "no-mail";
    }
    return leave(source, error);
}

static gboolean
read_mbox(ArchiveSource *source, ArchiveFound *found, GError **error)
{
    MboxMail mail;

    if (!mbox_next(source->window, source->kind, &mail, error))
        return FALSE;
    if (mail.raw == NULL)
        return leave(source, error);
    found->raw = mail.raw;
    found->arrival = mail.arrival;
    found->place = place(source, mail.offset);
    found->oddity = mail.oddity;
    return TRUE;
}

gboolean
archive_source_next(ArchiveSource *source, ArchiveFound *found, GError **error)
{
    gboolean good = TRUE;

    *found = (ArchiveFound){0};
    while (good && found->raw == NULL) {
        if (source->inside == INSIDE_MBOX)
            good = read_mbox(source, found, error);
        else if (source->inside == INSIDE_MAIL)
            good = read_mail(source, found, error);
        else if (source->inside == INSIDE_PAGE)
            good = read_page(source, found, error);
        else if (source->in_member || (source->window != NULL && !source->is_tar))
            good = leave(source, error);
        else if (source->window == NULL && source->next == source->files->len)
            return TRUE;
        else
            good = open_next(source, found, error);
    }
    if (!good && source->window != NULL)
        close_file(source);
    else if (!good && source->next > 0)
        source->done += current(source)->size;
    return good;
}
