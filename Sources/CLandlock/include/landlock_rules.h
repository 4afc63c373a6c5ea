#pragma once

/// Linux' Landlock: takes rights away from a thread and from whatever it starts. The C library has no
/// functions for it, and Swift cannot call variadic ones such as syscall.

/// The version that the kernel knows; 0 where it has none.
int tapedeck_landlock_version(void);

/// A set of rules under which files and folders can be read that are allowed one by one, and nothing
/// else; -1 where it cannot be made.
int tapedeck_landlock_begin(void);

/// Allows a file, or a folder and all beneath, to be read; -1 with errno.
int tapedeck_landlock_allow(int rules, const char *path, int is_folder);

/// Allows the names of what lies in a folder, and beneath, to be read; -1 with errno.
int tapedeck_landlock_allow_listing(int rules, const char *path);

/// From now on this thread, and what it starts, reads only what the rules allow; -1 with errno.
int tapedeck_landlock_enter(int rules);
