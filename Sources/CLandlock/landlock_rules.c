#define _GNU_SOURCE
#include "landlock_rules.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// <linux/landlock.h> of old systems lacks it: the first version's part of it is all that is needed.
enum { READ_FILE = 1 << 2, READ_DIR = 1 << 3, RULE_PATH_BENEATH = 1, ASK_VERSION = 1 };

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

struct attributes {
  uint64_t handled;
};

struct path_beneath {
  uint64_t allowed;
  int32_t parent;
} __attribute__((packed));

int tapedeck_landlock_version(void) {
  long version = syscall(SYS_landlock_create_ruleset, 0, 0, ASK_VERSION);
  return version > 0 ? (int)version : 0;
}

int tapedeck_landlock_begin(void) {
  struct attributes attributes = {READ_FILE | READ_DIR};
  return (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
}

static int allow(int rules, const char *path, uint64_t rights) {
  int parent = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (parent < 0) return -1;
  struct path_beneath rule = {rights, parent};
  int result = (int)syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &rule, 0);
  int error = errno;
  close(parent);
  errno = error;
  return result;
}

int tapedeck_landlock_allow(int rules, const char *path, int is_folder) {
  return allow(rules, path, is_folder ? READ_FILE | READ_DIR : READ_FILE);
}

int tapedeck_landlock_allow_listing(int rules, const char *path) {
  return allow(rules, path, READ_DIR);
}

int tapedeck_landlock_enter(int rules) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return (int)syscall(SYS_landlock_restrict_self, rules, 0);
}
