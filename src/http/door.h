/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * door - lets connections in, to each thread of the library as many as to the others
 *
 * Where the threads accept for themselves, one takes up to ten that arrive together while the others
 * sleep: all connections of a proxy may come to be one thread's, and its visitors wait for each other
 * beside processors that have nothing to do. Here one thread accepts and the library's take turns.
 */
#pragma once

#include <microhttpd.h>

#include <glib.h>

#include "http/watch.h"

typedef struct HttpDoor HttpDoor;

/* A socket for the library to be started with, as a pool of threads must have one to listen on. It
 * is to be taken from it (MHD_quiesce_daemon()) and closed at once. -1 with errno. */
int http_door_dummy(void);

/* Accepts on `fd`, which stays the caller's, for `daemon`. Whom `watch` has no room for waits where
 * the kernel keeps them. NULL with errno. */
HttpDoor *http_door_open(int fd, struct MHD_Daemon *daemon, HttpWatch *watch);

/* Lets nobody in any more. NULL is none. */
void http_door_close(HttpDoor *door);
