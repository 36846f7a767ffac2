// Pictures as they looked when someone last approved them: PICTURES/NAME.png, small. A picture that differs
// fails its test and is left beside a map of the differences, to be looked at; RSSVIZ_WRITE_GOLDEN=1 in the
// environment approves what is drawn now.
#pragma once

#include <filesystem>
#include <string>

namespace rssviz::golden {

// Empty where `actual` (a PNG) looks like the golden picture `name`; else what to look at. Pictures look
// alike where they have the same size, few pixels differ much, and the mean difference is small:
// anti-aliasing may change, a label may not.
std::string difference(const std::filesystem::path& actual, const std::string& name);

}  // namespace rssviz::golden
