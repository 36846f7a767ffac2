// Variables of MATLAB's .mat files, versions 4, 5 and 7.3 (by matio), read in a child process as HDF5 is.
// Functions for any thread.
#pragma once

#include <filesystem>

#include "core/formats/array.h"

namespace rssviz::formats {

// Each variable by its name, the fields of a structure as "s/field". Arrays come in C order with the sizes
// that MATLAB shows; 1 x n and n x 1 as vectors, 1 x 1 as one value. Characters come as texts, one a row; a
// cell array of texts as texts; logicals as uint8. What isn't read (complex and sparse numbers, objects,
// cells of arrays) is passed over with its remedy (reading_notes). HDF5 of other programs, which begins
// without MATLAB's header, is read as such, and a note says so. Throws Error{no_input}, or Error{data} naming
// the file.
Archive read_mat(const std::filesystem::path& path);

}  // namespace rssviz::formats
