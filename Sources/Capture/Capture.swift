// The module's first file: what the trait Network brings is imported in files that begin with `#if Network`.
