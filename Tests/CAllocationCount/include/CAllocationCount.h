#pragma once

/// How often the calling thread has called malloc, or -1 where calls cannot be seen.
long tapedeck_malloc_count(void);
