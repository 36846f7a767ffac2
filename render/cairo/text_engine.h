// Sizes of texts by Pango with named font files only, so that the look doesn't depend on what else a machine
// has installed: those of a preset, and DejaVu Sans for what they lack. One engine belongs to one thread at a
// time (make one for each thread or each figure; the font files are read once a process).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "render/layout/text_metrics.h"

namespace rssviz::render {

class TextEngine final : public TextMetrics {
 public:
  // `preset`: "sans", "helvetica", "times" or "latex". Throws Error{usage} naming those there are, or
  // Error{no_input} naming the Debian package to install where a font file is missing.
  explicit TextEngine(std::string_view preset = "sans");
  ~TextEngine() override;
  TextEngine(const TextEngine&) = delete;
  TextEngine& operator=(const TextEngine&) = delete;

  TextExtent measure(std::string_view text, const TextFont& font) const override;
  // Characters asked for so far that no font has: "U+2A41 not in Inter or DejaVu Sans".
  std::vector<std::string> missing_glyphs() const;

  // The preset's, in order of preference: "Inter,DejaVu Sans".
  const std::string& families() const;

  struct Impl;  // Pango's objects, for render/cairo/*.cc
  Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace rssviz::render
