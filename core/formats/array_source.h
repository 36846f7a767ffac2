// One place where arrays come in from the files of other programs: FILE.npy, FILE.npz, FILE.h5 (or .hdf5),
// FILE.mat, FILE.safetensors, with :NAME or :/path of one array behind them or not, FILE.keras, FILE.csv,
// FILE.tsv, FILE.txt, and several of them by a list or a pattern.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/formats/array.h"

namespace rssviz::formats {

// "runs/a.h5:/epoch/3" -> {"runs/a.h5", "/epoch/3"}, "a.npz:h" -> {"a.npz", "h"}; other names whole, with
// nothing inside.
struct ArraySource {
  std::filesystem::path file{};
  std::string inside{};
};
ArraySource parse_source(const std::string& text);
// The array that is chosen, as archives call it: without the leading '/'; "" where none is.
std::string name_inside(const ArraySource& source);
// Whether the name is that of an HDF5 file.
bool is_hdf5(const std::filesystem::path& file);

// Whether it is a file that Python pickles, which isn't read.
bool is_pickled(const std::filesystem::path& file);

struct ReadOptions {
  std::string unit_columns{};  // of tables, as table_units takes them
};

// All arrays of a source by name; a bare matrix (.npy) comes as "states", the array that is chosen inside a
// file too, alone; of a table the units come as "states", the other columns under their names. What could not
// be read, and how a table was read, stands in the archive (reading_notes). Throws Error{no_input}, or
// Error{data} naming file, place and fault.
Archive read_arrays(const std::string& source, const ReadOptions& options = {});

// The files that words name, in order: each word as it is, but one with * ? or [ that is no file's name
// stands for all files that match it, numbers in names counting as numbers (epoch_2 before epoch_10). Throws
// Error{no_input} for a pattern that matches nothing.
std::vector<std::string> expand_patterns(const std::vector<std::string>& words);

// The states of one source, of two to five dimensions: the array that is chosen, or `states`, or the only one
// that can be them (one of most dimensions beside others of its first two), with everything else that the
// file has (of HDF5 the chosen one alone). Throws Error{data} naming the arrays there are.
Archive read_states_of(const std::string& source, const ReadOptions& options = {});

// The states of some sources: of one, the array that is chosen, or `states`, or the only one of two or three
// dimensions, with everything else that the file has (of HDF5 the chosen one alone); of several, one a stage,
// their matrices stacked to stages x points x units (float32) and `stage` counted from 0, the rest as in the
// last. Throws Error{data} naming both files and shapes where they differ.
Archive read_states(const std::vector<std::string>& sources, const ReadOptions& options = {});

}  // namespace rssviz::formats
