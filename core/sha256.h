// SHA-256 (FIPS 180-4), by which recipes name their inputs.
#pragma once

#include <filesystem>
#include <span>
#include <string>

namespace rssviz {

// The digest of `bytes`, 64 lower-case hexadecimal digits.
std::string sha256(std::span<const std::byte> bytes);
// The digest of a file's content. Throws Error{no_input} if it can't be opened, {io} if reading fails.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace rssviz
