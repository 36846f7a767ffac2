// IDX, the format of MNIST and its kin (LeCun's page of 1998): 0 0, the type, the number of dimensions, each
// dimension as 32 bits with the largest byte first, then the values; whole or compressed by gzip. Unsigned
// bytes are read. Files of strangers: what is unpacked has a limit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace rssviz::formats {

struct IdxArray {
  std::vector<std::size_t> shape{};
  std::vector<std::uint8_t> values{};  // the last dimension runs fastest
};

// Throws Error{no_input}; Error{data} naming file and fault: no IDX, another type than bytes, another number
// of bytes than the dimensions say, a gzip stream that ends early, more than 2 GB.
IdxArray read_idx(const std::filesystem::path& path);

}  // namespace rssviz::formats
