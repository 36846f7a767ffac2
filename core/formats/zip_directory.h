// Where the content of an .npz stands in its file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace rssviz::formats {

struct StoredEntry {
  std::size_t offset{0};  // bytes from the beginning of the file
  std::size_t size{0};
  std::uint32_t checksum{0};  // CRC-32
};

// The array `name` of an .npz, where it isn't compressed. Throws
// Error{no_input}, Error{data} as read_npz does.
std::optional<StoredEntry> find_stored(const std::filesystem::path& path, const std::string& name);

}  // namespace rssviz::formats
