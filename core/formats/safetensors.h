// Tensors of .safetensors files: an 8-byte length, a JSON header of names, types, shapes and places, then the
// elements. Source: the format's specification (huggingface/safetensors, README, "Format").
#pragma once

#include <filesystem>
#include <string_view>

#include "core/formats/array.h"

namespace rssviz::formats {

// F64, F32, F16, BF16 (the last two as float32), I8 to I64, U8 to U32 and BOOL. Throws Error{no_input}, or
// Error{data} naming file, tensor and fault: places outside the file, a size that isn't that of the shape.
Archive read_safetensors(const std::filesystem::path& path);
// The same from memory; `name` is what errors call it.
Archive parse_safetensors(std::string_view bytes, const std::string& name);

}  // namespace rssviz::formats
