// SHA-256 without the processor's instructions for it, to hold the fast way against.
#pragma once

#include <span>
#include <string>

namespace rssviz {

std::string sha256_plain(std::span<const std::byte> bytes);

}  // namespace rssviz
