// Arrays of HDF5 files. libhdf5 can crash on damaged files, so it runs in a child process with limits of
// memory and time, which hands back plain arrays; nothing of the library enters the calling process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/formats/array.h"
#include "core/formats/spool.h"

namespace rssviz::formats {

struct Hdf5Limits {
  std::uint64_t memory_bytes{std::uint64_t{16} << 30};  // at most; less for small files
  int seconds{120};
};

// The data set `inside` ("/path/in/file"), or all of numbers and text below that group ("": the whole file),
// each under its path without the leading '/'; and as "@NAME" the attributes of the file's root that are one
// text. Integers (booleans and other enumerations too) come as uint8, int32 or int64, floats (float16 too) as
// float32 or float64, text of either kind as text. External links are not followed. Throws Error{no_input},
// or Error{data} naming the file: not HDF5, nothing there, declared sizes beyond what the file can hold, a
// crash or the end of time or memory in the child.
Archive read_hdf5(const std::filesystem::path& path, const std::string& inside = "",
                  const Hdf5Limits& limits = {});

// Puts the matrix of numbers `inside` ("": /states) as an .npy into the spool, by blocks of rows: neither
// process ever holds all of it. False where it isn't there or isn't a matrix of numbers. Throws as read_hdf5.
bool spool_hdf5(const std::filesystem::path& path, const std::string& inside, Spool& spool);

// The arrays of what the child hands back: 'A' and an .npz, or 'E' and one line that says what is wrong. A
// child that was damaged itself may hand back anything. Throws Error{data} with that line, or naming `file`.
Archive parse_hdf5_answer(std::string_view answer, const std::string& file);

}  // namespace rssviz::formats
