// The objects of a PDF file by number, as text with their streams apart. Values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "render/provenance/inflate.h"

namespace rssviz::render {

struct PdfObject {
  std::string dictionary{};  // all before the stream
  std::string stream{};      // inflated where it was deflated; empty for none and for pictures
};

using PdfObjects = std::map<int, PdfObject>;

// Throws Error{data} where `bytes` are no PDF, or unpack to more than the budget.
PdfObjects read_pdf_objects(std::string_view bytes, const std::string& name, UnpackBudget& budget);

// Behind "/Key" in a dictionary, or npos. Whole keys only: /Font isn't found in /FontFile.
std::size_t behind_key(std::string_view dictionary, std::string_view key);
// The number N of "/Key N 0 R".
std::optional<int> reference_of(std::string_view dictionary, std::string_view key);
// The number of "/Key 12.5".
std::optional<double> number_of(std::string_view dictionary, std::string_view key);
// The name of "/Key /Name".
std::string name_of(std::string_view dictionary, std::string_view key);

}  // namespace rssviz::render
