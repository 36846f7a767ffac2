// What the readers of .npy, whole and by blocks, and of .npz share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/array.h"
#include "core/formats/byte_source.h"

namespace rssviz::formats {

inline constexpr std::string_view kNpyMagic = "\x93NUMPY";
// What is read of a file for its header; one that is longer isn't NumPy's.
inline constexpr std::size_t kMostHeader = 1 << 16;

struct NpyHeader {
  std::string descr{};  // "<f4"
  bool fortran_order{false};
  std::vector<std::size_t> shape{};
  std::size_t data_offset{0};  // of the first element in the file
};

[[noreturn]] void malformed_npy(const std::string& name, const std::string& fault);

// The header that stands at the beginning of `bytes`. Throws Error{data} where it is damaged.
NpyHeader parse_npy_header(std::string_view bytes, const std::string& name);

// The header of the array as an .npy: `descr` is NumPy's name of its type.
std::string serialize_npy_header(const std::string& descr, const std::vector<std::size_t>& shape);

// Why elements of this type aren't read (pickled objects, structures, complex numbers, dates), and what to
// do: `array` is what Python would call it. Nothing where they are.
std::optional<std::string> why_unread(const NpyHeader& header, const std::string& array);
// Throws Error{data} with that reason.
void refuse_unread(const NpyHeader& header, const std::string& name);

// Bytes of an element. Throws Error{data} for a type that can't be.
std::size_t npy_width(const NpyHeader& header, const std::string& name);

// An array of no elements may declare as many rows as it likes, and whoever walks over them would never end.
// Throws Error{data} where `count` is 0 and an extent is beyond 2^24.
void check_empty_shape(const std::vector<std::size_t>& shape, std::size_t count, const std::string& name);

// The number of elements of the shape. Throws Error{data} where `available` bytes don't hold them.
std::size_t npy_count(const NpyHeader& header, std::size_t available, const std::string& name);

// The elements that stand in `data`, in C order. Throws Error{data}.
Array read_npy_elements(const NpyHeader& header, std::string_view data, const std::string& name);

// An .npy of `size` bytes that begins at `offset` of `bytes`, its elements taken by blocks where their order
// allows. Throws Error{data}, {io}.
Array read_npy_from(const ByteSource& bytes, std::size_t offset, std::size_t size, const std::string& name);

// Type and shape from the beginning of an .npy (its header whole), elements or none behind it. Throws
// Error{data} as parse_npy does.
Array describe_npy_header(std::string_view bytes, const std::string& name);

}  // namespace rssviz::formats
