// Counts calls of malloc in test programs. The linker prefers a malloc in the program over the one
// in the C library, for the Swift runtime too; glibc offers its own under a second name. Nothing but
// the tests links this.
#include "CAllocationCount.h"

#include <stdlib.h>

#ifdef __GLIBC__

extern void *__libc_malloc(size_t size);

static _Thread_local long count;

void *malloc(size_t size) {
  count += 1;
  return __libc_malloc(size);
}

long tapedeck_malloc_count(void) { return count; }

#else

long tapedeck_malloc_count(void) { return -1; }

#endif
