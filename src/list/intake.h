/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake - mails accepted while the server is busy, and filed when it can
 *
 * To file a mail in the archive costs the database many times what it costs to keep it. Where more
 * come in than can be filed, intake_take() makes a post that was decided about durable, with its
 * decision, in one narrow table; intake_file_next() later does for it what post_receive() would
 * have done at once, and takes it out of there in the same transaction: nothing is lost or there
 * twice, whatever crashes. Only posts that are accepted go this way. For what is decided about
 * other mails (duplicates, replies, how many an author has) they are on the list already.
 */
#pragma once

#include "list/post.h"

/* Takes a mail to `recipient`, the list's address, as post_receive() but for filing it. `*taken`
 * FALSE: it is not a post that is accepted, or one like it came at this moment, and nothing has
 * happened: call post_receive(). TRUE promises that it is safe; message and mailing of `verdict`
 * stay 0. No transaction may be open. Errors: as post_receive(), refusals excepted. */
gboolean intake_take(Store *store, const Settings *settings, const PostEnvelope *envelope,
                     const char *recipient, PostVerdict *verdict, gboolean *taken, GError **error);

/* Files the first that waits and nobody else is filing. `*found`: there was one, of `*size` bytes.
 * One that cannot be filed is put off, with what is wrong with it, and logged; those behind it do
 * not wait. Errors: those of the store, and then nothing has happened. No transaction may be open.
 */
gboolean intake_file_next(Store *store, const Settings *settings, gboolean *found, gsize *size,
                          GError **error);
