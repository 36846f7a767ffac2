// Where the content of an .npz stands in its file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/formats/spool.h"

namespace rssviz::formats {

struct StoredEntry {
  std::size_t offset{0};  // bytes from the beginning of the file
  std::size_t size{0};
  std::uint32_t checksum{0};  // CRC-32
};

// Puts the array `name` of an .npz, where it is deflated, into the spool as the .npy that it was; by parts.
// False where it isn't there or isn't deflated. Throws Error{no_input}, Error{data} as read_npz does.
bool spool_deflated(const std::filesystem::path& path, const std::string& name, Spool& spool);

// The array `name` of an .npz, where it isn't compressed. Throws
// Error{no_input}, Error{data} as read_npz does.
std::optional<StoredEntry> find_stored(const std::filesystem::path& path, const std::string& name);

// The content of the entry `name` of a zip archive; nothing where there is none. Throws as read_npz does.
std::optional<std::string> read_zip_entry(const std::filesystem::path& path, const std::string& name);

}  // namespace rssviz::formats
