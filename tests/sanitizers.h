// RSSVIZ_SANITIZED: whether this is a build with a sanitizer that maps terabytes of address space for itself,
// so that no limit of memory can be set below it. GCC says so by macros, clang by __has_feature.
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RSSVIZ_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define RSSVIZ_SANITIZED
#endif
#endif
