// What toml++ doesn't look at before it calls itself: keys of very many parts (a.b.c.d ...). Values within
// values it limits itself. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace rssviz::formats {

inline constexpr int kMostKeyParts = 64;

// Throws Error{recipe} "FILE:LINE: ..." where a key of the TOML `text` has more parts than that.
void check_toml_keys(std::string_view text, const std::string& file);

}  // namespace rssviz::formats
